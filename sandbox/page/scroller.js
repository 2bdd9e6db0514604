/** A list that stays at its end while one reads there, and says when more has come below. */

import { h } from "./dom.js";
import { icon } from "./icons.js";

const NEAR = 60;
const ABOVE = 6;

export class Scroller {
  constructor(list, { label, id = null, testid }) {
    this.list = list;
    this.pill = h(
      "button",
      { class: "pill", hidden: true, on: { click: () => this.toEnd() } },
      icon("down", 14),
      "New messages",
    );
    this.box = h(
      "div",
      {
        class: "scroller",
        tabindex: 0,
        role: "region",
        "aria-label": label,
        id,
        data: { testid },
        on: { scroll: () => this.scrolled() },
      },
      list,
    );
    this.node = h("div", { class: "scroll-frame" }, this.box, this.pill);
    this.stuck = true;
    new ResizeObserver(() => this.stuck && this.toEnd()).observe(list);
    new ResizeObserver(() => this.stuck && this.toEnd()).observe(this.box);
  }

  /** The end; but a last message that is taller than the screen is read from its first line. */
  get end() {
    const bottom = this.box.scrollHeight - this.box.clientHeight;
    const last = this.list.lastElementChild;
    return last ? Math.max(0, Math.min(bottom, last.offsetTop - ABOVE)) : bottom;
  }

  get atEnd() {
    return this.box.scrollTop > this.end - NEAR;
  }

  scrolled() {
    this.stuck = this.atEnd;
    if (this.stuck) this.pill.hidden = true;
  }

  toEnd() {
    this.box.scrollTop = this.end;
    this.stuck = true;
    this.pill.hidden = true;
  }

  /** After a redraw: `moved` is another place altogether, `more` that something new stands at the end. */
  settle({ moved = false, more = false, mine = false }) {
    if (moved || mine || this.stuck) this.toEnd();
    else if (more) this.pill.hidden = false;
  }
}
