/** Fields to type into, boxes to tick, and what the page itself can see is wrong with them. */

import { h, uniqueId } from "./dom.js";
import { textOf } from "./mrkdwn.js";
import { confirmed } from "./confirm.js";

/** What each kind of text field is in HTML. */
const KINDS = {
  plain_text_input: { type: "text" },
  number_input: { type: "text", inputmode: "decimal" },
  email_text_input: { type: "email", inputmode: "email", autocomplete: "off" },
  url_text_input: { type: "url", inputmode: "url", autocomplete: "off" },
  rich_text_input: { type: "text" },
};

/** plain_text_input, number_input, email_text_input, url_text_input; a rich_text_input takes plain words. */
export function textField(element, { surface, blockId, fieldId, describedBy, act, dispatches }) {
  const rich = element.type === "rich_text_input";
  const held = surface.begin(blockId, element.action_id, {
    type: element.type,
    [rich ? "rich_text_value" : "value"]: element.initial_value ?? null,
  });
  const tall = element.multiline || rich;
  const config = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const keep = () => {
    const typed = input.value === "" ? null : input.value;
    surface.put(blockId, element.action_id, {
      type: element.type,
      ...(rich ? { rich_text_value: typed && richly(typed) } : { value: typed }),
    });
    if (tall) grow(input);
  };
  const send = () => act(element, { value: input.value }, input);
  const onKey = (event) => {
    if (event.key !== "Enter" || tall) return;
    if (!dispatches || !config.includes("on_enter_pressed")) return;
    event.preventDefault();
    send();
  };
  const onInput = () => {
    keep();
    if (dispatches && config.includes("on_character_entered")) send();
  };
  const attributes = {
    class: tall ? "text tall" : "text",
    id: fieldId,
    "aria-describedby": describedBy,
    placeholder: element.placeholder?.text,
    autofocus: element.focus_on_load,
    maxlength: element.max_length ?? null,
    data: { testid: "field", action: element.action_id },
    value: (rich ? plainly(held.rich_text_value) : held.value) ?? "",
    on: { input: onInput, keydown: onKey },
  };
  const input = tall
    ? h("textarea", { rows: 3, ...attributes })
    : h("input", { ...KINDS[element.type], ...attributes });
  if (tall) requestAnimationFrame(() => grow(input));
  return input;
}

const richly = (text) => ({
  type: "rich_text",
  elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }],
});
const plainly = (value) =>
  value?.elements
    ?.flatMap((part) => part.elements ?? [])
    .map((leaf) => leaf.text ?? "")
    .join("") ?? "";

function grow(input) {
  input.style.height = "auto";
  input.style.height = `${Math.min(input.scrollHeight + 2, 320)}px`;
}

/** Checkboxes and radio buttons. */
export function choices(element, { surface, blockId, describedBy, labelledBy, changed }) {
  const several = element.type === "checkboxes";
  const field = several ? "selected_options" : "selected_option";
  const initial = several ? (element.initial_options ?? []) : (element.initial_option ?? null);
  let value = surface.begin(blockId, element.action_id, { type: element.type, [field]: initial });
  const group = uniqueId("choice");
  const ticked = (option) =>
    several ? value[field].some((held) => held.value === option.value) : value[field]?.value === option.value;
  const pick = async (option, input) => {
    if (!(await confirmed(element.confirm))) return void (input.checked = ticked(option));
    const held = several
      ? element.options.filter((one) => (one.value === option.value ? input.checked : ticked(one)))
      : option;
    value = { type: element.type, [field]: held };
    surface.put(blockId, element.action_id, value);
    changed(element, value, input);
  };
  const row = (option) => {
    const input = h("input", {
      type: several ? "checkbox" : "radio",
      name: group,
      value: option.value,
      checked: ticked(option),
      on: { change: () => pick(option, input) },
    });
    return h(
      "label",
      { class: "choice" },
      input,
      h(
        "span",
        {},
        textOf(option.text),
        option.description && h("span", { class: "choice-note" }, textOf(option.description)),
      ),
    );
  };
  const role = several ? "group" : "radiogroup";
  return h(
    "div",
    {
      class: "choices",
      role,
      "aria-labelledby": labelledBy,
      "aria-describedby": describedBy,
      data: { testid: element.type, action: element.action_id },
    },
    element.options.map(row),
  );
}

const EMPTY = "Please complete this required field.";
const VALUES = [
  "value",
  "selected_option",
  "selected_user",
  "selected_channel",
  "selected_conversation",
  "selected_date",
  "selected_time",
  "selected_date_time",
  "rich_text_value",
  "selected_options",
  "selected_users",
  "selected_channels",
  "selected_conversations",
  "files",
];

/** What Slack's own client refuses before it asks the app; null when all is well. */
export function complaint(block, value) {
  const held = VALUES.map((name) => value?.[name]).find(
    (one) => one !== undefined && one !== null && one !== "" && !(Array.isArray(one) && !one.length),
  );
  if (held === undefined) return block.optional ? null : EMPTY;
  return RULES[block.element.type]?.(block.element, String(held)) ?? null;
}

const RULES = {
  plain_text_input: (element, text) =>
    text.length < (element.min_length ?? 0) ? `Please use at least ${element.min_length} characters.` : null,
  email_text_input: (_, text) =>
    /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? null : "Please enter a valid email address.",
  url_text_input: (_, text) =>
    /^https?:\/\/[^\s/]+/.test(text) ? null : "Please enter a URL that begins with https:// or http://.",
  number_input: wrongNumber,
};

function wrongNumber(element, text) {
  if (!/^-?\d+(\.\d+)?$/.test(text)) return "Please enter a number.";
  if (!element.is_decimal_allowed && text.includes(".")) return "Please enter a whole number.";
  if (element.min_value !== undefined && Number(text) < Number(element.min_value))
    return `Please enter ${element.min_value} or more.`;
  if (element.max_value !== undefined && Number(text) > Number(element.max_value))
    return `Please enter ${element.max_value} or less.`;
  return null;
}
