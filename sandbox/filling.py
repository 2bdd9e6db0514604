"""How a person finds a button or field by what it says, and what choosing in it sends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from sandbox.places import Json
from sandbox.seen import Seen
from sandbox.views import STARTS

if TYPE_CHECKING:
    from sandbox.person import Person

SEVERAL = ("checkboxes", "multi_static_select", "multi_external_select")
BY_ID = ("users_select", "channels_select", "conversations_select")


class Form:
    """A modal being filled in by a person."""

    def __init__(self, person: Person, seen: Seen) -> None:
        self._person = person
        self._seen = seen
        self.values: Json = {}

    def fills(self, entries: Mapping[str, Any]) -> Form:
        """Enter more values, by label, block id or action id."""
        for which, value in entries.items():
            block, chosen = chosen_by(self._person, self._seen, which, value)
            self.values.setdefault(block, {})[chosen["action_id"]] = chosen
        return self

    def submits(self) -> Seen:
        """Submit: the errors, the next view, or what is left open (nothing, if it closed)."""
        return self._person.submits(self._seen, self.values)


def pick(seen: Seen, what: str) -> tuple[str, Json]:
    """The block id and action of a button or menu item; raises AssertionError naming what there is."""
    for block, element in seen.elements:
        if element["type"] in ("button", "workflow_button"):
            if what in (element["text"]["text"], element["action_id"], element.get("value")):
                return block["block_id"], {"action_id": element["action_id"]}
        elif element["type"] == "overflow":
            for option in element["options"]:
                if what in (option["text"]["text"], option["value"]):
                    return block["block_id"], {"action_id": element["action_id"], "selected_option": option}
    raise AssertionError(
        f"no button {what!r} here, but: {', '.join([*seen.buttons, *seen.choices]) or 'none'}"
    )


def entry_for(seen: Seen, which: str) -> tuple[Json, Json]:
    """The block and element of a field, by label, placeholder, block id or action id."""
    labels = []
    for block, element in seen.elements:
        placeholder = (element.get("placeholder") or {}).get("text")
        names = [(block.get("label") or {}).get("text"), placeholder, block["block_id"], element["action_id"]]
        if which.lower() in [name.lower() for name in names if name]:
            return block, element
        labels.append(next(name for name in names if name))
    raise AssertionError(f"no field {which!r} here, but: {', '.join(labels) or 'none'}")


def chosen_by(person: Person, seen: Seen, which: str, value: Any) -> tuple[str, Json]:
    """The block id and the action (or state value) of entering a value in a field."""
    block, element = entry_for(seen, which)
    kind = element["type"]
    held = STARTS[kind][0]
    return block["block_id"], {
        "type": kind, "action_id": element["action_id"], held: _held(person, seen, which, element, value),
    }  # fmt: skip


def _held(person: Person, seen: Seen, which: str, element: Json, value: Any) -> Any:
    kind = element["type"]
    if kind in SEVERAL:
        return [_option(person, seen, which, element, one) for one in value]
    if kind in ("static_select", "external_select", "radio_buttons"):
        return None if value is None else _option(person, seen, which, element, value)
    if kind.removeprefix("multi_") in BY_ID:
        return [person.find_id(one) for one in value] if kind.startswith("multi_") else person.find_id(value)
    if isinstance(value, datetime) and kind == "datetimepicker":
        return int(value.timestamp())
    if isinstance(value, date | time):
        return value.isoformat() if isinstance(value, date) else value.strftime("%H:%M")
    return value if value is None or kind in ("datetimepicker", "rich_text_input") else str(value)


def _option(person: Person, seen: Seen, which: str, element: Json, wanted: Any) -> Json:
    if isinstance(wanted, dict):
        return wanted
    offered = _offered(person, seen, which, element, str(wanted))
    for option in offered:
        if wanted in (option["text"]["text"], option["value"]):
            return option
    labels = ", ".join(option["text"]["text"] for option in offered)
    raise AssertionError(f"{which!r} does not offer {wanted!r}, but: {labels or 'nothing'}")


def _offered(person: Person, seen: Seen, which: str, element: Json, words: str) -> Iterable[Json]:
    if "external" in element["type"]:
        return person.options(seen, which, words)
    groups = element.get("option_groups") or [{"options": element.get("options", [])}]
    return [option for group in groups for option in group["options"]]
