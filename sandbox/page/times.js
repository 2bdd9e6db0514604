/** Times: a field that reads "08:30", chosen from quarters of an hour or typed; and a day with a time. */

import { fill, h } from "./dom.js";
import { dayField } from "./calendar.js";
import { confirmed } from "./confirm.js";
import { icon } from "./icons.js";
import { Listbox } from "./listbox.js";
import { popover } from "./popover.js";
import { dayOf, epochOf, timeOf } from "./when.js";

const pad = (number) => String(number).padStart(2, "0");
const QUARTERS = Array.from({ length: 96 }, (_, index) => `${pad(Math.floor(index / 4))}:${pad((index % 4) * 15)}`);

/** "8", "8:07", "0807" and "8.07 pm" as "08:07"; null for what is no time. */
export function readTime(words) {
  const match = /^(\d{1,2})(?:[:.h ]?(\d{2}))?\s*(am|pm)?$/i.exec(words.trim());
  if (!match) return null;
  const half = match[3]?.toLowerCase();
  const hour = half ? (Number(match[1]) % 12) + (half === "pm" ? 12 : 0) : Number(match[1]);
  const minute = Number(match[2] ?? 0);
  return hour < 24 && minute < 60 ? `${pad(hour)}:${pad(minute)}` : null;
}

function timesLike(words) {
  const exact = words && readTime(words);
  const near = QUARTERS.filter(
    (time) => !words || time.startsWith(words) || (exact && time.slice(0, 3) === exact.slice(0, 3)),
  );
  const found = exact ? [exact, ...near.filter((time) => time !== exact)] : near;
  return [{ options: found.map((time) => ({ text: time, description: "", value: time })) }];
}

/** A button that reads "08:30" and opens the list. */
export function timeField({ time, placeholder = "Time", pick, fieldId, describedBy, action }) {
  let held = time;
  const face = h("span", { class: "select-face" });
  const show = (chosen) => {
    held = chosen;
    node.classList.toggle("empty", !chosen);
    node.dataset.value = chosen ?? "";
    fill(face, chosen ?? placeholder);
  };
  const open = () => {
    const chosen = (option) => {
      popup.close();
      pick(option.value);
    };
    const list = new Listbox({
      label: "times",
      search: timesLike,
      chosen: ({ value }) => value === held,
      startAt: "09:00",
      pick: chosen,
      filterable: true,
    });
    const popup = popover(node, list.node, { label: "Choose a time", testid: "options" });
    if (!popup) return;
    list.input.placeholder = "Type a time, such as 8:30";
    list.onMoved = () => popup.place();
    list.show();
    list.input.focus({ preventScroll: true });
  };
  const node = h(
    "button",
    {
      type: "button",
      class: "select time",
      id: fieldId,
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      "aria-describedby": describedBy,
      data: { testid: "timepicker", action },
      on: { click: open },
    },
    icon("clock", 16),
    face,
  );
  show(time);
  return { node, show };
}

export function timepicker(element, { surface, blockId, fieldId, describedBy, changed }) {
  const value = surface.begin(blockId, element.action_id, {
    type: element.type,
    selected_time: element.initial_time ?? null,
  });
  const keep = async (time) => {
    if (!(await confirmed(element.confirm))) return;
    const next = { type: element.type, selected_time: time };
    surface.put(blockId, element.action_id, next);
    field.show(time);
    changed(element, next, field.node);
  };
  const field = timeField({
    time: value.selected_time,
    placeholder: element.placeholder?.text,
    pick: keep,
    fieldId,
    describedBy,
    action: element.action_id,
  });
  return field.node;
}

export function datetimepicker(element, { surface, blockId, fieldId, describedBy, changed }) {
  const start = surface.begin(blockId, element.action_id, {
    type: element.type,
    selected_date_time: element.initial_date_time ?? null,
  }).selected_date_time;
  const held = start ? { day: dayOf(start), time: timeOf(start) } : { day: null, time: null };
  const keep = async (change) => {
    if (!(await confirmed(element.confirm))) return;
    Object.assign(held, change);
    if (held.day) held.time ??= "09:00";
    days.show(held.day);
    times.show(held.time);
    const next = {
      type: element.type,
      selected_date_time: held.day && held.time ? epochOf(held.day, held.time) : null,
    };
    surface.put(blockId, element.action_id, next);
    if (next.selected_date_time) changed(element, next, days.node);
  };
  const days = dayField({
    day: held.day,
    pick: (day) => keep({ day }),
    fieldId,
    describedBy,
    action: element.action_id,
  });
  const times = timeField({
    time: held.time,
    pick: (time) => keep({ time }),
    describedBy,
    action: `${element.action_id}/time`,
  });
  return h(
    "div",
    { class: "date-time", data: { testid: "datetimepicker", action: element.action_id } },
    days.node,
    times.node,
  );
}
