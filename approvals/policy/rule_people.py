"""Whom a policy asks, when they work, when nothing goes live, and who may act in an emergency: as people write it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from approvals.policy.rule_names import Kind, Moment, User, Zone
from approvals.policy.rule_words import Part, WorkingTime

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class WorkCalendar(Part):
    """When people work: deadlines count this time alone."""

    tz: Zone = Field(description="IANA zone.", examples=["Europe/Berlin"])
    days: tuple[Weekday, ...] = Field(
        default=("mon", "tue", "wed", "thu", "fri"),
        min_length=1,
        description="The days.",
        examples=[["mon", "tue", "wed", "thu"]],
    )
    hours: str = Field(
        default="09:00-18:00",
        pattern=r"^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$",
        description="From when until when, in quotes.",
        examples=["09:00-17:30"],
    )
    holidays: str = Field(
        default="",
        description="An .ics file beside `shop.yaml`, or the ISO code of a country or of a part of it, whose public holidays"
        " nobody works on.",
        examples=["DE-BY"],
    )


class FreezeException(Part):
    """Who may let something go live within a freeze."""

    role: str = Field(description="The role that is asked besides.", examples=["vp_ecom"])
    need: int = Field(default=1, ge=1, description="How many of them must say yes.", examples=[2])


class Freeze(Part):
    """A time in which nothing goes live."""

    name: str = Field(min_length=1, description="What people call it.", examples=["Black Friday"])
    starts: Moment = Field(
        alias="from", description="Its first local moment, in quotes.", examples=["2026-11-26 00:00"]
    )
    until: Moment = Field(description="The local moment at which it is over.", examples=["2026-12-01 06:00"])
    tz: Zone | None = Field(
        default=None, description="IANA zone of both; unset, the shop's.", examples=["America/New_York"]
    )
    kinds: tuple[Kind, ...] = Field(
        default=(), description="The kinds of content it is for; unset, all.", examples=[["homepage_banner"]]
    )
    exception: FreezeException | None = Field(
        default=None, description="Who may make an exception; unset, nobody may."
    )


class Role(Part):
    """Some people: by Slack user group, by id, or by their role in the shop."""

    usergroup: str | None = Field(
        default=None, pattern=r"^S[A-Z0-9]+$", description="A Slack user group's id.", examples=["S0BRAND"]
    )
    users: tuple[User, ...] = Field(
        default=(),
        description="Slack user ids; guests decide only where they are named here.",
        examples=[["U01LEGAL1", "U01LEGAL2"]],
    )
    role: Literal["director", "manager", "analyst"] | None = Field(
        default=None, description="Everybody who has this role in the shop.", examples=["manager"]
    )
    backup: tuple[User, ...] = Field(
        default=(), description="Who is asked besides when they are late.", examples=[["U01GC"]]
    )
    calendar: str = Field(
        default="",
        description="When they work: one of `calendars`; unset, the shop's hours.",
        examples=["emea"],
    )


class BreakGlass(Part):
    """Who may let something go live in an emergency, before everybody has said yes."""

    who: tuple[User, ...] = Field(description="Slack user ids.", examples=[["U01VP"]])
    require_reason: Literal[True] = Field(default=True, description="They always say why.", examples=[True])
    notify: tuple[Annotated[str, Field(pattern=r"^(#[\w-]+|[CG][A-Z0-9]+)$")], ...] = Field(
        default=(), description="The channels that hear of it.", examples=[["#ecom-leads"]]
    )
    review_within: WorkingTime = Field(
        default=WorkingTime.model_validate("8wh"),
        description="By when somebody looks at it afterwards.",
        examples=["8wh"],
    )
