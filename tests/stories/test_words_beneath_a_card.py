"""What people write beneath a card is kept, and a short yes becomes a button; nothing is decided by writing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from commands.beneath import is_short_yes
from commands.manifest import EVENTS, WORDS_IN_CHANNELS, manifest
from sandbox.person import Person
from sandbox.seen import Seen
from shop import Shop
from tests.sandbox_fixtures import MONDAY, Clock, pretend_slack
from tests.stage import SHOP, SHOP_YAML, Stage, workspace
from tests.stories.test_approving_content import standing, submitted

LISTENING = SHOP.model_copy(update={"thread_words": True})
#: With a list to tick before a yes counts.
LIST = """\
thread_words: true
approvals:
  routes:
    - when: {any: true}
      stages: [{name: Director, who: directors, checklist: [Links tested]}]
"""
LISTED = Shop.model_validate(yaml.safe_load(SHOP_YAML + LIST))


@pytest.fixture
def shop() -> Shop:
    """A shop that wants what is written beneath cards."""
    return LISTENING


@pytest.fixture
def office(tmp_path: Path, shop: Shop) -> Iterator[Stage]:
    """The story's shop with this setting, its app installed anew."""
    made = workspace()
    made.install(manifest(shop, url="https://bot.invalid"))
    with pretend_slack(made) as slack:
        slack.workspace.clock = Clock(MONDAY)
        stage = Stage(slack, tmp_path, None, shop=shop)
        try:
            yield stage.starts()
        finally:
            stage.stops()


def posted(stage: Stage) -> None:
    """Wait until the bot knows where each of its cards stands; people write no sooner than that."""
    stage.person("aiko").types("/approvals show 1")
    stage.waits_for(lambda: not stage.running.bot.context.outbox.unsent(stage.clock()))


def shown(stage: Stage) -> Seen:
    """Something sent for approval: the channel's card."""
    submitted(stage)
    posted(stage)
    return stage.person("aiko").waits_to_see("Aran Coat copy", "campaigns")


def writes(person: Person, words: str, above: Seen) -> None:
    """Reply in the thread of a card in the channel."""
    person.says(words, channel="campaigns", thread=above, waits=False)


@pytest.mark.parametrize(
    "words",
    ["Looks good!", "LGTM 👍🏽", "approved", "ok, thanks", ":+1::skin-tone-3:", "Ship it.", "go ahead"],
)
def test_these_say_yes_and_nothing_else(words: str) -> None:
    assert is_short_yes(words)


@pytest.mark.parametrize(
    "words", ["ok?", "not ok", "approved last week's", "looks good, but shorter", "approve v2", "", "thanks"]
)
def test_these_do_not(words: str) -> None:
    assert not is_short_yes(words)


def test_a_short_yes_is_offered_as_a_button_to_its_writer_alone(office: Stage) -> None:
    card = shown(office)
    dana, aiko = office.person("dana"), office.person("aiko")

    writes(dana, "Looks good 👍", card)
    offered = dana.waits_to_see("Record this as your yes", "campaigns")

    assert "yes to v1 of “Aran Coat copy”? Nothing is decided by writing." in offered
    assert offered.buttons == ["Approve v1"]
    assert offered.thread_ts == card.ts
    assert not aiko.sees("campaigns").saying("Record this as your yes")
    assert "⏳ In review" in aiko.again(card)


def test_the_button_is_the_cards_own(office: Stage) -> None:
    card = shown(office)
    dana = office.person("dana")
    writes(dana, "lgtm", card)

    office.told(dana, dana.waits_to_see("Record this", "campaigns"), "Approve v1", "You approved v1")

    assert "✅ Approved by @Dana Whitlock" in standing(office.person("aiko"), card, "✅ Approved")


def test_the_button_of_an_old_version_decides_nothing(office: Stage) -> None:
    card = shown(office)
    dana, marcus = office.person("dana"), office.person("marcus")
    writes(dana, "lgtm", card)
    offered = dana.waits_to_see("Record this", "campaigns")
    mine = marcus.waits_to_see("Aran Coat copy", "@Shelftalk")
    marcus.clicks(mine, "Edit", waits=False)
    marcus.waits_for(lambda me: me.modal)
    marcus.fills(marcus.modal, {"Title": "Aran Coat, warmer"}).submits()
    standing(office.person("aiko"), card, "v2")

    office.told(dana, offered, "Approve v1", "v2")

    assert "⏳ In review" in office.person("aiko").again(card)


