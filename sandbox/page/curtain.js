/** The curtain between two moments: while the shop is being set, it says what is coming. */

import { h } from "./dom.js";

const PATIENCE = 250;

/** Shows `title` and `note` while `work` goes on, unless that is over in no time. Resolves with the work. */
export async function behindCurtain(title, note, work) {
  const card = h(
    "div",
    { class: "curtain-card" },
    h("i", { class: "spinner" }),
    h("strong", {}, title),
    h("p", {}, note),
  );
  const curtain = h("div", { class: "curtain", role: "status", data: { testid: "curtain" } }, card);
  const timer = setTimeout(() => document.body.append(curtain), PATIENCE);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    curtain.remove();
  }
}
