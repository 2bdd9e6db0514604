"""When a part of a request is reminded of, and when others are asked besides: working time, in a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from approvals.content import MATERIAL, Content
from approvals.hours import deadlines
from approvals.hours.working_time import Calendar, between
from approvals.request import Decision, Request, State, Verdict, Version, Wait
from approvals.roster import Roster
from approvals.route import Route, Stage
from tests.approvals.office import COPY, DIRECTOR, MANAGER, OTHER

LONDON = ZoneInfo("Europe/London")
OFFICE = Calendar(zone=LONDON)  # Monday to Friday, nine to six
LEGAL = Stage(name="Legal", who=("legal",), owns=MATERIAL, within=480)  # eight working hours


def at(words: str) -> datetime:
    """“Tue 14:30” of the week of 23 November 2026, in London, where it is winter; “Tue+ …” a week later."""
    day, clock = words.split()
    number = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun").index(day[:3]) + 7 * day.count("+")
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 11, 23, hour, minute, tzinfo=UTC) + timedelta(days=number)


def waiting(
    *waits: tuple[str, str | None],
    content: Content = COPY,
    stage: Stage = LEGAL,
    decisions: tuple[Decision, ...] = (),
) -> Request:
    submitted = at(waits[0][0])
    return Request(
        id=1,
        state=State.IN_REVIEW,
        requester=MANAGER,
        versions=(Version(number=1, content=content, by=MANAGER, at=submitted, sha=content.sha),),
        route=Route(name="any", stages=(stage,)),
        decisions=decisions,
        waits=tuple(
            Wait(stage=stage.name, since=at(since), until=at(until) if until else None)
            for since, until in waits
        ),
        created_at=submitted,
        changed_at=submitted,
        changed_by=MANAGER,
        roster=Roster(roles={"legal": (DIRECTOR, OTHER)}),
    )


def ladder(request: Request) -> list[tuple[str, int, tuple[str, ...]]]:
    rungs = deadlines.rungs(request, lambda _: OFFICE)
    return [(f"{rung.at.astimezone(LONDON):%a %H:%M}", rung.percent, rung.to) for rung in rungs]


def test_the_ladder_counts_working_time_alone() -> None:
    assert ladder(waiting(("Mon 10:00", None))) == [
        ("Mon 14:00", 50, ()),
        ("Mon 18:00", 100, ()),
        ("Tue 10:36", 120, ("backup",)),
        ("Tue 17:00", 200, ("owner", "channel")),
    ]


def test_over_a_week_end_nobody_is_late() -> None:
    assert [when for when, *_ in ladder(waiting(("Fri 16:00", None)))] == [
        "Mon 11:00", "Mon 15:00", "Mon 16:36", "Tue 14:00",
    ]  # fmt: skip


def test_on_hold_and_while_changes_are_wanted_the_time_stands_still() -> None:
    held = waiting(("Mon 10:00", "Mon 12:00"), ("Wed 09:00", None))

    assert ladder(held)[0] == ("Wed 11:00", 50, ())
    assert ladder(replace(held, state=State.ON_HOLD)) == []
    assert ladder(replace(held, state=State.CHANGES_REQUESTED)) == []


def test_who_lost_their_yes_to_an_edit_has_their_whole_time_again() -> None:
    yes = Decision(
        stage="Legal", version=1, sha=COPY.sha, by=DIRECTOR, verdict=Verdict.APPROVED, at=at("Mon 12:00"),
        counts_for=1, live=False,
    )  # fmt: skip
    asked_anew = waiting(("Mon 10:00", "Mon 12:00"), ("Wed 09:00", None), decisions=(yes,))

    assert ladder(asked_anew)[0] == ("Wed 13:00", 50, ())


def test_two_working_hours_before_it_goes_live_they_are_always_reminded() -> None:
    soon = replace(COPY, goes_live="2026-11-24T10:00", zone="Europe/London")
    live = waiting(("Mon 10:00", None), content=soon)

    assert [when for when, *_ in ladder(live)][:3] == ["Mon 14:00", "Mon 17:00", "Mon 18:00"]
    assert deadlines.next_deadline(live, lambda _: OFFICE) == at("Mon 18:00")


def test_nothing_is_wanted_later_than_it_goes_live() -> None:
    today = waiting(
        ("Mon 10:00", None), content=replace(COPY, goes_live="2026-11-23T16:00", zone="Europe/London")
    )

    assert deadlines.next_deadline(today, lambda _: OFFICE) == at("Mon 16:00")
    assert deadlines.next_deadline(replace(today, state=State.ON_HOLD), lambda _: OFFICE) is None


def test_at_a_moment_that_comes_too_soon_for_that_they_have_just_been_asked() -> None:
    at_once = replace(COPY, goes_live="2026-11-23T11:00", zone="Europe/London")

    assert ladder(waiting(("Mon 10:00", None), content=at_once))[0] == ("Mon 14:00", 50, ())


DUE = [
    # now, last said, what is due: percent and whom
    ("Mon 13:59", None, None),
    ("Mon 14:00", None, (50, ())),
    ("Mon 14:01", "Mon 14:00", None),
    ("Mon 18:00", "Mon 14:00", (100, ())),
    ("Mon 18:04", "Mon 14:00", (100, ())),
    ("Mon 18:30", "Mon 14:00", None),  # nobody is reminded in the evening of what is late by then
    ("Tue 09:00", "Mon 14:00", (100, ())),
    ("Tue 10:36", "Tue 09:00", (120, ("backup",))),
    ("Wed 11:00", None, (200, ("backup", "owner", "channel"))),  # after downtime: one, not a burst
    ("Wed 03:00", None, None),
    ("Thu 12:00", "Wed 11:00", None),
]


@pytest.mark.parametrize(("now", "last", "expected"), DUE)
def test_what_is_due_is_said_once(
    now: str, last: str | None, expected: tuple[int, tuple[str, ...]] | None
) -> None:
    said = {"Legal": at(last)} if last else {}
    found = deadlines.due(waiting(("Mon 10:00", None)), lambda _: OFFICE, said=said, now=at(now))

    assert [(rung.percent, rung.to) for rung in found] == ([expected] if expected else [])


LOOKS = [
    ("Mon 10:00", None, "Mon 14:00"),
    ("Mon 14:00", "Mon 14:00", "Mon 18:00"),
    ("Mon 18:30", "Mon 14:00", "Tue 09:00"),
    ("Sat 12:00", None, "Mon+ 09:00"),
    ("Tue 17:00", "Tue 17:00", None),
]


@pytest.mark.parametrize(("now", "last", "expected"), LOOKS)
def test_it_is_looked_at_again_when_something_is_to_be_said(
    now: str, last: str | None, expected: str | None
) -> None:
    said = {"Legal": at(last)} if last else {}
    found = deadlines.next_look(waiting(("Mon 10:00", None)), lambda _: OFFICE, said=said, now=at(now))

    assert found == (at(expected) if expected else None)


@pytest.mark.parametrize("hours", range(0, 24 * 7, 5))
def test_the_last_moment_that_leaves_two_hours_leaves_just_those(hours: int) -> None:
    live = at("Mon+ 00:00") + timedelta(hours=hours)
    found = deadlines.lead(OFFICE, live, 120, since=at("Mon 09:00"))

    assert found is not None
    assert between(OFFICE, found, live) == 120
    assert between(OFFICE, found + timedelta(minutes=1), live) < 120
