"""How Slack checks JSON it is sent: small rules that combine, each naming what is wrong and where."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sandbox.places import Json

Rule = Callable[[Any, str], Iterator[str]]


def at(problem: str, pointer: str) -> str:
    """A problem and its place, in Slack's words."""
    return f"{problem} [json-pointer:{pointer}]"


def string(most: int, least: int = 0) -> Rule:
    """Text of so many characters."""

    def rule(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield at("must be a string", pointer)
        elif len(value) > most:
            yield at(f"must be less than {most + 1} characters", pointer)
        elif len(value) < least:
            yield at(f"must be more than {least - 1} characters", pointer)

    return rule


def pattern(expression: str, problem: str) -> Rule:
    """Text of a certain form."""

    def rule(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, str) or not re.fullmatch(expression, value):
            yield at(problem, pointer)

    return rule


def whole(low: int, high: int) -> Rule:
    """A whole number within bounds."""

    def rule(value: Any, pointer: str) -> Iterator[str]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield at("must be an integer", pointer)
        elif not low <= value <= high:
            yield at(f"must be between {low} and {high}", pointer)

    return rule


def number(value: Any, pointer: str) -> Iterator[str]:
    """Any finite number."""
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or value != value
        or abs(value) == float("inf")
    ):
        yield at("must be a number", pointer)


def positive(value: Any, pointer: str) -> Iterator[str]:
    """A number above zero."""
    problems = list(number(value, pointer))
    yield from problems or ([at("must be greater than 0", pointer)] if value <= 0 else [])


def flag(value: Any, pointer: str) -> Iterator[str]:
    """True or false."""
    if not isinstance(value, bool):
        yield at("must be a boolean", pointer)


def anything(value: Any, pointer: str) -> Iterator[str]:
    """What Slack does not look at."""
    del value, pointer
    yield from ()


def choice(*allowed: str) -> Rule:
    """One of a few words."""

    def rule(value: Any, pointer: str) -> Iterator[str]:
        if value not in allowed:
            yield at(f"must be one of: {', '.join(allowed)}", pointer)

    return rule


def items(each: Rule, most: int, least: int = 1) -> Rule:
    """A list of so many things."""

    def rule(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield at("must be an array", pointer)
            return
        if len(value) > most:
            yield at(f"no more than {most} items allowed", pointer)
        if len(value) < least:
            yield at(f"no less than {least} items allowed", pointer)
        for place, item in enumerate(value):
            yield from each(item, f"{pointer}/{place}")

    return rule


def shape(needs: Mapping[str, Rule], may: Mapping[str, Rule] | None = None, *also: Rule) -> Rule:
    """An object with fields that it needs and fields that it may have, and nothing else."""
    known = {**needs, **(may or {})}

    def rule(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield at("must be an object", pointer)
            return
        for field in needs:
            if field not in value:
                yield at(f"missing required field: {field}", pointer)
        for field, inner in value.items():
            if field not in known:
                yield at(f"additional property not allowed: {field}", pointer)
            else:
                yield from known[field](inner, f"{pointer}/{field}")
        for rule_also in also:
            yield from rule_also(value, pointer)

    return rule


def kinds(table: Mapping[str, Rule], *allowed: str) -> Rule:
    """An object whose `type` picks its rule; types that the place does not take are refused."""

    def rule(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict) or not isinstance(value.get("type"), str):
            yield at("missing required field: type", pointer)
        elif value["type"] not in (allowed or table) or value["type"] not in table:
            yield at(f"unsupported type: {value['type']}", pointer)
        else:
            yield from table[value["type"]](value, pointer)

    return rule


def one_of(*fields: str) -> Rule:
    """At least one of these fields."""

    def rule(value: Json, pointer: str) -> Iterator[str]:
        if not any(value.get(field) for field in fields):
            yield at(f"must define either {' or '.join(f'`{f}`' for f in fields)}", pointer)

    return rule


def not_both(first: str, second: str) -> Rule:
    """One of two fields, never both and never neither."""

    def rule(value: Json, pointer: str) -> Iterator[str]:
        if (first in value) == (second in value):
            yield at(f"must define exactly one of `{first}`, `{second}`", pointer)

    return rule


def text(most: int, *, plain: bool = False, least: int = 1) -> Rule:
    """A text object: plain_text, or mrkdwn where the place allows it."""
    content = string(most, least)
    plain_text = shape({"type": anything, "text": content}, {"emoji": flag})
    mrkdwn = shape({"type": anything, "text": content}, {"verbatim": flag})
    return kinds({"plain_text": plain_text} if plain else {"plain_text": plain_text, "mrkdwn": mrkdwn})
