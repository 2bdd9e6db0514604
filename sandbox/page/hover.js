/** The figures of one category, shown where the pointer, a finger or the arrow keys are. */

import { fill, h } from "./dom.js";
import { full } from "./figures.js";

/** Makes a drawing answer to the pointer and the keyboard. */
export function hovering(drawing, tip, plan) {
  const cursor = drawing.querySelector(".cursor");
  const show = (index) => {
    plan.at = Math.max(0, Math.min(plan.labels.length - 1, index));
    const x = plan.scale.x(plan.at);
    cursor.toggleAttribute("hidden", false);
    cursor.setAttribute("x1", x);
    cursor.setAttribute("x2", x);
    tip.hidden = false;
    fill(tip, h("strong", {}, plan.labels[plan.at]), rows(plan));
    const right = x + 12 + tip.offsetWidth <= plan.scale.width;
    tip.style.left = `${Math.max(0, right ? x + 12 : x - tip.offsetWidth - 12)}px`;
  };
  const hide = () => {
    cursor.toggleAttribute("hidden", true);
    tip.hidden = true;
  };
  const near = (event) => {
    const at = Math.floor((event.clientX - drawing.getBoundingClientRect().left - plan.scale.left) / plan.scale.band);
    show(at);
  };
  drawing.onpointermove = near;
  drawing.onpointerdown = near;
  drawing.onpointerleave = hide;
  drawing.onblur = hide;
  drawing.onkeydown = (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    show((plan.at ?? (step > 0 ? -1 : plan.labels.length)) + step);
  };
}

const rows = (plan) =>
  plan.series.map(({ name, values }, index) =>
    h(
      "div",
      { class: plan.roles[index].look },
      h("i", { class: "swatch" }),
      h("span", {}, name),
      h("b", {}, full(values[plan.at], plan.unit)),
    ),
  );
