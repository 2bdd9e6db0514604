"""How a message says things: the figures, changes, days and sources of an answer, in one reader's notation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from templates import days, numbers
from templates.numbers import MISSING, SPACE, Form
from templates.style import STATES, UNITS, VERDICTS, Style

UP, DOWN, SAME = "▲", "▼", "="

#: The smallest change that a reader sees: a hundredth of a point, a penny, one.
SEEN = {"rate": 0.00005, "money": 0.5, "count": 0.5}


def numbered(words: Sequence[str]) -> list[tuple[str, str]]:
    """Options of a list in which each is known by its place: (words, "0"), …"""
    return [(one, str(place)) for place, one in enumerate(words)]


class Words:
    """What templates call `say`: every value they show passes through here, and none is computed.

    Answers are taken as they are (see `metrics/reading.py`): a comparison has `asked`, `baseline`, `change`
    and `relative`, a reading `value`, `metric`, `period` and `completeness`.
    """

    def __init__(self, style: Style) -> None:
        """Speak in this style."""
        self.style = style

    # Figures

    def money(self, minor: float | None, form: Form = "headline") -> str:
        """Money in minor units; a dash when missing."""
        return numbers.money(minor, self.style.currency, self.style.locale, form)

    def amount(self, value: float | None, unit: str, form: Form = "headline") -> str:
        """A value in its unit: money in minor units, a rate as 0..1."""
        locale = self.style.locale
        match unit:
            case _ if value is None:
                return MISSING
            case "money":
                return self.money(value, form)
            case "rate":
                return numbers.percent(value, locale)
            case "times":
                return numbers.times(value, locale)
            case "weeks":
                return numbers.weeks(value, locale)
            case "hours":
                return numbers.hours(value, locale)
            case "decimal":
                return numbers.decimal(value, locale)
            case _:
                return numbers.count(value, locale)

    def whole(self, share: float) -> str:
        """A share of 0..1 without decimals: 96 %."""
        return numbers.whole_percent(share, self.style.locale)

    def count(self, value: float | None, one: str = "", many: str = "") -> str:
        """A number of things, with their name when given: 1 order, 12 orders."""
        said = numbers.count(value, self.style.locale)
        name = one if value == 1 else many or f"{one}s"
        return f"{said}{SPACE}{name}" if one else said

    def value(self, reading: Any, form: Form = "headline") -> str:
        """A reading's figure; a dash when it is missing, never a zero."""
        return self.amount(reading.value, reading.metric.unit, form)

    def change(self, comparison: Any, *, form: Form = "headline") -> str:
        """The change since the baseline: ▲ +£1,234 (+6.2 %), ▼ −0.26 pp, ▲ +12 (from 0); a dash when unknown."""
        difference = comparison.change
        if difference is None:
            return MISSING
        if not self._shows(difference, comparison):
            return f"{SAME} no change"
        arrow = UP if difference > 0 else DOWN
        return f"{arrow} {self.difference(comparison, form)}{self.verdict(comparison)}"

    def _shows(self, difference: float, comparison: Any) -> bool:
        """Whether a change is large enough to be seen once it is rounded."""
        return abs(difference) >= SEEN.get(comparison.metric.unit, 0.005)

    def difference(self, comparison: Any, form: Form = "headline") -> str:
        """The signed change with its percentage, without an arrow."""
        difference, unit = comparison.change, comparison.metric.unit
        if unit == "rate":
            return numbers.points(difference, self.style.locale)
        said = numbers.plus(self.amount(difference, unit, self._form(comparison, form)), difference)
        if comparison.relative is not None:
            return f"{said} ({numbers.relative(comparison.relative, self.style.locale)})"
        return f"{said} (from 0)" if not comparison.baseline.value else said

    def _form(self, comparison: Any, form: Form) -> Form:
        """A change is as exact as the figure it belongs to: no pence beside thousands, unless it is small itself."""
        if form != "headline" or comparison.metric.unit != "money":
            return form
        size = numbers.major(
            max(abs(comparison.asked.value), abs(comparison.baseline.value)), self.style.currency
        )
        return (
            "whole"
            if size >= 1000 and abs(numbers.major(comparison.change, self.style.currency)) >= 10
            else form
        )

    def share_of_change(self, comparison: Any) -> str:
        """The change in one short form, for a narrow column: +6.2 %, −0.26 pp, from 0."""
        difference = comparison.change
        if difference is None:
            return MISSING
        if not difference:
            return f"0{SPACE}%"
        if comparison.metric.unit == "rate":
            return numbers.points(difference, self.style.locale)
        if comparison.relative is not None:
            return numbers.relative(comparison.relative, self.style.locale)
        return "from 0" if not comparison.baseline.value else self.difference(comparison, "compact")

    def verdict(self, comparison: Any) -> str:
        """, better or , worse where the arrow alone would mislead."""
        word = VERDICTS.get((comparison.metric.good, comparison.change > 0))
        return f", {word}" if word else ""

    def trend(self, comparison: Any) -> str:
        """The change in words for a first line: ▼ down £12,300 (−6.2 %)."""
        difference = comparison.change
        if not difference or not self._shows(difference, comparison):
            return MISSING if difference is None else "no change"
        rising = difference > 0
        said = self.difference(comparison).lstrip("+−")
        return f"{UP if rising else DOWN} {'up' if rising else 'down'} {said}{self.verdict(comparison)}"

    def plot(self, value: float | None, unit: str) -> float | None:
        """A value as a chart or a sortable cell wants it: money in major units, rates in per cent."""
        if value is None:
            return None
        if unit == "money":
            return numbers.major(value, self.style.currency)
        return round(value * 100, 4) if unit == "rate" else round(value, 4)

    def axis(self, unit: str) -> str:
        """What a chart's axis is marked with: GBP, %, × or nothing."""
        return {
            "money": self.style.currency or "",
            "rate": "%",
            "times": "×",
            "weeks": "weeks",
            "hours": "hours",
        }.get(unit, "")

    # Time

    def day(self, day: date) -> str:
        """A day: Sun 22 Nov."""
        return days.day(day, self.style.locale, self.style.today)

    def moment(self, moment: datetime) -> str:
        """A day and time in the shop's zone (one without a zone is taken to be there): Sat 21 Nov 18:40."""
        local = moment.astimezone(ZoneInfo(self.style.zone)) if moment.tzinfo else moment
        return days.moment(local, self.style.locale, self.style.today)

    def schedule(self, names: Sequence[str], at: time, zone: str) -> str:
        """When something comes: Monday to Friday at 08:00 (Europe/London)."""
        return f"{days.on_days(names)} at {at:%H:%M} ({zone})"

    def period(self, period: Any) -> str:
        """A period as people say it, with its days."""
        return days.period(period, self.style.locale)

    def dates(self, period: Any) -> str:
        """A period's days alone, with the year."""
        return days.span(period.start, period.end, self.style.locale)

    def plan(self, period: Any) -> str:
        """A period as one plans for it: November, Q4, 2027."""
        return days.plan(period.start, period.end, self.style.locale, self.style.today)

    def whose(self, period: Any) -> str:
        """The period that something is of: the month's, the week's."""
        whole = {"month": "month", "quarter": "quarter", "year": "year"}.get(period.shape, "period")
        return f"the {'week' if (period.end - period.start).days == 7 else whole}'s"

    def falls(self, name: str, day: date) -> str:
        """A named day to come: Black Friday is Friday, Black Friday is on Fri 27 Nov."""
        near = self.style.today and timedelta(0) <= day - self.style.today < timedelta(days=7)
        if day == self.style.today:
            return f"{name} is today"
        return f"{name} is {days.weekday(day, self.style.locale) if near else f'on {self.day(day)}'}"

    def sentence(self, words: str) -> str:
        """Words that begin a line."""
        return words[:1].upper() + words[1:]

    def inline(self, label: str) -> str:
        """A label inside a sentence: small first letter, unless it is an abbreviation such as AOV."""
        return label if label[1:2].isupper() or label[1:2].isdigit() else label[:1].lower() + label[1:]

    def when(self, period: Any) -> str:
        """A period in a first line: one near day without its year, else its days."""
        if (period.end - period.start).days == 1:
            return self.day(period.start)
        return self.dates(period)

    def against(self, comparison: Any) -> str:
        """What a figure is compared with in a first line: Sun 15 Nov, or of a day that is not over Sun 15 Nov to 09:40."""
        return f"{self.when(comparison.baseline.period)}{self.to_the_hour(comparison)}"

    def to_the_hour(self, comparison: Any) -> str:
        """The time of day up to which a day that is not over is compared."""
        return f" to {comparison.until:%H:%M}" if comparison.until else ""

    def short(self, period: Any) -> str:
        """A period in at most 20 characters, for a chart."""
        return days.short_span(period.start, period.end, self.style.locale)

    def age(self, span: timedelta) -> str:
        """How long something has waited: 12 min, 19 h, 3 days."""
        minutes = int(span.total_seconds() // 60)
        if minutes < 60:
            return f"{minutes}{SPACE}min"
        return f"{minutes // 60}{SPACE}h" if minutes < 48 * 60 else f"{minutes // 1440}{SPACE}days"

    # Definitions

    def unit(self, unit: str) -> str:
        """How a metric is counted, in words."""
        return {"money": f"money ({self.style.currency or 'the currency of the data'})"}.get(
            unit, UNITS.get(unit, unit)
        )

    def welcome(self, good: str) -> str:
        """Which direction is good news, as the end of a sentence."""
        return {"up": ", higher is better", "down": ", lower is better"}.get(good, "")

    def nothing_yet(self, comparison: Any) -> str:
        """A headline without a figure."""
        return f"{comparison.metric.label}: nothing recorded yet for {self.when(comparison.asked.period)}"

    # Segments, sources

    def segment(self, dimension: str | None, name: str) -> str:
        """A segment in people's words: GB is the United Kingdom."""
        return days.country(name, self.style.locale) if dimension == "country" else name

    def row(self, name: str, comparison: Any) -> str:
        """A segment in a table, and why it is not ranked where it is not: Norway · too few orders (7) to rank."""
        few = comparison.too_few
        if few is None:
            return name
        return f"{name} · too few {self.inline(few.of.label)} ({self.count(few.count)}) to rank"

    def plural(self, dimension: str) -> str:
        """A dimension as a heading: product_line becomes Product lines."""
        words = dimension.replace("_", " ").capitalize()
        return words[:-1] + "ies" if words.endswith("y") else words + "s"

    def filters(self, filters: Mapping[str, Sequence[str]]) -> str:
        """What an answer was narrowed to: United Kingdom, Shopify or Amazon."""
        return ", ".join(
            " or ".join(self.segment(dimension, name) for name in names)
            for dimension, names in filters.items()
        )

    def state(self, reading: Any) -> str:
        """How complete a reading is: complete, or ⏳ still arriving (through Sat 21 Nov), with the hour where known."""
        said = STATES[reading.completeness]
        if reading.findings:
            return self.faulty(reading)
        if reading.awaited is not None and reading.awaited.is_running:
            return f"⏳ partial, the day is not over{self.awaits(reading.awaited)}"
        if reading.awaited is not None:
            return f"{said}{self.awaits(reading.awaited, late=reading.completeness == 'stale')}"
        through = reading.through
        return said if through is None else f"{said} (through {self.day(through)})"

    def absent(self, reading: Any) -> str:
        """Why there is no figure: not recorded where the data is faulty, else no data yet."""
        return "not recorded" if reading.findings else "no data yet"

    def awaits(self, awaited: Any, *, late: bool = False) -> str:
        """What a figure waits for: GA4 is through Sun 22 Nov 21:00 (Europe/London); usually final about 13:00."""
        if awaited.settles is not None:
            settled = f"settled through {self.day(awaited.through)}; " if awaited.through else ""
            return f" ({settled}{awaited.label} figures grow for {self.age(awaited.settles)}{self.ripeness(awaited)})"
        verb = "are" if awaited.label.endswith("s") else "is"
        said = f": {awaited.label} {verb} through {self.reached(awaited.through)} ({self.style.zone})"
        if awaited.final is None:
            return said
        return f"{said}; {'expected by' if late else 'usually final about'} {self.hour(awaited.final)}"

    def ripeness(self, awaited: Any) -> str:
        """How immature figures are: about 65 % of them is usually there at this age; or that this is not known yet."""
        if awaited.share is not None:
            return f"; usually about {self.whole_percent(awaited.share)} is there at this age"
        if awaited.age is None:
            return ""
        age = self.age(timedelta(days=awaited.age)) if awaited.age else "less than a day"
        return f"; the newest day is {age} old, and what it usually becomes is not known yet"

    def whole_percent(self, share: float) -> str:
        """A share without decimals: 65 %."""
        return f"{numbers.count(round(share * 100), self.style.locale)}{SPACE}%"

    def reached(self, through: date | datetime) -> str:
        """How far something has come: a day, or a moment where it is known."""
        return self.moment(through) if isinstance(through, datetime) else self.day(through)

    def restated(self, restatement: Any) -> str:
        """What a figure was and is: Friday's net sales were £2,310, now £2,400: Shopify orders were imported again."""
        metric, period = restatement.metric, restatement.period
        name = metric.label if metric.label[:2].isupper() else metric.label[:1].lower() + metric.label[1:]
        verb = "were" if name.endswith("s") else "was"
        before, now = (self.amount(value, metric.unit) for value in (restatement.before, restatement.now))
        is_day = (period.end - period.start).days == 1
        is_near = self.style.today and timedelta(0) < self.style.today - period.start <= timedelta(days=7)
        if is_day and is_near:
            return f"{days.weekday(period.start, self.style.locale)}'s {name} {verb} {before}, now {now}: {restatement.why}."
        return f"{metric.label} for {self.dates(period)} {verb} {before}, now {now}: {restatement.why}."

    def hour(self, moment: datetime) -> str:
        """A moment, by its hour alone where it is today: 13:00, 13:00 on Tue 24 Nov."""
        local = moment.astimezone(ZoneInfo(self.style.zone))
        return f"{local:%H:%M}" + (
            "" if local.date() == self.style.today else f" on {self.day(local.date())}"
        )

    def flag(self, reading: Any) -> str:
        """⚠ before a figure of which something is wrong, in a place too narrow for words."""
        return "⚠ " if reading.findings else ""

    def faulty(self, reading: Any) -> str:
        """How much of a reading stands on faulty days: ⚠ not sound, 10 of its 30 days are faulty."""
        days = {
            period.start + timedelta(days=at)
            for finding in reading.findings
            for period in finding.days
            for at in range((period.end - period.start).days)
        }
        whole = (reading.period.end - reading.period.start).days
        if len(days) >= whole:
            return f"⚠ not sound: {'the day is' if whole == 1 else 'its days are'} faulty"
        verb = "is" if len(days) == 1 else "are"
        return f"⚠ not sound: {self.count(len(days))} of its {self.count(whole)} days {verb} faulty"

    def warnings(self, answers: Iterable[Any], more: Iterable[Any] = ()) -> list[str]:
        """What is wrong with the data behind answers, and behind further comparisons; each fault once."""
        said: dict[tuple[Any, ...], str] = {}
        for answer in answers:
            for finding in answer.warnings:
                said.setdefault((finding.kind, finding.source, finding.measures), finding.sentence)
        for comparison in more:
            for finding in comparison.asked.findings:
                said.setdefault((finding.kind, finding.source, finding.measures), finding.sentence)
        return list(said.values())

    def worst(self, comparisons: Iterable[Any]) -> str:
        """The state of the least complete of several readings."""
        order = list(STATES)
        return self.state(
            max((one.asked for one in comparisons), key=lambda reading: order.index(reading.completeness))
        )

    def sources(self, answer: Any) -> list[str]:
        """What an answer covers and how far each source has arrived: Shopify orders through Sat 21 Nov 18:40."""
        reached = {coverage.label: self.reach(coverage) for coverage in answer.reach}
        return [reached.pop(name, name) for name in answer.covers] + list(reached.values())

    def all_sources(self, answers: Iterable[Any]) -> list[str]:
        """What several answers cover, each source once."""
        return list(dict.fromkeys(said for answer in answers for said in self.sources(answer)))

    def reach(self, coverage: Any) -> str:
        """How far a source has arrived: Shopify orders through Sat 21 Nov 18:40."""
        return f"{coverage.label} through {self.until(coverage)}"

    def until(self, coverage: Any) -> str:
        """The newest moment a source has delivered: Sat 21 Nov 18:40."""
        return self.day(coverage.last) if coverage.through is None else self.moment(coverage.through)

    # Cells of tables

    def is_rounded(self, reading: Any) -> bool:
        """Whether a headline shows less than the reading holds: pence of an amount of a thousand or more."""
        return reading.metric.unit == "money" and self.value(reading) != self.value(reading, "full")

    def figure(self, reading: Any) -> tuple[str, float | None]:
        """A cell of a table: the figure as shown, marked where it is not sound, and as sorted by."""
        return f"{self.flag(reading)}{self.value(reading)}", self.plot(reading.value, reading.metric.unit)

    def moved(self, comparison: Any) -> tuple[str, float | None]:
        """A cell of a table: the change as shown, and as sorted by."""
        return self.arrow(comparison) + self.share_of_change(comparison), self.plot(
            comparison.change, comparison.metric.unit
        )

    def arrow(self, comparison: Any) -> str:
        """▲ or ▼ before a change, nothing where there is none."""
        difference = comparison.change
        shows = difference is not None and self._shows(difference, comparison)
        return f"{UP if difference > 0 else DOWN} " if shows else ""
