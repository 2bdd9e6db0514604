/** `data_visualization` blocks: line, bar, area and pie, drawn to the width there is, with a legend and tooltips. */

import { draw, HEIGHT, scaleOf } from "./axes.js";
import { h, svg, uniqueId } from "./dom.js";
import { full, unitOf } from "./figures.js";
import { hovering } from "./hover.js";
import { pie } from "./pie.js";

/** A chart with its title, legend and, for screen readers, its figures as a table. */
export function chart(block) {
  const title = uniqueId("chart");
  const drawing = block.chart.type === "pie" ? pie(block.chart) : axes(block.chart);
  return h(
    "figure",
    { class: `chart chart-${block.chart.type}`, "aria-labelledby": title, data: { testid: "chart" } },
    h("figcaption", { id: title }, block.title),
    drawing,
  );
}

/** A comparison (last year, the period before) is drawn dashed and in grey, behind what was asked for. */
export function roles(series) {
  const years = series.map(({ name }) => Number(/\b(20\d\d)\b/.exec(name)?.[1] ?? 0));
  const newest = Math.max(...years);
  let colour = 0;
  return series.map(({ name }, index) => {
    const before =
      /last year|\bly\b|previous|prior|before|year ago|baseline|\bvs\b|expected|normal|target/i.test(name) ||
      (years[index] > 0 && years[index] < newest && years.every(Boolean));
    return before ? { look: "compare", before } : { look: `series-${(colour += 1)}`, before };
  });
}

function axes(definition) {
  const { series, axis_config: axis, type } = definition;
  const plan = {
    type,
    series: series.map(({ name, data }) => ({
      name,
      values: axis.categories.map((label) => data.find((point) => point.label === label)?.value ?? null),
    })),
    labels: axis.categories,
    roles: roles(series),
    unit: unitOf(axis.y_label),
  };
  const drawing = svg("svg", {
    class: "chart-drawing",
    height: HEIGHT,
    role: "img",
    tabindex: 0,
    "aria-label": describe(definition),
  });
  const tip = h("div", { class: "chart-tip", hidden: true });
  const stage = h("div", { class: "chart-stage" }, drawing, tip);
  const redraw = (width) => {
    plan.scale = scaleOf(plan, width);
    draw(drawing, plan, axis);
    hovering(drawing, tip, plan);
  };
  new ResizeObserver(([{ contentRect }]) => contentRect.width && redraw(contentRect.width)).observe(stage);
  return [
    axis.y_label?.trim().length > 1 && h("div", { class: "axis-title" }, axis.y_label),
    stage,
    axis.x_label && h("div", { class: "axis-title x" }, axis.x_label),
    series.length > 1 && legend(plan),
    figures(plan),
  ];
}

function legend({ series, roles: given }) {
  return h(
    "ul",
    { class: "legend" },
    series.map(({ name }, index) => h("li", { class: given[index].look }, h("i", { class: "swatch" }), name)),
  );
}

const describe = ({ type, series, axis_config: { categories } }) =>
  `${type} chart of ${series.map(({ name }) => name).join(", ")}, ${categories[0]} to ${categories.at(-1)}. Arrow keys read the points.`;

/** The same figures as a table that is heard, not seen. */
function figures({ labels, series, unit }) {
  const head = h(
    "tr",
    {},
    h("th", {}, ""),
    series.map(({ name }) => h("th", { scope: "col" }, name)),
  );
  const rows = labels.map((label, at) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, label),
      series.map(({ values }) => h("td", {}, full(values[at], unit))),
    ),
  );
  return h("div", { class: "sr-only" }, h("table", {}, h("thead", {}, head), h("tbody", {}, rows)));
}
