"""Cost and margin are for directors, in private; visitors are refused politely."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digests.definitions import DIGESTS
from tests.stage import Stage


@pytest.mark.parametrize("name", ["marcus", "aiko", "vera"])
def test_margin_is_refused_to_everyone_but_directors(stage: Stage, name: str) -> None:
    answer = stage.person(name).types("/kpi gross margin last week")

    assert "Gross margin is for directors only." in answer
    assert "65" not in answer
    assert "Net sales, orders and conversion rate are open to you" in answer


def test_a_director_reads_the_margin_alone_and_cannot_share_it(stage: Stage) -> None:
    answer = stage.person("dana").types("/kpi gross margin last week")

    assert "Gross margin 6" in answer
    assert answer.ephemeral
    assert "Share" not in answer.buttons


def test_margin_asked_for_in_a_mention_is_whispered(stage: Stage) -> None:
    answer = stage.person("dana").types("@Shelftalk gross margin last week")

    assert "Gross margin 6" in answer
    assert answer.ephemeral
    assert "Gross margin 6" not in stage.person("rosa").sees("ecom")
    assert "Gross margin 6" not in stage.person("marcus").sees("ecom")


def test_margin_in_ones_own_messages_is_private_enough(stage: Stage) -> None:
    assert "Gross margin 6" in stage.person("dana").dms("gross margin last week")


def test_margin_hides_in_no_side_door(stage: Stage) -> None:
    marcus = stage.person("marcus")

    for words in (
        "net sales, gross profit last week",
        "poas last week",
        "cost of goods by product last week",
    ):
        answer = marcus.types(f"/kpi {words}")
        assert "directors only" in answer, words
    assert "margin" not in marcus.types("/product AC-M").text.lower()
    assert "margin" in stage.person("dana").types("/product AC-M").text.lower()


def test_a_digest_of_which_one_may_read_nothing_says_so(stage: Stage) -> None:
    shop = stage.settings.shop
    figures = {metric.name: "restricted" for metric in DIGESTS["morning"].figures}
    stage.stops()
    stage.settings = replace(stage.settings, shop=shop.model_copy(update={"sensitivity": figures}))
    stage.starts()

    previewed = stage.person("vera").types("/digest preview")

    assert "for directors only" in previewed
    assert "£" not in previewed


def test_the_definition_of_a_restricted_figure_may_be_read(stage: Stage) -> None:
    assert "directors only" in stage.person("marcus").types("/define gross margin")


def test_a_card_with_margin_asked_for_in_a_mention_shows_it_to_nobody_else(stage: Stage) -> None:
    stage.person("dana").types("@Shelftalk product AC-M")

    assert "margin" not in " ".join(seen.text for seen in stage.person("marcus").sees("ecom")).lower()


def test_a_directors_headlines_in_a_mention_keep_the_margin_from_others(stage: Stage) -> None:
    stage.person("dana").types("@Shelftalk kpi")

    assert "Gross margin" not in " ".join(seen.text for seen in stage.person("marcus").sees("ecom"))


def test_a_kept_answer_with_margin_stays_with_the_director(stage: Stage) -> None:
    dana = stage.person("dana")
    dana.clicks(dana.types("/kpi gross margin last week"), "Keep in my DM")

    assert "Gross margin 6" in dana.waits_to_see("Gross margin", "@Shelftalk")


def test_a_viewer_may_ask_what_is_public(stage: Stage) -> None:
    vera = stage.person("vera")

    assert "Net sales £486.00" in vera.types("/kpi net sales yesterday")
    assert "Your role is viewer" in vera.types("/shelftalk")


@pytest.mark.parametrize(("name", "why"), [("gil", "as a guest"), ("pia", "through Slack Connect")])
def test_a_visitor_is_refused_politely_on_every_surface(stage: Stage, name: str, why: str) -> None:
    visitor = stage.person(name)

    for reply in (
        visitor.types("/kpi net sales yesterday", channel="campaigns"),
        visitor.types("/approvals new", channel="campaigns"),
        visitor.types("@Shelftalk net sales yesterday", channel="campaigns"),
        visitor.dms("net sales yesterday"),
    ):
        assert why in reply
        assert "£" not in reply
    assert not visitor.modal


def test_a_visitor_gets_nothing_from_somebody_elses_buttons(stage: Stage) -> None:
    marcus, gil = stage.person("marcus"), stage.person("gil")
    asked = marcus.clicks(marcus.types("/kpi net sales yesterday", channel="campaigns"), "Share")
    marcus.clicks(asked, "Share it anyway")

    assert "as a guest" in gil.clicks(gil.sees("campaigns").last, "By product")


def test_a_visitors_home_tab_stays_empty_of_figures(stage: Stage) -> None:
    gil = stage.person("gil")
    gil.opens_home(waits=False)
    gil.dms("help")

    assert "Shopify orders" not in (gil.home.text if gil.home else "")


def test_nobody_is_answered_when_slack_cannot_say_who_they_are(stage: Stage) -> None:
    stage.workspace.refuses("users.info", "internal_error")
    marcus = stage.person("marcus")

    assert "I could not check with Slack who you are" in marcus.types("/kpi net sales yesterday")
    assert "£486.00" in marcus.types("/kpi net sales yesterday")


def test_a_new_role_counts_at_once(stage: Stage) -> None:
    dana, aiko = stage.person("dana"), stage.person("aiko")
    form = dana.clicks(dana.types("/shelftalk people"), "Change a role")
    dana.fills(form, {"Who": "aiko", "Role": "Director"}).submits()
    dana.waits_to_see("Aiko Tanaka is a director from now on")

    assert "Gross margin 6" in aiko.types("/kpi gross margin last week")
