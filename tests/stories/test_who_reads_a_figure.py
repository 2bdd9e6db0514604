"""A figure is shown where everybody who reads may see it; elsewhere the asker alone gets it, and may post an index."""

from __future__ import annotations

from dataclasses import replace

import pytest

from commands.manifest import manifest
from sandbox.person import Person
from storage import disclosures
from storage.disclosures import Disclosure
from tests.sandbox_fixtures import MONDAY
from tests.stage import SHOP, Stage

MARGIN = "gross margin last week"
#: What gives the margin away: the rate, and the money it is made of.
TOLD = ("65.2", "2,758")


def gives_away(words: str) -> bool:
    return any(figure in words for figure in TOLD)


def log(stage: Stage) -> list[Disclosure]:
    with stage.running.bot.store.read() as db:
        return disclosures.latest(db)


def others_see(person: Person, channel: str = "ecom") -> str:
    """All that stands in a channel for somebody, and what their notifications said."""
    return " ".join(f"{seen.raw} {seen.notification}" for seen in person.sees(channel))


# Asked for in a channel


def test_margin_asked_for_among_others_comes_to_the_director_alone_and_says_why(stage: Stage) -> None:
    answer = stage.person("dana").types(f"/kpi {MARGIN}")

    assert answer.ephemeral
    assert answer.text.startswith(
        "🔒 Gross margin is for directors only, and 3 people here are not. Only you see this."
    )
    assert "Gross margin 65.2" in answer
    assert "Share" not in answer.buttons


def test_the_indexed_version_tells_the_direction_and_no_amount(stage: Stage) -> None:
    dana = stage.person("dana")

    posted = dana.clicks(dana.types(f"/kpi {MARGIN}"), "Post an indexed version")

    assert not posted.ephemeral
    assert "@Dana Whitlock shared the answer to “gross margin last week”" in posted
    assert "Gross margin, indexed: 99.6" in posted
    assert "£" not in posted and "%" not in posted and not gives_away(others_see(stage.person("marcus")))


@pytest.mark.parametrize("words", ["gross profit by product last week", "gross profit by day last week"])
def test_tables_and_charts_are_indexed_too(stage: Stage, words: str) -> None:
    dana = stage.person("dana")

    posted = dana.clicks(dana.types(f"/kpi {words}"), "Post an indexed version")

    assert "indexed" in posted
    assert "£" not in posted and not gives_away(others_see(stage.person("marcus")))


def test_it_is_posted_once(stage: Stage) -> None:
    dana = stage.person("dana")
    answer = dana.types(f"/kpi {MARGIN}")
    dana.clicks(answer, "Post an indexed version")

    assert "in the channel already" in dana.clicks(answer, "Post an indexed version")


def test_among_directors_margin_is_an_answer_like_any_other(stage: Stage) -> None:
    dana, rosa = stage.person("dana"), stage.person("rosa")

    answer = dana.types(f"/kpi {MARGIN}", channel="exec")
    assert "Share" in answer.buttons and "🔒" not in answer
    dana.clicks(answer, "Share")
    assert "Gross margin 65.2" in rosa.sees("exec").last

    assert not dana.types(f"@Shelftalk {MARGIN}", channel="exec").ephemeral
    assert "Gross margin 65.2" in rosa.sees("exec").last


def test_a_new_member_makes_it_private_again_within_the_hour(stage: Stage) -> None:
    dana = stage.person("dana")
    dana.types(f"@Shelftalk {MARGIN}", channel="exec")
    stage.workspace.channel("exec").members.add("U0MARCUS")
    stage.clock.passes(minutes=61)

    answer = dana.types(f"@Shelftalk {MARGIN}", channel="exec")

    assert answer.ephemeral and "one person here is not one" in answer


def test_a_directors_loss_of_the_role_counts_at_once(stage: Stage) -> None:
    dana = stage.person("dana")
    dana.types(f"/kpi {MARGIN}", channel="exec")
    form = dana.clicks(dana.types("/shelftalk people"), "Change a role")
    dana.fills(form, {"Who": "rosa", "Role": "Manager"}).submits()
    dana.waits_to_see("Rosa Lind is a manager from now on")

    assert dana.types(f"@Shelftalk {MARGIN}", channel="exec").ephemeral


