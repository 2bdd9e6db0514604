"""A card says what hangs on a yes: figures, and what to look at first, to each as far as they may see it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from approvals.content import Content
from sandbox.person import Person
from storage import disclosures, promotions, targets
from tests.stage import Stage

COPY = {
    "Kind of content": "Promotional email",
    "Title": "Coats for winter",
    "The text itself": "Never cheaper.",
    "Product": ["Aran Coat - M (AC-M)"],
}
TITLE = COPY["Title"]


def sends(stage: Stage, **entries: object) -> None:
    """Marcus sends content for approval."""
    marcus = stage.person("marcus")
    marcus.types("/approvals new")
    marcus.waits_for(lambda me: me.modal)
    left = marcus.fills(marcus.modal, COPY | entries).submits()
    assert not left.errors
    card(stage.person("dana"))


def card(person: Person, place: str = "@Shelftalk", title: str = TITLE) -> str:
    """The card in a place, with plain spaces."""
    return person.waits_to_see(title, place).text.replace("\xa0", " ")


def shown(stage: Stage, person: str) -> str:
    """The request looked up."""
    return stage.person(person).types("/approvals show 1").text.replace("\xa0", " ")


def aims(stage: Stage, margin: float) -> None:
    """This month's margin target of the line that the coats are of."""
    with stage.running.bot.store.write() as db:
        targets.put(
            db, metric="gross_margin", start=date(2026, 11, 1), end=date(2026, 12, 1), value=margin,
            scope="product_line", about="Outerwear", by="U0DANA", at=stage.clock(),
        )  # fmt: skip


def test_a_director_reads_sales_stock_and_margin_and_of_which_days(stage: Stage) -> None:
    sends(stage)

    seen = card(stage.person("dana"))

    assert "At stake · 26 Oct–22 Nov 2026, against the 28 days before" in seen
    assert "Aran Coat - M: net sales £8,904" in seen
    assert "stock available 40 · 3.1 weeks of cover · gross margin 59.7 %" in seen


def test_its_author_reads_the_same_without_a_word_about_margin(stage: Stage) -> None:
    aims(stage, 0.7)
    sends(stage)

    for seen in (card(stage.person("marcus")), shown(stage, "marcus")):
        assert "net sales £8,904" in seen
        assert "margin" not in seen
        assert "target" not in seen
        assert "59.7" not in seen


def test_the_channel_reads_how_it_stands_and_no_figure(stage: Stage) -> None:
    aims(stage, 0.7)
    sends(stage)

    seen = card(stage.person("dana"), "campaigns")

    assert "At stake" not in seen
    assert "£" not in seen
    assert "margin" not in seen


def test_no_margin_leaves_the_bot_for_anybody_but_directors(stage: Stage) -> None:
    aims(stage, 0.7)
    sends(stage)
    shown(stage, "marcus")

    sent = (*stage.asked("chat.postMessage"), *stage.asked("chat.update"))
    places = {
        next(iter(stage.workspace.channels[place].members - {"U0SHELFTALK"}))
        if place.startswith("D")
        else place
        for call in sent
        for place in (call["channel"],)
        if "margin" in f"{call.get('text')}{call.get('blocks')}"
    }

    assert places == {"U0DANA", "U0ROSA"}
    assert all("margin" not in call["text"] for call in sent)


def test_what_directors_were_shown_of_margin_is_written_down_once(stage: Stage) -> None:
    sends(stage)
    dana = stage.person("dana")
    dana.clicks(dana.waits_to_see(TITLE, "@Shelftalk"), "Approve v1")

    with stage.running.bot.store.read() as db:
        rows = [(one.who, one.metric, one.surface) for one in disclosures.latest(db)]
    assert sorted(rows) == [
        ("U0DANA", "gross_margin", "card of an approval"), ("U0ROSA", "gross_margin", "card of an approval"),
    ]  # fmt: skip


def test_a_promotion_on_a_line_under_its_margin_target_is_told_to_directors(stage: Stage) -> None:
    aims(stage, 0.7)
    sends(stage)

    assert "⚠ Outerwear is already under its gross margin target: 59.7 % of 70.0 % for November" in card(
        stage.person("rosa")
    )


def test_a_line_that_is_at_its_target_is_no_warning(stage: Stage) -> None:
    aims(stage, 0.5)
    sends(stage)

    assert "target" not in card(stage.person("rosa"))


def test_copy_that_takes_nothing_off_is_not_held_to_a_margin(stage: Stage) -> None:
    aims(stage, 0.7)
    sends(stage, **{"Kind of content": "Product copy"})

    assert "target" not in card(stage.person("dana"))


