/** Ctrl/Cmd-K: go to any channel, person or the app by a few letters. */

import { h } from "./dom.js";
import { everywhere, titleOf } from "./directory.js";
import { Listbox } from "./listbox.js";
import { inline } from "./mrkdwn.js";
import { layer } from "./popover.js";
import { picture } from "./rail.js";
import { go, here } from "./route.js";
import { store } from "./store.js";

let open = null;

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
  event.preventDefault();
  openJump();
});

/** The letters in order, not necessarily side by side; lower is better, null is no match. */
export function closeness(name, typed) {
  let at = -1;
  let score = 0;
  for (const letter of typed.toLowerCase()) {
    const next = name.indexOf(letter, at + 1);
    if (next < 0) return null;
    score += next - at - 1;
    at = next;
  }
  return score;
}

function search(typed) {
  const found = everywhere()
    .map((channel) => ({ channel, score: closeness(titleOf(channel).toLowerCase(), typed) }))
    .filter(({ score }) => score !== null)
    .sort((left, right) => left.score - right.score);
  return [
    {
      options: found.map(({ channel }) => ({
        text: channel.name,
        description: inline(channel.topic ?? "").textContent,
        value: channel.id,
        picture: picture(channel, store.state.me),
      })),
    },
  ];
}

export function openJump() {
  if (document.getElementById("frame").inert) return undefined;
  if (open) return open.close();
  const before = document.activeElement;
  const pick = (option) => {
    close();
    go({ channel: option.value, thread: null });
  };
  const list = new Listbox({ label: "channels and people", search, chosen: () => false, pick, filterable: true });
  const box = h(
    "div",
    {
      class: "jump",
      role: "dialog",
      "aria-modal": "true",
      "aria-label": "Jump to a channel or person",
      data: { testid: "jump-dialog" },
    },
    list.node,
  );
  const shade = h("div", { class: "shade", on: { pointerdown: (event) => event.target === shade && close() } }, box);
  const pop = layer(() => close());
  function close() {
    pop();
    shade.remove();
    open = null;
    if (before?.isConnected) before.focus({ preventScroll: true });
  }
  open = { close };
  document.getElementById("overlays").append(shade);
  list.input.placeholder = here.channel ? "Where to? Type a few letters" : "Where to?";
  list.show();
  return list.input.focus();
}
