/** The pretend clock: what it says, and moving it on to the next digest or to any hour. */

import { behindCurtain } from "./curtain.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { popover } from "./popover.js";
import { post } from "./store.js";
import { clockNow, dayOf, epochOf, isoOf, shortDay, timeOf } from "./when.js";

let shown = null;

/** The button that tells the time. */
export function clock() {
  const button = h(
    "button",
    {
      class: "bar-button clock",
      title: "The pretend clock",
      "aria-haspopup": "dialog",
      data: { focus: "clock", testid: "clock" },
      on: { click: () => openClock(button) },
    },
    icon("clock", 16),
    h("span", { class: "clock-day" }),
    h("strong"),
  );
  shown = button;
  tick();
  return button;
}

/** Lets the button say what time it is now. */
export function tick() {
  const now = clockNow();
  if (!shown || (shown.dataset.time === timeOf(now) && shown.dataset.day === dayOf(now))) return;
  Object.assign(shown.dataset, { day: dayOf(now), time: timeOf(now) });
  shown.querySelector(".clock-day").textContent = shortDay(now);
  shown.querySelector("strong").textContent = timeOf(now);
  shown.setAttribute("aria-label", `The clock says ${shortDay(now)}, ${timeOf(now)}`);
}

setInterval(tick, 1000);

export const nextDigest = () =>
  h(
    "button",
    {
      class: "bar-button",
      title: "Jump to the next digest",
      "aria-label": "Jump to the next digest",
      data: { focus: "next", testid: "next-digest" },
      on: { click: () => moveClock("next") },
    },
    icon("skip", 16),
    h("span", { class: "wide-only" }, "Next digest"),
  );

const moveClock = (to) =>
  behindCurtain(
    to === "next" ? "On to the next digest…" : "Moving the clock…",
    "The shop trades on meanwhile; what falls due on the way is sent.",
    () => post("/sandbox/clock", { to }),
  );

function openClock(anchor) {
  const now = clockNow();
  const day = h("input", {
    type: "date",
    required: true,
    class: "text",
    value: dayOf(now),
    "aria-label": "Day",
    data: { testid: "clock-day" },
  });
  const time = h("input", {
    type: "time",
    required: true,
    class: "text",
    value: timeOf(now),
    "aria-label": "Time",
    data: { testid: "clock-time" },
  });
  const jumpTo = (epoch) => {
    popup.close();
    moveClock(epoch === "next" ? "next" : isoOf(epoch));
  };
  const tomorrow = epochOf(dayOf(now + 86400), "08:00");
  const offers = [
    ["Next digest", "next"],
    ["15 minutes on", now + 900],
    ["1 hour on", now + 3600],
    [`${shortDay(tomorrow)}, 08:00`, tomorrow],
  ];
  const box = h(
    "form",
    {
      class: "clock-menu",
      on: { submit: (event) => (event.preventDefault(), jumpTo(epochOf(day.value, time.value))) },
    },
    h("div", { class: "clock-face" }, h("strong", {}, timeOf(now)), h("span", {}, shortDay(now))),
    h("p", {}, "Jump ahead, and digests, reminders and deadlines fall due on the way."),
    h(
      "div",
      { class: "clock-offers" },
      offers.map(([label, to], index) =>
        h(
          "button",
          { type: "button", class: index ? "button" : "button primary", on: { click: () => jumpTo(to) } },
          label,
        ),
      ),
    ),
    h("div", { class: "clock-exact" }, day, time, h("button", { class: "button", type: "submit" }, "Go")),
  );
  const popup = popover(anchor, box, { label: "The pretend clock", testid: "clock-menu" });
}