@pytest.mark.parametrize(
    ("product", "text", "said"),
    [
        ("Ribbed Beanie (BE-1)", "Warm.", "⚠ Ribbed Beanie is the shop’s no. 2 by net sales (25.0 % of it) and has 6 days of cover"),
        ("Aran Coat - S (AC-S)", "Our lowest price ever.", "⚠ “lowest price ever” needs proof: no price history on record for Aran Coat - S"),
        (None, "Our lowest price ever.", "⚠ “lowest price ever” needs proof: link a product"),
        ("Aran Coat - M (AC-M)", "Never cheaper.", "✓ “Never cheaper”: £159.00 is not above any price on record since Mon 27 Oct 2025"),
    ],
)  # fmt: skip
def test_what_to_look_at_first(stage: Stage, product: str | None, text: str, said: str) -> None:
    sends(stage, **{"Product": [product] if product else [], "The text itself": text})

    assert said in card(stage.person("dana"))
    assert said in card(stage.person("marcus"))


def test_another_promotion_at_the_same_time_is_named(stage: Stage) -> None:
    with stage.running.bot.store.write() as db:
        promotions.add(
            db, name="Winter sale", start=date(2026, 11, 26), end=date(2026, 12, 1), by="U0DANA", at=stage.clock()
        )  # fmt: skip
    sends(stage, **{"When it goes live": stage.clock() + timedelta(days=3)})

    assert "⚠ Runs at the same time: Winter sale (" in card(stage.person("dana"))


def test_another_request_for_the_same_product_at_the_same_time_is_named(stage: Stage) -> None:
    live = stage.clock() + timedelta(days=3)
    sends(stage, **{"When it goes live": live})
    sends(stage, **{"Title": "Coats on the front page", "When it goes live": live + timedelta(hours=2)})

    second = card(stage.person("dana"), title="Coats on the front page")

    assert (
        "⚠ Also to go live then for the same product: Coats for winter (approval 1, Thu 26 Nov 2026 08:01)"
        in second
    )


def test_aloud_before_guests_a_request_is_shown_without_its_figures(stage: Stage) -> None:
    sends(stage)
    dana = stage.person("dana")

    dana.says("@Shelftalk approvals show 1", channel="campaigns")
    seen = stage.hears(dana, "sent it for approval")

    assert "At stake" not in seen
    assert "£" not in seen


def test_aloud_among_the_team_it_is_shown_without_margin(stage: Stage) -> None:
    sends(stage)
    dana = stage.person("dana")

    dana.says("@Shelftalk approvals show 1", channel="ecom")
    seen = stage.hears(dana, "sent it for approval")

    assert "net sales £8,904" in seen.text.replace("\xa0", " ")
    assert "margin" not in seen


def test_a_campaign_shows_its_spend_and_what_it_returned(stage: Stage) -> None:
    sends(stage, Product=[], Campaign="BF-Early (Meta Ads)")

    assert "BF-Early: ad spend £461.40" in card(stage.person("dana"))


def test_a_yes_does_not_wait_for_figures_that_cannot_be_read(stage: Stage) -> None:
    bot = stage.running.bot
    bot.warehouse.close()

    content = Content(kind="ad", title=TITLE, text="Warm.", skus="AC-M")
    outcome = bot.context.desk.submit("U0MARCUS", content, now=stage.clock())

    assert outcome.accepted
    with bot.store.read() as db:
        assert [row["place"] for row in db.query("SELECT place FROM card ORDER BY place")] == [
            "C0CAMPAIGNS", "U0DANA", "U0MARCUS", "U0ROSA",
        ]  # fmt: skip


def test_content_about_nothing_the_facts_know_has_a_card_as_before(stage: Stage) -> None:
    sends(stage, **{"Product": [], "The text itself": "Warm."})

    assert "At stake" not in card(stage.person("dana"))


def test_what_no_figure_is_known_of_is_left_out_and_never_zero(stage: Stage) -> None:
    sends(stage, Product=["Aran Coat - S (AC-S)"])

    seen = card(stage.person("dana"))

    assert "weeks of cover" not in seen.partition("At stake")[2].partition("•")[2].partition("\n")[0]
    assert "0.0 weeks" not in seen


def test_somebody_who_is_no_director_any_more_finds_no_margin_on_the_card_they_have(stage: Stage) -> None:
    sends(stage)
    dana, rosa = stage.person("dana"), stage.person("rosa")
    seen = rosa.waits_to_see(TITLE, "@Shelftalk")
    assert "margin" in seen
    dana.clicks(dana.types("/shelftalk people"), "Change a role", waits=False)
    dana.waits_for(lambda me: me.modal)

    dana.fills(dana.modal, {"Who": "Rosa Lind", "Role": "Manager"}).submits()

    rosa.waits_for(lambda me: "margin" not in me.again(seen))
