"""What an incident's message says, as long as it lasts and when it is over, and who may read it where."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from digests.case import Case
from digests.readers import Cleared
from metrics.audience import Declared, level_of
from metrics.catalog import Catalog
from metrics.metric import Sensitivity
from storage.alerts import Alert
from storage.incidents import Kept
from templates import Message, Style, render

#: What a departure is worth is said in it.
SALES = "net_sales"

Button = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True)
class Voice:
    """Draws the messages of incidents. `asks` says a case as a question, for **Why**; `named` says an alert in words."""

    catalog: Catalog
    declared: Declared
    cleared: Cleared
    asks: Callable[[Case], str]
    named: Callable[[Alert], str]
    style: Callable[[], Style]

    def message(
        self, kept: Kept, alert: Alert | None, place: str, cleared: Collection[Sensitivity]
    ) -> Message:
        """The incident as it stands, as far as whoever is so cleared may see it; its buttons go when it is closed."""
        case = Case.of(kept.shown)
        is_open = self._is_open(case, cleared)
        worth = case.worth if self._level(SALES) in cleared else None
        below = tuple(line for line in case.below if self._level(line.metric) in cleared)
        message = render(
            "alert/incident.j2",
            incident=kept,
            case=replace(case, worth=worth, below=below),
            metric=self.catalog.named(case.metric) if case.metric else None,
            withheld=not is_open,
            alert=alert,
            named=self.named(alert) if alert else "",
            buttons=self._buttons(kept, case),
            more=self._more(kept),
            style=self.style(),
        )
        shown = (*self._figures(case), *((SALES,) if worth else ())) if is_open else ()
        return self._marked(message, shown, case, place)

    def below(self, kept: Kept, place: str, cleared: Collection[Sensitivity]) -> Message | None:
        """What goes with an incident, for its thread, as far as whoever is so cleared may see it; None for nothing."""
        case = Case.of(kept.shown)
        lines = [(line, self.catalog.named(line.metric)) for line in case.below]
        lines = [(line, metric) for line, metric in lines if level_of(metric, self.declared) in cleared]
        if not lines:
            return None
        stock = bool(case.words)
        message = render("alert/below.j2", lines=lines, stock=stock, opened=case.opened, style=self.style())
        return self._marked(message, [metric.name for _, metric in lines], case, place)

    def still(self, kept: Kept, place: str, cleared: Collection[Sensitivity]) -> Message | None:
        """Said in the thread when a snooze has ended and it still goes on; None where they may not see it."""
        case = Case.of(kept.shown)
        if not self._is_open(case, cleared):
            return None
        metric = self.catalog.named(case.metric) if case.metric else None
        message = render("alert/still.j2", case=case, metric=metric, incident=kept, style=self.style())
        return self._marked(message, self._figures(case), case, place)

    def more(self, cases: Sequence[Case], cleared: Collection[Sensitivity]) -> Message | None:
        """What a place was not told of one by one, without figures for directors alone; None for nothing."""
        named = [
            (one, self.catalog.named(one.metric))
            for one in cases
            if one.metric and self._is_open(one, cleared) and not self.is_restricted(one)
        ]
        return render("alert/more.j2", cases=named, style=self.style()) if named else None

    def is_open_to(self, case: Case, place: str) -> bool:
        """Whether everybody who reads a place may see the case's figure."""
        return not self._figures(case) or self._is_open(case, self.cleared(place))

    def is_restricted(self, case: Case) -> bool:
        """Whether its figure is for directors alone."""
        return any(self._level(name) is Sensitivity.RESTRICTED for name in self._figures(case))

    def _is_open(self, case: Case, cleared: Collection[Sensitivity]) -> bool:
        return all(self._level(name) in cleared for name in self._figures(case))

    @staticmethod
    def _figures(case: Case) -> tuple[str, ...]:
        """What it tells by itself, by name: its figure, or that of the products it counts."""
        if case.metric:
            return (case.metric,)
        return tuple({line.metric for line in case.below})

    def _level(self, name: str) -> Sensitivity:
        return level_of(self.catalog.named(name), self.declared)

    def _marked(self, message: Message, shown: Collection[str], case: Case, place: str) -> Message:
        """Kept to its place where it shows what is for directors alone; a phone's locked screen shows no figure of it."""
        if not any(self._level(name) is Sensitivity.RESTRICTED for name in shown):
            return message
        what = self.catalog.named(case.metric).label if case.metric else "Stock"
        text = f"{what}: an alert for directors only, open it to read it."
        return replace(message, text=text, restricted=True, cleared=place)

    def _buttons(self, kept: Kept, case: Case) -> list[Button]:
        number = str(kept.id)
        if kept.state == "closed":
            return [("Undo", "alert.reinstate", number)] if kept.ended == "false alarm" else []
        taken = [] if kept.state == "acknowledged" else [("I'm on it", "alert.ack", number)]
        why = [("Why", "why.run", self.asks(case))] if case.metric else [("Status", "shelftalk.status", "")]
        return [*taken, ("Snooze", "alert.snooze", number), ("False alarm", "alert.false", number), *why]

    @staticmethod
    def _more(kept: Kept) -> list[Button]:
        if kept.state == "closed":
            return []
        return [
            ("Snooze for a week", "alert.snooze_week", str(kept.id)),
            ("Its alert", "alert.show", str(kept.alert)),
        ]
