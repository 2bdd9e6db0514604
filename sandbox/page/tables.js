/** `table` as it stands, and `data_table` with sorting, filtering and paging. */

import { fill, h, uniqueId } from "./dom.js";
import { icon } from "./icons.js";
import { plainText } from "./mrkdwn.js";
import { plainOf, richText } from "./richtext.js";

const words = (cell) => (cell.type === "rich_text" ? plainOf(cell) : String(cell.text ?? cell.value ?? ""));
const shown = (cell) => (cell.type === "rich_text" ? richText(cell) : plainText(words(cell)));

/** A `table` block: the first row is the heading, columns aligned as the settings say. */
export function table(block) {
  const [head, ...rows] = block.rows;
  const setting = (index) => block.column_settings?.[index] ?? {};
  const side = (index, cell) => setting(index).align ?? (cell.type === "raw_number" ? "right" : "left");
  const cell = (tag) => (one, index) =>
    h(
      tag,
      {
        class: `align-${side(index, one)}${setting(index).is_wrapped ? " wrapped" : ""}`,
        scope: tag === "th" ? "col" : null,
      },
      shown(one),
    );
  const body = rows.map((row) => h("tr", {}, row.map(cell("td"))));
  return h(
    "div",
    { class: "table-scroll", tabindex: 0, role: "region", "aria-label": "Table", data: { testid: "table" } },
    h("table", { class: "table" }, h("thead", {}, h("tr", {}, head.map(cell("th")))), h("tbody", {}, body)),
  );
}

/** A `data_table` block. */
export function dataTable(block) {
  return new DataTable(block).node;
}

class DataTable {
  constructor({ rows: [head, ...rows], caption, page_size: size = 5, row_header_column_index: rowHeader = null }) {
    Object.assign(this, { head, rows, size, caption, rowHeader, page: 0, sorted: null, wanted: "" });
    this.numeric = head.map(
      (_, index) =>
        rows.length > 0 &&
        rows.every(
          (row) =>
            row[index].type === "raw_number" ||
            numberIn(row[index]) !== null ||
            /^[–—-]?$/.test(words(row[index]).trim()),
        ) &&
        rows.some((row) => sortKey(row[index]) !== null && numberIn(row[index]) !== null),
    );
    this.title = uniqueId("caption");
    this.body = h("tbody");
    this.headings = head.map((cell, index) => this.heading(cell, index));
    this.foot = h("div", { class: "table-foot" });
    const grid = h(
      "table",
      { class: "table data", "aria-labelledby": this.title },
      h("thead", {}, h("tr", {}, this.headings)),
      this.body,
    );
    const filter = rows.length > size && rows.length > 5 ? this.filter() : null;
    this.node = h(
      "div",
      { class: "data-table", data: { testid: "data-table" } },
      h("div", { class: "table-head" }, h("span", { class: "caption", id: this.title }, caption), filter),
      h("div", { class: "table-scroll", tabindex: 0, role: "region", "aria-labelledby": this.title }, grid),
      this.foot,
    );
    this.draw();
  }

  heading(cell, index) {
    const button = h(
      "button",
      { type: "button", class: "sorter", on: { click: () => this.sort(index) } },
      h("span", {}, shown(cell)),
      icon("sort", 13),
    );
    return h("th", { scope: "col", class: this.side(index), "aria-sort": "none" }, button);
  }

  side(index) {
    return this.numeric[index] ? "align-right" : "align-left";
  }

  filter() {
    const find = (event) => {
      this.wanted = event.target.value.trim().toLowerCase();
      this.page = 0;
      this.draw();
    };
    return h(
      "label",
      { class: "table-filter" },
      icon("search", 14),
      h("input", {
        type: "search",
        placeholder: "Filter",
        "aria-label": `Filter ${this.caption}`,
        on: { input: find },
      }),
    );
  }

  sort(index) {
    const first = this.numeric[index] ? -1 : 1;
    const { column, way } = this.sorted ?? {};
    this.sorted =
      column !== index ? { column: index, way: first } : way === first ? { column: index, way: -first } : null;
    this.page = 0;
    this.draw();
  }

  get found() {
    const rows = this.rows.filter(
      (row) => !this.wanted || row.some((cell) => words(cell).toLowerCase().includes(this.wanted)),
    );
    if (!this.sorted) return rows;
    const { column, way } = this.sorted;
    return rows.toSorted((left, right) => compare(sortKey(left[column]), sortKey(right[column]), way));
  }

  draw() {
    const rows = this.found;
    const from = this.page * this.size;
    fill(
      this.body,
      rows.slice(from, from + this.size).map((row) =>
        h(
          "tr",
          {},
          row.map((cell, index) => this.cell(cell, index)),
        ),
      ),
    );
    if (!rows.length)
      fill(this.body, h("tr", {}, h("td", { class: "none", colspan: this.head.length }, "Nothing matches")));
    this.headings.forEach((heading, index) => {
      const way = this.sorted?.column === index ? this.sorted.way : 0;
      heading.setAttribute("aria-sort", { 1: "ascending", [-1]: "descending", 0: "none" }[way]);
    });
    this.drawFoot(rows.length, from);
  }

  cell(cell, index) {
    if (index === this.rowHeader) return h("th", { scope: "row", class: this.side(index) }, shown(cell));
    return h("td", { class: this.side(index) }, shown(cell));
  }

  drawFoot(count, from) {
    this.foot.hidden = count <= this.size && !this.wanted;
    const to = Math.min(from + this.size, count);
    const step = (name, label, by, off) =>
      h(
        "button",
        {
          type: "button",
          class: "icon-button",
          "aria-label": label,
          disabled: off,
          on: { click: () => ((this.page += by), this.draw()) },
        },
        icon(name, 16),
      );
    fill(
      this.foot,
      h("span", { "aria-live": "polite" }, count ? `${from + 1}–${to} of ${count}` : "0 rows"),
      step("left", "Previous page", -1, from === 0),
      step("right", "Next page", 1, to >= count),
    );
  }
}

/** "£1,234.50", "−6.2 %" and "12k" as numbers; null for what is none. */
function numberIn(cell) {
  if (cell.type === "raw_number") return cell.value;
  const match = /^[^\d\s–−+-]{0,3}\s?([–−+-]?)[^\d\s]{0,3}([\d,]*\.?\d+)\s?(k|M|%|pp|×|x)?$/.exec(words(cell).trim());
  if (!match) return null;
  const size = { k: 1e3, M: 1e6 }[match[3]] ?? 1;
  return (/[–−-]/.test(match[1]) ? -1 : 1) * Number(match[2].replaceAll(",", "")) * size;
}

const sortKey = (cell) =>
  numberIn(cell) ??
  (words(cell)
    .trim()
    .match(/^[–—-]?$/)
    ? null
    : words(cell).toLowerCase());

/** What is missing stands last, whichever way one sorts. */
function compare(left, right, way) {
  if (left === null || right === null) return (left === null) - (right === null);
  if (typeof left === "number" && typeof right === "number") return (left - right) * way;
  return String(left).localeCompare(String(right), "en-GB", { numeric: true }) * way;
}
