"""How long approvals take, how much is reworked and what was live on time: figures like any other."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from approvals.cards import Button
from approvals.content import Content
from approvals.request import Request
from tests.stage import LONDON, Stage

DAY = timedelta(days=1)
COPY = Content(kind="product_copy", title="Aran Coat copy", text="Warm.", zone="Europe/London")
EMAIL = replace(COPY, kind="promo_email", title="Black Friday email")


def sent(stage: Stage, content: Content = COPY, *, by: str = "U0MARCUS", at: datetime) -> Request:
    """A request for approval, sent at a moment."""
    request = stage.running.bot.context.desk.submit(by, content, now=at).request
    assert request is not None
    return request


def decided(stage: Stage, request: Request, *, at: datetime) -> None:
    """Dana's yes to the current version."""
    desk = stage.running.bot.context.desk
    found = desk.show(request.id, now=at)
    assert found is not None
    button = Button(request=found.id, version=found.version.number, sha=found.version.sha)
    assert desk.decide(button, by="U0DANA", now=at).accepted


def told(stage: Stage, words: str) -> str:
    """What the bot answers Marcus, with plain spaces."""
    return stage.person("marcus").types(words).text.replace("\xa0", " ")


@pytest.fixture
def history(stage: Stage) -> Stage:
    """Three decided requests of Monday, one of the week before, and one that is still open; it is Thursday."""
    monday, hour = stage.clock(), timedelta(hours=1)
    before = sent(stage, at=monday - 7 * DAY)
    decided(stage, before, at=monday - 7 * DAY + 2 * hour)
    quick = sent(stage, at=monday)
    decided(stage, quick, at=monday + 2 * hour)
    changed = sent(stage, by="U0AIKO", at=monday)
    desk = stage.running.bot.context.desk
    desk.edit(changed.id, replace(COPY, text="Dry."), by="U0AIKO", version=1, now=monday + hour)
    decided(stage, changed, at=monday + 4 * hour)
    decided(stage, sent(stage, EMAIL, at=monday), at=monday + 12 * hour)
    sent(stage, EMAIL, at=monday)
    stage.at(monday + 3 * DAY)
    return stage


def test_the_lead_time_is_the_median_of_what_was_decided_beside_the_period_before(history: Stage) -> None:
    answer = told(history, "/kpi approval lead time this week")

    assert "Approval lead time 4.0 h · ▲ up 2.0 h (+100 %), worse vs Mon 16–Wed 18 Nov 2026" in answer
    assert "Requests that are still open are not in it." in answer
    assert "Source: Approvals (1 still open) through" in answer


def test_by_kind_each_median_is_of_its_own_requests_and_the_total_of_all(history: Stage) -> None:
    answer = told(history, "/kpi approval lead time this week by kind")

    assert "Promotional email | 12 h | —" in answer
    assert "Product copy | 3.0 h | 2.0 h | ▲ +50.0 %" in answer
    assert "Total | 4.0 h | 2.0 h" in answer


def test_rework_is_told_by_requester_in_the_name_people_know(history: Stage) -> None:
    answer = told(history, "/kpi rework rate this week by requester")

    assert "Rework rate 33.3 %" in answer
    assert "Aiko" in answer
    assert "U0AIKO" not in answer


def test_and_by_team_where_the_settings_name_one(history: Stage) -> None:
    answer = told(history, "/kpi approval lead time this week by team")

    assert "Campaigns" in answer
    assert "No team" in answer


def test_a_run_over_days_leaves_out_days_without_a_decision(history: Stage) -> None:
    answer = told(history, "/kpi approval lead time by day this week")

    assert "Mon 23 Nov 4.0" in answer
    assert "Nothing recorded for Tue 24 Nov" in answer


def test_what_was_not_live_by_its_planned_moment_was_not_on_time(stage: Stage) -> None:
    monday = stage.clock()
    planned = replace(COPY, goes_live=f"{monday + DAY:%Y-%m-%dT%H:%M}")
    decided(stage, sent(stage, planned, at=monday), at=monday + timedelta(hours=1))
    called_off = sent(stage, planned, at=monday)
    stage.running.bot.context.desk.cancel(called_off.id, by="U0MARCUS", now=monday)
    stage.at(monday + 2 * DAY)

    assert "Content on time 0.00 %" in told(stage, "/kpi content on time yesterday")
    assert "Content planned 1" not in told(stage, "/kpi content decided yesterday")


def test_before_anybody_asked_there_is_nothing_to_tell_and_no_zero(stage: Stage) -> None:
    answer = told(stage, "/kpi rework rate last week")

    assert "Nobody has asked for an approval yet." in answer
    assert "0 %" not in answer


def test_their_data_is_followed_to_the_requests(history: Stage) -> None:
    marcus = history.person("marcus")

    answer = marcus.types("/kpi approval lead time this week")
    data = history.told(marcus, answer, "Show data", "The data behind")
    said = data.text.replace("\xa0", " ")

    assert "3 requests: time_to_decision from approvals (approval_day)" in said
    assert "SELECT" not in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("/why approval lead time this week", "is told by single requests, so its change has no exact parts"),
        ("/alert rework rate above 20%", "is told by single requests, which remind people by themselves"),
        ("/define approval lead time", "median of (decided − sent for approval)"),
        (
            "/define median time to decision",
            "hours by the clock, nights and weekends included, lower is better",
        ),
    ],
)
def test_it_is_explained_and_what_cannot_be_done_with_it_is_said(
    history: Stage, words: str, said: str
) -> None:
    assert said in told(history, words)


def test_midnight_is_the_shops(stage: Stage) -> None:
    late = datetime(2026, 11, 20, 23, 30, tzinfo=LONDON)
    decided(stage, sent(stage, at=late - timedelta(hours=3)), at=late)

    assert "Approval lead time 3.0 h" in told(stage, "/kpi approval lead time on 20 Nov 2026")
