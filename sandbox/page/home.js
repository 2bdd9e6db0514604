/** The app's Home tab. */

import { h, sync } from "./dom.js";
import { blockItems } from "./blocks.js";
import { Surface } from "./surface.js";

const body = h("div", { class: "home-body", data: { testid: "home" } });
const empty = h("div", { class: "home-empty" }, "Shelftalk is getting your Home ready…");
export const homeNode = h("div", { class: "home", role: "region", "aria-label": "Home", tabindex: 0 }, body, empty);

let surface = null;

export function showHome(view) {
  empty.hidden = Boolean(view);
  body.hidden = !view;
  if (!view) return;
  if (surface?.key !== (view.id ?? "home")) {
    surface = new Surface({ view_id: view.id ?? "home" }, { kind: "home" });
    body.replaceChildren();
  }
  surface.root = body;
  sync(body, blockItems(view.blocks, surface));
}
