"""May this be shown here: the rule of metrics/audience.py, asked with what is known of a person and a place, and the log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from commands import people
from commands.context import LOCAL_OPERATOR, Ask, Context, Person
from metrics.audience import (
    CLEARED,
    LEAST,
    REACHES,
    ChannelClass,
    Reach,
    Role,
    Surface,
    Verdict,
    depends_on_place,
    level_of,
    reason,
    reason_for_words,
    refusal,
    sensitivity_of,
    verdict,
)
from metrics.metric import Measured, Sensitivity
from metrics.period import Period
from metrics.reading import Comparison
from storage import Database, disclosures
from storage import people as standings
from storage.disclosures import Disclosure
from templates import Message, render

#: What is looked for to offer to whoever may not see a figure.
USUALLY_OPEN = ("net_sales", "orders", "conversion_rate", "sessions")


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """What becomes of some figures, and why where they are not simply shown."""

    verdict: Verdict
    reason: str = ""
    sensitivity: Sensitivity = Sensitivity.PUBLIC
    place: ChannelClass = ChannelClass.ALONE

    @property
    def is_private(self) -> bool:
        """Whether the asker alone may see them here."""
        return self.verdict is Verdict.PRIVATE


def ruling(metrics: Sequence[Measured], ask: Ask, context: Context) -> Ruling:
    """What becomes of these figures where they were asked for."""
    return ruled(metrics, ask.person, ask.channel, ask.surface, context)


def ruled(
    metrics: Sequence[Measured], person: Person, channel: str, surface: Surface, context: Context
) -> Ruling:
    """What becomes of these figures on this surface in this place; Slack is asked only where it matters who reads."""
    sensitivity, declared = sensitivity_of(metrics, context.declared), context.declared
    if sensitivity not in CLEARED[person.rank]:
        return Ruling(verdict=Verdict.REFUSED, reason=refusal(metrics, declared), sensitivity=sensitivity)
    if not depends_on_place(sensitivity, surface):
        return Ruling(verdict=Verdict.SHOWN, sensitivity=sensitivity)
    readers = context.channels.readers(channel, person.id, context.now)
    return Ruling(
        verdict=verdict(sensitivity, person.rank, readers.place, surface),
        reason=reason(metrics, readers, declared),
        sensitivity=sensitivity,
        place=readers.place,
    )


def ruled_words(level: Sensitivity, ask: Ask, context: Context) -> Ruling:
    """What becomes of words of the team's own, such as notes; a person's own words are never refused to them."""
    if not depends_on_place(level, ask.surface):
        return Ruling(verdict=Verdict.SHOWN, sensitivity=level)
    readers = context.channels.readers(ask.channel, ask.person.id, context.now)
    found = verdict(level, ask.person.rank, readers.place, ask.surface)
    return Ruling(
        verdict=Verdict.SHOWN if found is Verdict.SHOWN else Verdict.PRIVATE,
        reason=reason_for_words(level, readers),
        sensitivity=level,
        place=readers.place,
    )


def not_for(metrics: Sequence[Measured], ask: Ask, context: Context) -> Message | None:
    """The refusal where the asker may not see a figure anywhere."""
    if sensitivity_of(metrics, context.declared) in CLEARED[ask.person.rank]:
        return None
    return refused(metrics, ask.person, context)


def refused(metrics: Sequence[Measured], person: Person, context: Context) -> Message:
    """Why somebody may not see these figures, for their eyes alone, and which are open to them."""
    open_to_them = [
        metric.label if not at else metric.label[:1].lower() + metric.label[1:]
        for at, metric in enumerate(
            metric
            for name in USUALLY_OPEN
            for metric in (context.catalog.named(name),)
            if level_of(metric, context.declared) in CLEARED[person.rank]
        )
    ][:3]
    instead = (
        f"{', '.join(open_to_them[:-1])} and {open_to_them[-1]} are open to you; " if open_to_them[1:] else ""
    )
    way_out = f"{instead}a director can tell you more."
    message = render(
        "refused.j2",
        message=refusal(metrics, context.declared),
        way_out=way_out[:1].upper() + way_out[1:],
        style=context.style,
    )
    return replace(message, restricted=True)


def stands_beside(metric: Measured, ask: Ask, context: Context) -> bool:
    """Whether a figure that nobody asked for by name may stand among others: it must not make those private for a thread."""
    if not is_restricted(metric, context):
        return True
    found = ruling((metric,), ask, context)
    whispered = found.is_private and REACHES[ask.surface] is not Reach.PLACE
    return found.verdict is Verdict.SHOWN or whispered


def is_restricted(metric: Measured, context: Context) -> bool:
    """Whether a figure is for directors alone, itself or through one of its parts."""
    return level_of(metric, context.declared) is Sensitivity.RESTRICTED


def cleared(place: str, context: Context) -> frozenset[Sensitivity]:
    """What everybody who reads a place may see: a person by their own role, a channel by its class.

    No place stands for the whole team, whose digest the command line prints.
    """
    if not place:
        return CLEARED[Role.VIEWER]
    if place == LOCAL_OPERATOR:
        return CLEARED[Role.DIRECTOR]
    if place.startswith(("U", "W")):
        return CLEARED[_rank(place, context)]
    return CLEARED[LEAST[context.channels.readers(place, "", context.now).place]]


def why_not(metrics: Sequence[Measured], channel: str, context: Context) -> str:
    """Why a channel may not see figures, in a sentence."""
    return reason(metrics, context.channels.readers(channel, "", context.now), context.declared)


def _rank(user: str, context: Context) -> Role:
    """A person's role; a guest is a guest whatever role somebody gave them."""
    with context.store.read() as db:
        outside = user in standings.outsiders(db)
    return Role.STRANGER if outside else people.who(context, user).rank


# The log


def disclose(
    shown: Iterable[Comparison], ask: Ask, context: Context, *, db: Database | None = None, posted: bool
) -> None:
    """Write down every restricted figure among those shown, to the asker alone or (`posted`) to all in the place."""
    known = [(one.metric, one.asked.period) for one in shown if one.asked.value is not None]
    disclose_periods(known, ask, context, db=db, posted=posted)


def disclose_periods(
    shown: Iterable[tuple[Measured, Period]],
    ask: Ask,
    context: Context,
    *,
    db: Database | None = None,
    posted: bool,
) -> None:
    """Write down every restricted one of these figures, each with the days it was shown of; see `disclose`."""
    open_to_all = posted and ask.channel and REACHES[ask.surface] is Reach.PLACE
    who = ask.channel if open_to_all else ask.person.id
    rows = rows_of(shown, who, ask.surface, ask.channel or ask.person.id, context)
    if rows and db is not None:
        disclosures.note(db, rows)
    elif rows:
        with context.store.write() as own:
            disclosures.note(own, rows)


def rows_of(
    shown: Iterable[tuple[Measured, Period]], who: str, surface: Surface, place: str, context: Context
) -> list[Disclosure]:
    """The rows of the log for what was shown: each restricted figure and period once."""
    return [
        Disclosure(
            at=context.now, who=who, metric=name, start=start, end=end, surface=surface.value, place=place
        )
        for name, start, end in dict.fromkeys(
            (metric.name, period.start, period.end)
            for metric, period in shown
            if is_restricted(metric, context)
        )
    ]
