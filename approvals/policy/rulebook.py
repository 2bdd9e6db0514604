"""The `approvals:` part of `shop.yaml`: who must say yes to what, in which order and by when, as people write it."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from approvals.policy.rule_names import ALIASES, fields_named, kind_named, known_as
from approvals.policy.rule_people import BreakGlass, Freeze, Role, WorkCalendar
from approvals.policy.rule_words import Days, Duration, Part, Percent, Range, Words, WorkingTime, one_or_many

Names = Annotated[tuple[str, ...], BeforeValidator(one_or_many)]


class Defaults(Part):
    """What holds for every route that says nothing else."""

    self_approval: Literal["never"] = Field(
        default="never", description="Who wrote any version of it never decides about it.", examples=["never"]
    )
    undo_minutes: int = Field(
        default=5, ge=0, le=60, description="For how many minutes a yes can be taken back.", examples=[10]
    )
    expire_after: Days = Field(
        default=timedelta(days=30),
        description="After how many days without the last yes it ends, which is not a no.",
        examples=["14d"],
    )
    stays_approved: Days = Field(
        default=timedelta(days=90),
        description="How old a yes may be on the day it goes live.",
        examples=["60d"],
    )
    reject: Literal["final", "vote"] = Field(
        default="final",
        description="Whether one no ends it (`final`), or counts as one voice of those who are asked (`vote`).",
        examples=["vote"],
    )
    stale: Literal["by_field"] = Field(
        default="by_field",
        description="An edit voids the yes of those stages that own a field it changes, and no other.",
        examples=["by_field"],
    )
    bulk: bool = Field(
        default=False, description="Whether several may be approved at once from the list.", examples=[True]
    )
    min_eligible: int = Field(
        default=1,
        ge=0,
        le=20,
        description="How many people besides its author each stage must have who could say yes; `0` lets a request wait"
        " for somebody.",
        examples=[2],
    )


class When(Part):
    """What a route is for: all of this must hold."""

    any_content: bool = Field(
        default=False, alias="any", description="Everything: the last route is for that.", examples=[True]
    )
    kind: Words | None = Field(
        default=None, description="The kind of content.", examples=["promo_email", ["ad", "social_post"]]
    )
    markets: Words | None = Field(
        default=None, description="The markets, as ISO codes.", examples=[{"any_of": ["DE", "FR"]}]
    )
    discount: Range | None = Field(
        default=None, description="The discount, in per cent.", examples=[{"gte": 40}]
    )
    line: Words | None = Field(default=None, description="The product line.", examples=["Knitwear"])
    campaign: Words | None = Field(default=None, description="The campaign.", examples=["Black Friday"])
    where: Words | None = Field(default=None, description="Where it goes live.", examples=["Newsletter"])
    sku_count: Range | None = Field(
        default=None, description="How many products it is about.", examples=[{"lte": 20}]
    )

    @model_validator(mode="before")
    @classmethod
    def _by_other_names(cls, value: object) -> object:
        if isinstance(value, dict):
            return {ALIASES.get(name, (name,))[0]: each for name, each in value.items()}
        return value

    @field_validator("kind")
    @classmethod
    def _known_kinds(cls, value: Words | None) -> Words | None:
        for kind in value.named if value else ():
            kind_named(kind)
        return value

    @model_validator(mode="after")
    def _something(self) -> When:
        if not self.model_fields_set or (self.any_content and len(self.model_fields_set) > 1):
            raise ValueError("write what the route is for, or `any: true` alone for everything")
        return self


class NOf(Part):
    """So many of those who are asked."""

    n_of: int = Field(ge=1, description="How many.", examples=[2])


def _rule(value: object) -> object:
    if isinstance(value, dict | NOf) or value in ("any", "all", "majority", "one_per_group"):
        return value
    raise ValueError("write any, all, majority, one_per_group or {n_of: 2}")


class Escalate(Part):
    """Whom to ask besides when a stage is late."""

    at: Percent = Field(description="How much of the stage's time has passed.", examples=["120%"])
    to: Names = Field(
        description="`backup`, `owner` (who asked for it) or `channel`; several with a plus.",
        examples=["owner+channel"],
    )

    @field_validator("to", mode="before")
    @classmethod
    def _several(cls, value: object) -> object:
        return tuple(each.strip() for each in value.split("+")) if isinstance(value, str) else value

    @field_validator("to")
    @classmethod
    def _known_places(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(known_as(each, ("backup", "owner", "channel"), "place to escalate to") for each in value)


class StageRule(Part):
    """One group of people who must say yes."""

    name: str = Field(min_length=1, max_length=60, description="What people call it.", examples=["Legal"])
    who: Names = Field(
        default=(), description="The roles that are asked; `directors` needs no `roles`.", examples=["legal"]
    )
    groups: dict[str, str] = Field(
        default={},
        description="For `rule: one_per_group`: a role for each group.",
        examples=[{"DE": "de_leads", "FR": "fr_leads"}],
    )
    rule: Annotated[Literal["any", "all", "majority", "one_per_group"] | NOf, BeforeValidator(_rule)] = Field(
        default="any", description="How many of them must say yes.", examples=["majority"]
    )
    owns: Names = Field(
        default=("copy", "claim", "art"),
        description="The groups of fields (or fields) it answers for: a change of one of them asks it anew.",
        examples=[["claim"]],
    )
    sla: WorkingTime = Field(
        default=WorkingTime.model_validate("16wh"),
        description="By when, in working time of those who are asked.",
        examples=["8wh"],
    )
    calendar: str = Field(
        default="", description="Whose hours `sla` counts; unset, those of the role.", examples=["emea"]
    )
    checklist: tuple[str, ...] = Field(
        default=(),
        description="What must be ticked to say yes.",
        examples=[["links_tested", "utm_ok"]],
    )
    parallel: bool = Field(
        default=False, description="Whether the next stage is asked at the same time.", examples=[True]
    )
    reject: Literal["final", "vote"] | None = Field(
        default=None, description="As in `defaults`, for this stage.", examples=["vote"]
    )
    escalate: tuple[Escalate, ...] | None = Field(
        default=None,
        description="Whom to ask besides when it is late; unset, the backup at 120% and the owner and the channel at 200%.",
    )


class Publish(Part):
    """How it goes live once everybody has said yes."""

    connector: str = Field(
        default="by hand",
        description="Through what; `by hand`: somebody marks it as live.",
        examples=["klaviyo"],
    )
    window: Duration | None = Field(
        default=None, description="For how long after its moment it may still go live.", examples=["2h"]
    )
    objection: Duration = Field(
        default=timedelta(),
        description="How long it waits after the last yes for somebody to pull it back.",
        examples=["30m"],
    )


class RouteRule(Part):
    """Who must say yes to what fits."""

    name: str = Field(
        default="",
        max_length=80,
        description="What people call it; unset, what it is for.",
        examples=["Big discounts"],
    )
    when: When = Field(description="What it is for.")
    stages: tuple[StageRule, ...] = Field(description="Who is asked, in order.")
    publish: Publish = Field(default=Publish(), description="How it goes live.")
    bulk: bool | None = Field(
        default=None, description="As in `defaults`, for this route: for what risks little.", examples=[True]
    )


class Rulebook(Part):
    """The whole policy; without one any director decides about everything."""

    version: Literal[1] = Field(default=1, description="Of this way of writing it.", examples=[1])
    defaults: Defaults = Field(
        default=Defaults(), description="What holds for every route that says nothing else."
    )
    calendars: dict[str, WorkCalendar] = Field(default={}, description="When people work.")
    freezes: tuple[Freeze, ...] = Field(default=(), description="When nothing goes live.")
    roles: dict[str, Role] = Field(default={}, description="Who is meant by the names that stages ask.")
    fields: dict[str, tuple[str, ...]] = Field(
        default={},
        description="Which fields make a group, besides `copy`, `claim`, `art`, `place` and `when`; what is in `meta` never"
        " asks anybody anew.",
        examples=[{"claim": ["price", "discount", "ends", "terms"]}],
    )
    routes: tuple[RouteRule, ...] = Field(
        default=(), description="Who must say yes to what: the first that fits; the last is for everything."
    )
    break_glass: BreakGlass | None = Field(
        default=None, description="Who may publish in an emergency; unset, nobody."
    )

    @field_validator("fields")
    @classmethod
    def _known_fields(cls, value: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        return {
            group: tuple(dict.fromkeys(field for name in names for field in fields_named(name)))
            for group, names in value.items()
        }
