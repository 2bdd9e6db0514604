"""Which rule of a policy fits a content, and what that content is then held to."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import NamedTuple
from zoneinfo import ZoneInfo

from approvals.content import GROUPS, KINDS, MATERIAL, Content
from approvals.policy.rule_people import Freeze
from approvals.policy.rule_words import Range, Words, folded
from approvals.policy.rulebook import NOf, RouteRule, Rulebook, StageRule, When
from approvals.route import LADDER, Counting, Escalation, Publishing, Route, Stage
from delivery.localtime import instant

#: The role that decides where no policy says otherwise, and that needs no entry under `roles`.
DIRECTORS = "directors"
#: Where a policy has no routes of its own.
EVERYTHING_TO_ANY_DIRECTOR = RouteRule.model_validate(
    {"name": "any director", "when": {"any": True}, "stages": [{"name": "Director", "who": DIRECTORS}]}
)
#: What stands in the way of everything: nobody has a role that does not exist.
NOBODY = Stage(name="Nobody", who=(), owns=MATERIAL)
#: How each condition is said.
SAID = {
    "markets": "in {}",
    "discount": "with a discount of {} %",
    "line": "of {}",
    "campaign": "for {}",
    "where": "in {}",
    "sku_count": "about {} products",
}


def fingerprint(book: Rulebook) -> str:
    """SHA-256 over everything that the policy says, in hexadecimal."""
    return hashlib.sha256(book.model_dump_json(exclude_defaults=True).encode()).hexdigest()


def rule_for(book: Rulebook, content: Content) -> RouteRule | None:
    """The first rule that fits."""
    return next(
        (rule for rule in book.routes or (EVERYTHING_TO_ANY_DIRECTOR,) if fits(rule.when, content)), None
    )


def route_for(book: Rulebook, content: Content, zone: ZoneInfo) -> Route:
    """What a content is held to; where it goes live within a freeze, by those who may make an exception as well.

    `zone` is the shop's. What no rule fits waits until somebody mends the policy: nobody can say yes to it.
    """
    rule = rule_for(book, content)
    if rule is None:
        return Route(name="no rule of the policy", stages=(NOBODY,), policy=fingerprint(book))
    stages = (*stages_of(book, rule), *_exceptions(book, content, zone))
    said, routes = book.defaults, book.routes or (EVERYTHING_TO_ANY_DIRECTOR,)
    return Route(
        name=rule.name or spoken(rule.when, alone=len(routes) == 1),
        stages=stages,
        publishing=Publishing(
            connector=rule.publish.connector,
            window=None if rule.publish.window is None else _minutes(rule.publish.window),
            objection=_minutes(rule.publish.objection),
        ),
        bulk=said.bulk if rule.bulk is None else rule.bulk,
        undo=said.undo_minutes,
        expires=said.expire_after.days,
        stays_approved=said.stays_approved.days,
        policy=fingerprint(book),
    )


# Whether it fits


def fits(when: When, content: Content) -> bool:
    """Whether all that a rule asks for holds. What nobody said is neither large nor small."""
    said = facts_of(content)
    return all(
        condition.holds(said.numbers[name])
        if isinstance(condition, Range)
        else condition.holds(said.words[name])
        for name, condition in conditions(when).items()
    )


def conditions(when: When) -> Mapping[str, Words | Range]:
    """What a rule asks for, by name; nothing for the one that is for everything."""
    named = {name: getattr(when, name) for name in type(when).model_fields}
    return {name: each for name, each in named.items() if isinstance(each, Words | Range)}


class Facts(NamedTuple):
    """What rules ask about."""

    words: Mapping[str, frozenset[str]]
    numbers: Mapping[str, Decimal | None]


def facts_of(content: Content) -> Facts:
    """What a content says of what rules ask about: words in small letters, numbers where there are any."""
    words = {name: folded((getattr(content, name),)) for name in ("kind", "line", "campaign", "where")}
    words["markets"] = folded(tuple(content.markets.split(",")))
    skus = len(folded(tuple(content.skus.split(","))))
    return Facts(words, {"discount": _number(content.discount), "sku_count": Decimal(skus) if skus else None})


def _number(said: str) -> Decimal | None:
    try:
        return Decimal(said.replace("%", "").replace(",", ".").strip())
    except InvalidOperation:
        return None


def spoken(when: When, *, alone: bool = False) -> str:
    """What a rule is for, as people say it."""
    asked = dict(conditions(when))
    kind = asked.pop("kind", None)
    head = kind.words(KINDS) if isinstance(kind, Words) else "anything"
    parts = [
        SAID[name].format(each.words() if isinstance(each, Range) else each.words({}))
        for name, each in asked.items()
    ]
    return " ".join([head, *parts]) if kind or asked else ("everything" if alone else "everything else")


# What it is held to


def groups_of(book: Rulebook) -> Mapping[str, frozenset[str]]:
    """The fields of each group: as the policy says, else as they are anyway."""
    return {**GROUPS, **{name: frozenset(fields) for name, fields in book.fields.items()}}


def immaterial(book: Rulebook) -> frozenset[str]:
    """The fields whose change asks nobody anew."""
    return groups_of(book)["meta"]


def owned_by(book: Rulebook, owns: tuple[str, ...]) -> frozenset[str]:
    """The fields of what a stage answers for, groups and fields by name; what is neither is left out."""
    groups = groups_of(book)
    named = (groups.get(name, frozenset({name}) & MATERIAL) for name in owns)
    return frozenset().union(*named) - immaterial(book)


def stages_of(book: Rulebook, rule: RouteRule) -> tuple[Stage, ...]:
    """The stages of a rule. What none of them names for itself (such as where it goes live) each answers for."""
    named = [owned_by(book, stage.owns) for stage in rule.stages]
    nobodys = _shared(book) - frozenset().union(*named)
    if not rule.stages:
        return (NOBODY,)
    return tuple(
        _stage(book, stage, owns | nobodys if owns else owns)
        for stage, owns in zip(rule.stages, named, strict=True)
    )


def _shared(book: Rulebook) -> frozenset[str]:
    """Fields that each stage answers for unless one does by name: those of `place`, and those of no group at all."""
    groups = groups_of(book)
    grouped = frozenset().union(*(fields for name, fields in groups.items() if name != "place"))
    return (groups["place"] | (MATERIAL - grouped)) - immaterial(book)


def _stage(book: Rulebook, said: StageRule, owns: frozenset[str]) -> Stage:
    who = tuple(said.groups.values()) if said.groups else said.who
    return Stage(
        name=said.name,
        who=who,
        counting=Counting.N_OF if isinstance(said.rule, NOf) else Counting(said.rule),
        need=said.rule.n_of if isinstance(said.rule, NOf) else 1,
        owns=owns,
        within=said.sla.minutes,
        calendar=said.calendar or _calendar_of(book, who),
        checklist=tuple(item.replace("_", " ") for item in said.checklist),
        beside_next=said.parallel,
        reject_is_final=(said.reject or book.defaults.reject) == "final",
        escalations=LADDER
        if said.escalate is None
        else tuple(Escalation(percent=step.at, to=step.to) for step in said.escalate),
    )


def _calendar_of(book: Rulebook, who: tuple[str, ...]) -> str:
    held = (book.roles[role].calendar for role in who if role in book.roles)
    return next(filter(None, held), "")


# Freezes


def freezes_for(book: Rulebook, content: Content, at: datetime, zone: ZoneInfo) -> tuple[Freeze, ...]:
    """The freezes that are in force at a moment for such content; half-open."""
    return tuple(
        freeze
        for freeze in book.freezes
        if (not freeze.kinds or content.kind in freeze.kinds) and _within(freeze, at, zone)
    )


def _within(freeze: Freeze, at: datetime, zone: ZoneInfo) -> bool:
    start, end = span_of(freeze, zone)
    return start <= at < end


def span_of(freeze: Freeze, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The two moments (UTC) of a freeze, in its own zone or else in the shop's."""
    own = ZoneInfo(freeze.tz) if freeze.tz else zone
    start, end = (datetime.fromisoformat(said) for said in (freeze.starts, freeze.until))
    return instant(start.date(), start.time(), own), instant(end.date(), end.time(), own)


def _exceptions(book: Rulebook, content: Content, zone: ZoneInfo) -> tuple[Stage, ...]:
    """A stage for each freeze in which it goes live, and to which somebody may make an exception."""
    if content.live_at is None:
        return ()
    held = freezes_for(book, content, content.live_at, zone)
    return tuple(
        Stage(
            name=f"Exception to {freeze.name}",
            who=(freeze.exception.role,),
            counting=Counting.N_OF,
            need=freeze.exception.need,
            owns=MATERIAL - immaterial(book),
            calendar=_calendar_of(book, (freeze.exception.role,)),
            freeze=freeze.name,
        )
        for freeze in held
        if freeze.exception
    )


def _minutes(span: timedelta) -> int:
    return span // timedelta(minutes=1)
