/** Menus to choose from: static, external, people, channels and conversations, one or several; and the ⋯ menu. */

import { fill, h } from "./dom.js";
import { nameOf, person, place, titleOf } from "./directory.js";
import { icon } from "./icons.js";
import { Listbox } from "./listbox.js";
import { plainText, textOf } from "./mrkdwn.js";
import { FAMILIES, words } from "./options.js";
import { menu, popover } from "./popover.js";
import { confirmed } from "./confirm.js";

/** Any of the ten selects. */
export function select(element, context) {
  const several = element.type.startsWith("multi_");
  const family = FAMILIES[element.type.replace(/^multi_|_select$/g, "")];
  return new Select({ element, several, family, ...context }).node;
}

class Select {
  constructor(given) {
    Object.assign(this, given);
    const { element, several, family } = this;
    this.field = several ? family.many : family.one;
    const initial = element[several ? `initial_${family.initial}s` : `initial_${family.initial}`];
    this.value = this.surface.begin(this.blockId, element.action_id, {
      type: element.type,
      [this.field]: initial ?? (several ? [] : null),
    });
    this.face = h("span", { class: "select-face" });
    this.button = h(
      "button",
      {
        type: "button",
        class: "select",
        "aria-haspopup": "listbox",
        "aria-expanded": "false",
        id: this.fieldId,
        "aria-label": this.fieldId ? null : words(element.placeholder) || "Choose",
        "aria-describedby": this.describedBy,
        data: { testid: "select", action: element.action_id },
        on: { click: () => this.open(), keydown: (event) => this.key(event) },
      },
      this.face,
      icon("down", 14),
    );
    this.node = h("div", { class: `select-box${several ? " several" : ""}` }, this.button);
    this.draw();
  }

  get chosen() {
    const held = this.value[this.field];
    return (this.several ? held : held ? [held] : []) ?? [];
  }

  label(held) {
    if (typeof held === "object") return words(held.text);
    if (person(held)) return nameOf(person(held));
    return place(held) ? titleOf(place(held)) : held;
  }

  draw() {
    const held = this.chosen;
    const placeholder = words(this.element.placeholder) || (this.several ? "Choose options" : "Choose an option");
    this.button.classList.toggle("empty", !held.length);
    if (!held.length) fill(this.face, plainText(placeholder));
    else if (this.several)
      fill(
        this.face,
        held.map((one) => this.chip(one)),
      );
    else fill(this.face, plainText(this.label(held[0])));
  }

  chip(held) {
    const drop = (event) => {
      event.stopPropagation();
      this.set(this.chosen.filter((other) => other !== held));
    };
    return h(
      "span",
      { class: "chip" },
      plainText(this.label(held)),
      h("span", { class: "chip-drop", "aria-hidden": "true", on: { click: drop } }, icon("close", 11)),
    );
  }

  key(event) {
    if (["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      this.open();
    } else if (event.key === "Backspace" && this.several && this.chosen.length) this.set(this.chosen.slice(0, -1));
  }

  open() {
    const { element, several } = this;
    const external = element.type.endsWith("external_select");
    const count = element.options?.length ?? (element.option_groups ? 99 : 0);
    const list = new Listbox({
      label: words(element.placeholder) || "options",
      several,
      least: external ? (element.min_query_length ?? 3) : 0,
      filterable: !element.type.endsWith("static_select") || count > 7,
      search: (typed) => this.family.search(element, typed, this),
      chosen: (option) => this.holds(option),
      pick: (option) => this.pick(option, list),
    });
    this.popup = popover(this.button, list.node, { label: words(element.placeholder) || "Options", testid: "options" });
    if (!this.popup) return;
    list.onMoved = () => this.popup?.place();
    list.show();
    list.input.focus({ preventScroll: true });
  }

  holds(option) {
    return this.chosen.some((held) => (typeof held === "object" ? held.value : held) === option.value);
  }

  async pick(option, list) {
    const held = this.family.fold(option);
    if (!this.several) {
      this.popup.close();
      return this.set(held);
    }
    const already = this.chosen.find((one) => (one.value ?? one) === option.value);
    const room = this.chosen.length < (this.element.max_selected_items ?? Infinity);
    if (already) this.set(this.chosen.filter((one) => one !== already));
    else if (room) this.set([...this.chosen, held]);
    list.show();
    this.popup?.place();
    return undefined;
  }

  async set(held) {
    if (!this.several && !(await confirmed(this.element.confirm))) return;
    this.value = { type: this.element.type, [this.field]: held };
    this.surface.put(this.blockId, this.element.action_id, this.value);
    this.draw();
    this.changed(this.element, this.value, this.button);
  }
}

/** ⋯ : one to five things to do. */
export function overflow(element, { blockId, act }) {
  const picked = async (option) => {
    if (option.url) window.open(option.url, "_blank", "noopener");
    if (await confirmed(element.confirm)) act(element, { selected_option: option }, button);
  };
  const items = () =>
    element.options.map((option) => ({
      label: plainText(words(option.text)),
      note: option.description ? textOf(option.description) : null,
      testid: "overflow-option",
      pick: () => picked(option),
    }));
  const look = {
    type: "button",
    class: "overflow",
    "aria-label": element.accessibility_label ?? "More actions",
    "aria-haspopup": "menu",
    "aria-expanded": "false",
    title: "More actions",
  };
  const button = h(
    "button",
    {
      ...look,
      data: { testid: "overflow", action: element.action_id, block: blockId },
      on: { click: () => menu(button, items(), { label: "More actions" }) },
    },
    icon("dots"),
  );
  return button;
}