def test_a_button_under_a_directors_answer_refuses_whoever_may_not_know(stage: Stage) -> None:
    dana, marcus = stage.person("dana"), stage.person("marcus")
    answer = dana.types(f"@Shelftalk {MARGIN}", channel="exec")
    stage.workspace.channel("exec").members.add("U0MARCUS")

    for button in ("By product", "Show data"):
        reply = marcus.clicks(answer, button)
        assert "Gross margin is for directors only." in reply
        assert not gives_away(reply.raw)


def test_a_follow_up_in_a_thread_obeys_the_same_rule(stage: Stage) -> None:
    dana, marcus = stage.person("dana"), stage.person("marcus")
    first = dana.types("@Shelftalk net sales last week")

    answer = dana.types(f"@Shelftalk {MARGIN}", thread=first)

    assert answer.ephemeral and answer.thread_ts == first.thread_ts
    assert not gives_away(others_see(marcus))
    dana.clicks(answer, "By sales channel")
    assert not gives_away(others_see(marcus))


def test_what_is_posted_of_a_card_or_of_headlines_leaves_the_margin_out(stage: Stage) -> None:
    dana, marcus = stage.person("dana"), stage.person("marcus")

    for words in ("/kpi", "/product AC-M", "/kpi net sales, gross margin last week"):
        answer = dana.types(words)
        assert "Gross margin" in answer
        shared = dana.clicks(answer, "Share")
        assert not shared.ephemeral
        assert (
            "margin"
            not in shared.text.replace("gross margin by product line last week", "")
            .replace("“net sales, gross margin last week”", "")
            .lower()
        ), words
    assert not gives_away(others_see(marcus))


# Guests and other companies


def test_a_teams_figure_is_whispered_where_visitors_read(stage: Stage) -> None:
    answer = stage.person("marcus").types("@Shelftalk net sales yesterday", channel="campaigns")

    assert answer.ephemeral
    assert "Net sales is for members of this workspace only, and people of another company read" in answer
    assert "£486.00" not in others_see(stage.person("gil"), "campaigns")


def test_a_slash_command_needs_no_excuse_for_a_teams_figure(stage: Stage) -> None:
    answer = stage.person("marcus").types("/kpi net sales yesterday", channel="campaigns")

    assert answer.text.startswith("Net sales £486.00")


def test_sharing_with_visitors_is_said_twice_or_indexed(stage: Stage) -> None:
    marcus, gil = stage.person("marcus"), stage.person("gil")
    answer = marcus.types("/kpi net sales yesterday", channel="campaigns")

    asked = marcus.clicks(answer, "Share")
    assert asked.ephemeral and asked.buttons == ["Post an indexed version", "Share it anyway"]
    assert "Net sales, indexed: 113" in marcus.clicks(asked, "Post an indexed version")
    assert "£486.00" not in others_see(gil, "campaigns")

    marcus.clicks(asked, "Share it anyway")
    assert "£486.00" in others_see(gil, "campaigns")


def test_a_viewer_cannot_insist(stage: Stage) -> None:
    vera = stage.person("vera")

    asked = vera.clicks(vera.types("/kpi net sales yesterday", channel="campaigns"), "Share")

    assert asked.buttons == ["Post an indexed version"]


def test_where_slack_does_not_say_who_reads_nothing_is_posted(stage: Stage) -> None:
    stage.workspace.refuses("conversations.info", "internal_error")

    answer = stage.person("marcus").types("@Shelftalk net sales yesterday")

    assert answer.ephemeral and "I could not check with Slack who reads this conversation" in answer


# Roles by user group


def test_a_user_group_makes_directors_and_the_manifest_asks_for_the_permission(stage: Stage) -> None:
    shop = SHOP.model_copy(update={"groups": {"S0DIRECT": "director"}})
    stage.workspace.groups["S0DIRECT"] = ["U0VERA", "U0MARCUS"]
    stage.stops()
    stage.settings = replace(stage.settings, shop=shop)
    stage.workspace.install(manifest(shop, url="https://bot.invalid"))
    stage.starts()

    assert "usergroups:read" in stage.workspace.app.scopes
    assert "Gross margin 65.2" in stage.person("vera").types(f"/kpi {MARGIN}")
    assert "directors only" in stage.person("marcus").types(f"/kpi {MARGIN}")  # shop.yaml comes first


