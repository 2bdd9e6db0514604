/** The bar at the top, which Slack does not have in full: the pretend clock, the scenes, and who one is. */

import { fill, h, keepingFocus } from "./dom.js";
import { clock, nextDigest, tick } from "./clock.js";
import { avatar, badge } from "./avatar.js";
import { badgeOf, isSlackbot, nameOf } from "./directory.js";
import { icon } from "./icons.js";
import { openJump } from "./jump.js";
import { menu } from "./popover.js";
import { scenes } from "./scenes.js";

let drawn = null;

export function showTopbar(state, { switchTo }) {
  const bar = document.getElementById("topbar");
  const signature = JSON.stringify([state.me, state.scenes, state.users.length]);
  tick();
  if (signature === drawn) return;
  drawn = signature;
  keepingFocus(bar, () =>
    fill(
      bar,
      drawer(),
      jump(),
      h("div", { class: "stage-tools" }, clock(), nextDigest(), scenes(state), person(state, switchTo)),
    ),
  );
}

const toggleDrawer = () => document.body.classList.toggle("drawer");

const drawer = () =>
  h(
    "button",
    {
      class: "bar-button drawer-button",
      "aria-label": "Channels",
      data: { focus: "drawer", testid: "drawer" },
      on: { click: toggleDrawer },
    },
    icon("menu", 20),
  );

const jump = () =>
  h(
    "button",
    { class: "jump-button", data: { focus: "jump", testid: "jump" }, on: { click: openJump } },
    icon("search", 15),
    h("span", {}, "Jump to…"),
    h("kbd", {}, /Mac/.test(navigator.platform) ? "⌘K" : "Ctrl K"),
  );

function person(state, switchTo) {
  const people = state.users.filter((user) => !user.is_bot && !isSlackbot(user));
  const items = () => [
    { heading: "See the workspace as" },
    ...people.map((user) => ({
      label: nameOf(user),
      note: user.title,
      picture: avatar(user, 32),
      after: badge(user),
      current: user.id === state.me.id,
      testid: `person-${user.name}`,
      pick: () => switchTo(user.id),
    })),
  ];
  const role = state.me.title || (badgeOf(state.me) ?? "").toLowerCase();
  const button = h(
    "button",
    {
      class: "bar-button person",
      "aria-haspopup": "menu",
      "aria-label": `You are ${nameOf(state.me)}${role ? `, ${role}` : ""}. Switch person`,
      data: { focus: "person", testid: "person-switcher", user: state.me.id },
      on: { click: () => menu(button, items(), { label: "Switch person", testid: "people" }) },
    },
    avatar(state.me, 26),
    h("span", { class: "person-words wide-only" }, h("strong", {}, nameOf(state.me)), role && h("span", {}, role)),
    icon("down", 12),
  );
  return button;
}
