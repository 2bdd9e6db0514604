/** The `markdown` block: standard Markdown (headings, lists, tables, code, quotes) as nodes. */

import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { link } from "./mrkdwn.js";

/** Markdown text → a list of block nodes. */
export function markdown(text) {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const nodes = [];
  while (lines.length) {
    const rule = RULES.find(([starts]) => starts(lines));
    nodes.push(rule[1](lines));
  }
  return nodes.filter(Boolean);
}

const RULES = [
  [([line]) => !line.trim(), (lines) => void lines.shift()],
  [([line]) => /^\s*```/.test(line), fence],
  [([line]) => /^#{1,6}\s/.test(line), heading],
  [([line]) => /^\s*([-*_])(\s*\1){2,}\s*$/.test(line), (lines) => (lines.shift(), h("hr"))],
  [([line]) => /^\s*>/.test(line), quote],
  [isTable, table],
  [([line]) => ITEM.test(line), list],
  [() => true, paragraph],
];

const ITEM = /^(\s*)([-*+]|\d+[.)])\s+(?:\[([ xX])\]\s+)?(.*)$/;
const STARTS = /^(\s*```|#{1,6}\s|\s*>|\s*([-*+]|\d+[.)])\s)/;

const takeWhile = (lines, keep) => {
  const taken = [];
  while (lines.length && keep(lines[0])) taken.push(lines.shift());
  return taken;
};

function fence(lines) {
  lines.shift();
  const body = takeWhile(lines, (line) => !/^\s*```/.test(line));
  lines.shift();
  return h("pre", {}, body.join("\n"));
}

function heading(lines) {
  const [, signs, words] = /^(#{1,6})\s+(.*?)\s*#*$/.exec(lines.shift());
  return h(`h${Math.min(6, signs.length + 2)}`, { class: `level-${signs.length}` }, spans(words));
}

function quote(lines) {
  const body = takeWhile(lines, (line) => /^\s*>/.test(line)).map((line) => line.replace(/^\s*> ?/, ""));
  return h("blockquote", {}, markdown(body.join("\n")));
}

function paragraph(lines) {
  const first = lines.shift();
  const rest = takeWhile(lines, (line) => line.trim() && !STARTS.test(line));
  return h(
    "p",
    {},
    [first, ...rest].map((line, index) => [index ? h("br") : null, spans(line.trim())]),
  );
}

function list(lines) {
  const items = takeWhile(lines, (line) => ITEM.test(line)).map((line) => ITEM.exec(line));
  return nest(items);
}

function nest(items) {
  const depth = items[0][1].length;
  const box = h(/\d/.test(items[0][2]) ? "ol" : "ul");
  while (items.length) {
    const [, , , ticked, words] = items.shift();
    const item = h("li", { class: ticked === undefined ? null : "task" }, task(ticked), spans(words));
    const deeper = [];
    while (items.length && items[0][1].length > depth) deeper.push(items.shift());
    if (deeper.length) item.append(nest(deeper));
    box.append(item);
  }
  return box;
}

const task = (ticked) =>
  ticked === undefined ? null : h("input", { type: "checkbox", disabled: true, checked: ticked.trim() !== "" });

function isTable([head, rule]) {
  return (
    head.includes("|") &&
    rule !== undefined &&
    /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(rule) &&
    rule.includes("-")
  );
}

const cells = (line) =>
  line
    .trim()
    .replace(/^\||\|$/g, "")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll("\\|", "|"));

function table(lines) {
  const head = cells(lines.shift());
  const sides = cells(lines.shift()).map((mark) =>
    /^:-+:$/.test(mark) ? "center" : /-:$/.test(mark) ? "right" : "left",
  );
  const rows = takeWhile(lines, (line) => line.includes("|")).map(cells);
  const row = (tag) => (texts) =>
    h(
      "tr",
      {},
      texts.map((text, at) => h(tag, { class: `align-${sides[at] ?? "left"}` }, spans(text))),
    );
  return h(
    "div",
    { class: "table-scroll" },
    h("table", { class: "table" }, h("thead", {}, row("th")(head)), h("tbody", {}, rows.map(row("td")))),
  );
}

const SPAN = new RegExp(
  [
    "\\\\([\\\\`*_~\\[\\]()#+.!|>-])",
    "`([^`]+)`",
    '\\[([^\\]]+)\\]\\(([^()\\s]+)(?:\\s"[^"]*")?\\)',
    "(\\*\\*|__)(?=\\S)(.+?)(?<=\\S)\\5",
    "~~(?=\\S)(.+?)(?<=\\S)~~",
    "([*_])(?=\\S)(.+?)(?<=\\S)\\8(?![\\p{L}\\p{N}])",
    "(https?:\\/\\/[^\\s<>)]*[^\\s<>).,;:!?])",
    ":([a-z0-9_+-]+):",
  ].join("|"),
  "u",
);

/** Markdown inside one line → nodes. */
function spans(text) {
  const match = SPAN.exec(text);
  if (!match) return text;
  const [all, literal, code, label, url, , bold, strike, , italic, address, name] = match;
  const node =
    literal ??
    (code && h("code", {}, code)) ??
    (url && link(url, spans(label))) ??
    (bold && h("strong", {}, spans(bold))) ??
    (strike && h("s", {}, spans(strike))) ??
    (italic && h("em", {}, spans(italic))) ??
    (address && link(address, address)) ??
    emoji(name);
  return [text.slice(0, match.index), node, spans(text.slice(match.index + all.length))];
}
