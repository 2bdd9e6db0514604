/** A list of messages: day lines, grouping, what only you can see, and the way into each thread. */

import { h, sync } from "./dom.js";
import { avatar, badge } from "./avatar.js";
import { blocks } from "./blocks.js";
import { nameOf, person } from "./directory.js";
import { icon } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";
import { messageMenu } from "./message_menu.js";
import { go } from "./route.js";
import { Surface } from "./surface.js";
import { ago, dayOf, dividerDay, exactly, timeOf } from "./when.js";

const TOGETHER = 5 * 60;

/** Shows `messages` in `list`. `newFrom` is the ts above which the "New" line stands. */
export function showMessages(list, messages, { channel, newFrom = null, inThread = false, replies = new Map() }) {
  const items = [];
  let before = null;
  for (const message of messages) {
    const day = dayOf(Number(message.ts));
    if (!before || dayOf(Number(before.ts)) !== day) items.push(dayLine(day, Number(message.ts), inThread));
    if (message.ts === newFrom) items.push(newLine());
    const alone = items.length > 0 && items.at(-1).line;
    const follows = !alone && continues(before, message);
    const thread = inThread ? [] : (replies.get(message.ts) ?? []);
    items.push(item(message, { channel, follows, inThread, thread }));
    before = message;
  }
  sync(list, items);
}

const dayLine = (day, epoch, inThread) => ({
  key: `day-${day}`,
  line: true,
  signature: `${dividerDay(epoch)} ${inThread}`,
  make: () =>
    h("li", { class: `day-line${inThread ? " small" : ""}`, role: "separator" }, h("span", {}, dividerDay(epoch))),
});

const newLine = () => ({
  key: "new",
  line: true,
  signature: "new",
  make: () => h("li", { class: "new-line", role: "separator" }, h("span", {}, "New")),
});

/** Plain words one after another share a head; whatever has blocks stands for itself. */
function continues(before, message) {
  if (before === null || before.user !== message.user || before.ephemeral !== message.ephemeral) return false;
  const plain = !before.blocks?.length && !message.blocks?.length && !before.reply_count;
  return plain && Number(message.ts) - Number(before.ts) < TOGETHER;
}

function item(message, shown) {
  const { name, real_name: real, color } = person(message.user) ?? {};
  const last = shown.thread.at(-1)?.ts ?? "";
  const signature = JSON.stringify([
    message,
    shown.follows,
    shown.channel,
    name,
    real,
    color,
    last,
    last && ago(Number(last)),
  ]);
  return { key: message.ts, signature, make: () => messageNode(message, shown) };
}

function messageNode(message, { channel, follows, inThread, thread }) {
  const user = person(message.user) ?? { id: message.user, name: message.username, is_bot: message.bot };
  const who = message.username && message.bot ? message.username : nameOf(user);
  const time = Number(message.ts);
  const look = ["message", follows && "follows", message.ephemeral && "ephemeral"].filter(Boolean).join(" ");
  const gutter = follows
    ? h("span", { class: "gutter-time", title: exactly(time) }, timeOf(time))
    : avatar({ ...user, is_bot: user.is_bot || message.bot }, inThread ? 32 : 36);
  const head =
    !follows &&
    h(
      "div",
      { class: "message-head" },
      h("span", { class: "sender" }, who),
      badge({ ...user, is_bot: user.is_bot || message.bot }),
      h("time", { title: exactly(time), datetime: new Date(time * 1000).toISOString() }, timeOf(time)),
    );
  const node = h(
    "li",
    {
      class: look,
      "aria-label": `${who}, ${timeOf(time)}${message.ephemeral ? ", only visible to you" : ""}`,
      data: { testid: "message", ts: message.ts, user: message.user, ephemeral: message.ephemeral ? "true" : null },
    },
    message.ephemeral && h("div", { class: "only-you" }, icon("eye", 14), "Only visible to you"),
    h("div", { class: "gutter" }, gutter),
    h(
      "div",
      { class: "message-body" },
      head,
      h("div", { class: "message-content" }, content(message, channel)),
      message.notice && h("p", { class: "notice", data: { testid: "notice" } }, icon("warning", 14), message.notice),
      !inThread && replyBar(message, thread, channel),
    ),
    !inThread &&
      !message.ephemeral &&
      h(
        "div",
        { class: "message-tools" },
        h(
          "button",
          {
            class: "icon-button",
            title: "Reply in thread",
            "aria-label": `Reply to ${who} in a thread`,
            data: { testid: "reply" },
            on: { click: () => go({ channel, thread: message.ts }) },
          },
          icon("thread"),
        ),
        messageMenu(message, channel, who),
      ),
  );
  return node;
}

function content(message, channel) {
  const edited = message.edited && h("span", { class: "edited", data: { testid: "edited" } }, "(edited)");
  if (!message.blocks?.length)
    return [
      h("div", { class: "message-text" }, mrkdwn(message.text ?? ""), edited && " ", edited),
      (message.files ?? []).map(file),
    ];
  const surface = new Surface({ channel, ts: message.ts }, { kind: "message" });
  return [blocks(inSlacksOrder(message.blocks), surface), edited];
}

const file = ({ name, title }) =>
  h("div", { class: "shared-file", data: { testid: "file" } }, icon("file", 20), h("strong", {}, title || name));

/** Slack shows a message's `table` below everything else. */
function inSlacksOrder(list) {
  return [...list.filter(({ type }) => type !== "table"), ...list.filter(({ type }) => type === "table")];
}

function replyBar(message, thread, channel) {
  const count = message.reply_count || thread.length;
  if (!count) return null;
  const faces = [...new Set(thread.map(({ user }) => user))].slice(0, 4).map((id) => avatar(person(id) ?? { id }, 24));
  const last = thread.at(-1);
  return h(
    "button",
    { class: "replies", data: { testid: "replies" }, on: { click: () => go({ channel, thread: message.ts }) } },
    faces,
    h("strong", {}, count === 1 ? "1 reply" : `${count} replies`),
    last && h("span", {}, `Last reply ${ago(Number(last.ts))} ago`),
    h("span", { class: "replies-more" }, "View thread", icon("right", 14)),
  );
}
