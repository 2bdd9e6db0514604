"""The pages that are written from the code, and the parts of pages between `<!-- generated: name -->` and `<!-- end -->`.

`python bot.py docs` writes them; tests/test_docs.py finds them out of date.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from approvals.policy import rule_people, rule_words, rulebook
from approvals.policy.rulebook import Rulebook
from approvals.transitions import diagram
from commands.context import Command
from commands.manifest import SCOPES
from commands.routes import COMMANDS
from commands.ways import WAYS
from metrics.catalog import CATALOG
from metrics.document import document
from shop import Alerts, Channels, Connector, CsvMapping, Morning, OrderRule, Person, Shop, Source

ROOT = Path(__file__).parent.parent

#: The rooms in the order in which one walks through them.
ROOMS = (
    "commands",
    "digests",
    "metrics",
    "approvals",
    "templates",
    "warehouse",
    "delivery",
    "storage",
    "sandbox",
)

#: Permissions that Slack bots often ask for and this one does not, each with what that means.
NOT_ASKED: Mapping[str, str] = {
    "channels:history": "it cannot read what people write in public channels, only what mentions it (but `thread_words: true` asks for this and the next)",
    "groups:history": "nor in private ones",
    "chat:write.public": "it posts only where somebody has invited it",
    "channels:join": "it joins no channel by itself",
    "files:read": "it cannot open files",
    "users:read.email": "it knows nobody's e-mail address",
}

#: The parts of shop.yaml, each under the words that lead to it.
PARTS: Mapping[str, tuple[str, type[BaseModel]]] = {
    "The file": ("", Shop),
    "A person": ("people:", Person),
    "The channels": ("channels:", Channels),
    "The morning digest": ("morning:", Morning),
    "Alerts": ("alerts:", Alerts),
    "A connector": ("connectors: name:", Connector),
    "A source": ("sources: name:", Source),
    "A rule for orders": ("segments: name: · sales_channels: name:", OrderRule),
    "A mapping": ("mappings: name:", CsvMapping),
    "Approvals": ("approvals:", Rulebook),
    "What holds for every route": ("approvals: defaults:", rulebook.Defaults),
    "A route": ("approvals: routes:", rulebook.RouteRule),
    "What a route is for": ("approvals: routes: when:", rulebook.When),
    "A stage": ("approvals: routes: stages:", rulebook.StageRule),
    "So many of them": ("approvals: routes: stages: rule:", rulebook.NOf),
    "An escalation": ("approvals: routes: stages: escalate:", rulebook.Escalate),
    "Going live": ("approvals: routes: publish:", rulebook.Publish),
    "A role of approvals": ("approvals: roles: name:", rule_people.Role),
    "A calendar of work": ("approvals: calendars: name:", rule_people.WorkCalendar),
    "A freeze": ("approvals: freezes:", rule_people.Freeze),
    "An exception to a freeze": ("approvals: freezes: exception:", rule_people.FreezeException),
    "Emergencies": ("approvals: break_glass:", rule_people.BreakGlass),
}

TYPES: Mapping[Any, str] = {
    str: "text",
    bool: "`true` or `false`",
    int: "whole number",
    float: "number",
    timedelta: "duration: `90m`, `6h`, `2d`",
    Channels: "[channels](#the-channels)",
    Morning: "[morning](#the-morning-digest)",
    Alerts: "[alerts](#alerts)",
    Person: "[person](#a-person)",
    Source: "[source](#a-source)",
    OrderRule: "[rule](#a-rule-for-orders)",
    CsvMapping: "[mapping](#a-mapping)",
    Rulebook: "[approvals](#approvals)",
    rulebook.Defaults: "[defaults](#what-holds-for-every-route)",
    rulebook.RouteRule: "[route](#a-route)",
    rulebook.When: "[what it is for](#what-a-route-is-for)",
    rulebook.StageRule: "[stage](#a-stage)",
    rulebook.NOf: "[so many](#so-many-of-them)",
    rulebook.Escalate: "[escalation](#an-escalation)",
    rulebook.Publish: "[going live](#going-live)",
    rule_people.Role: "[role](#a-role-of-approvals)",
    rule_people.WorkCalendar: "[calendar](#a-calendar-of-work)",
    rule_people.Freeze: "[freeze](#a-freeze)",
    rule_people.FreezeException: "[exception](#an-exception-to-a-freeze)",
    rule_people.BreakGlass: "[emergencies](#emergencies)",
    rule_words.WorkingTime: "working time: `30wm`, `4wh`",
    rule_words.Words: "words: `DE`, `[DE, FR]`, `{any_of: …}`, `{all_of: …}`, `{none_of: …}`",
    rule_words.Range: "number or bounds: `40`, `{gte: 40}`, `{gt: 10, lte: 20}`",
    Connector: "[connector](#a-connector)",
}


def part(text: str, name: str, content: str) -> str:
    """The page with one generated part written anew; raises LookupError where its markers are missing."""
    marked = re.compile(rf"(<!-- {re.escape(name)} -->\n).*?(<!-- end -->)", re.DOTALL)
    if not marked.search(text):
        raise LookupError(f"There is no <!-- {name} --> … <!-- end --> to fill.")
    return marked.sub(lambda found: f"{found[1]}{content.strip()}\n{found[2]}", text)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    escaped = ([cell.replace("|", r"\|") for cell in line] for line in lines)
    return "\n".join(f"| {' | '.join(line)} |" for line in escaped)


def readme(text: str) -> str:
    """The README's tables: commands, permissions and folders."""
    text = part(text, "generated: commands", _commands())
    text = part(text, "generated: scopes", _scopes())
    return part(text, "generated: rooms", _rooms())


