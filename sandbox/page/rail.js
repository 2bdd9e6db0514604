/** The left side: the workspace, its channels, direct messages and the app, with what is unread. */

import { h, keepingFocus, sync } from "./dom.js";
import { avatar } from "./avatar.js";
import { person, titleOf } from "./directory.js";
import { icon } from "./icons.js";
import { go, here } from "./route.js";
import { unread } from "./unread.js";

const SECTIONS = [
  { title: "Channels", holds: (kind) => kind === "channel" || kind === "private" },
  { title: "Direct messages", holds: (kind) => kind === "dm" },
  { title: "Apps", holds: (kind) => kind === "app" },
];

export const workspaceName = (state) => state.workspace?.name ?? state.team?.name ?? state.workspace ?? "The Shop";

export function showRail(state) {
  const rail = document.getElementById("rail");
  const items = [head(state), ...SECTIONS.flatMap((section) => sectionItems(section, state))];
  keepingFocus(rail, () => sync(rail, items));
}

function head(state) {
  const name = workspaceName(state);
  const make = () =>
    h("div", { class: "workspace" }, h("strong", {}, name), h("span", { class: "workspace-note" }, "A pretend Slack"));
  return { key: "workspace", signature: name, make };
}

function sectionItems({ title, holds }, state) {
  const channels = state.channels.filter(({ kind }) => holds(kind));
  if (!channels.length) return [];
  const heading = { key: `section-${title}`, signature: title, make: () => h("h2", { class: "rail-heading" }, title) };
  return [heading, ...channels.map((channel) => channelItem(channel, state))];
}

function channelItem(channel, state) {
  const current = channel.id === here.channel;
  const count = current ? 0 : unread(state, channel);
  const signature = JSON.stringify([channel.name, channel.kind, channel.members, current, count, state.me.id]);
  return { key: channel.id, signature, make: () => link(channel, { current, count, me: state.me }) };
}

function link(channel, { current, count, me }) {
  const look = ["rail-item", current && "current", count > 0 && "unread"].filter(Boolean).join(" ");
  const click = (event) => {
    event.preventDefault();
    document.body.classList.remove("drawer");
    go({ channel: channel.id, thread: null });
  };
  const badge =
    count > 0 &&
    h(
      "span",
      { class: "count", data: { testid: "unread" } },
      String(count),
      h("span", { class: "sr-only" }, " unread"),
    );
  return h(
    "a",
    {
      class: look,
      href: `#${channel.id}`,
      "aria-current": current ? "page" : null,
      data: { testid: `channel-${channel.name}`, channel: channel.id, focus: channel.id },
      on: { click },
    },
    picture(channel, me),
    h("span", { class: "rail-name" }, nameIn(channel, me)),
    badge,
  );
}

const nameIn = (channel, me) =>
  channel.kind === "channel" || channel.kind === "private"
    ? channel.name
    : `${titleOf(channel)}${channel.members?.length === 1 && channel.members[0] === me.id ? " (you)" : ""}`;

/** A #, a lock, or the face of who is at the other end. */
export function picture(channel, me) {
  if (channel.kind === "channel") return icon("hash", 16);
  if (channel.kind === "private") return icon("lock", 16);
  return avatar(otherIn(channel, me), 20);
}

export function otherIn(channel, me) {
  const other = (channel.members ?? []).map((id) => person(id)).find((user) => user && user.id !== me?.id);
  return other ?? { id: channel.id, name: channel.name, is_bot: channel.kind === "app" };
}
