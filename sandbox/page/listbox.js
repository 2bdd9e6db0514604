/** The list that a select opens: options in groups, filtered by typing, chosen by mouse or keyboard. */

import { fill, h, uniqueId } from "./dom.js";
import { icon } from "./icons.js";
import { plainText } from "./mrkdwn.js";

/**
 * `search(words)` returns (a promise of) groups: `[{label, options: [{text, description, value, picture}]}]`.
 * `chosen` tells what is ticked; `pick(option)` is called with the choice.
 */
export class Listbox {
  constructor({ label, search, chosen, pick, filterable, several, least = 0, startAt = null }) {
    Object.assign(this, { search, chosen, pick, least, startAt });
    this.id = uniqueId("options");
    this.active = -1;
    this.rows = [];
    this.asked = 0;
    this.list = h("div", {
      class: "options",
      role: "listbox",
      id: this.id,
      "aria-label": label,
      "aria-multiselectable": several ? "true" : null,
    });
    this.input = h("input", {
      class: "option-search",
      type: "text",
      role: "combobox",
      "aria-label": `Search ${label}`,
      "aria-controls": this.id,
      "aria-expanded": "true",
      "aria-autocomplete": "list",
      placeholder: "Search",
      autocomplete: "off",
      readonly: !filterable,
      data: { testid: "option-search" },
      on: { input: () => this.show(), keydown: (event) => this.key(event) },
    });
    const box = h("div", { class: filterable ? "option-box" : "option-box quiet" }, icon("search", 15), this.input);
    this.node = h("div", { class: "listbox" }, box, this.list);
  }

  async show() {
    const words = this.input.value.trim();
    const turn = (this.asked += 1);
    if (words.length < this.least)
      return this.say(`Type ${this.least === 1 ? "a letter" : `${this.least} letters`} to search`);
    const reply = this.search(words);
    if (reply instanceof Promise && !this.rows.length) this.say("Searching…");
    const groups = await reply;
    if (turn !== this.asked) return;
    this.draw(groups ?? []);
  }

  say(words) {
    this.rows = [];
    fill(this.list, h("p", { class: "option-none" }, words));
    this.moved();
  }

  draw(groups) {
    this.rows = [];
    const parts = groups
      .filter((group) => group.options.length)
      .map((group) => [
        group.label && h("div", { class: "menu-heading", role: "presentation" }, plainText(group.label)),
        group.options.map((option) => this.row(option)),
      ]);
    if (!this.rows.length) return this.say("No results");
    fill(this.list, parts);
    const at = this.rows.findIndex(({ option }) => this.chosen(option));
    const start = this.input.value ? -1 : this.rows.findIndex(({ option }) => option.value === this.startAt);
    this.activate(at >= 0 ? at : Math.max(0, start));
    this.moved();
  }

  row(option) {
    const ticked = this.chosen(option);
    const words = h(
      "span",
      { class: "menu-words" },
      h("span", { class: "menu-label" }, plainText(option.text)),
      option.description && h("span", { class: "menu-note" }, plainText(option.description)),
    );
    const node = h(
      "div",
      {
        class: "option",
        role: "option",
        id: uniqueId("option"),
        "aria-selected": String(ticked),
        data: { value: option.value, testid: "option" },
        on: {
          pointerdown: (event) => event.preventDefault(),
          click: () => this.choose(option),
          pointermove: () => this.activate(this.rows.findIndex((row) => row.node === node)),
        },
      },
      option.picture,
      words,
      ticked && icon("check", 16),
    );
    this.rows.push({ option, node });
    return node;
  }

  activate(at) {
    this.rows[this.active]?.node.classList.remove("active");
    this.active = at;
    const row = this.rows[at]?.node;
    row?.classList.add("active");
    row?.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", row?.id ?? "");
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step && this.rows.length) this.activate(Math.min(this.rows.length - 1, Math.max(0, this.active + step)));
    else if (event.key === "Enter" && this.rows[this.active]) this.choose(this.rows[this.active].option);
    else return;
    event.preventDefault();
  }

  choose(option) {
    this.pick(option);
  }

  moved() {
    this.onMoved?.();
  }
}
