/** The box one types into: drafts, commands, mentions, formatting; Enter sends, Shift+Enter begins a new line. */

import { fill, h } from "./dom.js";
import { Completion } from "./completion.js";
import { icon } from "./icons.js";
import { post, store } from "./store.js";

const drafts = new Map();
const sent = [];

export class Composer {
  /** `where()` gives `{channel, thread_ts}`. */
  constructor({ testid, where, id = null, onSent = () => {} }) {
    Object.assign(this, { where, onSent, key: null, recalled: -1 });
    this.input = h("textarea", {
      rows: 1,
      id,
      class: "composer-input",
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      autocomplete: "off",
      spellcheck: "true",
      data: { testid },
      on: {
        input: () => this.changed(),
        keydown: (event) => this.pressed(event),
        blur: () => this.completion.close(),
        click: () => this.completion.look(store.state),
      },
    });
    this.completion = new Completion(this.input, { testid: `${testid}-completion` });
    this.hint = h("div", { class: "usage-hint", hidden: true, data: { testid: "usage-hint" } });
    this.button = h(
      "button",
      {
        type: "submit",
        class: "send",
        "aria-label": "Send",
        title: "Send (Enter)",
        disabled: true,
        data: { testid: testid === "composer" ? "send" : `${testid}-send` },
      },
      icon("send"),
    );
    const tools = h(
      "div",
      { class: "composer-tools", role: "toolbar", "aria-label": "Formatting" },
      TOOLS.map((tool) => this.tool(tool)),
      h("span", { class: "spacer" }),
      this.button,
    );
    this.box = h(
      "form",
      { class: "composer-box", on: { submit: (event) => (event.preventDefault(), this.send()) } },
      this.input,
      tools,
    );
    this.node = h(
      "div",
      { class: "composer" },
      this.completion.node,
      this.hint,
      this.box,
      h(
        "div",
        { class: "composer-foot" },
        h("span", {}, h("kbd", {}, "Shift"), "+", h("kbd", {}, "Enter"), " for a new line"),
      ),
    );
  }

  tool({ label, picture, around, insert }) {
    const use = () => (around ? this.wrap(around) : this.insert(insert));
    return h(
      "button",
      {
        type: "button",
        class: `icon-button tool${insert ? "" : " format"}`,
        title: label,
        "aria-label": label,
        on: { pointerdown: (event) => event.preventDefault(), click: use },
      },
      icon(picture, 17),
    );
  }

  wrap(sign) {
    const { selectionStart: from, selectionEnd: to, value } = this.input;
    this.input.setRangeText(`${sign}${value.slice(from, to)}${sign}`, from, to, "end");
    if (from === to) this.input.selectionEnd = this.input.selectionStart = from + 1;
    this.input.focus();
    this.changed();
  }

  insert(sign) {
    if (sign === "/" && this.input.value) return this.input.focus();
    const before = this.input.value.slice(0, this.input.selectionStart);
    this.input.setRangeText(
      before && !/\s$/.test(before) ? ` ${sign}` : sign,
      this.input.selectionStart,
      this.input.selectionEnd,
      "end",
    );
    this.input.focus();
    this.changed();
  }

  /** Moves the box to where the person is now, with the draft that stood there. */
  at(state, placeholder) {
    const { channel, thread_ts: thread } = this.where();
    const key = `${state.me.id}/${channel}/${thread ?? ""}`;
    this.input.placeholder = placeholder;
    this.input.setAttribute("aria-label", placeholder);
    if (key === this.key) return;
    this.key = key;
    this.put(drafts.get(key) ?? "");
  }

  /** Puts words into the box, as if they had been typed. */
  put(words) {
    this.input.value = words;
    this.completion.close();
    this.changed({ looking: false });
  }

  focus() {
    this.input.focus({ preventScroll: true });
    this.input.selectionStart = this.input.selectionEnd = this.input.value.length;
  }

  changed({ looking = true } = {}) {
    drafts.set(this.key, this.input.value);
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 240)}px`;
    this.button.disabled = !this.input.value.trim();
    if (looking && store.state) this.completion.look(store.state);
    this.showHint();
  }

  /** After "/kpi ": how the command is used. */
  showHint() {
    const command = /^(\/[\w-]+)(?:\s|$)/.exec(this.input.value)?.[1];
    const known = store.state?.commands.find((one) => one.command === command);
    this.hint.hidden = !known || this.completion.open;
    if (known)
      fill(
        this.hint,
        h("strong", {}, known.command),
        known.usage_hint && h("span", { class: "usage" }, known.usage_hint),
        h("span", { class: "usage-note" }, known.description),
      );
  }

  pressed(event) {
    if (event.isComposing || this.completion.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if (event.key === "ArrowUp" && (!this.input.value || this.recalled >= 0)) this.recall(event, 1);
    else if (event.key === "ArrowDown" && this.recalled >= 0) this.recall(event, -1);
    else if ((event.ctrlKey || event.metaKey) && KEYS[event.key.toLowerCase()]) {
      event.preventDefault();
      this.wrap(KEYS[event.key.toLowerCase()]);
    } else if (!["Shift", "Control", "Alt", "Meta"].includes(event.key)) this.recalled = -1;
  }

  /** The arrow keys bring back what was sent before. */
  recall(event, by) {
    const next = Math.min(this.recalled + by, sent.length - 1);
    if (!sent.length || (next < 0 && by > 0)) return;
    event.preventDefault();
    this.recalled = Math.max(-1, next);
    this.put(this.recalled < 0 ? "" : sent[this.recalled]);
  }

  async send() {
    const text = this.input.value.trim();
    if (!text) return;
    const { channel, thread_ts } = this.where();
    this.recalled = -1;
    sent.unshift(text);
    this.put("");
    this.node.classList.add("busy");
    const reply = await post("/sandbox/type", { channel, ...(thread_ts ? { thread_ts } : {}), text });
    this.node.classList.remove("busy");
    if (!reply && !this.input.value) this.put(text);
    if (reply) this.onSent();
  }
}

const TOOLS = [
  { label: "Bold (Ctrl+B)", picture: "bold", around: "*" },
  { label: "Italic (Ctrl+I)", picture: "italic", around: "_" },
  { label: "Strike through", picture: "strike", around: "~" },
  { label: "Code", picture: "code", around: "`" },
  { label: "Mention someone", picture: "at", insert: "@" },
  { label: "Commands", picture: "slash", insert: "/" },
];
const KEYS = { b: "*", i: "_" };
