"""How a policy writes its values: `4wh`, `30d`, `120%`, `{gte: 40}`, `{any_of: [DE, FR]}`; each read with its way out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    model_serializer,
    model_validator,
)

UNITS = {"m": "minutes", "h": "hours", "d": "days"}
WORKING = {"wm": 1, "wh": 60}


class Part(BaseModel):
    """A part of the policy: unknown keys are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class WorkingTime(Part):
    """So many minutes of somebody's working time."""

    minutes: int = Field(ge=1)

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: object) -> object:
        found = re.fullmatch(r"(\d+)(wm|wh)", value) if isinstance(value, str) else None
        if not found:
            raise ValueError("write working time as a number and wh or wm, such as 4wh")
        return {"minutes": int(found[1]) * WORKING[found[2]]}

    @model_serializer(when_used="json")
    def _written(self) -> str:
        return f"{self.minutes}wm"


def _duration(value: object) -> object:
    if isinstance(value, str) and value[-1:] in UNITS and value[:-1].isdecimal():
        return timedelta(**{UNITS[value[-1]]: int(value[:-1])})
    raise ValueError("write a number and m, h or d, such as 30m, 2h or 30d")


Duration = Annotated[
    timedelta,
    BeforeValidator(_duration),
    PlainSerializer(lambda span: f"{span // timedelta(minutes=1)}m", when_used="json"),
]


def _days(value: object) -> object:
    if isinstance(value, str) and value[-1:] == "d" and value[:-1].isdecimal():
        return timedelta(days=int(value[:-1]))
    raise ValueError("write whole days, such as 30d")


Days = Annotated[
    timedelta, BeforeValidator(_days), PlainSerializer(lambda span: f"{span.days}d", when_used="json")
]


def _percent(value: object) -> object:
    if isinstance(value, str) and value[-1:] == "%" and value[:-1].isdecimal():
        return int(value[:-1])
    raise ValueError("write how much of the time has passed, such as 120%")


Percent = Annotated[
    int,
    BeforeValidator(_percent),
    Field(gt=0, le=1000),
    PlainSerializer(lambda percent: f"{percent}%", when_used="json"),
]


class Range(Part):
    """Numbers that are at least, more than, at most or less than another."""

    gte: Decimal | None = None
    gt: Decimal | None = None
    lte: Decimal | None = None
    lt: Decimal | None = None

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: object) -> object:
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            return {"gte": Decimal(str(value)), "lte": Decimal(str(value))}
        if isinstance(value, Mapping) and value and set(value) <= {"gte", "gt", "lte", "lt"}:
            return {bound: Decimal(str(number)) if isinstance(number, float) else number
                    for bound, number in value.items()}  # fmt: skip
        raise ValueError("write a number, or bounds such as {gte: 40} or {gt: 10, lte: 20}")

    def holds(self, number: Decimal | None) -> bool:
        """Whether a number is within the bounds; one that nobody said is not."""
        if number is None:
            return False
        return (
            (self.gte is None or number >= self.gte)
            and (self.gt is None or number > self.gt)
            and (self.lte is None or number <= self.lte)
            and (self.lt is None or number < self.lt)
        )

    def words(self) -> str:
        """The bounds as people say them."""
        if self.gte is not None and self.gte == self.lte:
            return f"{self.gte:f}"
        said = (("at least", self.gte), ("more than", self.gt), ("at most", self.lte), ("less than", self.lt))
        return " and ".join(f"{name} {bound:f}" for name, bound in said if bound is not None)


class Words(Part):
    """Some of these (`any_of`), each of these (`all_of`), none of these (`none_of`); large and small letters are one."""

    any_of: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: object) -> object:
        if isinstance(value, str):
            return {"any_of": (value,)}
        if isinstance(value, list | tuple) and value:
            return {"any_of": tuple(value)}
        if isinstance(value, Mapping) and value and set(value) <= {"any_of", "all_of", "none_of"}:
            return {name: (words,) if isinstance(words, str) else words for name, words in value.items()}
        raise ValueError("write a word, a list of words, or {any_of: […]}, {all_of: […]}, {none_of: […]}")

    @property
    def named(self) -> tuple[str, ...]:
        """Every word in it."""
        return (*self.any_of, *self.all_of, *self.none_of)

    def holds(self, said: frozenset[str]) -> bool:
        """Whether what was said (in small letters) fits."""
        some, each, none = (folded(words) for words in (self.any_of, self.all_of, self.none_of))
        return (not some or bool(some & said)) and each <= said and not none & said

    def words(self, names: Mapping[str, str]) -> str:
        """What fits, as people say it; `names` is what they call some of the words."""
        lists = (("", " or ", self.any_of), ("", " and ", self.all_of), ("not ", " or ", self.none_of))
        return " and ".join(
            lead + between.join(names.get(word, word) for word in words)
            for lead, between, words in lists
            if words
        )


def folded(words: tuple[str, ...]) -> frozenset[str]:
    """Words as they are compared."""
    return frozenset(word.strip().casefold() for word in words if word.strip())


def one_or_many(value: Any) -> Any:
    """A single word where a list of them may stand."""
    return (value,) if isinstance(value, str) else value
