/** rich_text blocks: sections, lists, quotes and code, built from structured leaves. */

import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { broadcast, channelLink, link, mention } from "./mrkdwn.js";
import { dateWords } from "./when.js";

export function richText(block) {
  return h("div", { class: "rich-text" }, block.elements.map(part));
}

const PARTS = {
  rich_text_section: (element) => h("div", { class: "line" }, leaves(element)),
  rich_text_table_cell: (element) => h("div", { class: "line" }, leaves(element)),
  rich_text_quote: (element) => h("blockquote", { class: element.border ? "bordered" : null }, leaves(element)),
  rich_text_preformatted: (element) => h("pre", {}, leaves(element)),
  rich_text_list: list,
};

function part(element) {
  return PARTS[element.type]?.(element) ?? null;
}

function list(element) {
  const tag = element.style === "ordered" ? "ol" : "ul";
  const start = tag === "ol" && element.offset ? element.offset + 1 : null;
  const look = `depth-${element.indent ?? 0}${element.border ? " bordered" : ""}`;
  return h(
    tag,
    { class: look, start },
    element.elements.map((item) => h("li", {}, leaves(item))),
  );
}

const leaves = (element) => element.elements.map(leaf);

const LEAVES = {
  text: (element) => styled(element.style, lineBreaks(element.text)),
  link: (element) => styled(element.style, link(element.url, element.text || element.url)),
  user: (element) => mention(element.user_id),
  channel: (element) => channelLink(element.channel_id),
  usergroup: (element) => broadcast(`subteam^${element.usergroup_id}`, element.usergroup_id),
  team: (element) => broadcast(element.team_id),
  broadcast: (element) => broadcast(element.range),
  emoji: (element) => h("span", { class: "emoji", role: "img", "aria-label": element.name }, emoji(element.name)),
  date: (element) => h("time", { title: element.fallback }, dateWords(Number(element.timestamp), element.format)),
  color: (element) =>
    h("span", { class: "colour" }, h("i", { style: { background: colourOf(element.value) } }), element.value),
};

function leaf(element) {
  return LEAVES[element.type]?.(element) ?? element.text ?? null;
}

const colourOf = (value) => (/^#[0-9a-f]{3,8}$/i.test(value) ? value : "transparent");

const lineBreaks = (text) => text.split(/(\n)/).map((piece) => (piece === "\n" ? h("br") : piece));

const STYLES = { bold: "strong", italic: "em", strike: "s", code: "code", underline: "u" };

function styled(style, content) {
  return Object.entries(style ?? {})
    .filter(([name, on]) => on && STYLES[name])
    .reduce((inner, [name]) => h(STYLES[name], {}, inner), content instanceof Array ? h("span", {}, content) : content);
}

/** The words of a rich_text block, for sorting and for notifications. */
export function plainOf(block) {
  if (block.text !== undefined && block.type !== "link") return String(block.text);
  if (block.elements) return block.elements.map(plainOf).join("");
  return block.text ?? block.url ?? (block.name ? emoji(block.name) : "");
}
