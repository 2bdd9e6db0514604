/** Interactive elements, by type: what they look like, and what they tell the app when they are used. */

import { h } from "./dom.js";
import { datepicker } from "./calendar.js";
import { choices, textField } from "./fields.js";
import { overflow, select } from "./selects.js";
import { datetimepicker, timepicker } from "./times.js";
import { confirmed } from "./confirm.js";
import { icon } from "./icons.js";
import { textOf } from "./mrkdwn.js";

const SELECT_FAMILIES = ["static", "external", "users", "channels", "conversations"];
const ELEMENTS = {
  button,
  overflow,
  datepicker,
  timepicker,
  datetimepicker,
  image: ({ image_url: source, alt_text: words }) => picture(source, words),
  checkboxes: choices,
  radio_buttons: choices,
  plain_text_input: textField,
  number_input: textField,
  email_text_input: textField,
  url_text_input: textField,
  rich_text_input: textField,
  feedback_buttons: feedback,
  icon_button: (element, context) =>
    button({ ...element, text: element.text ?? { type: "plain_text", text: "Delete" } }, context),
  ...Object.fromEntries(
    SELECT_FAMILIES.flatMap((name) => [
      [`${name}_select`, select],
      [`multi_${name}_select`, select],
    ]),
  ),
};

/**
 * An element of `blockId` on `surface`. Inside an input block it reports only where the block dispatches actions;
 * everywhere else it reports at once.
 */
export function element(
  definition,
  { surface, blockId, input = null, fieldId = null, describedBy = null, labelledBy = null },
) {
  const make = ELEMENTS[definition.type];
  if (!make) return h("span", { class: "unknown" }, `(${definition.type} cannot be shown here)`);
  const act = (used, detail, control) => report(surface, blockId, used, detail, control);
  const dispatches = input ? Boolean(input.dispatch_action) : true;
  const changed = (used, value, control) => (dispatches ? act(used, value, control) : null);
  return make(definition, { surface, blockId, act, changed, dispatches, fieldId, describedBy, labelledBy });
}

/** Tells the app; the control is busy until the pretend Slack has heard it. */
async function report(surface, blockId, used, detail, control) {
  if (control?.classList.contains("busy")) return;
  control?.classList.add("busy");
  control?.setAttribute("aria-busy", "true");
  const { type, action_id, text } = used;
  await surface.act(blockId, {
    type,
    action_id,
    ...(type === "button" ? { text, value: used.value, style: used.style } : {}),
    ...detail,
  });
  control?.classList.remove("busy");
  control?.removeAttribute("aria-busy");
}

function button(definition, { blockId, act }) {
  const look = `button ${definition.style ?? ""}`;
  const words = {
    class: look,
    "aria-label": definition.accessibility_label,
    data: { testid: "button", action: definition.action_id, block: blockId, value: definition.value },
  };
  const press = async () => {
    if (await confirmed(definition.confirm)) act(definition, {}, node);
  };
  const node =
    definition.url && /^https?:/i.test(definition.url)
      ? h(
          "a",
          { ...words, href: definition.url, target: "_blank", rel: "noopener noreferrer", on: { click: press } },
          textOf(definition.text),
        )
      : h("button", { ...words, type: "button", on: { click: press } }, textOf(definition.text));
  return node;
}

function feedback(definition, { act }) {
  const thumb = (side) => {
    const given = definition[side];
    const node = h(
      "button",
      {
        type: "button",
        class: "button",
        "aria-label": given.accessibility_label,
        data: { testid: "button", action: definition.action_id, value: given.value },
        on: { click: () => act(definition, { value: given.value }, node) },
      },
      side === "positive_button" ? "👍 " : "👎 ",
      textOf(given.text),
    );
    return node;
  };
  return [thumb("positive_button"), thumb("negative_button")];
}

/** An image that can only come from the web or from this page. */
export function picture(source, words, look = "") {
  if (!/^(https?:|data:image\/|\/)/i.test(source ?? "")) return h("span", { class: "unknown" }, words || "image");
  const image = h("img", { class: look, src: source, alt: words ?? "", loading: "lazy" });
  image.addEventListener("error", () =>
    image.replaceWith(h("span", { class: "broken-image" }, icon("eye", 16), words || "This image could not be loaded")),
  );
  return image;
}
