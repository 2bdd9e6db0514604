/** `data_visualization` blocks: line, bar, area and pie, drawn to the width there is, with a legend and tooltips. */

import { fill, h, svg, uniqueId } from "./dom.js";
import { pie } from "./pie.js";

const HEIGHT = 232;
const PAD = { top: 12, right: 14, bottom: 30 };
const LETTER = 6.1;

/** A chart with its title, legend and, for screen readers, its figures as a table. */
export function chart(block) {
  const title = uniqueId("chart");
  const drawing = block.chart.type === "pie" ? pie(block.chart) : axes(block.chart);
  return h("figure", { class: `chart chart-${block.chart.type}`, "aria-labelledby": title, data: { testid: "chart" } }, h("figcaption", { id: title }, block.title), drawing);
}

/** A comparison (last year, the period before) is drawn dashed and in grey, behind what was asked for. */
export function roles(series) {
  const years = series.map(({ name }) => Number(/\b(20\d\d)\b/.exec(name)?.[1] ?? 0));
  const newest = Math.max(...years);
  let colour = 0;
  return series.map(({ name }, index) => {
    const before = /last year|\bly\b|previous|prior|before|year ago|baseline|\bvs\b|expected|normal|target/i.test(name) || (years[index] > 0 && years[index] < newest && years.every(Boolean));
    return before ? { look: "compare", before } : { look: `series-${(colour += 1)}`, before };
  });
}

function axes(definition) {
  const { series, axis_config: axis, type } = definition;
  const plan = { type, series: series.map(({ name, data }) => ({ name, values: axis.categories.map((label) => data.find((point) => point.label === label)?.value ?? null) })), labels: axis.categories, roles: roles(series), unit: unitOf(axis.y_label) };
  const drawing = svg("svg", { class: "chart-drawing", role: "img", tabindex: 0, "aria-label": describe(definition) });
  const tip = h("div", { class: "chart-tip", hidden: true });
  const stage = h("div", { class: "chart-stage" }, drawing, tip);
  const redraw = (width) => {
    plan.scale = scaleOf(plan, width);
    draw(drawing, plan, axis);
    hovering(drawing, tip, plan);
  };
  new ResizeObserver(([{ contentRect }]) => contentRect.width && redraw(contentRect.width)).observe(stage);
  return [axis.y_label && h("div", { class: "axis-title" }, axis.y_label), stage, axis.x_label && h("div", { class: "axis-title x" }, axis.x_label), series.length > 1 && legend(plan), figures(plan)];
}

/** "£" or "%" where the axis names one, so that ticks and tooltips can say it. */
function unitOf(label = "") {
  const sign = /[£€$]/.exec(label ?? "")?.[0];
  return sign ? { before: sign, after: "" } : { before: "", after: /%/.test(label ?? "") ? " %" : /(×|\bx\b)/.test(label ?? "") ? "×" : "" };
}

export function compact(value, unit = { before: "", after: "" }) {
  const size = Math.abs(value);
  const [divisor, letter] = size >= 1e6 ? [1e6, "M"] : size >= 1e4 ? [1e3, "k"] : [1, ""];
  const digits = divisor > 1 ? (size / divisor < 100 ? 1 : 0) : size < 10 ? 2 : size < 100 ? 1 : 0;
  const number = (size / divisor).toLocaleString("en-GB", { maximumFractionDigits: digits });
  return `${value < 0 ? "−" : ""}${unit.before}${number}${letter}${unit.after}`;
}

const full = (value, unit) => (value === null ? "no data" : `${value < 0 ? "−" : ""}${unit.before}${Math.abs(value).toLocaleString("en-GB", { maximumFractionDigits: 2 })}${unit.after}`);

/** Round steps that cover the values; bars and areas start at zero. */
export function ticks(lowest, highest) {
  if (lowest === highest) return lowest === 0 ? [0, 1] : [Math.min(0, lowest), Math.max(0, highest)];
  const rough = (highest - lowest) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) * power;
  const first = Math.floor(lowest / step) * step;
  return Array.from({ length: Math.ceil((highest - first) / step - 1e-9) + 1 }, (_, index) => Number((first + index * step).toPrecision(12)));
}

function scaleOf({ type, series, labels, unit }, width) {
  const values = series.flatMap((one) => one.values).filter((value) => value !== null);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const grounded = type !== "line" || low < 0 || low < (high - low) * 1.5;
  const steps = ticks(grounded ? Math.min(0, low) : low, grounded ? Math.max(0, high) : high);
  const left = Math.max(...steps.map((step) => compact(step, unit).length)) * LETTER + 14;
  const inner = { width: width - left - PAD.right, height: HEIGHT - PAD.top - PAD.bottom };
  const band = inner.width / labels.length;
  const [from, to] = [steps[0], steps.at(-1)];
  return { width, left, inner, band, steps, x: (index) => left + band * (index + 0.5), y: (value) => PAD.top + inner.height * (1 - (value - from) / (to - from)), zero: Math.max(from, Math.min(0, to)) };
}

