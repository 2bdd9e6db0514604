/** The small square that stands for a person or the app, and the word beside a name. */

import { h } from "./dom.js";
import { badgeOf } from "./directory.js";
import { mark } from "./icons.js";

const COLOURS = ["#7a5195", "#2f4b7c", "#b83b7d", "#1f7a6d", "#b3541e", "#35618f", "#5b7f1d", "#8f3d56"];

export function avatar(user, size = 36) {
  const look = { class: "avatar", "aria-hidden": "true", style: { "--size": `${size}px`, "--colour": colourOf(user) } };
  if (user?.is_bot && /shelf/i.test(user.id + user.name)) return h("span", { ...look, class: "avatar app" }, mark());
  return h("span", look, user?.initials ?? initials(user));
}

/** "APP", "GUEST" or "EXTERNAL" beside a name; nothing for a colleague. */
export function badge(user) {
  const word = badgeOf(user);
  return word && h("span", { class: word === "APP" ? "badge" : "badge guest" }, word);
}

function colourOf(user) {
  if (/^#?[0-9a-f]{6}$/i.test(user?.color ?? "")) return `#${user.color.replace("#", "")}`;
  const seed = [...(user?.id ?? "?")].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  return COLOURS[seed % COLOURS.length];
}

const initials = (user) =>
  (user?.real_name ?? user?.name ?? "?")
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word[0])
    .join("")
    .toUpperCase();