def _commands() -> str:
    rows = [(f"`/{each.name}`", each.about, f"`{each.hint}`") for each in COMMANDS.values()]
    return table(("Command", "What for", "Such as"), rows)


def _scopes() -> str:
    asked = table(("Permission", "Why"), [(f"`{scope}`", why) for scope, why in SCOPES.items()])
    without = table(
        ("Not asked for", "So that"), [(f"`{scope}`", so_that) for scope, so_that in NOT_ASKED.items()]
    )
    return f"{asked}\n\n{without}"


def _rooms() -> str:
    def sentence(room: str) -> str:
        source = (ROOT / room / "__init__.py").read_text(encoding="utf-8")
        return (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]

    return table(("Folder", "What is in it"), [(f"`{room}/`", sentence(room)) for room in ROOMS])


COMMANDS_HEAD = """# Commands

Written from `commands/` by `make docs`; a test types every line of it. What is typed after a command works as well in
a mention (`@Shelftalk net sales last week`), in a direct message, after `/shelftalk`, and after `python bot.py ask`.
How a question is read is on the page about [asking](asking.md), what each figure means on the page of
[metrics](metrics.md).

| Where you ask | Who reads the answer |
| --- | --- |
| a slash command | you alone, with **Share** to post it for all and **Keep in my DM** in the ⋯ menu |
| a mention | everybody in that thread, if [everybody there may](confidentiality.md); else you alone, saying why |
| a direct message | you alone |

**Show data**, in the ⋯ menu of every answer, follows each of its numbers to the query, the rows and the files behind it,
and money to what Shopify or the advertising platform should show.

Slack takes no slash commands inside threads: mention the bot there."""


def commands_page(_: str) -> str:
    """docs/commands.md, as Markdown."""
    return "\n\n".join([COMMANDS_HEAD, *(_command(command) for command in COMMANDS.values())]) + "\n"


def _command(command: Command) -> str:
    rows = [(f"`/{command.name} {typed}`".replace(" `", "`"), so) for typed, so in WAYS[command.name].items()]
    hint = f"Slack shows beside it: `{command.hint}`"
    return f"## /{command.name}\n\n{command.about}. {hint}\n\n{table(('You type', 'What you get'), rows)}"


def settings_page(text: str) -> str:
    """docs/settings.md, its tables of settings written anew from the models of shop.py."""
    return part(text, "generated: settings", "\n\n".join(_settings(title) for title in PARTS))


def _settings(title: str) -> str:
    path, model = PARTS[title]
    rows = [_setting(name, field) for name, field in model.model_fields.items()]
    under = f"Under `{path}`.\n\n" if path else ""
    head = ("Setting", "Type", "Default", "Meaning", "Example")
    return f"### {title}\n\n{under}{table(head, rows)}"


def _setting(name: str, field: FieldInfo) -> tuple[str, ...]:
    example = f"`{_yaml(field.examples[0])}`" if field.examples else ""
    return (
        f"`{field.alias or name}`",
        _type(field.annotation),
        _default(field),
        field.description or "",
        example,
    )


def _type(kind: Any) -> str:
    """A type in words: `text`, `list of text`, one of a few words."""
    origin, inside = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _type(inside[0])
    if origin is Literal:
        return ", ".join(f"`{_yaml(each)}`" for each in inside)
    if origin in (Union, UnionType):
        return " or ".join(dict.fromkeys(_type(each) for each in inside if each is not type(None)))
    if origin is tuple:
        return f"list of {_type(inside[0])}"
    if origin is dict:
        return f"{_type(inside[1])} by name"
    return TYPES[kind]


def _default(field: FieldInfo) -> str:
    default = field.default
    if field.is_required():
        return "needed"
    if (
        default is None
        or default in ("", (), {})
        or (isinstance(default, BaseModel) and not isinstance(default, rule_words.WorkingTime))
    ):
        return "–"
    if isinstance(default, rule_words.WorkingTime):
        return f"`{default.minutes / 60:g}wh`"
    if isinstance(default, timedelta):
        return f"`{_span(default)}`"
    return f"`{_yaml(default)}`"


def _span(span: timedelta) -> str:
    """A duration as one writes it: from two days on in days."""
    days, rest = divmod(span, timedelta(days=1))
    return f"{days}d" if days > 2 and not rest else f"{span.total_seconds() / 3600:g}h"


def _yaml(value: Any) -> str:
    """A value as one writes it in shop.yaml, on one line."""
    match value:
        case bool():
            return str(value).lower()
        case dict():
            return "{" + ", ".join(f"{name}: {_yaml(each)}" for name, each in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(_yaml, value)) + "]"
        case str() if re.search(r"[:,%]|^\W", value):
            return f'"{value}"'
        case _:
            return str(value)


#: What `bot.py docs` writes: each page's path and how its text follows from the text it has.
PAGES: Mapping[str, Callable[[str], str]] = {
    "README.md": readme,
    "docs/commands.md": commands_page,
    "docs/metrics.md": lambda _: document(CATALOG),
    "docs/settings.md": settings_page,
    "docs/approvals.md": lambda text: part(
        text, "drawn from approvals/transitions.py", f"```mermaid\n{diagram()}\n```"
    ),
}
