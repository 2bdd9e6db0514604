/** Menus and pop-ups that hang from a control: placed, closed by Escape or a click elsewhere, focus given back. */

import { h } from "./dom.js";

const layers = [];

/** Registers something that Escape closes, the newest first. Returns how to take it off the pile. */
export function layer(close) {
  const entry = { close };
  layers.push(entry);
  return () => {
    const at = layers.indexOf(entry);
    if (at >= 0) layers.splice(at, 1);
  };
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || !layers.length) return;
  event.preventDefault();
  layers.at(-1).close();
});

let open = null;

/** Shows `content` under (or over) `anchor`. Only one is open at a time; opening it again closes it. */
export function popover(anchor, content, { label, wide = false, testid = null, onClose = () => {} } = {}) {
  if (open?.anchor === anchor) return void open.close();
  open?.close();
  const box = h(
    "div",
    { class: `popover${wide ? " wide" : ""}`, "aria-label": label, role: "dialog", data: { testid } },
    content,
  );
  const shade = h("div", { class: "popover-shade" });
  document.getElementById("overlays").append(shade, box);
  anchor.setAttribute("aria-expanded", "true");
  const onPointer = (event) => {
    if (!box.contains(event.target) && !anchor.contains(event.target)) close({ refocus: false });
  };
  const replace = () => (anchor.isConnected ? position(box, anchor) : close({ refocus: false }));
  const pop = layer(() => close());
  function close({ refocus = true } = {}) {
    if (open?.box !== box) return;
    open = null;
    pop();
    box.remove();
    shade.remove();
    anchor.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", onPointer, true);
    window.removeEventListener("resize", replace);
    window.removeEventListener("scroll", replace, true);
    if (refocus) anchor.focus({ preventScroll: true });
    onClose();
  }
  document.addEventListener("pointerdown", onPointer, true);
  window.addEventListener("resize", replace);
  window.addEventListener("scroll", replace, true);
  open = { anchor, box, close };
  position(box, anchor);
  return { box, close, place: () => position(box, anchor) };
}

/** Closes whatever hangs open, without moving the focus. */
export const closePopover = () => open?.close({ refocus: false });

const EDGE = 8;

function position(box, anchor) {
  if (matchMedia("(max-width: 600px)").matches) return box.classList.add("sheet");
  box.classList.remove("sheet");
  const around = anchor.getBoundingClientRect();
  box.style.minWidth = `${Math.min(around.width, 420)}px`;
  const { offsetWidth: width, offsetHeight: height } = box;
  const below = innerHeight - around.bottom - EDGE;
  const top = below >= height || below > around.top ? around.bottom + 4 : around.top - height - 4;
  box.style.top = `${Math.max(EDGE, Math.min(top, innerHeight - height - EDGE))}px`;
  const left = around.left + width > innerWidth - EDGE ? around.right - width : around.left;
  box.style.left = `${Math.max(EDGE, left)}px`;
  return box;
}

/**
 * A menu of `items` ({label, note, picture, testid, current, danger, pick} or {heading} or {line: true}) hanging from
 * `anchor`; arrow keys, Home, End and first letters move in it.
 */
export function menu(anchor, items, { label, testid } = {}) {
  const rows = items.map((item) => menuRow(item, () => shown));
  const list = h(
    "div",
    { class: "menu", role: "menu", "aria-label": label, on: { keydown: (event) => roam(event, list) } },
    rows,
  );
  const shown = popover(anchor, list, { label, testid });
  if (shown) (list.querySelector("[aria-checked=true]") ?? list.querySelector("[role^=menuitem]"))?.focus();
  return shown;
}

function menuRow(item, shown) {
  if (item.heading) return h("div", { class: "menu-heading" }, item.heading);
  if (item.line) return h("hr");
  const pick = () => {
    shown().close();
    item.pick();
  };
  const role = item.current === undefined ? "menuitem" : "menuitemradio";
  const checked = item.current === undefined ? null : String(item.current);
  const words = h(
    "span",
    { class: "menu-words" },
    h("span", { class: "menu-label" }, item.label),
    item.note && h("span", { class: "menu-note" }, item.note),
  );
  const look = `menu-item${item.danger ? " danger" : ""}${item.current ? " current" : ""}`;
  return h(
    "button",
    { class: look, role, "aria-checked": checked, tabindex: -1, data: { testid: item.testid }, on: { click: pick } },
    item.picture,
    words,
    item.after,
  );
}

/** Arrow keys among the buttons or options inside `list`. */
export function roam(event, list, selector = "[role^=menuitem]") {
  const rows = [...list.querySelectorAll(selector)].filter((row) => !row.hidden);
  const at = rows.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const typed =
    event.key.length === 1 &&
    rows.findIndex(
      (row, index) => index > at && row.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase()),
    );
  const to = step
    ? (at + step + rows.length) % rows.length
    : event.key === "Home"
      ? 0
      : event.key === "End"
        ? rows.length - 1
        : typed;
  if (event.key === "Tab") open?.close();
  if (typeof to !== "number" || to < 0 || !rows[to]) return;
  event.preventDefault();
  rows[to].focus();
}
