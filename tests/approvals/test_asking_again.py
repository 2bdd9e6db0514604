"""Who can decide in time, as whoever asks is told; and asking again, not too soon and not at night."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from approvals.desk import Desk
from approvals.guards import Why
from delivery.outbox import Outbox
from storage import Store, attention, delegations
from storage.delegations import Delegation
from tests.approvals.office import COPY, DIRECTOR, MANAGER, NOW, OTHER

HOUR = timedelta(hours=1)
MONDAY = date(2026, 11, 30)


def away(store: Store, who: str, instead: str | None = None) -> None:
    with store.write() as db:
        attention.leave(db, who, NOW.date(), MONDAY)
        if instead:
            until = NOW + timedelta(days=7)
            delegations.delegate(db, Delegation(who=who, to=instead, start=NOW, until=until, by=who, at=NOW))


def said(desk: Desk, **changed: str) -> str:
    return str(desk.submit(MANAGER, replace(COPY, **changed), now=NOW).said)


def test_whoever_asks_is_told_by_when_it_is_needed(desk: Desk) -> None:
    assert said(desk).endswith("It is needed by 16:14 on Tue 24 Nov.")
    assert said(desk, goes_live="2026-11-23T12:00", zone="Europe/London").endswith("It is needed by 12:00.")


def test_whoever_asks_is_told_who_is_away_and_who_can_in_time(desk: Desk, store: Store) -> None:
    away(store, DIRECTOR)

    assert f"<@{DIRECTOR}> is away until Mon 30 Nov. <@{OTHER}> can until 16:14 on Tue 24 Nov." in said(desk)


def test_whoever_asks_is_told_who_stands_in(desk: Desk, store: Store) -> None:
    away(store, DIRECTOR, OTHER)

    assert f"<@{DIRECTOR}> is away until Mon 30 Nov and <@{OTHER}> decides in their place." in said(desk)


def test_before_a_moment_at_night_nobody_works(desk: Desk) -> None:
    desk_said = str(
        desk.submit(
            MANAGER,
            replace(COPY, goes_live="2026-11-24T07:00", zone="Europe/London"),
            now=NOW.replace(hour=19),
        ).said
    )

    assert "⚠ Nobody works before 07:00 on Tue 24 Nov: it is needed by then." in desk_said


def test_those_who_have_not_answered_are_asked_again_once_in_four_working_hours(
    desk: Desk, outbox: Outbox
) -> None:
    said(desk)

    assert desk.nudge(1, by=MANAGER, now=NOW + HOUR).accepted
    assert desk.nudge(1, by=MANAGER, now=NOW + 4 * HOUR).why is Why.TOO_SOON
    assert desk.nudge(1, by=MANAGER, now=NOW + 5 * HOUR).accepted

    found = outbox.state(f"told/2/{DIRECTOR}")
    assert found and "its requester asks for your answer" in found.text


def test_nobody_is_asked_again_at_night(desk: Desk) -> None:
    said(desk)

    assert desk.nudge(1, by=MANAGER, now=NOW.replace(hour=20)).why is Why.TOO_SOON
    assert desk.nudge(1, by=OTHER, now=NOW + HOUR).why is Why.NOT_THE_REQUESTER
