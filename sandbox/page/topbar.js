/** The bar at the top, which Slack does not have in full: the pretend clock, the scenes, and who one is. */

import { fill, h, keepingFocus } from "./dom.js";
import { avatar } from "./avatar.js";
import { nameOf } from "./directory.js";
import { icon } from "./icons.js";
import { openJump } from "./jump.js";
import { menu, popover } from "./popover.js";
import { post, refresh, store } from "./store.js";
import { clockNow, dayOf, epochOf, shortDay, timeOf } from "./when.js";

let drawn = null;

export function showTopbar(state, { switchTo }) {
  const bar = document.getElementById("topbar");
  const signature = JSON.stringify([state.clock, state.me, state.scenes, state.users.length]);
  if (signature === drawn) return;
  drawn = signature;
  keepingFocus(bar, () => fill(bar, drawer(), jump(), h("div", { class: "stage-tools" }, clock(), nextDigest(), scenes(state), person(state, switchTo))));
}

const toggleDrawer = () => document.body.classList.toggle("drawer");

const drawer = () => h("button", { class: "bar-button drawer-button", "aria-label": "Channels", data: { focus: "drawer", testid: "drawer" }, on: { click: toggleDrawer } }, icon("menu", 20));

const jump = () => h("button", { class: "jump-button", data: { focus: "jump", testid: "jump" }, on: { click: openJump } }, icon("search", 15), h("span", {}, "Jump to…"), h("kbd", {}, /Mac/.test(navigator.platform) ? "⌘K" : "Ctrl K"));

function clock() {
  const now = clockNow();
  const button = h("button", { class: "bar-button clock", title: "The pretend clock", "aria-haspopup": "dialog", "aria-label": `The clock says ${shortDay(now)}, ${timeOf(now)}`, data: { focus: "clock", testid: "clock", day: dayOf(now), time: timeOf(now) }, on: { click: () => openClock(button) } }, icon("clock", 16), h("span", { class: "clock-day" }, shortDay(now)), h("strong", {}, timeOf(now)));
  return button;
}

const nextDigest = () => h("button", { class: "bar-button", title: "Jump to the next digest", "aria-label": "Jump to the next digest", data: { focus: "next", testid: "next-digest" }, on: { click: () => moveClock("next") } }, icon("skip", 16), h("span", { class: "wide-only" }, "Next digest"));

async function moveClock(to) {
  const bar = document.getElementById("topbar");
  bar.classList.add("busy");
  await post("/sandbox/clock", { to });
  bar.classList.remove("busy");
}

/** The wall clock of the shop as ISO; the server reads it in the shop's zone. */
function isoOf(epoch) {
  const given = /([+-]\d\d:?\d\d|Z)$/.exec(store.state.clock)?.[0] ?? "";
  return given ? new Date(epoch * 1000).toISOString().replace(".000Z", "+00:00") : `${dayOf(epoch)}T${timeOf(epoch)}:00`;
}

function openClock(anchor) {
  const now = clockNow();
  const day = h("input", { type: "date", class: "text", value: dayOf(now), "aria-label": "Day", data: { testid: "clock-day" } });
  const time = h("input", { type: "time", class: "text", value: timeOf(now), "aria-label": "Time", data: { testid: "clock-time" } });
  const jumpTo = (epoch) => {
    popup.close();
    moveClock(epoch === "next" ? "next" : isoOf(epoch));
  };
  const tomorrow = epochOf(dayOf(now + 86400), "08:00");
  const offers = [["Next digest", "next"], ["15 minutes on", now + 900], ["1 hour on", now + 3600], [`${shortDay(tomorrow)}, 08:00`, tomorrow]];
  const box = h(
    "form",
    { class: "clock-menu", on: { submit: (event) => (event.preventDefault(), jumpTo(epochOf(day.value, time.value))) } },
    h("div", { class: "clock-face" }, h("strong", {}, timeOf(now)), h("span", {}, shortDay(now))),
    h("p", {}, "Time moves on only when you say so. Digests, reminders and deadlines fall due on the way."),
    h("div", { class: "clock-offers" }, offers.map(([label, to], index) => h("button", { type: "button", class: index ? "button" : "button primary", on: { click: () => jumpTo(to) } }, label))),
    h("div", { class: "clock-exact" }, day, time, h("button", { class: "button", type: "submit" }, "Go")),
  );
  const popup = popover(anchor, box, { label: "The pretend clock", testid: "clock-menu" });
}

function scenes(state) {
  const current = state.scenes.find((scene) => scene.current);
  const items = () => [
    { heading: "Step into a scene" },
    ...state.scenes.map((scene) => ({ label: scene.title, note: scene.about, current: Boolean(scene.current), testid: `scene-${scene.name}`, pick: () => enter("/sandbox/scene", { name: scene.name }) })),
    { line: true },
    { label: "Start over", note: "Put everything back as it was", picture: icon("reset", 16), testid: "reset", pick: () => enter("/sandbox/reset") },
  ];
  const button = h("button", { class: "bar-button", "aria-haspopup": "menu", "aria-label": `Scene: ${current?.title ?? "none"}`, title: "Scenes", data: { focus: "scenes", testid: "scene-menu" }, on: { click: () => menu(button, items(), { label: "Scenes", testid: "scenes" }) } }, icon("scene", 16), h("span", { class: "wide-only" }, current?.title ?? "Scenes"), icon("down", 12));
  return button;
}

/** A scene begins: the page goes where the scene says. */
async function enter(path, body) {
  store.entering = true;
  document.body.classList.add("entering");
  await post(path, body);
  await refresh();
  store.entering = false;
  document.body.classList.remove("entering");
}

function person(state, switchTo) {
  const people = state.users.filter((user) => !user.is_bot && user.id !== "USLACKBOT");
  const items = () => [
    { heading: "See the workspace as" },
    ...people.map((user) => ({ label: nameOf(user), note: user.title || (user.guest ? "Guest" : ""), picture: avatar(user, 32), after: user.guest && h("span", { class: "badge guest" }, "GUEST"), current: user.id === state.me.id, testid: `person-${user.name}`, pick: () => switchTo(user.id) })),
  ];
  const role = state.me.title || (state.me.guest ? "Guest" : "");
  const button = h("button", { class: "bar-button person", "aria-haspopup": "menu", "aria-label": `You are ${nameOf(state.me)}${role ? `, ${role}` : ""}. Switch person`, data: { focus: "person", testid: "person-switcher", user: state.me.id }, on: { click: () => menu(button, items(), { label: "Switch person", testid: "people" }) } }, avatar(state.me, 26), h("span", { class: "person-words wide-only" }, h("strong", {}, nameOf(state.me)), role && h("span", {}, role)), icon("down", 12));
  return button;
}
