"""How far a figure can be trusted: late, settling, broken or restated, said where it is read and to who can mend it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

import bot
from sandbox.slack import Slack
from tests import small_shop
from tests.sandbox_fixtures import MONDAY
from tests.stage import UNTIL, Stage, staged

DAY = timedelta(days=1)
SUNDAY = MONDAY.date() - DAY
TUESDAY = MONDAY + DAY + timedelta(hours=2)
WEDNESDAY = MONDAY + 2 * DAY
STORE = Path(__file__).parents[3] / "shared" / "data" / "web" / "ga4_store_daily_2020-11_2021-01.csv"

GA4 = ("Date", "Sessions", "Product view sessions", "Cart sessions", "Checkout sessions", "Purchase sessions",
       "Purchases", "Purchase revenue")  # fmt: skip


def bring(stage: Stage, *files: Path) -> None:
    """Import files as they would be at this moment."""
    bot.import_into(stage.settings, list(files), now=stage.clock())
    stage.at(stage.clock() + timedelta(minutes=1))


def visits(folder: Path, days: Mapping[date, Sequence[object]]) -> Path:
    """A GA4 export of whole days."""
    path = folder / f"visits-{min(days)}-{max(days)}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([GA4, *((f"{day:%Y%m%d}", *row) for day, row in sorted(days.items()))])
    return path


def orders(
    folder: Path, until: timedelta, *, changed: Callable[[small_shop.Order], small_shop.Order] = lambda o: o
) -> Path:
    """The shop's orders of the last days, as Shopify exports them at a later moment."""
    path = folder / f"orders-{until.days}-{until.seconds}.csv"
    first = MONDAY.date() - small_shop.SPAN * DAY
    moment = (MONDAY + until).replace(tzinfo=None)
    kept = [
        changed(order) for order in small_shop.orders(first, moment) if order.at.date() >= SUNDAY - 9 * DAY
    ]
    return small_shop.write_orders(path, kept)


HONEST = (400, 130, 50, 26, 13, 13, "650.00")
NOTHING = (400, 130, 50, 26, 13, 0, "0.00")


@pytest.fixture
def broken(stage: Stage, tmp_path: Path) -> Stage:
    """GA4 recorded no purchase on Saturday and Sunday, although sessions with an order were counted."""
    bring(stage, visits(tmp_path, {SUNDAY - DAY: NOTHING, SUNDAY: NOTHING}))
    return stage


# Broken


def test_a_broken_figure_is_warned_of_first_and_is_not_zero(broken: Stage) -> None:
    answer = broken.person("marcus").types("/kpi purchase revenue yesterday")

    assert answer.text.startswith(
        "⚠ GA4: purchase revenue and purchases are 0 on Sun 22 Nov 2026, although sessions with an order were counted."
    )
    assert answer.notification.startswith("⚠ GA4")
    assert "£0" not in answer
    assert "Purchase revenue: nothing recorded yet for Sun 22 Nov" in answer


def test_a_figure_with_broken_days_in_it_is_not_called_complete(broken: Stage) -> None:
    answer = broken.person("marcus").types("/kpi purchase revenue last week")

    assert "⚠ GA4: purchase revenue and purchases are 0 on Sat 21–Sun 22 Nov 2026" in answer
    assert "not sound: 2 of its 7 days are faulty" in answer
    assert "· complete" not in answer


def test_what_a_broken_figure_is_compared_with_is_warned_of_too(stage: Stage, tmp_path: Path) -> None:
    bring(stage, visits(tmp_path, {SUNDAY - 7 * DAY: NOTHING}))

    answer = stage.person("marcus").types("/kpi revenue per session yesterday vs last week")

    assert answer.text.startswith("⚠ GA4: purchase revenue and purchases are 0 on Sun 15 Nov 2026")
    assert "nothing to compare with" in answer


def test_other_figures_of_the_same_days_are_sound(broken: Stage) -> None:
    answer = broken.person("marcus").types("/kpi net sales yesterday")

    assert "⚠" not in answer
    assert "complete" in answer


def test_the_funnel_warns_of_a_step_that_cannot_be(stage: Stage, tmp_path: Path) -> None:
    bring(stage, visits(tmp_path, {SUNDAY: (400, 130, 20, 26, 13, 13, "650.00")}))

    answer = stage.person("marcus").types("/funnel yesterday")

    assert answer.text.startswith("⚠ GA4: more sessions at checkout than sessions with a cart")


def test_a_digest_begins_with_what_is_broken_and_leads_with_a_sound_figure(
    stage: Stage, tmp_path: Path
) -> None:
    fewer = (400, 130, 50, 26, 13, 14, "650.00")
    bring(stage, visits(tmp_path, {SUNDAY: fewer}))

    preview = stage.person("marcus").types("/digest preview")

    assert preview.text.startswith("⚠ GA4: more purchases than sessions with an order on Sun 22 Nov 2026")
    assert "Net sales £" in preview.text.split("\n")[1]


