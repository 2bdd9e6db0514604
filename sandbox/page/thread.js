/** The panel at the right: one message, its replies, and a box to answer in. */

import { fill, h } from "./dom.js";
import { Composer } from "./composer.js";
import { place, titleOf } from "./directory.js";
import { icon } from "./icons.js";
import { showMessages } from "./messages.js";
import { layer } from "./popover.js";
import { go, here } from "./route.js";
import { Scroller } from "./scroller.js";

const list = h("ol", { class: "messages" });
const scroller = new Scroller(list, { label: "Replies", testid: "thread-messages" });
const composer = new Composer({
  testid: "thread-composer",
  where: () => ({ channel: here.channel, thread_ts: here.thread }),
  onSent: () => scroller.toEnd(),
});
const title = h("span", { class: "thread-place" });
let shown = null;
let leave = null;

const close = () => go({ thread: null });

export function showThread(state) {
  const panel = document.getElementById("thread");
  const open = Boolean(here.thread && here.tab === "messages");
  document.body.classList.toggle("with-thread", open);
  panel.hidden = !open;
  if (!open) return forgetLayer();
  if (!panel.firstChild) build(panel);
  leave ??= layer(close);
  const messages = (state.messages[here.channel] ?? []).filter(
    ({ ts, thread_ts: root }) => ts === here.thread || root === here.thread,
  );
  const moved = shown !== `${here.channel}/${here.thread}`;
  const more = list.lastElementChild?.dataset.key !== messages.at(-1)?.ts;
  fill(title, titleOf(place(here.channel)));
  showMessages(list, messages, { channel: here.channel, inThread: true });
  composer.at(state, "Reply…");
  scroller.settle({ moved, more, mine: more && messages.at(-1)?.user === state.me.id });
  if (moved) composer.focus();
  shown = `${here.channel}/${here.thread}`;
  return undefined;
}

function forgetLayer() {
  leave?.();
  leave = null;
  shown = null;
}

function build(panel) {
  const shut = h(
    "button",
    {
      class: "icon-button",
      "aria-label": "Close the thread",
      title: "Close (Esc)",
      data: { testid: "thread-close" },
      on: { click: close },
    },
    icon("close"),
  );
  const head = h("div", { class: "thread-head" }, h("h2", {}, "Thread"), title, shut);
  panel.dataset.testid = "thread";
  panel.append(head, scroller.node, composer.node);
}