# Digests


def subscribes(stage: Stage, name: str, words: str, channel: str | None = None) -> None:
    assert "Set: Yesterday" in stage.person(name).types(
        f"/digest subscribe {words} at 09:00", channel=channel
    )


def test_each_reader_of_a_digest_sees_by_their_own_rights(stage: Stage) -> None:
    dana, marcus, rosa = stage.person("dana"), stage.person("marcus"), stage.person("rosa")
    subscribes(stage, "dana", "me")
    subscribes(stage, "marcus", "me")
    subscribes(stage, "dana", "here", channel="exec")
    stage.at(MONDAY.replace(hour=9))

    assert "Gross margin 63.6" in dana.waits_to_see("Yesterday at the shop", "@Shelftalk")
    assert "Gross margin 63.6" in rosa.waits_to_see("Yesterday at the shop", "exec")
    assert "margin" not in marcus.waits_to_see("Yesterday at the shop", "@Shelftalk").text.lower()
    assert "margin" not in marcus.waits_to_see("Yesterday at the shop", "ecom").text.lower()
    assert {(one.who, one.surface) for one in log(stage)} == {("U0DANA", "digest"), ("C0EXEC", "digest")}


def test_a_digest_is_not_set_up_where_visitors_read(stage: Stage) -> None:
    for words in ("subscribe here", "now"):
        answer = stage.person("marcus").types(f"/digest {words}", channel="campaigns")

        assert "people of another company read this channel" in answer
        assert "/digest subscribe me" in answer


def test_when_visitors_join_the_owner_gets_the_digest_and_learns_why(stage: Stage) -> None:
    stage.workspace.channel("ecom").members.add("U0GIL")
    dana = stage.person("dana")
    stage.at(MONDAY.replace(day=24, hour=8))

    told = dana.waits_to_see("did not go to #ecom", "@Shelftalk")

    assert "one person here is a guest" in told
    assert "Net sales" in told and "Change or stop" in told.buttons
    assert not [seen for seen in stage.person("gil").sees("ecom") if "24 Nov" in seen or "Net sales" in seen]


def test_a_directors_preview_says_that_it_is_theirs(stage: Stage) -> None:
    preview = stage.person("dana").types("/digest preview")

    assert preview.ephemeral and "🔒 Gross margin is for directors only" in preview


# The log


def test_every_disclosure_of_a_restricted_figure_is_written_down(stage: Stage) -> None:
    dana = stage.person("dana")
    dana.clicks(dana.types(f"/kpi {MARGIN}"), "Keep in my DM")
    dana.types(f"@Shelftalk {MARGIN}", channel="exec")
    dana.dms(MARGIN)

    assert [(one.who, one.surface, one.place) for one in reversed(log(stage))] == [
        ("U0DANA", "slash command", "C0ECOM"),
        ("U0DANA", "direct message", "U0DANA"),
        ("C0EXEC", "mention", "C0EXEC"),
        ("U0DANA", "direct message", stage.workspace.direct("U0DANA").id),
    ]
    assert {(one.metric, one.start, one.end) for one in log(stage)} == {
        ("gross_margin", MONDAY.date().replace(day=16), MONDAY.date())
    }


def test_cards_rankings_and_shared_answers_are_written_down_too(stage: Stage) -> None:
    dana = stage.person("dana")
    dana.types("/product AC-M")
    dana.types("/product top 3 by gross profit last week")
    dana.clicks(dana.types(f"/kpi {MARGIN}", channel="exec"), "Share")

    assert [(one.metric, one.surface, one.who) for one in reversed(log(stage))] == [
        ("gross_margin", "slash command", "U0DANA"),
        ("gross_profit", "slash command", "U0DANA"),
        ("gross_margin", "slash command", "U0DANA"),
        ("gross_margin", "shared message", "C0EXEC"),
    ]


def test_what_is_refused_or_indexed_is_no_disclosure(stage: Stage) -> None:
    stage.person("marcus").types(f"/kpi {MARGIN}")
    stage.person("dana").types("/kpi net sales last week")

    assert log(stage) == []
