/** Start here: draws the page from the workspace's state, and again whenever the state or the place changes. */

import { notice } from "./arrivals.js";
import { learn, place, titleOf } from "./directory.js";
import { composer, showMain } from "./main.js";
import { showModals } from "./modal.js";
import { workspaceName, showRail } from "./rail.js";
import { go, here, onMove, readAddress } from "./route.js";
import { become, post, store, watch } from "./store.js";
import { showThread } from "./thread.js";
import { toast } from "./toasts.js";
import { showTopbar } from "./topbar.js";
import { unread, unseen } from "./unread.js";
import { setClock } from "./when.js";
import { layer } from "./popover.js";

function draw() {
  const { state } = store;
  if (!state) return;
  showTopbar(state, { switchTo });
  showMain(state);
  showRail(state);
  showThread(state);
  showModals(state);
  const waiting = state.channels
    .filter((channel) => channel.id !== here.channel)
    .reduce((sum, channel) => sum + unread(state, channel), 0);
  document.title = `${waiting ? `(${waiting}) ` : ""}${titleOf(place(here.channel))} · ${workspaceName(state)}`;
}

/** What a scene brings with it in its first moments is no news. */
const SETTLING = 5000;
let quietUntil = 0;

/** A fresh state: learn the names, find a place to stand, draw, and say what is new. */
function arrived(state, previous) {
  learn(state);
  setClock(state.clock, state.zone ?? state.me.tz);
  const scene = store.entering || !previous || sceneOf(state) !== sceneOf(previous);
  if (scene && previous) {
    unseen();
    quietUntil = performance.now() + SETTLING;
  }
  if (scene || !place(here.channel)) stand(state, { scene: scene && Boolean(previous) });
  draw();
  if (performance.now() > quietUntil) notice(state, previous);
}

const sceneOf = (state) => state.scenes.find(({ current }) => current)?.name;

/** Goes where the scene's composer stands, or to where the address says, and puts the scene's words into the box. */
function stand(state, { scene }) {
  const proposed = place(state.composer?.channel);
  const channel = (!scene && place(here.channel)) || proposed || state.channels[0];
  go(
    { as: state.me.id, channel: channel.id, ...(scene ? { thread: null, tab: "messages" } : {}) },
    { replacing: true },
  );
  if (proposed?.id !== channel.id || !(scene || state.composer.text)) return;
  draw();
  composer.put(state.composer.text ?? "");
  if (!matchMedia("(max-width: 600px)").matches) composer.focus();
}

/** Sees the workspace through another person's eyes, in the same channel where they are in it. */
async function switchTo(id) {
  await become(id);
  here.as = id;
  if (!place(here.channel))
    go({ channel: store.state.channels[0].id, thread: null, tab: "messages" }, { replacing: true });
  else go({ as: id }, { replacing: true });
  if (here.tab === "home") openHome();
}

const openHome = () => post("/sandbox/open_home");
let wasHome = false;

function moved() {
  draw();
  const home = here.tab === "home" && place(here.channel)?.kind === "app";
  if (home && !wasHome) openHome();
  wasHome = home;
}

/** Links inside messages that lead to a channel. */
function followed(event) {
  const target = event.target.closest?.("[data-go]");
  if (!target) return;
  event.preventDefault();
  if (place(target.dataset.go)) go({ channel: target.dataset.go, thread: null });
  else toast("You are not in that channel.");
}

function skipped(event) {
  const target = event.target.closest?.("[data-skip]")?.dataset.skip;
  if (!target) return;
  event.preventDefault();
  document.getElementById(target)?.focus();
}

function drawerShade() {
  let leave = null;
  const body = document.body;
  const shut = () => body.classList.remove("drawer");
  new MutationObserver(() => {
    if (body.classList.contains("drawer")) leave ??= layer(shut);
    else leave = leave?.() ?? null;
  }).observe(body, { attributes: true, attributeFilter: ["class"] });
  document.getElementById("main").addEventListener("pointerdown", shut);
}

readAddress();
watch(arrived);
onMove(moved);
document.addEventListener("click", followed);
document.addEventListener("click", skipped);
drawerShade();
become(here.as).then(() => moved());
