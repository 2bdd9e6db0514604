"""A real store's days as they were published, tracking faults and all: every figure built on a faulty day says so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import bot
from metrics.definitions.traffic import METRICS
from tests.stories.test_the_command_line import runner

STORE = Path(__file__).parents[3] / "shared" / "data" / "web" / "ga4_store_daily_2020-11_2021-01.csv"
LATER = ("--at", "2021-02-01T08:00")

SHOP = """\
name: A store
currency: USD
time_zone: America/Los_Angeles
sessions_from: ga4
mappings:
  a store's days:
    source: ga4
    fact: traffic_day
    columns:
      {day: date, sessions: sessions, product_view_sessions: product_view_sessions, cart_sessions: cart_sessions,
       checkout_sessions: checkout_sessions, purchase_sessions: purchase_sessions, purchases: transactions,
       purchase_revenue: revenue_usd}
"""

#: The faults that are known of the file: days, what is said of them, and every figure that is built on them.
NOTHING = "purchase revenue and purchases are 0 on"
FALLEN = "fell away from the sessions with an order on"
CARTS = "hardly any sessions with a cart were recorded on"
EXTRA = "more purchases than sessions with an order on"
WIDER = "more sessions at checkout than sessions with a cart on"
OF_CARTS = (
    "cart_sessions",
    "add_to_cart_rate",
    "view_to_cart_rate",
    "cart_to_checkout_rate",
    "cart_abandonment",
)
OF_PURCHASES = ("purchases", "purchase_revenue", "rps")
OF_CHECKOUT = ("checkout_sessions", "reach_checkout_rate", "checkout_completion", "checkout_abandonment")
FAULTS = {
    "2020-11-01 to 2020-11-10": {NOTHING: OF_PURCHASES, CARTS: OF_CARTS},
    "2020-11-01 to 2020-11-25": {NOTHING: OF_PURCHASES, CARTS: OF_CARTS, WIDER: (*OF_CARTS, *OF_CHECKOUT)},
    "2020-11-12 to 2021-01-22": {EXTRA: (*OF_PURCHASES, "conversion_rate", "purchase_sessions", "checkout_completion")},
    "2021-01-26 to 2021-01-30": {FALLEN: OF_PURCHASES},
    "2020-11-01 to 2021-01-31": {NOTHING: OF_PURCHASES, FALLEN: OF_PURCHASES, CARTS: OF_CARTS, EXTRA: OF_PURCHASES},
}  # fmt: skip
ASKED = [
    (days, said, name) for days, faults in FAULTS.items() for said, names in faults.items() for name in names
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder into which the file itself was brought, from the command line, by a mapping."""
    if not STORE.exists():
        pytest.skip("the real store's days (web/ga4_store_daily_2020-11_2021-01.csv) are not at hand")
    folder = tmp_path_factory.mktemp("store")
    (folder / "shop.yaml").write_text(SHOP, encoding="utf-8")
    result = CliRunner().invoke(bot.cli, ["import", str(STORE)], env={"SHELFTALK_DATA": str(folder)})
    assert "92 rows read, 92 used" in result.output
    return folder


def ask(store: Path, *words: str) -> str:
    result: Result = runner(store)(*words)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_every_figure_of_traffic_is_tried() -> None:
    sound = {"sessions", "product_view_sessions", "product_view_rate", "engaged_sessions",
             "engagement_rate", "bounce_rate", "page_views", "pages_per_session"}  # fmt: skip

    assert {name for _, _, name in ASKED} | sound >= {metric.name for metric in METRICS}


@pytest.mark.parametrize(("days", "said", "name"), ASKED)
def test_a_figure_on_faulty_days_begins_with_the_fault_and_is_not_called_complete(
    store: Path, days: str, said: str, name: str
) -> None:
    printed = ask(store, "ask", f"{name.replace('_', ' ')} {days}", *LATER)

    assert printed.startswith("⚠ GA4: ")
    assert said in printed
    assert "⚠ not sound" in printed or "nothing recorded yet" in printed
    assert "complete" not in printed


@pytest.mark.parametrize("name", ["sessions", "product view sessions", "product view rate"])
def test_a_figure_that_no_fault_touches_is_shown_as_sound(store: Path, name: str) -> None:
    printed = ask(store, "ask", f"kpi {name} 2020-11-01 to 2020-11-30", *LATER)

    assert "⚠" not in printed
    assert "complete" in printed


@pytest.mark.parametrize(
    "words",
    ["purchase revenue by day 2020-11-01 to 2020-11-20", "purchases by week november 2020", "funnel november 2020",
     "sessions, purchases november 2020", "purchase revenue last month vs previous", "conversion rate by week december 2020"],
)  # fmt: skip
def test_every_shape_of_an_answer_begins_with_the_fault(store: Path, words: str) -> None:
    assert ask(store, "ask", words, *LATER).startswith("⚠ GA4: ")


def test_what_was_not_recorded_is_never_zero(store: Path) -> None:
    for words in ("purchase revenue 2020-11-05", "purchases 2020-11-01 to 2020-11-10"):
        printed = ask(store, "ask", f"{words}", *LATER)

        assert "nothing recorded yet" in printed
        assert not re.search(r"US\$0\b|Purchases 0\b", printed)


@pytest.mark.parametrize(("day", "said"), [("2020-11-06", ""), ("2020-11-17", EXTRA), ("2020-12-10", EXTRA)])
def test_the_digest_begins_with_the_fault_and_leads_with_a_sound_figure(
    store: Path, day: str, said: str
) -> None:
    printed = ask(store, "digest", "--at", f"{day}T08:00")

    if not said:  # the figures it tells are sound that day: purchases are not among them
        assert printed.startswith("Conversion rate")
        return
    assert printed.startswith("⚠ GA4: ") and said in printed
    assert printed.split("\n\n")[1].startswith("Sessions ")
    assert "Conversion rate ⚠" in printed


def test_a_change_against_faulty_days_says_so(store: Path) -> None:
    printed = ask(store, "digest", "--at", "2021-01-30T08:00")

    assert "more purchases than sessions with an order on Fri 22 Jan 2021" in printed
    assert "(Fri 22 Jan 2021), whose data is faulty" in printed
