/** A list that stays at its end while one reads there, and says when more has come below. */

import { h } from "./dom.js";
import { icon } from "./icons.js";

const NEAR = 60;

export class Scroller {
  constructor(list, { label, id = null, testid }) {
    this.list = list;
    this.pill = h("button", { class: "pill", hidden: true, on: { click: () => this.toEnd() } }, icon("down", 14), "New messages");
    this.box = h("div", { class: "scroller", tabindex: 0, role: "region", "aria-label": label, id, data: { testid }, on: { scroll: () => this.scrolled() } }, list);
    this.node = h("div", { class: "scroll-frame" }, this.box, this.pill);
    this.stuck = true;
    new ResizeObserver(() => this.stuck && this.toEnd()).observe(list);
    new ResizeObserver(() => this.stuck && this.toEnd()).observe(this.box);
  }

  get atEnd() {
    return this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < NEAR;
  }

  scrolled() {
    this.stuck = this.atEnd;
    if (this.stuck) this.pill.hidden = true;
  }

  toEnd() {
    this.box.scrollTop = this.box.scrollHeight;
    this.stuck = true;
    this.pill.hidden = true;
  }

  /** After a redraw: `moved` is another place altogether, `more` that something new stands at the end. */
  settle({ moved = false, more = false, mine = false }) {
    if (moved || mine || this.stuck) this.toEnd();
    else if (more) this.pill.hidden = false;
  }
}