def test_the_owner_is_told_once_of_what_is_broken_and_again_when_it_is_mended(
    broken: Stage, tmp_path: Path
) -> None:
    aiko = broken.person("aiko")

    told = broken.hears(aiko, "GA4: the newest days are broken")
    assert "purchase revenue and purchases are 0 on Sat 21–Sun 22 Nov 2026" in told
    assert "It affects" in told and "Purchase revenue" in told
    assert "To mend it: GA4, Explore, Export" in told
    assert told.buttons == ["Known until…", "Status"]

    bring(broken, visits(tmp_path, {SUNDAY - DAY: HONEST, SUNDAY: HONEST}))
    broken.hears(aiko, "GA4 is sound again")
    assert len(aiko.inbox) == 1


# Late


def test_a_late_source_is_told_to_its_owner_once_and_the_message_closes_when_it_arrives(
    stage: Stage, tmp_path: Path
) -> None:
    marcus = stage.person("marcus")
    stage.at(TUESDAY)

    told = stage.hears(marcus, "Shopify orders are late: Mon 23 Nov is not complete.")
    assert (
        "What has come reaches Mon 23 Nov 07:30 (Europe/London); all of Mon 23 Nov was expected by 02:00."
        in told
    )
    assert "It affects" in told and "Net sales" in told
    assert "To mend it: Shopify admin, Orders, Export" in told
    stage.at(TUESDAY + timedelta(hours=3))
    assert len(marcus.inbox) == 1

    bring(stage, orders(tmp_path, timedelta(days=1, hours=5)))

    closed = stage.hears(marcus, "Shopify orders have arrived, complete through Mon 23 Nov.")
    assert closed.buttons == []
    assert len(marcus.inbox) == 1


def test_two_processes_tell_a_late_source_once(stage: Stage) -> None:
    stage.runs_beside()
    stage.at(TUESDAY)

    stage.hears(stage.person("marcus"), "Shopify orders are late")
    stage.restarts()
    stage.at(TUESDAY + timedelta(minutes=5))

    assert len(stage.person("marcus").inbox.saying("late")) == 1


def test_a_lateness_that_is_known_is_silent_and_said_in_answers_and_in_the_status(stage: Stage) -> None:
    marcus = stage.person("marcus")
    stage.at(TUESDAY)
    told = stage.hears(marcus, "Shopify orders are late")

    form = marcus.fills(marcus.clicks(told, "Known until…"), {"Until and including": date(2026, 11, 26)})
    form.submits()

    stage.hears(marcus, "Known until Thu 26 Nov (@Marcus Reyes)")
    answer = stage.person("vera").types("/kpi net sales yesterday")
    assert "Shopify orders: known until Thu 26 Nov." in answer
    status = stage.person("vera").types("/shelftalk status")
    assert "⚠ late, known until Thu 26 Nov" in status

    stage.at(WEDNESDAY)
    assert len(marcus.inbox.saying("late")) == 1
    stage.at(MONDAY + 4 * DAY)
    stage.waits_for(lambda: len(marcus.inbox.saying("Shopify orders are late")) == 2)


def test_a_day_that_has_passed_silences_nothing(stage: Stage) -> None:
    marcus = stage.person("marcus")
    stage.at(TUESDAY)
    told = stage.hears(marcus, "Shopify orders are late")

    left = marcus.fills(
        marcus.clicks(told, "Known until…"), {"Until and including": date(2026, 11, 20)}
    ).submits()

    assert "Choose today or a later day." in left.errors["until"]


# On its way, stale, settling


def test_a_day_on_its_way_says_the_hour_the_zone_and_when_it_is_usually_final(stage: Stage) -> None:
    stage.at(MONDAY + DAY)

    answer = stage.person("marcus").types("/kpi sessions yesterday")

    assert "still arriving: GA4 is through Mon 23 Nov" in answer
    assert "(Europe/London); usually final about 00:00 on Wed 25 Nov" in answer


def test_a_day_that_should_be_there_is_stale(stage: Stage) -> None:
    stage.at(TUESDAY)

    answer = stage.person("marcus").types("/kpi net sales yesterday")

    assert "stale, still arriving: Shopify orders are through Mon 23 Nov 07:30 (Europe/London)" in answer
    assert "expected by 02:00" in answer


def test_what_a_platform_credits_itself_settles(stage: Stage) -> None:
    answer = stage.person("marcus").types("/kpi platform roas where platform = meta yesterday")

    assert "⏳ settling (Meta Ads figures grow for 7" in answer
    assert "part of a change is their age" in answer
    assert "settling" not in stage.person("marcus").types("/kpi spend yesterday")