function draw(drawing, plan, axis) {
  const { scale, unit } = plan;
  drawing.setAttribute("viewBox", `0 0 ${scale.width} ${HEIGHT}`);
  drawing.setAttribute("height", HEIGHT);
  const grid = scale.steps.map((step) => [
    svg("line", { class: step === 0 ? "grid zero" : "grid", x1: scale.left, x2: scale.width - PAD.right, y1: scale.y(step), y2: scale.y(step) }),
    svg("text", { class: "tick", x: scale.left - 8, y: scale.y(step) + 4, "text-anchor": "end" }, compact(step, unit)),
  ]);
  const widest = Math.max(...axis.categories.map((label) => label.length)) * LETTER + 10;
  const every = Math.ceil(widest / scale.band);
  const labels = axis.categories.map((label, index) => index % every === 0 && svg("text", { class: "tick", x: scale.x(index), y: HEIGHT - 10, "text-anchor": anchor(index, plan, label) }, label));
  fill(drawing, grid, labels, ORDER(plan).map((index) => SHAPES[plan.type](plan, index)), svg("line", { class: "cursor", hidden: true, y1: PAD.top, y2: HEIGHT - PAD.bottom }));
}

/** Comparisons first, so that they lie behind. */
const ORDER = ({ series, roles: given }) => series.map((_, index) => index).sort((left, right) => given[right].before - given[left].before);

/** The last label may not run out of the picture. */
const anchor = (index, { scale }, label) => (scale.x(index) + (label.length * LETTER) / 2 > scale.width ? "end" : "middle");

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

const path = (run, scale) => run.map(([index, value], at) => `${at ? "L" : "M"}${scale.x(index).toFixed(1)} ${scale.y(value).toFixed(1)}`).join("");

function line({ series, roles: given, scale }, index) {
  const { values } = series[index];
  const dots = values.length <= 14 || values.filter((value) => value !== null).length === 1;
  return svg("g", { class: given[index].look }, runs(values).map((run) => svg("path", { class: "stroke", d: path(run, scale) })), dots && !given[index].before && values.map((value, at) => value !== null && svg("circle", { class: "dot", cx: scale.x(at), cy: scale.y(value), r: 3 })));
}

function area(plan, index) {
  const { series, roles: given, scale } = plan;
  if (given[index].before) return line(plan, index);
  const ground = scale.y(scale.zero);
  const filled = (run) => `${path(run, scale)}L${scale.x(run.at(-1)[0])} ${ground}L${scale.x(run[0][0])} ${ground}Z`;
  return svg("g", { class: given[index].look }, runs(series[index].values).map((run) => [svg("path", { class: "filled", d: filled(run) }), svg("path", { class: "stroke", d: path(run, scale) })]));
}

function bar({ series, roles: given, scale }, index) {
  const room = scale.band * (scale.band > 26 ? 0.7 : 0.84);
  const width = Math.min(46, room / series.length);
  const start = -(width * series.length) / 2 + width * index;
  const one = (value, at) => {
    if (value === null) return null;
    const [top, bottom] = [scale.y(Math.max(value, 0)), scale.y(Math.min(value, 0))];
    return svg("rect", { class: "bar", x: scale.x(at) + start + 0.75, width: Math.max(1, width - 1.5), y: top, height: Math.max(1, bottom - top), rx: Math.min(3, width / 4) });
  };
  return svg("g", { class: given[index].look }, series[index].values.map(one));
}

/** The pointer, a finger or the arrow keys show one category's figures. */
function hovering(drawing, tip, plan) {
  const cursor = drawing.querySelector(".cursor");
  const show = (index) => {
    plan.at = index;
    const x = plan.scale.x(index);
    cursor.toggleAttribute("hidden", false);
    cursor.setAttribute("x1", x);
    cursor.setAttribute("x2", x);
    tip.hidden = false;
    fill(tip, h("strong", {}, plan.labels[index]), plan.series.map(({ name, values }, at) => h("div", { class: plan.roles[at].look }, h("i", { class: "swatch" }), h("span", {}, name), h("b", {}, full(values[index], plan.unit)))));
    tip.style.left = `${Math.max(0, Math.min(x + 12, plan.scale.width - tip.offsetWidth - 4))}px`;
    if (x + 12 + tip.offsetWidth > plan.scale.width) tip.style.left = `${Math.max(0, x - tip.offsetWidth - 12)}px`;
  };
  const hide = () => {
    cursor.toggleAttribute("hidden", true);
    tip.hidden = true;
  };
  const near = (event) => {
    const at = Math.floor((event.clientX - drawing.getBoundingClientRect().left - plan.scale.left) / plan.scale.band);
    show(Math.max(0, Math.min(plan.labels.length - 1, at)));
  };
  drawing.onpointermove = near;
  drawing.onpointerdown = near;
  drawing.onpointerleave = hide;
  drawing.onblur = hide;
  drawing.onkeydown = (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    show(Math.max(0, Math.min(plan.labels.length - 1, (plan.at ?? (step > 0 ? -1 : plan.labels.length)) + step)));
  };
}

function legend({ series, roles: given }) {
  return h("ul", { class: "legend" }, series.map(({ name }, index) => h("li", { class: given[index].look }, h("i", { class: "swatch" }), name)));
}

const describe = ({ type, series, axis_config: { categories } }) => `${type} chart of ${series.map(({ name }) => name).join(", ")}, ${categories[0]} to ${categories.at(-1)}. Arrow keys read the points.`;

/** The same figures as a table that is heard, not seen. */
function figures({ labels, series, unit }) {
  const head = h("tr", {}, h("th", {}, ""), series.map(({ name }) => h("th", { scope: "col" }, name)));
  const rows = labels.map((label, at) => h("tr", {}, h("th", { scope: "row" }, label), series.map(({ values }) => h("td", {}, full(values[at], unit)))));
  return h("div", { class: "sr-only" }, h("table", {}, h("thead", {}, head), h("tbody", {}, rows)));
}
