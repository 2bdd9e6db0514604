/** What the message box offers while one types: commands, people, channels and emoji. */

import { fill, h, uniqueId } from "./dom.js";
import { avatar } from "./avatar.js";
import { everyone, everywhere, isSlackbot, nameOf } from "./directory.js";
import { EMOJI } from "./emoji.js";
import { icon, mark } from "./icons.js";

const AT_MOST = 9;

/** For each sign: what must stand before the caret, and what is offered for it. */
const SOURCES = [
  { pattern: /^\/([\w-]*)$/, offers: commands, heading: "Commands" },
  { pattern: /(?:^|\s)@([\p{L}\w. -]{0,24})$/u, offers: people, heading: "People and apps" },
  { pattern: /(?:^|\s)#([\w-]*)$/, offers: channels, heading: "Channels" },
  { pattern: /(?:^|\s):([a-z0-9_+-]{2,})$/, offers: emojis, heading: "Emoji" },
];

function commands(typed, state) {
  const found = state.commands.filter(({ command }) => command.slice(1).startsWith(typed.toLowerCase()));
  const others = state.commands.filter(
    (one) =>
      typed && !found.includes(one) && `${one.command} ${one.description}`.toLowerCase().includes(typed.toLowerCase()),
  );
  return [...found, ...others].map(({ command, description, usage_hint: hint }) => ({
    text: `${command} `,
    whole: command,
    picture: h("span", { class: "avatar app", style: { "--size": "28px" } }, mark()),
    label: [h("strong", {}, command), hint && h("span", { class: "usage" }, hint)],
    note: description,
  }));
}

function people(typed) {
  const wanted = typed.toLowerCase();
  const starts = (user) =>
    [user.name, nameOf(user), ...nameOf(user).split(" ")].some((name) => name.toLowerCase().startsWith(wanted));
  return everyone()
    .filter((user) => !isSlackbot(user) && starts(user))
    .sort((left, right) => Number(Boolean(right.is_bot)) - Number(Boolean(left.is_bot)))
    .map((user) => ({
      text: `@${nameOf(user)} `,
      picture: avatar(user, 24),
      label: [h("strong", {}, nameOf(user)), h("span", { class: "usage" }, user.title ?? "")],
      note: null,
    }));
}

function channels(typed) {
  const shown = everywhere().filter(
    ({ kind, name }) => ["channel", "private"].includes(kind) && name.startsWith(typed.toLowerCase()),
  );
  return shown.map((channel) => ({
    text: `#${channel.name} `,
    picture: icon(channel.kind === "private" ? "lock" : "hash"),
    label: h("strong", {}, channel.name),
    note: null,
  }));
}

function emojis(typed) {
  return [...EMOJI]
    .filter(([name]) => name.startsWith(typed))
    .map(([name, picture]) => ({
      text: `${picture} `,
      picture: h("span", { class: "emoji-offer" }, picture),
      label: `:${name}:`,
      note: null,
    }));
}

export class Completion {
  constructor(input, { testid }) {
    this.input = input;
    this.offers = [];
    this.active = 0;
    this.list = h("div", { class: "completion-list", role: "listbox", id: uniqueId("completion") });
    this.heading = h("div", { class: "completion-head" });
    this.node = h("div", { class: "completion", hidden: true, data: { testid } }, this.heading, this.list);
    input.setAttribute("aria-controls", this.list.id);
  }

  get open() {
    return !this.node.hidden;
  }

  /** Looks at what stands before the caret and offers what fits. */
  look(state) {
    const before = this.input.value.slice(0, this.input.selectionStart);
    for (const { pattern, offers, heading } of SOURCES) {
      const match = pattern.exec(before);
      if (match) return this.show(offers(match[1], state).slice(0, AT_MOST), match[1], heading);
    }
    return this.close();
  }

  show(offers, typed, heading) {
    this.offers = offers;
    this.typed = typed;
    if (!offers.length) return this.close();
    fill(
      this.heading,
      h("span", {}, heading),
      h("span", { class: "keys" }, h("kbd", {}, "↑↓"), " to choose ", h("kbd", {}, "Tab"), " to take"),
    );
    fill(
      this.list,
      offers.map((offer, index) => this.row(offer, index)),
    );
    this.node.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    return this.activate(0);
  }

  row(offer, index) {
    const on = {
      pointerdown: (event) => event.preventDefault(),
      click: () => this.take(index),
      pointermove: () => index !== this.active && this.activate(index),
    };
    return h(
      "div",
      {
        class: "offer",
        role: "option",
        id: uniqueId("offer"),
        "aria-selected": "false",
        data: { testid: "completion-option" },
        on,
      },
      offer.picture,
      h(
        "div",
        { class: "menu-words" },
        h("span", { class: "menu-label" }, offer.label),
        offer.note && h("span", { class: "menu-note" }, offer.note),
      ),
    );
  }

  activate(index) {
    this.active = index;
    [...this.list.children].forEach((row, at) => row.setAttribute("aria-selected", String(at === index)));
    const row = this.list.children[index];
    row?.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", row?.id ?? "");
  }

  close() {
    this.node.hidden = true;
    this.offers = [];
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  /** Whether the key was for the list. A command typed out in full is sent by Enter, as in Slack. */
  key(event) {
    if (!this.open) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.activate((this.active + step + this.offers.length) % this.offers.length);
    else if (event.key === "Tab" && !event.shiftKey) this.take(this.active);
    else if (event.key === "Enter" && !event.shiftKey && this.input.value.trim() !== this.offers[this.active].whole)
      this.take(this.active);
    else if (event.key === "Escape") this.close();
    else return false;
    event.preventDefault();
    return true;
  }

  take(index) {
    const { text } = this.offers[index];
    const caret = this.input.selectionStart;
    const from = caret - this.typed.length - 1;
    this.input.setRangeText(text, from, caret, "end");
    this.close();
    this.input.focus();
    this.input.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
