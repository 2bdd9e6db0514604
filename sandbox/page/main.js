/** The middle: the channel's header and tabs, its messages or the app's Home, and the box to type into. */

import { fill, h, keepingFocus, sync } from "./dom.js";
import { avatar, badge } from "./avatar.js";
import { Composer } from "./composer.js";
import { nameOf, person, place, titleOf } from "./directory.js";
import { homeNode, showHome } from "./home.js";
import { icon } from "./icons.js";
import { showMessages } from "./messages.js";
import { inline } from "./mrkdwn.js";
import { popover } from "./popover.js";
import { otherIn, picture } from "./rail.js";
import { go, here } from "./route.js";
import { showStory, story } from "./scenes.js";
import { Scroller } from "./scroller.js";
import { post } from "./store.js";
import { firstUnread, look } from "./unread.js";

const list = h("ol", { class: "messages", "aria-label": "Messages" });
const scroller = new Scroller(list, { label: "Messages", id: "messages", testid: "messages" });
export const composer = new Composer({
  testid: "composer",
  id: "composer",
  where: () => ({ channel: here.channel }),
  onSent: () => scroller.toEnd(),
});
const head = h("div", { class: "channel-head" });
const intro = h("div", { class: "intro" });
let shown = { key: null, newFrom: null };

scroller.box.prepend(intro);

export function showMain(state) {
  const main = document.getElementById("main");
  if (!main.firstChild) main.append(head, scroller.node, homeNode, story, composer.node);
  showStory(state);
  const channel = place(here.channel);
  if (!channel) return;
  const home = here.tab === "home" && channel.kind === "app";
  showHead(channel, state, home);
  homeNode.hidden = !home;
  scroller.node.hidden = composer.node.hidden = home;
  if (home) showHome(state.home);
  else showChannel(channel, state);
}

function showHead(channel, state, home) {
  const people = channel.members?.map((id) => nameOf(person(id)));
  const line = {
    key: "line",
    signature: JSON.stringify([channel, people, state.me.id]),
    make: () => heading(channel, state),
  };
  const row = { key: "tabs", signature: String(home), make: () => tabs(home) };
  keepingFocus(head, () => sync(head, channel.kind === "app" ? [line, row] : [line]));
}

function showChannel(channel, state) {
  const key = `${state.me.id}/${channel.id}`;
  const moved = key !== shown.key;
  if (moved) shown = { key, newFrom: firstUnread(state, channel) };
  const all = state.messages[channel.id] ?? [];
  const messages = all.filter(({ ts, thread_ts: root }) => !root || root === ts);
  const more = list.lastElementChild?.dataset.key !== messages.at(-1)?.ts;
  fill(intro, introduction(channel, state.me));
  if (moved) list.replaceChildren();
  showMessages(list, messages, { channel: channel.id, newFrom: shown.newFrom, replies: repliesIn(all) });
  composer.at(state, `Message ${titleOf(channel)}`);
  scroller.settle({ moved, more, mine: more && messages.at(-1)?.user === state.me.id });
  if (look(state, channel.id)) post("/sandbox/read", { channel: channel.id }, { quiet: true });
}

function repliesIn(messages) {
  const replies = new Map();
  for (const message of messages) {
    if (!message.thread_ts || message.thread_ts === message.ts) continue;
    if (!replies.has(message.thread_ts)) replies.set(message.thread_ts, []);
    replies.get(message.thread_ts).push(message);
  }
  return replies;
}

function heading(channel, state) {
  const direct = channel.kind === "dm" || channel.kind === "app";
  const face = direct ? avatar(otherIn(channel, state.me), 28) : picture(channel, state.me);
  const title = h(
    "h1",
    { class: "channel-title", data: { testid: "channel-title" } },
    face,
    channel.name,
    channel.kind === "app" && h("span", { class: "badge" }, "APP"),
  );
  const topic = channel.topic && h("span", { class: "topic", title: channel.topic }, inline(channel.topic));
  return h("div", { class: "channel-line" }, title, topic, !direct && members(channel));
}

function members(channel) {
  const people = (channel.members ?? []).map((id) => person(id)).filter(Boolean);
  const row = (user) =>
    h(
      "div",
      { class: "member" },
      avatar(user, 28),
      h(
        "span",
        { class: "menu-words" },
        h("strong", {}, nameOf(user)),
        h("span", { class: "menu-note" }, user.title ?? ""),
      ),
      badge(user),
    );
  const open = () =>
    popover(
      button,
      h("div", { class: "members" }, h("div", { class: "menu-heading" }, `In #${channel.name}`), people.map(row)),
      { label: "Members", testid: "members" },
    );
  const button = h(
    "button",
    {
      class: "members-button",
      "aria-label": `${people.length} members`,
      "aria-haspopup": "dialog",
      title: people.map(nameOf).join(", "),
      data: { focus: "members" },
      on: { click: open },
    },
    people.slice(0, 3).map((user) => avatar(user, 22)),
    h("span", {}, String(people.length)),
  );
  return button;
}

function tabs(home) {
  const tab = (name, label, drawing, current) =>
    h(
      "button",
      {
        class: "tab",
        role: "tab",
        "aria-selected": String(current),
        data: { testid: `tab-${name}`, focus: `tab-${name}` },
        on: { click: () => go({ tab: name, thread: null }) },
      },
      icon(drawing, 16),
      label,
    );
  return h(
    "div",
    { class: "tabs", role: "tablist", "aria-label": "Shelftalk" },
    tab("messages", "Messages", "message", !home),
    tab("home", "Home", "home", home),
  );
}

function introduction(channel, me) {
  if (channel.kind === "app")
    return [
      avatar(otherIn(channel, me), 44),
      h(
        "p",
        {},
        "This is your conversation with ",
        h("strong", {}, channel.name),
        ". Type a question, such as ",
        h("code", {}, "net sales yesterday"),
        ", or a command.",
      ),
    ];
  if (channel.kind === "dm")
    return [
      avatar(otherIn(channel, me), 44),
      h("p", {}, "This is your conversation with ", h("strong", {}, channel.name), "."),
    ];
  return [
    h("div", { class: "intro-sign" }, icon(channel.kind === "private" ? "lock" : "hash", 28)),
    h(
      "p",
      {},
      "This is the very beginning of ",
      h("strong", {}, titleOf(channel)),
      channel.topic && [": ", inline(channel.topic)],
    ),
  ];
}
