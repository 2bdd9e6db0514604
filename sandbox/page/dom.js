/** Builds the page from text nodes and attributes only, so that nothing a message carries can become markup. */

const SVG = "http://www.w3.org/2000/svg";

/** An element: `h("button", {class: "x", on: {click}}, "Save")`. Properties that are null or false are left out. */
export function h(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  dress(node, properties);
  append(node, children);
  return node;
}

/** The same for a drawing. */
export function svg(tag, properties = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  dress(node, properties);
  append(node, children);
  return node;
}

function dress(node, properties) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") listen(node, value);
    else if (name === "data") Object.assign(node.dataset, present(value));
    else if (name === "style") Object.entries(value).forEach(([key, text]) => node.style.setProperty(key, text));
    else if (name === "value" || name === "checked") node[name] = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
}

function listen(node, handlers) {
  for (const [event, handler] of Object.entries(handlers)) if (handler) node.addEventListener(event, handler);
}

function present(values) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined));
}

/** Adds nodes and strings; null, false and nested lists are welcome. */
export function append(parent, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    parent.append(child);
  }
  return parent;
}

export function fill(parent, ...children) {
  parent.replaceChildren();
  return append(parent, children);
}

/**
 * Makes `parent` show `items` in order, keeping every node whose key and signature are unchanged: open menus,
 * half-typed fields and the reader's place survive a live update.
 */
export function sync(parent, items) {
  const kept = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  const wanted = items.map((item) => reuse(kept.get(item.key), item));
  const staying = new Set(wanted);
  for (const node of [...parent.children]) if (!staying.has(node)) node.remove();
  wanted.forEach((node, index) => {
    if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null);
  });
}

function reuse(node, { key, signature, make }) {
  if (node && node.signature === signature) return node;
  const fresh = make();
  fresh.dataset.key = key;
  fresh.signature = signature;
  return fresh;
}

let counter = 0;
/** An id for aria-labelledby and friends. */
export const uniqueId = (prefix) => `${prefix}-${(counter += 1)}`;

/** Puts the keyboard back on the same control after a part of the page was rebuilt. */
export function keepingFocus(root, rebuild) {
  const held = root.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
  rebuild();
  if (held) root.querySelector(`[data-focus="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
}
