/** The ⋮ menu of a message: what the app offers to do with it. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { menu } from "./popover.js";
import { post, store } from "./store.js";

export function messageMenu(message, channel, who) {
  if (!store.state?.shortcuts?.length) return null;
  const open = ({ currentTarget }) => menu(currentTarget, items(message, channel), { label: "More actions" });
  return h(
    "button",
    {
      class: "icon-button",
      title: "More actions",
      "aria-label": `More actions with the message of ${who}`,
      "aria-haspopup": "menu",
      data: { testid: "more-actions" },
      on: { click: open },
    },
    icon("dots"),
  );
}

const items = ({ ts }, channel) =>
  store.state.shortcuts.map(({ name, callback, description }) => ({
    label: name,
    note: description,
    pick: () => post("/sandbox/shortcut", { channel, ts, callback }),
  }));
