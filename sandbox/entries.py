"""What Slack's own client finds wrong with what a person entered, before the bot hears of it."""

from __future__ import annotations

import re

from sandbox.places import Json
from sandbox.views import STARTS, View

REQUIRED = "Please complete this required field."


def entry_errors(view: View) -> dict[str, str]:
    """The error under each input, by block id; empty when the modal may be sent."""
    errors = {}
    for block in view.blocks:
        if block["type"] == "input":
            element = block["element"]
            value = view.values[block["block_id"]][element["action_id"]].get(STARTS[element["type"]][0])
            if error := _error(element, value, optional=bool(block.get("optional"))):
                errors[block["block_id"]] = error
    return errors


def _error(element: Json, value: object, *, optional: bool) -> str | None:
    if value in (None, "", []) or (isinstance(value, str) and not value.strip()):
        return None if optional else REQUIRED
    match element["type"]:
        case "plain_text_input":
            return _length(element, str(value))
        case "number_input":
            return _number(element, str(value))
        case "email_text_input" if not re.fullmatch(r"\S+@\S+\.\S+", str(value)):
            return "Please enter a valid email address."
        case "url_text_input" if not re.fullmatch(r"https?://\S+", str(value)):
            return "Please enter a valid URL."
    return None


def _length(element: Json, value: str) -> str | None:
    if len(value) < element.get("min_length", 0):
        return f"Please enter at least {element['min_length']} characters."
    if len(value) > element.get("max_length", 3000):
        return f"Please enter at most {element.get('max_length', 3000)} characters."
    return None


def _number(element: Json, value: str) -> str | None:
    form = r"-?\d+(\.\d+)?" if element["is_decimal_allowed"] else r"-?\d+"
    if not re.fullmatch(form, value):
        return "Please enter a number." if element["is_decimal_allowed"] else "Please enter a whole number."
    if "min_value" in element and float(value) < float(element["min_value"]):
        return f"Please enter a number of at least {element['min_value']}."
    if "max_value" in element and float(value) > float(element["max_value"]):
        return f"Please enter a number of at most {element['max_value']}."
    return None
