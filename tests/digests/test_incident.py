"""The life of an incident: which event leads where, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from digests.case import Case, Line
from digests.incident import (
    TRANSITIONS,
    Acknowledge,
    Dismiss,
    Ended,
    Event,
    Recover,
    Refused,
    Reinstate,
    Snooze,
    State,
    Wake,
    diagram,
    step,
)
from storage.incidents import Kept

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OPEN = Kept(id=1, alert=1, series="", opened=date(2026, 11, 22), place="C0ECOM", state="open", told_at=NOW)
EVENTS: dict[type[Event], Event] = {
    Acknowledge: Acknowledge(at=NOW, by="U0AIKO"),
    Snooze: Snooze(at=NOW, by="U0AIKO", until=NOW + timedelta(days=1)),
    Wake: Wake(at=NOW),
    Recover: Recover(at=NOW, ended=Ended.BACK),
    Dismiss: Dismiss(at=NOW, by="U0AIKO"),
    Reinstate: Reinstate(at=NOW, by="U0AIKO"),
}


def at(state: State, ended: str = "") -> Kept:
    until = NOW if state is State.SNOOZED else None
    return replace(OPEN, state=state.value, until=until, ended=ended)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("kind", EVENTS)
def test_every_event_leads_where_the_table_says_or_nowhere(state: State, kind: type[Event]) -> None:
    after = step(at(state, "false alarm" if state is State.CLOSED else ""), EVENTS[kind])
    wanted = TRANSITIONS[state].get(kind)

    assert (
        isinstance(after, Refused) if wanted is None else (isinstance(after, Kept) and after.state == wanted)
    )


def test_only_a_false_alarm_is_brought_back() -> None:
    assert isinstance(step(at(State.CLOSED, Ended.FALSE_ALARM), EVENTS[Reinstate]), Kept)
    assert step(at(State.CLOSED, Ended.BACK), EVENTS[Reinstate]) == Refused("It is closed: back to normal.")


def test_somebody_else_may_take_it_over_but_nobody_takes_it_twice() -> None:
    taken = step(OPEN, EVENTS[Acknowledge])
    assert isinstance(taken, Kept)

    assert step(taken, EVENTS[Acknowledge]) == Refused("You have it already.")
    other = step(taken, Acknowledge(at=NOW, by="U0DANA"))
    assert isinstance(other, Kept) and other.by == "U0DANA"


def test_the_figures_do_not_take_the_name_of_who_had_it() -> None:
    taken = step(OPEN, EVENTS[Acknowledge])
    assert isinstance(taken, Kept)

    closed = step(taken, EVENTS[Recover])

    assert isinstance(closed, Kept) and (closed.by, closed.closed_at) == ("U0AIKO", NOW)


def test_the_diagram_of_the_docs_is_the_table() -> None:
    page = (Path(__file__).parents[2] / "docs" / "alerts.md").read_text(encoding="utf-8")

    assert diagram() in page


def test_a_case_comes_back_as_it_was_kept() -> None:
    case = Case(
        series="sessions", opened=OPEN.opened, last=OPEN.opened, metric="sessions", filters={"country": ("DE", "GB")},
        value=200.0, expected=440.0, below=(Line(metric="orders", part="", value=3, expected=7),),
    )  # fmt: skip

    assert Case.of(case.as_data()) == case
    assert Case.of(case.as_data()).as_data() == case.as_data()
    assert case.days == 1
