"""Why cost and margin moved is for directors, in private; and a fault of the data is told as one, not explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from metrics.period import Period
from sandbox.seen import Seen
from storage import notes
from tests.sandbox_fixtures import MONDAY
from tests.stage import Stage
from tests.stories.test_trusting_the_figures import NOTHING, bring, visits

SUNDAY = MONDAY.date() - timedelta(days=1)
MARGIN = "why gross margin last week vs previous"


def figures_of_margin(seen: Seen) -> bool:
    """Whether anything of the margin can be read there, but the question itself."""
    return any(words in seen.text for words in ("Gross margin rose", "Gross margin fell", "against the week"))


def test_margin_is_explained_to_a_director_alone(stage: Stage) -> None:
    dana = stage.person("dana")

    typed = dana.types(f"/{MARGIN}")
    asked = dana.types(f"@Shelftalk {MARGIN}")

    for answer in (typed, asked):
        assert answer.ephemeral and figures_of_margin(answer)
    assert "Gross margin is for directors only" in asked
    assert not any(figures_of_margin(one) for one in stage.person("marcus").sees("ecom"))


def test_who_may_not_see_it_gets_no_part_of_it(stage: Stage) -> None:
    marcus = stage.person("marcus")

    for words in (f"/{MARGIN}", "/why gross profit by product last week", f"@Shelftalk {MARGIN}"):
        answer = marcus.types(words)
        assert "directors" in answer and "← largest" not in answer and not figures_of_margin(answer)


def test_its_buttons_obey_the_same_rule_in_other_hands(stage: Stage) -> None:
    dana, marcus = stage.person("dana"), stage.person("marcus")
    answer = stage.copied(dana.types(f"/{MARGIN}"), marcus)

    for label in [one for one in (*answer.buttons, *answer.choices) if one not in ("Share", "Keep in my DM")]:
        reply = marcus.clicks(answer, label)
        assert not figures_of_margin(reply), label
        assert "directors" in reply, label


def test_it_is_not_shared_but_as_an_index(stage: Stage) -> None:
    answer = stage.person("dana").types(f"/{MARGIN}")

    assert "Share" not in answer.buttons and "Post an indexed version" in [*answer.buttons, *answer.choices]


def test_every_such_explanation_is_written_down(stage: Stage) -> None:
    stage.person("dana").types(f"/{MARGIN}")

    with stage.running.bot.store.read() as db:
        rows = list(db.query("SELECT who, metric FROM disclosure"))
    assert {"who": "U0DANA", "metric": "gross_margin"} in rows


def test_a_note_about_margin_stands_beside_no_figure_that_may_be_shared(stage: Stage) -> None:
    with stage.running.bot.store.write() as db:
        notes.add(db, text="Gross margin of coats cut on purpose", start=date(2026, 11, 18), by="U0DANA", at=MONDAY)  # fmt: skip
    dana = stage.person("dana")

    assert "on purpose" not in dana.types("/why net sales last week vs previous")
    assert "on purpose" in dana.types(f"/{MARGIN}")


# Faults of the data


@pytest.fixture
def broken(stage: Stage, tmp_path: Path) -> Stage:
    """GA4 recorded no purchase on Saturday and Sunday, although sessions with an order were counted."""
    bring(stage, visits(tmp_path, {SUNDAY - timedelta(days=1): NOTHING, SUNDAY: NOTHING}))
    return stage


def test_a_day_that_was_not_recorded_is_a_fault_and_no_fall(broken: Stage) -> None:
    answer = broken.person("marcus").types("/why purchase revenue yesterday")

    assert answer.text.startswith("GA4: purchase revenue and purchases are 0 on Sun 22 Nov 2026")
    assert "a fault of the data, not news about the shop" in answer
    assert "fell" not in answer


@pytest.mark.parametrize("days", [{SUNDAY: NOTHING}, {SUNDAY - timedelta(days=7): NOTHING}])
def test_a_week_with_a_faulty_day_on_either_side_is_told_and_not_parted(
    days: Mapping[date, Sequence[object]], stage: Stage, tmp_path: Path
) -> None:
    bring(stage, visits(tmp_path, days))
    marcus = stage.person("marcus")

    answer = marcus.types("/why purchase revenue last week vs previous")

    assert answer.text.startswith("⚠ GA4: purchase revenue and purchases are 0 on")
    assert answer.notification.startswith("⚠")
    assert "as recorded, but the data behind it is faulty: no news about the shop" in answer
    assert "← largest" not in answer and "All parts" not in answer.buttons
    assert "⚠" in marcus.clicks(answer, "By day")


def test_a_faulty_count_is_no_part_of_a_sound_figure(stage: Stage, tmp_path: Path) -> None:
    zeros = (0, 0, 0, 0, 0, 0, "0.00")
    bring(stage, visits(tmp_path, {SUNDAY: zeros}))

    answer = stage.person("marcus").types("/why net sales yesterday")

    assert "Conversion" not in answer and "Sessions 0" not in answer
    assert "so the parts begin with orders" in answer


def test_a_digest_names_no_fault_as_a_mover(broken: Stage) -> None:
    analyst = broken.running.bot.context.analyst
    catalog = broken.running.bot.context.catalog
    rose, fell = analyst.movers(
        catalog.named("purchase_revenue"),
        "marketing_channel",
        Period(SUNDAY, MONDAY.date()),
        Period(SUNDAY - timedelta(days=7), SUNDAY - timedelta(days=6)),
        3,
    )

    assert (rose, fell) == ((), ())
