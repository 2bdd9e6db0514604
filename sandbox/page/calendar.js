/** Days: a field that reads "Tue 24 Nov 2026" and the calendar that opens from it. */

import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { popover } from "./popover.js";
import { confirmed } from "./confirm.js";
import { clockNow, dayOf } from "./when.js";

const at = (day) => new Date(`${day}T12:00:00Z`);
const iso = (date) => date.toISOString().slice(0, 10);
const moved = (day, days) => iso(new Date(at(day).getTime() + days * 86400000));
const words = (day, options) => new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options }).format(at(day));
const LONG = { weekday: "short", day: "numeric", month: "short", year: "numeric" };
const DAYS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

export function datepicker(element, context) {
  const { surface, blockId, fieldId, describedBy, changed } = context;
  let value = surface.begin(blockId, element.action_id, {
    type: element.type,
    selected_date: element.initial_date ?? null,
  });
  const keep = async (day) => {
    if (!(await confirmed(element.confirm))) return;
    value = { type: element.type, selected_date: day };
    surface.put(blockId, element.action_id, value);
    field.show(day);
    changed(element, value, field.node);
  };
  const field = dayField({
    day: value.selected_date,
    placeholder: element.placeholder?.text,
    pick: keep,
    fieldId,
    describedBy,
    action: element.action_id,
  });
  return field.node;
}

/** A button that reads "Tue 24 Nov 2026" and opens the calendar. */
export function dayField({ day, placeholder, pick, fieldId, describedBy, action }) {
  let held = day;
  const face = h("span", { class: "select-face" });
  const show = (chosen) => {
    held = chosen;
    node.classList.toggle("empty", !chosen);
    node.dataset.value = chosen ?? "";
    fill(face, chosen ? words(chosen, LONG).replace(",", "") : (placeholder ?? "Select a date"));
  };
  const node = h(
    "button",
    {
      type: "button",
      class: "select date",
      id: fieldId,
      "aria-haspopup": "dialog",
      "aria-expanded": "false",
      "aria-describedby": describedBy,
      data: { testid: "datepicker", action },
      on: { click: () => openCalendar(node, held, pick) },
    },
    icon("calendar", 16),
    face,
  );
  show(day);
  return { node, show };
}

function openCalendar(anchor, held, pick) {
  const today = dayOf(clockNow());
  const box = h("div", { class: "calendar" });
  const popup = popover(anchor, box, { label: "Choose a date", testid: "calendar" });
  if (!popup) return;
  const choose = (day) => {
    popup.close();
    pick(day);
  };
  const show = (day) => {
    fill(box, heading(day, show), grid(day, { held, today, choose, show }));
    box.querySelector(`[data-date="${day}"]`).focus();
  };
  show(held ?? today);
  popup.place();
}

function heading(day, show) {
  const month = (by) => () => show(turned(day, by));
  const step = (name, label, by) =>
    h(
      "button",
      { type: "button", class: "icon-button", "aria-label": label, on: { click: month(by) } },
      icon(name, 16),
    );
  return h(
    "div",
    { class: "calendar-head" },
    step("left", "Previous month", -1),
    h("strong", { "aria-live": "polite" }, words(day, { month: "long", year: "numeric" })),
    step("right", "Next month", 1),
  );
}

function turned(day, months) {
  const [year, month, date] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return iso(new Date(Date.UTC(year, month - 1 + months, Math.min(date, last), 12)));
}

function grid(day, { held, today, choose, show }) {
  const first = `${day.slice(0, 8)}01`;
  const start = moved(first, -((at(first).getUTCDay() + 6) % 7));
  const cell = (date) => {
    const look = [
      "day",
      date.slice(0, 7) !== day.slice(0, 7) && "outside",
      date === today && "today",
      date === held && "held",
    ]
      .filter(Boolean)
      .join(" ");
    return h(
      "button",
      {
        type: "button",
        class: look,
        tabindex: date === day ? 0 : -1,
        "aria-label": words(date, { ...LONG, weekday: "long", month: "long" }),
        "aria-pressed": String(date === held),
        data: { date },
        on: { click: () => choose(date) },
      },
      String(Number(date.slice(8))),
    );
  };
  const roam = (event) => {
    const from = document.activeElement.dataset.date;
    const to = STEPS[event.key]
      ? moved(from, STEPS[event.key])
      : { PageUp: turned(from, -1), PageDown: turned(from, 1) }[event.key];
    if (!to) return;
    event.preventDefault();
    show(to);
  };
  return h(
    "div",
    { class: "calendar-grid", on: { keydown: roam } },
    DAYS.map((name) => h("span", { class: "weekday", "aria-hidden": "true" }, name)),
    Array.from({ length: 42 }, (_, index) => cell(moved(start, index))),
  );
}
