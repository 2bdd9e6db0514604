/** The scenes: a menu to step into one, and the line above the composer that leads through it. */

import { fill, h } from "./dom.js";
import { behindCurtain } from "./curtain.js";
import { icon } from "./icons.js";
import { menu } from "./popover.js";
import { become, post, store } from "./store.js";

/** The menu of scenes. */
export function scenes(state) {
  const current = state.scenes.find((scene) => scene.current);
  const items = () => [
    { heading: "Step into a scene" },
    ...state.scenes.map((scene) => ({
      label: scene.title,
      note: scene.about,
      current: Boolean(scene.current),
      testid: `scene-${scene.name}`,
      pick: () => enter("/sandbox/scene", { name: scene.name }, `${scene.title}…`),
    })),
    { line: true },
    {
      label: "Start over",
      note: "Put everything back as it was",
      picture: icon("reset", 16),
      testid: "reset",
      pick: () => enter("/sandbox/reset", {}, "Starting over…"),
    },
  ];
  const button = h(
    "button",
    {
      class: "bar-button",
      "aria-haspopup": "menu",
      "aria-label": `Scene: ${current?.title ?? "none"}`,
      title: "Scenes",
      data: { focus: "scenes", testid: "scene-menu" },
      on: { click: () => menu(button, items(), { label: "Scenes", testid: "scenes" }) },
    },
    icon("scene", 16),
    h("span", { class: "wide-only" }, current?.title ?? "Scenes"),
    icon("down", 12),
  );
  return button;
}

const FIRST = "The shop's exports are written and imported up to that moment. The first time takes a little.";

/** A scene begins or goes on: the page becomes whom the scene proposes, and goes where it says. */
async function enter(path, body, title, note = FIRST) {
  store.entering = true;
  await behindCurtain(title, note, async () => {
    await post(path, body);
    await become(null);
  });
  store.entering = false;
}

export const story = h("div", { class: "story", role: "region", "aria-label": "The scene's story", hidden: true });
let told = null;

/** Says what comes next in the scene, and does it at a press; nothing where the story has ended. */
export function showStory(state) {
  const next = state.scenes.find((scene) => scene.current)?.next;
  const signature = JSON.stringify(next ?? null);
  if (signature === told) return;
  told = signature;
  story.hidden = !next;
  if (!next) return;
  const go = () => enter("/sandbox/step", {}, `${next.label}…`, "The shop trades on meanwhile.");
  fill(
    story,
    h("span", { class: "story-count" }, `${next.number} of ${next.count}`),
    h("span", { class: "story-label" }, next.label),
    h("button", { class: "button", data: { focus: "story", testid: "next-step" }, on: { click: go } }, "Next"),
  );
}
