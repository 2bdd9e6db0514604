"""Whether content is decided about, and live, when it should be: told by the requests of this workspace."""

from __future__ import annotations

from metrics.facts import APPROVALS
from metrics.metric import Good, Median, Metric, Ratio, Unit

PLACES = ("kind", "requester", "team")


def _count(
    name: str, label: str, meaning: str, formula: str, aliases: tuple[str, ...] = (), good: Good = Good.UP
) -> Metric:
    """A number of requests."""
    return Metric(
        name=name,
        label=label,
        meaning=meaning,
        formula=formula,
        unit=Unit.COUNT,
        sources=(APPROVALS,),
        measure=name,
        splits=PLACES,
        good=good,
        aliases=aliases,
    )


content_decided = _count(
    "content_decided",
    "Content decided",
    "Requests for approval that got their last yes or a final no, on the day of it.",
    "number of requests decided for the first time",
    ("approvals decided", "decided approvals", "approval decisions"),
    Good.NEITHER,
)
content_planned = _count(
    "content_planned",
    "Content planned",
    "Requests whose planned moment to go live has passed, unless they were called off or refused.",
    "number of requests with a planned moment before now",
    good=Good.NEITHER,
)
content_on_time = _count(
    "content_on_time",
    "Content live on time",
    "Those that were live by then.",
    "number of requests live within 15 minutes of their planned moment",
)
content_approved = _count(
    "content_approved",
    "Content approved",
    "Requests that got their last yes, on the day of it.",
    "number of requests approved for the first time",
    good=Good.NEITHER,
)
content_reworked = _count(
    "content_reworked",
    "Content reworked",
    "Those of them that got their yes in a later version than the first.",
    "number of requests approved in version 2 or later",
    good=Good.DOWN,
)
time_to_decision = Metric(
    name="time_to_decision",
    label="Time to decision",
    meaning="How long each decided request waited, on the day of the decision.",
    formula="decided − sent for approval, each",
    unit=Unit.HOURS,
    sources=(APPROVALS,),
    measure="time_to_decision",
    splits=PLACES,
    good=Good.DOWN,
)

on_time_rate = Ratio(
    name="content_on_time_rate",
    label="Content on time",
    meaning="The share of content that was live by its planned moment.",
    formula="live within 15 minutes of the planned moment ÷ planned to be live by now",
    unit=Unit.RATE,
    top=content_on_time,
    bottom=content_planned,
    aliases=(
        "on time rate",
        "on-time rate",
        "live on time",
        "content live on time",
        "approvals on time",
        "on time content",
    ),
    caveat="A plan that was moved before its moment had passed counts as moved; what was called off or refused does not count.",
)
approval_lead_time = Median(
    name="approval_lead_time",
    label="Approval lead time",
    meaning="How long half of the decided requests waited at most, from being sent for approval to the last yes or a final no.",
    formula="median of (decided − sent for approval), in hours by the clock: nights, weekends and rework included",
    unit=Unit.HOURS,
    each=time_to_decision,
    good=Good.DOWN,
    aliases=(
        "time to decision",
        "median time to decision",
        "approval time",
        "decision time",
        "lead time to approval",
        "time to approval",
    ),
    caveat="Requests that are still open are not in it.",
)
rework_rate = Ratio(
    name="rework_rate",
    label="Rework rate",
    meaning="The share of approved content that needed more than one version before its yes.",
    formula="approved in version 2 or later ÷ approved",
    unit=Unit.RATE,
    top=content_reworked,
    bottom=content_approved,
    good=Good.DOWN,
    aliases=("approval rework", "approval rework rate", "rework", "content rework"),
)

METRICS = (on_time_rate, approval_lead_time, rework_rate, content_decided)
