/** Modals: the top view of the stack, its fields, what is wrong with them, and sending it off. */

import { fill, h, sync, uniqueId } from "./dom.js";
import { blockItems } from "./blocks.js";
import { complaint } from "./fields.js";
import { icon, mark } from "./icons.js";
import { plainText } from "./mrkdwn.js";
import { closePopover, layer } from "./popover.js";
import { post } from "./store.js";
import { forget, Surface } from "./surface.js";

let shown = null;

/** Shows the newest of the person's open views, or none. */
export function showModals(state) {
  const views = state.modals ?? [];
  forget((key) => views.some(({ id }) => id === key) || state.home?.id === key);
  const view = views.at(-1) ?? null;
  if (shown && shown.id !== view?.id) shown.leave();
  if (!view) return;
  shown ??= new Modal(view.id);
  shown.show(view, views.length);
}

class Modal {
  constructor(id) {
    this.id = id;
    this.before = document.activeElement;
    this.surface = new Surface({ view_id: id }, { kind: "modal" });
    this.surface.edited = (blockId) => this.excuse(blockId);
    this.titleId = uniqueId("modal");
    this.head = h("header", { class: "modal-head" });
    this.body = h("div", { class: "modal-body", tabindex: -1 });
    this.foot = h("footer", { class: "modal-foot" });
    this.form = h(
      "form",
      {
        class: "modal",
        novalidate: true,
        role: "dialog",
        "aria-modal": "true",
        "aria-labelledby": this.titleId,
        data: { testid: "modal", view: id },
        on: { submit: (event) => (event.preventDefault(), this.submit()), keydown: (event) => this.keys(event) },
      },
      this.head,
      this.body,
      this.foot,
    );
    this.surface.root = this.body;
    this.shade = h("div", { class: "shade" }, this.form);
    closePopover();
    document.getElementById("overlays").append(this.shade);
    document.getElementById("frame").inert = true;
    this.pop = layer(() => this.close());
  }

  show(view, depth) {
    const first = !this.view;
    this.view = view;
    const shut = (look, label, ...words) =>
      h(
        "button",
        {
          type: "button",
          class: look,
          "aria-label": label,
          data: { testid: "modal-close" },
          on: { click: () => this.close() },
        },
        words,
      );
    fill(
      this.head,
      depth > 1
        ? shut("icon-button", "Back", icon("back"))
        : h("span", { class: "avatar app", style: { "--size": "28px" } }, mark()),
      h("h2", { id: this.titleId }, plainText(view.title?.text ?? "")),
      h(
        "button",
        {
          type: "button",
          class: "icon-button",
          "aria-label": "Close",
          title: "Close (Esc)",
          data: { testid: "modal-x" },
          on: { click: () => this.close() },
        },
        icon("close"),
      ),
    );
    sync(this.body, blockItems(view.blocks, this.surface));
    this.send =
      view.submit &&
      h(
        "button",
        { type: "submit", class: "button primary", data: { testid: "modal-submit" } },
        plainText(view.submit.text),
      );
    fill(this.foot, shut("button", null, plainText(view.close?.text ?? (view.submit ? "Cancel" : "Close"))), this.send);
    if (first) this.focusFirst();
  }

  focusFirst() {
    const field = this.body.querySelector("[autofocus]") ?? this.body.querySelector("input, textarea, .select, button");
    (field && !matchMedia("(max-width: 600px)").matches ? field : this.body).focus({ preventScroll: true });
  }

  /** Tab goes round inside; Ctrl+Enter sends, and so does Enter in a one-line field that does not report itself. */
  keys(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return this.submit();
    if (event.key !== "Tab") return undefined;
    const stops = [...this.form.querySelectorAll("button, input, textarea, a[href], [tabindex='0']")].filter(
      (node) => !node.disabled && node.offsetParent,
    );
    const edge = event.shiftKey ? stops[0] : stops.at(-1);
    if (document.activeElement !== edge) return undefined;
    event.preventDefault();
    return (event.shiftKey ? stops.at(-1) : stops[0]).focus();
  }

  async submit() {
    if (!this.view.submit || this.form.classList.contains("busy")) return;
    const { values } = this.surface.state();
    const wrong = this.complaints(values);
    if (Object.keys(wrong).length) return this.complain(wrong);
    this.busy(true);
    const reply = await post("/sandbox/submit", { view_id: this.id, state: { values } });
    this.busy(false);
    if (Object.keys(reply?.errors ?? {}).length) this.complain(reply.errors);
  }

  busy(on) {
    this.form.classList.toggle("busy", on);
    if (this.send) this.send.disabled = on;
  }

  complaints(values) {
    const inputs = this.view.blocks.filter(({ type }) => type === "input");
    const found = inputs.map((block) => [
      block.block_id,
      complaint(block, values[block.block_id]?.[block.element.action_id]),
    ]);
    return Object.fromEntries(found.filter(([, words]) => words));
  }

  /** Shows what is wrong under each field, and goes to the first. */
  complain(errors) {
    this.body.querySelectorAll(".block.wrong-block").forEach((block) => this.excuse(block.dataset.block));
    for (const [id, words] of Object.entries(errors)) this.mark(id, words);
    const first = this.body.querySelector(".wrong-block");
    first?.scrollIntoView({ block: "nearest" });
    first?.querySelector("input, textarea, .select")?.focus({ preventScroll: true });
  }

  blockNode(id) {
    return this.body.querySelector(`[data-block="${CSS.escape(id)}"]`);
  }

  mark(id, words) {
    const block = this.blockNode(id);
    const place = block?.querySelector(".wrong");
    if (!place) return;
    block.classList.add("wrong-block");
    fill(place, icon("warning", 14), words);
    place.hidden = false;
    block.querySelector("input, textarea, .select")?.setAttribute("aria-invalid", "true");
  }

  excuse(id) {
    const block = this.blockNode(id);
    if (!block?.classList.contains("wrong-block")) return;
    block.classList.remove("wrong-block");
    block.querySelector(".wrong").hidden = true;
    block.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
  }

  close() {
    post("/sandbox/close", { view_id: this.id });
  }

  leave() {
    shown = null;
    this.pop();
    closePopover();
    this.shade.remove();
    document.getElementById("frame").inert = false;
    if (this.before?.isConnected) this.before.focus({ preventScroll: true });
  }
}