# Restated


def refunded(order: small_shop.Order) -> small_shop.Order:
    """Saturday's orders were all given back."""
    return replace(order, refunded=True) if order.at.date() == SUNDAY - DAY and order.sku == "AC-M" else order


def test_a_restatement_is_told_once_to_each_reader(stage: Stage, tmp_path: Path) -> None:
    marcus, vera = stage.person("marcus"), stage.person("vera")
    before = marcus.types("/kpi net sales on 21 nov")
    assert "was £" not in before

    stage.clock.passes(minutes=5)
    bring(stage, orders(tmp_path, timedelta(0), changed=refunded))

    after = marcus.types("/kpi net sales on 21 nov")
    assert "Saturday's net sales were £" in after
    assert ": Shopify orders were imported again." in after
    assert "was £" not in marcus.types("/kpi net sales on 21 nov")
    assert "Saturday's net sales were £" in vera.types("/kpi net sales on 21 nov")


def test_a_small_change_is_not_told(stage: Stage, tmp_path: Path) -> None:
    marcus = stage.person("marcus")
    marcus.types("/kpi net sales november 2025")

    bring(stage, orders(tmp_path, timedelta(0)))

    assert "was £" not in marcus.types("/kpi net sales november 2025")


def all_back(order: small_shop.Order) -> small_shop.Order:
    """Sunday's coats were all given back."""
    return replace(order, refunded=True) if order.at.date() == SUNDAY and order.sku == "AC-M" else order


@pytest.fixture
def early(tmp_path: Path, small_facts: Path) -> Iterator[Stage]:
    """A minute before the first digest."""
    with staged(tmp_path / "early", small_facts, at=MONDAY.replace(hour=7, minute=59)) as stage:
        yield stage


def test_the_next_digest_tells_what_has_moved_since_the_last(early: Stage, tmp_path: Path) -> None:
    dana = early.person("dana")
    early.at(MONDAY.replace(hour=8, minute=0))
    early.hears(dana, "Yesterday at the shop")

    early.clock.at = MONDAY.replace(hour=7, minute=50) + DAY
    bring(early, orders(tmp_path, timedelta(days=1), changed=all_back))
    early.at(MONDAY.replace(hour=8, minute=0) + DAY)

    early.waits_for(lambda: len(dana.sees("ecom").saying("Yesterday at the shop")) == 2)
    (told,) = dana.sees("ecom").saying("Sunday's net sales were £486.00, now £168.00")
    assert "Shopify orders were imported again." in told


# The real store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Stage]:
    """A real store's three months with real tracking faults."""
    if not STORE.exists():
        pytest.skip("the real store's days (web/ga4_store_daily_2020-11_2021-01.csv) are not at hand")
    with STORE.open(newline="") as file:
        days = {
            date.fromisoformat(row["date"]): (
                row["sessions"], row["product_view_sessions"], row["cart_sessions"], row["checkout_sessions"],
                row["purchase_sessions"], row["transactions"], row["revenue_usd"],
            )
            for row in csv.DictReader(file)
        }  # fmt: skip
    with staged(tmp_path / "data", None) as stage:
        bot.import_into(stage.settings, [visits(tmp_path, days)], now=UNTIL)
        yield stage


@pytest.fixture
def slack(request: pytest.FixtureRequest) -> Slack:
    """The pretend Slack beside whichever stage a story plays on."""
    names = [name for name in ("store", "early") if name in request.fixturenames]
    stage: Stage = request.getfixturevalue(names[0] if names else "stage")
    return stage.slack


@pytest.mark.parametrize(
    ("words", "warned"),
    [
        ("purchase revenue november 2020", "purchase revenue and purchases are 0 on Sun 1–Tue 10 Nov 2020"),
        ("purchases 5 nov 2020", "purchase revenue and purchases are 0 on Thu 5 Nov 2020"),
        ("add-to-cart rate 1 nov to 25 nov 2020", "hardly any sessions with a cart were recorded"),
        ("purchase revenue 26 jan to 30 jan 2021", "fell away from the sessions with an order"),
        ("conversion rate december 2020", "more purchases than sessions with an order"),
        ("cart-to-checkout rate 1 nov to 16 nov 2020", "more sessions at checkout than sessions with a cart"),
    ],
)
def test_no_figure_built_on_the_real_stores_faulty_days_is_shown_as_sound(
    store: Stage, words: str, warned: str
) -> None:
    answer = store.person("marcus").types(f"/kpi {words}")

    assert answer.text.startswith("⚠ GA4: ")
    assert warned in answer
    assert "· complete" not in answer


def test_the_real_stores_sound_figures_are_shown_as_such(store: Stage) -> None:
    answer = store.person("marcus").types("/kpi sessions november 2020")

    assert "⚠" not in answer
    assert "complete" in answer
