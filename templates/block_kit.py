"""What Slack accepts: every block, element and object, with its fields and how long each may be, in one table."""

from __future__ import annotations

from dataclasses import dataclass, field

MESSAGE, MODAL, HOME = "message", "modal", "home"
EVERYWHERE = frozenset({MESSAGE, MODAL, HOME})
SHOWN = frozenset({MESSAGE, HOME})

#: Limits of a whole message or view. `message.text` is what Slack recommends, not where it cuts (40,000).
WHOLE: dict[str, int] = {
    "message.blocks": 50,
    "view.blocks": 100,
    "message.text": 4_000,
    "message.characters": 12_000,  # over all blocks: our own bound, so that nobody has to scroll a wall of text
    "message.tables": 1,
    "message.charts": 2,
    "message.table_text": 20_000,
    "view.bytes": 250_000,
    "id": 255,
}


@dataclass(frozen=True, kw_only=True)
class Spec:
    """One kind of block, element or object: its fields and their limits.

    `text` maps a field to its longest length in characters, `items` to the fewest and most entries, `number`
    to the smallest and largest value, `one_of` to the values allowed, `plain` names text objects that must
    be plain_text. `holds` lists the kinds a container's entries may be.
    """

    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    surfaces: frozenset[str] = EVERYWHERE
    text: dict[str, int] = field(default_factory=dict)
    items: dict[str, tuple[int, int]] = field(default_factory=dict)
    number: dict[str, tuple[int, int]] = field(default_factory=dict)
    one_of: dict[str, tuple[str, ...]] = field(default_factory=dict)
    plain: tuple[str, ...] = ()
    holds: dict[str, frozenset[str]] = field(default_factory=dict)


_CHOICES = ("options", "option_groups")
_SELECT_ITEMS = {"options": (1, 100), "option_groups": (1, 100)}
_TYPED = ("placeholder", "focus_on_load", "dispatch_action_config")


def _select(*may: str, many: bool = False, static: bool = False) -> Spec:
    extra = ("max_selected_items",) if many else ("response_url_enabled",)
    return Spec(
        needs=("action_id",),
        may=("placeholder", "confirm", "focus_on_load", *may, *extra),
        text={"placeholder": 150, "action_id": 255},
        items=_SELECT_ITEMS if static else {},
        number={"max_selected_items": (1, 100), "min_query_length": (0, 3000)},
        plain=("placeholder",),
    )


def _picker(*may: str) -> Spec:
    return Spec(
        needs=("action_id",),
        may=("confirm", "focus_on_load", "placeholder", *may),
        text={"placeholder": 150, "action_id": 255},
        plain=("placeholder",),
    )


def _typed(*may: str, needs: tuple[str, ...] = ("action_id",)) -> Spec:
    return Spec(
        needs=needs,
        may=("initial_value", *_TYPED, *may),
        text={"placeholder": 150, "action_id": 255, "initial_value": 3000},
        number={"min_length": (0, 3000), "max_length": (1, 3000)},
        plain=("placeholder",),
    )


def _chosen(*, most: int, initial: str) -> Spec:
    return Spec(
        needs=("action_id", "options"),
        may=("confirm", "focus_on_load", initial),
        text={"action_id": 255},
        items={"options": (1, most)},
    )


ELEMENTS: dict[str, Spec] = {
    "button": Spec(
        needs=("text", "action_id"),
        may=("url", "value", "style", "confirm", "accessibility_label"),
        text={"text": 75, "url": 3000, "value": 2000, "accessibility_label": 75, "action_id": 255},
        one_of={"style": ("primary", "danger")},
        plain=("text",),
    ),
    "overflow": Spec(
        needs=("action_id", "options"),
        may=("confirm",),
        text={"action_id": 255},
        items={"options": (1, 5)},
    ),
    "static_select": _select(*_CHOICES, "initial_option", static=True),
    "multi_static_select": _select(*_CHOICES, "initial_options", many=True, static=True),
    "external_select": _select("initial_option", "min_query_length"),
    "multi_external_select": _select("initial_options", "min_query_length", many=True),
    "users_select": _select("initial_user"),
    "multi_users_select": _select("initial_users", many=True),
    "conversations_select": _select("initial_conversation", "default_to_current_conversation", "filter"),
    "multi_conversations_select": _select(
        "initial_conversations", "default_to_current_conversation", "filter", many=True
    ),
    "channels_select": _select("initial_channel"),
    "checkboxes": _chosen(most=10, initial="initial_options"),
    "radio_buttons": _chosen(most=10, initial="initial_option"),
    "datepicker": _picker("initial_date"),
    "timepicker": _picker("initial_time", "timezone"),
    "datetimepicker": Spec(
        needs=("action_id",), may=("initial_date_time", "confirm", "focus_on_load"), text={"action_id": 255}
    ),
    "plain_text_input": _typed("multiline", "min_length", "max_length"),
    "url_text_input": _typed(),
    "email_text_input": _typed(),
    "number_input": _typed("min_value", "max_value", needs=("action_id", "is_decimal_allowed")),
    "image": Spec(
        needs=("alt_text",), may=("image_url", "slack_file"), text={"image_url": 3000, "alt_text": 2000}
    ),
}