@pytest.mark.parametrize("shop", [LISTED])
def test_where_there_is_a_list_the_button_opens_it(office: Stage) -> None:
    card = shown(office)
    dana = office.person("dana")
    writes(dana, "approved", card)

    dana.clicks(dana.waits_to_see("Record this", "campaigns"), "Approve v1", waits=False)
    dana.waits_for(lambda me: me.modal)

    assert "Before you say yes" in dana.modal.fields
    assert "⏳ In review" in dana.again(card)


def test_other_words_are_kept_with_the_version(office: Stage) -> None:
    card = shown(office)
    dana, marcus = office.person("dana"), office.person("marcus")

    writes(dana, "Looks good, but which coat?", card)

    assert "about “Aran Coat copy” v1" in marcus.waits_to_see("but which coat?", "@Shelftalk")
    assert "but which coat?" in marcus.types("/approvals show 1")
    assert not dana.sees("campaigns").saying("Record this as your yes")


def test_the_authors_own_yes_is_a_comment_and_a_strangers_is_nothing(office: Stage) -> None:
    card = shown(office)
    marcus, gil, aiko = (office.person(name) for name in ("marcus", "gil", "aiko"))

    for one in (gil, aiko):
        writes(one, "go ahead", card)
    writes(marcus, "ship it", card)
    marcus.waits_for(lambda me: "ship it" in me.types("/approvals show 1"))

    assert "go ahead" not in marcus.types("/approvals show 1")
    for one in (gil, aiko, marcus):
        assert not one.sees("campaigns").saying("Record this as your yes")
    assert "⏳ In review" in aiko.again(card)


def test_in_ones_own_messages_it_is_answered_beneath_the_card(office: Stage) -> None:
    shown(office)
    dana = office.person("dana")
    mine = dana.waits_to_see("Aran Coat copy", "@Shelftalk")

    dana.dms("Which coat?", thread=mine, waits=False)
    kept = dana.waits_to_see("Kept beside v1", "@Shelftalk")
    dana.dms("ok", thread=mine, waits=False)
    offered = dana.waits_to_see("Record this as your yes", "@Shelftalk")

    assert kept.thread_ts == offered.thread_ts == mine.ts
    assert offered.buttons == ["Approve v1"]


def test_words_elsewhere_are_nobodys_business(office: Stage) -> None:
    card = shown(office)
    dana = office.person("dana")
    dana.says("looks good", channel="campaigns", waits=False)
    other = dana.sees("campaigns").last
    dana.says("lgtm", channel="campaigns", thread=other, waits=False)
    writes(dana, "approved", card)
    dana.waits_to_see("Record this as your yes", "campaigns")

    assert len(dana.sees("campaigns").saying("Record this as your yes")) == 1


def test_unless_a_shop_asks_for_it_nothing_is_subscribed_and_nothing_heard(stage: Stage) -> None:
    quiet, listening = (manifest(shop, url=None) for shop in (SHOP, LISTENING))
    scopes = [set(one["oauth_config"]["scopes"]["bot"]) for one in (quiet, listening)]

    assert scopes[1] - scopes[0] == {"channels:history", "groups:history"}
    assert quiet["settings"]["event_subscriptions"]["bot_events"] == list(EVENTS)
    assert listening["settings"]["event_subscriptions"]["bot_events"] == [*EVENTS, *WORDS_IN_CHANNELS]

    submitted(stage)
    stage.workspace.app.events = (
        *EVENTS,
        *WORDS_IN_CHANNELS,
    )  # an app whose manifest is older than the setting
    dana = stage.person("dana")
    posted(stage)
    card = dana.waits_to_see("Aran Coat copy", "campaigns")
    writes(dana, "Looks good, but which coat?", card)
    answer = stage.person("marcus").types("/approvals show 1")

    assert "which coat" not in answer
