/** Draws a line, bar or area chart to the width there is: its grid, its labels and its marks. */

import { fill, svg } from "./dom.js";
import { compact } from "./figures.js";

export const HEIGHT = 232;
const PAD = { top: 12, right: 14, bottom: 30 };
const LETTER = 5.7;

/** Round steps that cover the values; bars and areas start at zero. */
export function ticks(lowest, highest) {
  if (lowest === highest) return lowest === 0 ? [0, 1] : [Math.min(0, lowest), Math.max(0, highest)];
  const rough = (highest - lowest) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) * power;
  const first = Math.floor(lowest / step) * step;
  return Array.from({ length: Math.ceil((highest - first) / step - 1e-9) + 1 }, (_, index) =>
    Number((first + index * step).toPrecision(12)),
  );
}

/** Where each category and value stands in a drawing of this width. */
export function scaleOf({ type, series, labels, unit }, width) {
  const values = series.flatMap((one) => one.values).filter((value) => value !== null);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const grounded = type !== "line" || low < 0 || low < (high - low) * 1.5;
  const steps = ticks(grounded ? Math.min(0, low) : low, grounded ? Math.max(0, high) : high);
  const left = Math.max(...steps.map((step) => compact(step, unit).length)) * LETTER + 14;
  const inner = { width: width - left - PAD.right, height: HEIGHT - PAD.top - PAD.bottom };
  const band = inner.width / labels.length;
  const [from, to] = [steps[0], steps.at(-1)];
  return {
    width,
    left,
    inner,
    band,
    steps,
    x: (index) => left + band * (index + 0.5),
    y: (value) => PAD.top + inner.height * (1 - (value - from) / (to - from)),
    zero: Math.max(from, Math.min(0, to)),
  };
}

/** Draws `plan` afresh. */
export function draw(drawing, plan, axis) {
  const { scale, unit } = plan;
  drawing.setAttribute("viewBox", `0 0 ${scale.width} ${HEIGHT}`);
  drawing.setAttribute("height", HEIGHT);
  const grid = scale.steps.map((step) => [
    svg("line", {
      class: step === 0 ? "grid zero" : "grid",
      x1: scale.left,
      x2: scale.width - PAD.right,
      y1: scale.y(step),
      y2: scale.y(step),
    }),
    svg("text", { class: "tick", x: scale.left - 8, y: scale.y(step) + 4, "text-anchor": "end" }, compact(step, unit)),
  ]);
  const widest = Math.max(...axis.categories.map((label) => label.length)) * LETTER + 6;
  const every = Math.ceil(widest / scale.band);
  const labels = axis.categories.map(
    (label, index) =>
      index % every === 0 &&
      svg(
        "text",
        { class: "tick", x: scale.x(index), y: HEIGHT - 10, "text-anchor": anchor(index, plan, label) },
        label,
      ),
  );
  fill(
    drawing,
    grid,
    labels,
    ORDER(plan).map((index) => SHAPES[plan.type](plan, index)),
    svg("line", { class: "cursor", hidden: true, y1: PAD.top, y2: HEIGHT - PAD.bottom }),
  );
}

/** The last label may not run out of the picture. */
const anchor = (index, { scale }, label) =>
  scale.x(index) + (label.length * LETTER) / 2 > scale.width ? "end" : "middle";

/** Comparisons first, so that they lie behind. */
const ORDER = ({ series, roles: given }) =>
  series.map((_, index) => index).sort((left, right) => given[right].before - given[left].before);

const SHAPES = { line, area, bar };

/** Runs of points without a gap: what is missing breaks the line instead of touching zero. */
function runs(values) {
  const found = [];
  values.forEach((value, index) => {
    if (value === null) return;
    if (index === 0 || values[index - 1] === null) found.push([]);
    found.at(-1).push([index, value]);
  });
  return found;
}

const path = (run, scale) =>
  run
    .map(([index, value], at) => `${at ? "L" : "M"}${scale.x(index).toFixed(1)} ${scale.y(value).toFixed(1)}`)
    .join("");

function line({ series, roles: given, scale }, index) {
  const { values } = series[index];
  const dots = values.length <= 14 || values.filter((value) => value !== null).length === 1;
  return svg(
    "g",
    { class: given[index].look },
    runs(values).map((run) => svg("path", { class: "stroke", d: path(run, scale) })),
    dots &&
      !given[index].before &&
      values.map(
        (value, at) => value !== null && svg("circle", { class: "dot", cx: scale.x(at), cy: scale.y(value), r: 3 }),
      ),
  );
}

function area(plan, index) {
  const { series, roles: given, scale } = plan;
  if (given[index].before) return line(plan, index);
  const ground = scale.y(scale.zero);
  const filled = (run) => `${path(run, scale)}L${scale.x(run.at(-1)[0])} ${ground}L${scale.x(run[0][0])} ${ground}Z`;
  return svg(
    "g",
    { class: given[index].look },
    runs(series[index].values).map((run) => [
      svg("path", { class: "filled", d: filled(run) }),
      svg("path", { class: "stroke", d: path(run, scale) }),
    ]),
  );
}

function bar({ series, roles: given, scale }, index) {
  const room = scale.band * (scale.band > 26 ? 0.7 : 0.84);
  const width = Math.min(46, room / series.length);
  const start = -(width * series.length) / 2 + width * index;
  const one = (value, at) => {
    if (value === null) return null;
    const [top, bottom] = [scale.y(Math.max(value, 0)), scale.y(Math.min(value, 0))];
    return svg("rect", {
      class: "bar",
      x: scale.x(at) + start + 0.75,
      width: Math.max(1, width - 1.5),
      y: top,
      height: Math.max(1, bottom - top),
      rx: Math.min(3, width / 4),
    });
  };
  return svg("g", { class: given[index].look }, series[index].values.map(one));
}
