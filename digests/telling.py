"""What an incident's message says, as long as it lasts and when it is over, and who may read it where."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from digests.case import Case
from metrics.audience import Declared, level_of
from metrics.catalog import Catalog
from metrics.metric import Sensitivity
from storage.alerts import Alert
from storage.incidents import Kept
from templates import Message, Style, render

Cleared = Callable[[str], Collection[Sensitivity]]
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

    def message(self, kept: Kept, alert: Alert | None, place: str) -> Message:
        """The incident as it stands; its buttons go when it is closed."""
        case = Case.of(kept.shown)
        message = render(
            "alert/incident.j2",
            incident=kept,
            case=case,
            metric=self.catalog.named(case.metric) if case.metric else None,
            alert=alert,
            named=self.named(alert) if alert else "",
            buttons=self._buttons(kept, case),
            more=self._more(kept),
            style=self.style(),
        )
        return self._marked(message, case, place)

    def below(self, kept: Kept, place: str, cleared: Collection[Sensitivity]) -> Message | None:
        """What goes with an incident, for its thread, as far as whoever is so cleared may see it; None for nothing."""
        case = Case.of(kept.shown)
        lines = [(line, self.catalog.named(line.metric)) for line in case.below]
        lines = [(line, metric) for line, metric in lines if level_of(metric, self.declared) in cleared]
        if not lines:
            return None
        stock = bool(case.words)
        message = render("alert/below.j2", lines=lines, stock=stock, opened=case.opened, style=self.style())
        return self._marked(message, case, place)

    def still(self, kept: Kept, place: str) -> Message:
        """Said in the thread when a snooze has ended and it still goes on."""
        case = Case.of(kept.shown)
        metric = self.catalog.named(case.metric) if case.metric else None
        message = render("alert/still.j2", case=case, metric=metric, incident=kept, style=self.style())
        return self._marked(message, case, place)

    def more(self, cases: Sequence[Case]) -> Message | None:
        """What a place was not told of one by one; None for nothing."""
        named = [(one, self.catalog.named(one.metric)) for one in cases if one.metric]
        return render("alert/more.j2", cases=named, style=self.style()) if named else None

    def is_open_to(self, case: Case, place: str) -> bool:
        """Whether everybody who reads a place may see the case's figure."""
        return not case.metric or level_of(self.catalog.named(case.metric), self.declared) in self.cleared(
            place
        )

    def is_restricted(self, case: Case) -> bool:
        """Whether its figure is for directors alone."""
        if not case.metric:
            return False
        return level_of(self.catalog.named(case.metric), self.declared) is Sensitivity.RESTRICTED

    def _marked(self, message: Message, case: Case, place: str) -> Message:
        return replace(message, restricted=True, cleared=place) if self.is_restricted(case) else message

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