_INPUTS_ONLY = frozenset({"plain_text_input", "url_text_input", "email_text_input", "number_input"})
_IN_ACTIONS = frozenset(ELEMENTS) - _INPUTS_ONLY - {"image"}
_IN_SECTIONS = (frozenset(ELEMENTS) - _INPUTS_ONLY) | {"image"}
_IN_INPUTS = frozenset(ELEMENTS) - {"button", "overflow", "image"}
_CELLS = frozenset({"raw_text", "raw_number", "rich_text"})

BLOCKS: dict[str, Spec] = {
    "section": Spec(
        may=("text", "fields", "accessory", "expand"),
        text={"text": 3000, "fields": 2000},
        items={"fields": (1, 10)},
        holds={"accessory": _IN_SECTIONS},
    ),
    "header": Spec(needs=("text",), text={"text": 150}, plain=("text",)),
    "divider": Spec(),
    "context": Spec(
        needs=("elements",),
        items={"elements": (1, 10)},
        text={"elements": 3000},
        holds={"elements": frozenset({"mrkdwn", "plain_text", "image"})},
    ),
    "actions": Spec(needs=("elements",), items={"elements": (1, 25)}, holds={"elements": _IN_ACTIONS}),
    "image": Spec(
        needs=("alt_text",),
        may=("image_url", "slack_file", "title"),
        text={"image_url": 3000, "alt_text": 2000, "title": 2000},
        plain=("title",),
    ),
    "input": Spec(
        needs=("label", "element"),
        may=("hint", "optional", "dispatch_action"),
        text={"label": 2000, "hint": 2000},
        plain=("label", "hint"),
        holds={"element": _IN_INPUTS},
    ),
    "rich_text": Spec(
        needs=("elements",),
        holds={
            "elements": frozenset(
                {"rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"}
            )
        },
    ),
    "table": Spec(needs=("rows",), may=("column_settings",), surfaces=SHOWN, items={"rows": (1, 100)}),
    "data_table": Spec(
        needs=("rows", "caption"),
        may=("page_size", "row_header_column_index"),
        surfaces=SHOWN,
        items={"rows": (2, 101)},
        number={"page_size": (1, 100), "row_header_column_index": (0, 19)},
        text={"caption": 2000},
    ),
    "data_visualization": Spec(needs=("title", "chart"), surfaces=frozenset({MESSAGE}), text={"title": 50}),
    "alert": Spec(
        needs=("text",),
        may=("level",),
        surfaces=frozenset({MODAL}),
        text={"text": 200},
        one_of={"level": ("default", "info", "warning", "error", "success")},
    ),
}

#: Objects inside blocks that Slack gives no `type`, named after the field they stand in.
OBJECTS: dict[str, Spec] = {
    "option": Spec(
        needs=("text", "value"),
        may=("description", "url"),
        text={"text": 75, "value": 150, "description": 75, "url": 3000},
        plain=("description",),
    ),
    "option_group": Spec(
        needs=("label", "options"), text={"label": 75}, items={"options": (1, 100)}, plain=("label",)
    ),
    "confirm": Spec(
        needs=("title", "text", "confirm", "deny"),
        may=("style",),
        text={"title": 100, "text": 300, "confirm": 30, "deny": 30},
        plain=("title", "confirm", "deny"),
    ),
    "axis_chart": Spec(
        needs=("series", "axis_config"), items={"series": (1, 6)}, one_of={"type": ("line", "bar", "area")}
    ),
    "pie": Spec(needs=("segments",), items={"segments": (1, 6)}),
    "series": Spec(needs=("name", "data"), text={"name": 20}, items={"data": (1, 20)}),
    "point": Spec(needs=("label", "value"), text={"label": 20}),
    "axis_config": Spec(
        needs=("categories",),
        may=("x_label", "y_label"),
        items={"categories": (1, 20)},
        text={"categories": 20, "x_label": 50, "y_label": 50},
    ),
    "modal": Spec(
        needs=("title", "blocks"),
        may=(
            "submit",
            "close",
            "callback_id",
            "external_id",
            "private_metadata",
            "clear_on_close",
            "notify_on_close",
        ),
        text={
            "title": 24,
            "submit": 24,
            "close": 24,
            "callback_id": 255,
            "external_id": 255,
            "private_metadata": 3000,
        },
        plain=("title", "submit", "close"),
    ),
    "home": Spec(needs=("blocks",), may=("callback_id", "external_id", "private_metadata")),
}

TEXT_OBJECTS: dict[str, Spec] = {
    "mrkdwn": Spec(needs=("text",), may=("verbatim",)),
    "plain_text": Spec(needs=("text",), may=("emoji",)),
}

CELLS: dict[str, Spec] = {
    "raw_text": Spec(needs=("text",)),
    "raw_number": Spec(needs=("value", "text")),
}
CELL_KINDS = _CELLS
COLUMNS = (1, 20)

#: Every limit by name, `section.text` or `actions.elements`: the longest length or the most entries.
LIMITS: dict[str, int] = WHOLE | {
    f"{kind}.{name}": most
    for table in (ELEMENTS, BLOCKS, OBJECTS)
    for kind, spec in table.items()
    for name, most in (*spec.text.items(), *((name, bounds[1]) for name, bounds in spec.items.items()))
}
