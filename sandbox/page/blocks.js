/** Block Kit blocks as the page shows them, one function a kind. */

import { h, uniqueId } from "./dom.js";
import { chart } from "./charts.js";
import { element, picture } from "./elements.js";
import { icon } from "./icons.js";
import { markdown } from "./markdown.js";
import { plainText, textOf } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { dataTable, table } from "./tables.js";

/** A list of blocks on a surface → nodes. What we cannot show says so, instead of vanishing. */
export function blocks(list, surface) {
  return blockItems(list, surface).map(({ make }) => make());
}

/** The same for `sync`: a block that did not change keeps its node, and with it the caret and what is half typed. */
export function blockItems(list, surface) {
  return (list ?? []).map((block, index) => {
    const id = block.block_id ?? `b${index + 1}`;
    return { key: id, signature: JSON.stringify(block), make: () => blockNode(block, id, surface) };
  });
}

function blockNode(block, id, surface) {
  surface.renew(id);
  const make = BLOCKS[block.type] ?? unknown;
  return h("div", { class: `block block-${block.type}`, data: { block: id } }, make(block, { surface, id }));
}

const BLOCKS = {
  section,
  header: (block) => h(`h${block.level === 2 ? 4 : 3}`, {}, plainText(block.text.text)),
  context: (block) => block.elements.map(contextPart),
  divider: () => h("hr"),
  actions: (block, { surface, id }) => block.elements.map((one) => element(one, { surface, blockId: id })),
  context_actions: (block, { surface, id }) => block.elements.map((one) => element(one, { surface, blockId: id })),
  image,
  rich_text: richText,
  table,
  data_table: dataTable,
  data_visualization: chart,
  markdown: (block) => markdown(block.text),
  input,
  alert: (block) => h("div", { class: `alert ${block.level ?? "default"}`, role: "note" }, textOf(block.text)),
  container,
  card,
};

const unknown = (block) =>
  h("span", { class: "unknown" }, `This message holds a “${block.type}” block, which cannot be shown here.`);

function section(block, { surface, id }) {
  const words = h(
    "div",
    { class: "section-words" },
    block.text && h("div", { class: "section-text" }, textOf(block.text)),
    block.fields &&
      h(
        "div",
        { class: "fields" },
        block.fields.map((field) => h("div", { class: "field" }, textOf(field))),
      ),
  );
  const accessory =
    block.accessory &&
    h(
      "div",
      { class: `accessory accessory-${block.accessory.type}` },
      element(block.accessory, { surface, blockId: id }),
    );
  return [words, accessory];
}

const contextPart = (part) =>
  part.type === "image"
    ? picture(part.image_url, part.alt_text, "context-image")
    : h("span", { class: "context-text" }, textOf(part));

function image(block) {
  const source = block.image_url ?? block.slack_file?.url;
  const title = block.title && h("figcaption", {}, textOf(block.title));
  return h("figure", {}, title, picture(source, block.alt_text, "picture"));
}

function input(block, { surface, id }) {
  const fieldId = uniqueId("field");
  const label = uniqueId("label");
  const hint = block.hint ? uniqueId("hint") : null;
  const wrong = uniqueId("wrong");
  const grouped = ["checkboxes", "radio_buttons"].includes(block.element.type);
  const words = [textOf(block.label), block.optional && h("span", { class: "optional" }, "(optional)")];
  return [
    grouped
      ? h("div", { class: "label", id: label }, words)
      : h("label", { class: "label", for: fieldId, id: label }, words),
    element(block.element, {
      surface,
      blockId: id,
      input: block,
      fieldId,
      labelledBy: label,
      describedBy: [hint, wrong].filter(Boolean).join(" "),
    }),
    h("p", { class: "wrong", id: wrong, role: "alert", data: { testid: "field-error" }, hidden: true }),
    hint && h("p", { class: "hint", id: hint }, textOf(block.hint)),
  ];
}

function container(block, { surface }) {
  const heading = h(
    "div",
    { class: "container-title" },
    h("strong", {}, textOf(block.title)),
    block.subtitle && h("span", {}, textOf(block.subtitle)),
  );
  const inner = h("div", { class: "container-inner" }, blocks(block.child_blocks, surface));
  if (!block.is_collapsible) return [block.title && heading, inner];
  return h("details", { open: !block.default_collapsed }, h("summary", {}, icon("right", 14), heading), inner);
}

function card(block, { surface, id }) {
  const hero = block.hero_image && picture(block.hero_image.image_url, block.hero_image.alt_text, "picture");
  const words = [
    block.title && h("strong", {}, textOf(block.title)),
    block.subtitle && h("span", { class: "card-subtitle" }, textOf(block.subtitle)),
    block.body && h("div", {}, textOf(block.body)),
  ];
  const actions =
    block.actions &&
    h(
      "div",
      { class: "card-actions" },
      block.actions.map((one) => element(one, { surface, blockId: id })),
    );
  return [hero, words, actions];
}
