"""Slack's rules for interactive elements: buttons, selects, pickers and inputs."""

from __future__ import annotations

from collections.abc import Iterator

from sandbox.block_rules import (
    Rule,
    anything,
    at,
    choice,
    flag,
    items,
    kinds,
    not_both,
    pattern,
    shape,
    string,
    text,
    whole,
)  # fmt: skip
from sandbox.places import Json

CONFIRM = shape(
    {
        "title": text(100, plain=True),
        "text": text(300),
        "confirm": text(30, plain=True),
        "deny": text(30, plain=True),
    },
    {"style": choice("primary", "danger")},
)
DATE = pattern(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "must be a date as YYYY-MM-DD")
TIME = pattern(r"([01]\d|2[0-3]):[0-5]\d", "must be a time as HH:mm")
ID = string(255)
PLACEHOLDER = text(150, plain=True)
URL = pattern(r"[a-z][a-z0-9+.-]*:.{1,2990}", "must be a URL")


def option(*, plain: bool, link: bool = False) -> Rule:
    """One choice of a select, an overflow menu, checkboxes or radio buttons."""
    may = {"description": text(75, plain=plain)} | ({"url": URL} if link else {})
    return shape({"text": text(75, plain=plain), "value": string(150, least=1)}, may)


OPTION = option(plain=True)
OPTION_GROUP = shape({"label": text(75, plain=True), "options": items(OPTION, 100)})
FILTER = shape(
    {},
    {
        "include": items(choice("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
)


def _initial_is_offered(value: Json, pointer: str) -> Iterator[str]:
    """An initial option has to equal one that is offered."""
    offered = [o for group in value.get("option_groups") or () for o in group.get("options") or ()]
    offered += value.get("options") or []
    chosen = (
        [value["initial_option"]] if "initial_option" in value else list(value.get("initial_options") or ())
    )
    if any(one not in offered for one in chosen):
        yield at("initial option must match one of the options", pointer)


def _values_differ(value: Json, pointer: str) -> Iterator[str]:
    values = [o.get("value") for o in value.get("options") or () if isinstance(o, dict)]
    if len(set(map(str, values))) < len(values):
        yield at("option values must be unique", pointer)


def element(needs: dict[str, Rule], may: dict[str, Rule], *also: Rule) -> Rule:
    """An element: a type, an action id, and what it holds."""
    return shape(
        {"type": anything, **needs},
        {"action_id": ID, "confirm": CONFIRM, "focus_on_load": flag, **may},
        *also,
    )


def _select(needs: dict[str, Rule], may: dict[str, Rule], initial: dict[str, Rule], *also: Rule) -> Rule:
    return element(needs, {"placeholder": PLACEHOLDER, **may, **initial}, *also)


def _both(
    name: str, needs: dict[str, Rule], may: dict[str, Rule], one: Rule, start: str, *also: Rule
) -> dict[str, Rule]:
    """A select and its sibling that takes several."""
    several = {f"{start}s": items(one, 100), "max_selected_items": whole(1, 100)}
    return {
        name: _select(needs, may, {start: one}, *also),
        f"multi_{name}": _select(needs, may, several, *also),
    }


TYPED = {"placeholder": PLACEHOLDER, "dispatch_action_config": anything}
LENGTHS = {"min_length": whole(0, 3000), "max_length": whole(1, 3000)}
LISTS = {"options": items(OPTION, 100), "option_groups": items(OPTION_GROUP, 100)}
URLS: dict[str, Rule] = {"response_url_enabled": flag}

ELEMENTS: dict[str, Rule] = {
    "button": element(
        {"text": text(75, plain=True)},
        {
            "url": URL, "value": string(2000), "style": choice("primary", "danger"),
            "accessibility_label": string(75), "visible_to_user_ids": items(string(30), 10),
        },
    ),
    "workflow_button": element(
        {"text": text(75, plain=True), "workflow": anything}, {"style": choice("primary", "danger")},
    ),
    "overflow": element({"options": items(option(plain=True, link=True), 5)}, {}, _values_differ),
    "checkboxes": element(
        {"options": items(option(plain=False), 10)}, {"initial_options": items(option(plain=False), 10)},
        _initial_is_offered, _values_differ,
    ),
    "radio_buttons": element(
        {"options": items(option(plain=False), 10)}, {"initial_option": option(plain=False)},
        _initial_is_offered, _values_differ,
    ),
    "datepicker": element({}, {"initial_date": DATE, "placeholder": PLACEHOLDER}),
    "timepicker": element({}, {"initial_time": TIME, "placeholder": PLACEHOLDER, "timezone": string(100)}),
    "datetimepicker": element({}, {"initial_date_time": whole(1_000_000_000, 9_999_999_999)}),
    "plain_text_input": element({}, {"initial_value": string(3000), "multiline": flag, **TYPED, **LENGTHS}),
    "number_input": element(
        {"is_decimal_allowed": flag},
        {"initial_value": string(30), "min_value": string(30), "max_value": string(30), **TYPED},
    ),
    "email_text_input": element({}, {"initial_value": string(3000), **TYPED}),
    "url_text_input": element({}, {"initial_value": string(3000), **TYPED}),
    "rich_text_input": element({}, {"initial_value": anything, **TYPED}),
    "file_input": element({}, {"filetypes": items(string(20), 100), "max_files": whole(1, 10)}),
    **_both(
        "static_select", {}, LISTS, OPTION, "initial_option",
        not_both("options", "option_groups"), _initial_is_offered,
    ),
    **_both("external_select", {}, {"min_query_length": whole(0, 100)}, OPTION, "initial_option"),
    **_both("users_select", {}, {}, string(30), "initial_user"),
    **_both("channels_select", {}, URLS, string(30), "initial_channel"),
    **_both(
        "conversations_select", {}, {"filter": FILTER, "default_to_current_conversation": flag, **URLS},
        string(30), "initial_conversation",
    ),
}  # fmt: skip

IMAGE = shape(
    {"type": anything, "alt_text": string(2000, least=1)},
    {"image_url": string(3000, least=1), "slack_file": anything},
    not_both("image_url", "slack_file"),
)
SELECTS = tuple(name for name in ELEMENTS if name.endswith("_select"))
PICKERS = ("datepicker", "timepicker")
IN_SECTION = (
    "button",
    "overflow",
    "checkboxes",
    "radio_buttons",
    "image",
    "workflow_button",
    *PICKERS,
    *SELECTS,
)
IN_ACTIONS = (*(name for name in IN_SECTION if name != "image"), "datetimepicker", "rich_text_input")
IN_INPUT = (
    "plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input", "file_input",
    "checkboxes", "radio_buttons", "datetimepicker", *PICKERS, *SELECTS,
)  # fmt: skip
ACCESSORY = kinds({**ELEMENTS, "image": IMAGE}, *IN_SECTION)
ACTION = kinds(ELEMENTS, *IN_ACTIONS)
INPUT = kinds(ELEMENTS, *IN_INPUT)
OPTIONS_ANSWER = shape(
    {},
    {"options": items(OPTION, 100, 0), "option_groups": items(OPTION_GROUP, 100, 0)},
    not_both("options", "option_groups"),
)
BUTTON = kinds(ELEMENTS, "button")
FEEDBACK = shape({"text": text(75, plain=True), "value": string(2000)}, {"accessibility_label": string(75)})
CONTEXT_ACTIONS: dict[str, Rule] = {
    "feedback_buttons": element({"positive_button": FEEDBACK, "negative_button": FEEDBACK}, {}),
    "icon_button": element(
        {"icon": choice("trash"), "text": text(75, plain=True)},
        {
            "value": string(2000),
            "accessibility_label": string(75),
            "visible_to_user_ids": items(string(30), 10),
        },
    ),
}
CONTEXT_ACTION = kinds(CONTEXT_ACTIONS)
