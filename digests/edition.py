"""One digest for one day: its figures, what moved them, the news among them, and what waits for a yes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from digests.digest import Digest, Movers
from digests.ground import Asked
from digests.news import Front
from digests.review import Review
from metrics.alongside import Alongside, alongside
from metrics.analyst import Analyst
from metrics.fair import last_year
from metrics.metric import Measured
from metrics.normal import Verdict
from metrics.period import DAY, Period, previous
from metrics.reading import Answer, Comparison, Completeness, Question
from metrics.refusals import CannotAnswer
from metrics.shop_year import ShopYear
from metrics.standing import Standing


@dataclass(frozen=True, kw_only=True)
class Moved:
    """The segments that moved a figure most, biggest first, up and down alike."""

    movers: Movers
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True, kw_only=True)
class Edition:
    """What one digest says on one day. `figures` begins with the headline; a figure that is missing says so."""

    digest: Digest
    day: date
    period: Period
    baseline: Period
    figures: tuple[Comparison, ...]
    answers: tuple[Answer, ...]
    moved: tuple[Moved, ...]
    asked: tuple[Asked, ...]  # the approvals that wait for its readers, oldest first
    now: datetime
    notes: tuple[str, ...] = ()
    alongside: Alongside | None = None  # what one must know to judge the headline's change
    paces: tuple[Standing, ...] = ()  # how what is planned for its day stands
    since: Comparison | None = None  # the headline over all days since the last edition, where those are more
    front: Front | None = (
        None  # of a digest with sections: what leads, what follows, what waits in the thread
    )
    due: tuple[Asked, ...] = ()  # content of its readers' that is due
    review: Review | None = (
        None  # of a month's: whether it is final, and what moved since the provisional one
    )

    @property
    def waiting(self) -> int:
        """How many approvals wait for a yes."""
        return len(self.asked)

    @property
    def oldest(self) -> timedelta | None:
        """How long the oldest of them has waited."""
        return self.now - self.asked[0].at if self.asked else None

    @property
    def needed(self) -> datetime | None:
        """By when the first of them needs its next yes; None where they wait for nobody."""
        return min((one.needed_by for one in self.asked if one.needed_by), default=None)

    @property
    def headline(self) -> Comparison | None:
        """The first figure with a value and without a fault: a digest never leads with what nobody should believe."""
        known = [figure for figure in self.figures if figure.asked.value is not None]
        return next((figure for figure in known if figure.asked.is_sound), known[0] if known else None)

    @property
    def is_news(self) -> bool:
        """Whether something departs from what is usual, or cannot be told to be usual: no data, a feast, a fault."""
        if self.headline is None or not self.headline.asked.is_sound:
            return True
        if self.front is not None and any(one.is_unusual for one in self.front.told):
            return True
        judged = self.alongside.judged if self.alongside else None
        return judged is None or judged.verdict in (Verdict.CLEAR, Verdict.LIKELY)


def compose(
    digest: Digest,
    analyst: Analyst,
    *,
    day: date,
    now: datetime,
    asked: Sequence[Asked] = (),
    year: ShopYear,
    paces: Sequence[Standing] = (),
    period: Period | None = None,
) -> Edition:
    """Put together the edition of `day`, which tells of the day before (or of `period`), as far as the facts reach at `now`."""
    period = period or Period(day - DAY, day)
    baseline = _fair_day(digest.figures[0], analyst, period, year)
    answers, notes = _answers(digest, analyst, period, baseline, day, now)
    moved = tuple(
        Moved(movers=movers, comparisons=_moved(movers, analyst, period, baseline))
        for movers in digest.movers
        if _known(answers, movers.metric)
    )
    edition = Edition(
        digest=digest,
        day=day,
        period=period,
        baseline=baseline,
        figures=tuple(comparison for answer in answers for comparison in answer.totals),
        answers=tuple(answers),
        moved=moved,
        asked=tuple(asked),
        paces=tuple(paces),
        now=now,
        notes=(*(note for answer in answers for note in answer.notes), *notes),
    )
    return replace(edition, alongside=_beside(edition, analyst, year))


def _fair_day(headline: Measured, analyst: Analyst, period: Period, year: ShopYear) -> Period:
    """The like day a year ago where the facts reach back so far, else the week before."""
    year_ago = last_year(period, year)
    covered = analyst.read(headline, year_ago).completeness is Completeness.COMPLETE
    return year_ago if covered else previous(period)


def _beside(edition: Edition, analyst: Analyst, year: ShopYear) -> Alongside | None:
    """What stands beside the change of the headline."""
    lead = next((answer for answer in edition.answers if edition.headline in answer.totals), None)
    return alongside(lead, analyst, year, today=edition.day) if lead else None


def _answers(
    digest: Digest, analyst: Analyst, period: Period, baseline: Period, day: date, now: datetime
) -> tuple[list[Answer], list[str]]:
    """Each figure on its own, so that one without data does not take the others with it."""
    answers: list[Answer] = []
    notes: list[str] = []
    for metric in (*digest.figures, *digest.also):
        question = Question(metrics=(metric,), period=period, baseline=baseline)
        try:
            answer = analyst.answer(question, today=day, now=now)
        except CannotAnswer as problem:
            notes += [problem.message] if metric in digest.figures else []
        else:
            wanted = metric in digest.figures or answer.totals[0].asked.value is not None
            answers += [answer] if wanted else []
    return answers, notes


def _known(answers: list[Answer], metric: Measured) -> bool:
    return any(
        total.metric == metric and total.asked.value is not None
        for answer in answers
        for total in answer.totals
    )


def _moved(movers: Movers, analyst: Analyst, period: Period, baseline: Period) -> tuple[Comparison, ...]:
    up, down = analyst.movers(movers.metric, movers.dimension, period, baseline, movers.count)
    return tuple(sorted((*up, *down), key=_size, reverse=True)[: movers.count])


def _size(comparison: Comparison) -> float:
    return abs(comparison.change or 0)
