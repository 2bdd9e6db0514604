/** Slack's mrkdwn as nodes: formatting, mentions, links and emoji, with everything else kept as plain text. */

import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { nameOf, person, place } from "./directory.js";
import { dateWords } from "./when.js";

const FENCE = /```\n?([\s\S]*?)\n?```/g;
const QUOTE = /^(?:&gt;|>) ?/;
const BULLET = /^(\s*)([•◦▪–-]|\d+\.)\s+(.*)$/;
const MARKERS = { "*": "strong", _: "em", "~": "s" };

/** mrkdwn text → a fragment of blocks and lines. */
export function mrkdwn(text) {
  const fragment = document.createDocumentFragment();
  let from = 0;
  for (const fence of text.matchAll(FENCE)) {
    lines(fragment, text.slice(from, fence.index).replace(/\n$/, ""));
    fragment.append(h("pre", {}, unescape(fence[1])));
    from = fence.index + fence[0].length;
    if (text[from] === "\n") from += 1;
  }
  lines(fragment, text.slice(from));
  return fragment;
}

function lines(parent, text) {
  if (!text) return;
  let quote = null;
  text.split("\n").forEach((line) => {
    if (QUOTE.test(line)) {
      if (!quote) parent.append((quote = h("blockquote")));
      else quote.append(h("br"));
      quote.append(inline(line.replace(QUOTE, "")));
    } else {
      quote = null;
      parent.append(lineOf(line));
    }
  });
}

function lineOf(line) {
  const bullet = BULLET.exec(line);
  if (!bullet) return h("div", { class: line.trim() ? "line" : "line blank" }, inline(line));
  const [, indent, sign, rest] = bullet;
  const depth = { "--depth": String(Math.min(4, Math.floor(indent.length / 2))) };
  return h(
    "div",
    { class: "line bullet", style: depth },
    h("span", { class: "sign" }, `${sign} `),
    h("span", {}, inline(rest)),
  );
}

/** One line of mrkdwn → nodes. */
export function inline(text) {
  const fragment = document.createDocumentFragment();
  let plain = "";
  let at = 0;
  const flush = () => {
    if (plain) fragment.append(unescape(plain));
    plain = "";
  };
  while (at < text.length) {
    const found = special(text, at);
    if (found) {
      flush();
      fragment.append(found.node);
      at = found.end;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  flush();
  return fragment;
}

const PATTERNS = [
  [/<([^<>\n]+)>/y, ([, body]) => control(body)],
  [/`([^`\n]+)`/y, ([, body]) => h("code", {}, inCode(body))],
  [/:([a-z0-9_+-]+(?:::skin-tone-\d)?):/y, ([typed, name]) => known(name, typed)],
  [/https?:\/\/[^\s<>|]*[^\s<>|.,;:!?)'"\]]/y, ([url]) => link(unescape(url), unescape(url))],
];

function special(text, at) {
  if (text[at] in MARKERS) return emphasis(text, at);
  for (const [pattern, make] of PATTERNS) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) return { node: make(match), end: pattern.lastIndex };
  }
  return null;
}

const WORD = /[\p{L}\p{N}]/u;

/** *bold*, _italic_ and ~strike~ begin after and end before something that is no letter, as in Slack. */
function emphasis(text, at) {
  const sign = text[at];
  if (WORD.test(text[at - 1] ?? " ") || /[\s]/.test(text[at + 1] ?? " ") || text[at + 1] === sign) return null;
  for (let end = text.indexOf(sign, at + 2); end > 0; end = text.indexOf(sign, end + 1)) {
    const closes = !/\s/.test(text[end - 1]) && !WORD.test(text[end + 1] ?? " ") && !insideCode(text, at, end);
    if (closes) return { node: h(MARKERS[sign], {}, inline(text.slice(at + 1, end))), end: end + 1 };
  }
  return null;
}

const insideCode = (text, from, to) => (text.slice(from, to).match(/`/g) ?? []).length % 2 === 1;

const known = (name, typed) => {
  const picture = emoji(name);
  return picture === typed
    ? typed
    : h("span", { class: "emoji", role: "img", "aria-label": name.replaceAll("_", " ") }, picture);
};

const inCode = (body) => unescape(body.replace(/<([^<>|]+)\|?([^<>]*)>/g, (_, target, label) => label || target));

/** What stands between < and >: a mention, a channel, a date or a link. */
function control(body) {
  const [target, label] = split(body);
  if (target.startsWith("@")) return mention(target.slice(1), label);
  if (target.startsWith("#")) return channelLink(target.slice(1), label);
  if (target.startsWith("!date^")) return date(target, label);
  if (target.startsWith("!")) return broadcast(target.slice(1), label);
  return link(unescape(target), unescape(label || target.replace(/^mailto:/, "")));
}

function split(body) {
  const bar = body.indexOf("|");
  return bar < 0 ? [body, ""] : [body.slice(0, bar), body.slice(bar + 1)];
}

export function mention(id, label) {
  const user = person(id);
  return h("span", { class: "mention", data: { user: id } }, `@${user ? nameOf(user) : unescape(label || id)}`);
}

export function channelLink(id, label) {
  const channel = place(id);
  const name = channel?.name ?? unescape(label || id);
  if (!channel) return h("span", { class: "mention" }, `#${name}`);
  return h("a", { class: "mention", href: `#${id}`, data: { go: id } }, `#${name}`);
}

export function broadcast(range, label) {
  const word = range.startsWith("subteam^") ? unescape(label || "group") : range;
  return h("span", { class: "mention loud" }, `@${word.replace(/^@/, "")}`);
}

function date(target, fallback) {
  const [, epoch, pattern, url] = target.split("^");
  const words = Number(epoch) > 0 ? dateWords(Number(epoch), pattern ?? "{date}") : unescape(fallback);
  const node = h("time", { title: unescape(fallback) }, words);
  return url ? link(unescape(url), node) : node;
}

/** A link that can only go to the web or to a mail address; anything else stays text. */
export function link(url, label) {
  if (!/^(https?:\/\/|mailto:)/i.test(url)) return h("span", {}, label);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer", title: url }, label);
}

const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };
export const unescape = (text) => text.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity]);

/** A Slack text object (plain_text or mrkdwn) → nodes. */
export function textOf(object) {
  if (!object) return null;
  if (typeof object === "string") return mrkdwn(object);
  return object.type === "mrkdwn" ? mrkdwn(object.text) : plainText(object.text);
}

/** plain_text: no formatting, but emoji names are drawn. */
export function plainText(text) {
  const fragment = document.createDocumentFragment();
  String(text)
    .split(/(:[a-z0-9_+-]+:|\n)/)
    .forEach((part) => {
      const name = /^:([a-z0-9_+-]+):$/.exec(part);
      fragment.append(part === "\n" ? h("br") : name ? known(name[1], part) : part);
    });
  return fragment;
}
