"""The line of jobs: bounded, in turn, and never before the acknowledgement that hands them on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from commands.work import Line, acknowledging


@pytest.fixture
def line() -> Iterator[Line]:
    with closing(Line(workers=1, waiting=1, patient=1)) as line:
        yield line


def test_what_is_handed_on_begins_when_the_acknowledgement_has_left(line: Line) -> None:
    begun = threading.Event()
    with acknowledging():
        handed_on = line.join(begun.set)
        assert not begun.is_set() and line.length == 1
    assert handed_on is not None
    handed_on.result(timeout=5)
    assert begun.is_set()


def test_an_answer_that_is_waited_for_begins_at_once(line: Line) -> None:
    with acknowledging():
        answer = line.join(lambda: "£1")
        assert answer is not None
        assert line.in_time(answer, 5)
        assert answer.result() == "£1"


def test_what_fails_while_acknowledging_does_not_keep_others_from_beginning(line: Line) -> None:
    with pytest.raises(ZeroDivisionError), acknowledging():
        handed_on = line.join(lambda: "begun")
        raise ZeroDivisionError
    assert handed_on is not None
    assert handed_on.result(timeout=5) == "begun"


def test_one_more_than_fits_is_turned_away_until_a_place_is_free(line: Line) -> None:
    leave = threading.Event()
    under_way, waiting = line.join(leave.wait), line.join(lambda: "next")
    assert under_way is not None and waiting is not None
    assert line.join(lambda: "one more") is None
    leave.set()
    assert waiting.result(timeout=5) == "next"
    assert line.join(lambda: "again") is not None


def test_nobody_waits_for_an_answer_where_nobody_may() -> None:
    leave = threading.Event()
    with closing(Line(patient=0)) as line:
        slow = line.join(leave.wait)
        assert slow is not None
        assert not line.in_time(slow, 5)
        leave.set()
        slow.result(timeout=5)
        assert line.in_time(slow, 5)


def test_a_failing_job_hands_its_problem_to_whoever_asked(line: Line) -> None:
    job = line.join(lambda: 1 / 0)
    assert job is not None and line.in_time(job, 5)
    assert isinstance(job.exception(), ZeroDivisionError)


def test_a_closed_line_takes_nothing_more(line: Line) -> None:
    line.close()
    assert line.join(lambda: "late") is None
    assert line.length == 0
