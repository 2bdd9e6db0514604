/** A pie, drawn as a ring with its parts named beside it. */

import { fill, h, svg } from "./dom.js";
import { compact } from "./figures.js";

const RADIUS = 78;
const HOLE = 48;

export function pie({ segments }) {
  const total = segments.reduce((sum, { value }) => sum + value, 0);
  const share = (value) => `${((value / total) * 100).toFixed(value / total < 0.1 ? 1 : 0)} %`;
  const middle = h("div", { class: "pie-middle" });
  const rest = () => fill(middle, h("strong", {}, compact(total)), h("span", {}, "in total"));
  const point = ({ label, value }) => fill(middle, h("strong", {}, share(value)), h("span", {}, label));
  let turn = 0;
  const parts = segments.map((segment, index) => {
    const from = turn;
    turn += segment.value / total;
    const on = { pointerenter: () => point(segment), pointerleave: rest };
    return svg(
      "path",
      { class: `slice series-${index + 1}`, d: ring(from, turn), on },
      svg("title", {}, `${segment.label}: ${segment.value.toLocaleString("en-GB")} (${share(segment.value)})`),
    );
  });
  rest();
  const words = segments.map(({ label, value }) => `${label} ${share(value)}`).join(", ");
  const drawing = svg(
    "svg",
    { viewBox: "-80 -80 160 160", width: 168, height: 168, role: "img", "aria-label": `pie chart: ${words}` },
    parts,
  );
  const row = (segment, index) =>
    h(
      "li",
      { class: `series-${index + 1}`, on: { pointerenter: () => point(segment), pointerleave: rest } },
      h("i", { class: "swatch" }),
      h("span", {}, segment.label),
      h("b", {}, compact(segment.value)),
      h("em", {}, share(segment.value)),
    );
  return h(
    "div",
    { class: "pie" },
    h("div", { class: "pie-ring" }, drawing, middle),
    h("ul", { class: "legend tall" }, segments.map(row)),
  );
}

const spot = (turn, radius) =>
  `${(Math.sin(turn * 2 * Math.PI) * radius).toFixed(2)} ${(-Math.cos(turn * 2 * Math.PI) * radius).toFixed(2)}`;

/** One part of the ring, between two turns from the top (0 to 1). */
function ring(from, to) {
  const end = Math.min(to, from + 0.99999);
  const large = end - from > 0.5 ? 1 : 0;
  return `M${spot(from, RADIUS)}A${RADIUS} ${RADIUS} 0 ${large} 1 ${spot(end, RADIUS)}L${spot(end, HOLE)}A${HOLE} ${HOLE} 0 ${large} 0 ${spot(from, HOLE)}Z`;
}
