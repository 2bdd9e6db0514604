/** Short notes at the edge of the page: what failed, and what arrived elsewhere. */

import { h } from "./dom.js";
import { icon } from "./icons.js";

const AT_MOST = 3;
const STAY = 7000;

/** Shows a note; it leaves by itself, stays while it is pointed at, and can be dismissed. */
export function toast(message, { kind = "note", title = null, picture = null, open = null } = {}) {
  const box = document.getElementById("toasts");
  const note = h(
    "div",
    { class: `toast ${kind}`, data: { testid: "toast" }, role: kind === "error" ? "alert" : null },
    picture ?? (kind === "error" ? icon("warning") : null),
    h(
      open ? "button" : "div",
      { class: "toast-words", on: open && { click: () => (note.remove(), open()) } },
      title && h("strong", {}, title),
      h("span", {}, message),
    ),
    h(
      "button",
      { class: "icon-button", "aria-label": "Dismiss", on: { click: () => note.remove() } },
      icon("close", 14),
    ),
  );
  while (box.children.length >= AT_MOST) box.firstElementChild.remove();
  box.append(note);
  leaveLater(note);
}

function leaveLater(note) {
  let timer = setTimeout(() => note.remove(), STAY);
  note.addEventListener("pointerenter", () => clearTimeout(timer));
  note.addEventListener("pointerleave", () => (timer = setTimeout(() => note.remove(), STAY / 2)));
}

/** Says something to screen readers only. */
export function announce(words) {
  const box = document.getElementById("announcer");
  box.append(h("p", {}, words));
  while (box.children.length > 5) box.firstElementChild.remove();
}
