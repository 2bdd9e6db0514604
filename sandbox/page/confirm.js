/** "Are you sure?", where an element asks for it. */

import { h, uniqueId } from "./dom.js";
import { textOf } from "./mrkdwn.js";
import { layer } from "./popover.js";

/** Resolves to whether to go on; at once where nothing is asked. */
export function confirmed(confirm) {
  return confirm ? new Promise((resolve) => ask(confirm, resolve)) : Promise.resolve(true);
}

function ask(confirm, resolve) {
  const overlays = document.getElementById("overlays");
  const before = document.activeElement;
  const title = uniqueId("confirm");
  const done = (answer) => {
    pop();
    shade.remove();
    before?.focus?.({ preventScroll: true });
    resolve(answer);
  };
  const pop = layer(() => done(false));
  const yes = h(
    "button",
    {
      class: `button ${confirm.style === "danger" ? "danger solid" : "primary"}`,
      data: { testid: "confirm-yes" },
      on: { click: () => done(true) },
    },
    textOf(confirm.confirm),
  );
  const no = h(
    "button",
    { class: "button", data: { testid: "confirm-no" }, on: { click: () => done(false) } },
    textOf(confirm.deny),
  );
  const box = h(
    "div",
    {
      class: "confirm",
      role: "alertdialog",
      "aria-modal": "true",
      "aria-labelledby": title,
      data: { testid: "confirm" },
      on: { keydown: (event) => between(event, no, yes) },
    },
    h("h2", { id: title }, textOf(confirm.title)),
    h("div", { class: "confirm-text" }, textOf(confirm.text)),
    h("div", { class: "confirm-buttons" }, no, yes),
  );
  const shade = h("div", { class: "shade top" }, box);
  overlays.append(shade);
  yes.focus();
}

function between(event, first, last) {
  if (event.key !== "Tab") return;
  event.preventDefault();
  (document.activeElement === last ? first : last).focus();
}
