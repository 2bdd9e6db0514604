"""Whoever installs the bot gets one checklist, which ticks itself off; where all was there before, nobody hears of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

import bot
from sandbox.person import Person
from sandbox.seen import Seen
from shop import Shop
from tests import small_shop
from tests.sandbox_fixtures import MONDAY, Clock, pretend_slack
from tests.stage import SHOP, UNTIL, Stage, workspace

MINUTE = timedelta(minutes=1)
ALONE = SHOP.model_copy(
    update={"people": SHOP.people[:1], "channels": SHOP.channels.model_copy(update={"digest": None})}
)
NOBODY = ALONE.model_copy(update={"people": ()})


def new_shop(tmp_path: Path, shop: Shop) -> Iterator[Stage]:
    """A bot that was installed a minute ago: no data, one admin or none, in no channel."""
    made = workspace()
    for channel in made.channels.values():
        channel.members.discard(made.app.user)
    with pretend_slack(made) as slack:
        slack.workspace.clock = Clock(MONDAY)
        stage = Stage(slack, tmp_path / "data", None, shop=shop)
        yield stage.starts()
        stage.stops()


@pytest.fixture
def new(tmp_path: Path) -> Iterator[Stage]:
    """Installed by Dana."""
    yield from new_shop(tmp_path, ALONE)


@pytest.fixture
def unnamed(tmp_path: Path) -> Iterator[Stage]:
    """With a shop.yaml that names nobody."""
    yield from new_shop(tmp_path, NOBODY)


def checklist(person: Person, words: str = "steps are done") -> Seen:
    """The checklist in somebody's messages, once it says something."""
    person.waits_for(lambda me: me.inbox.saying(words))
    (found,) = person.inbox.saying(words)
    return found


def brings(stage: Stage) -> None:
    """The shop's orders arrive."""
    folder = stage.settings.data / "exports"
    exports = small_shop.write(folder, MONDAY.date(), UNTIL.replace(tzinfo=None))
    orders = [export.path for export in exports if "orders" in export.path.name]
    bot.import_into(stage.settings, orders[:1], now=UNTIL)
    stage.at(stage.clock() + MINUTE)


def invites(stage: Stage, name: str = "ecom") -> None:
    """Somebody invites the bot to a channel, and Slack tells of it."""
    stage.workspace.channel(name).members.add(stage.workspace.app.user)
    stage.at(stage.clock() + 2 * MINUTE)


def gives_a_role(dana: Person) -> None:
    """Marcus becomes a manager, by the checklist's own button."""
    dana.clicks(dana.inbox.saying("steps are done").last, "Give a role", waits=False)
    dana.waits_for(lambda me: me.modal)
    dana.fills(dana.modal, {"Who": "marcus", "Role": "Manager"}).submits()


def test_whoever_installs_it_reads_the_four_steps_with_the_way_to_each(new: Stage) -> None:
    asked = checklist(new.person("dana"))

    assert "Shelftalk is here: 0 of 4 steps are done." in asked
    assert asked.text.count("⬜") == 4
    assert "/invite @Shelftalk" in asked
    assert asked.buttons == ["Which files?", "Give a role", "Set it up"]


def test_it_ticks_itself_off_where_it_stands_until_all_is_done(new: Stage) -> None:
    dana = new.person("dana")
    asked = checklist(dana)

    brings(new)
    assert "Shopify orders" in checklist(dana, "1 of 4 steps")
    gives_a_role(dana)
    new.at(new.clock() + MINUTE)
    assert "beside you has a role" in checklist(dana, "2 of 4 steps")
    invites(new)
    assert "I was invited to #ecom" in checklist(dana, "3 of 4 steps")
    dana.clicks(dana.again(asked), "Set it up", waits=False)
    dana.waits_for(lambda me: me.modal)
    dana.fills(dana.modal, {"At": "09:30"}).submits()
    new.at(new.clock() + MINUTE)

    done = checklist(dana, "All set")
    assert done.ts == asked.ts
    assert "⬜" not in done.text
    assert not done.buttons


def test_it_comes_once_whatever_restarts_and_however_many_processes_there_are(new: Stage) -> None:
    dana = new.person("dana")
    checklist(dana)
    new.restarts()
    beside = new.runs_beside()
    for running in (new.running, beside):
        running.tick(new.clock())
        running.sender.send_due(new.clock())

    assert len(dana.inbox.saying("steps are done")) == 1
    assert len([call for call in new.asked("chat.postMessage") if "steps are done" in call["text"]]) == 1


def test_what_was_done_stays_done(new: Stage) -> None:
    dana = new.person("dana")
    checklist(dana)
    brings(new)
    invites(new)
    new.person("dana").types("/digest subscribe me at 09:00")
    gives_a_role(dana)
    new.at(new.clock() + MINUTE)
    checklist(dana, "All set")
    dana.types("/digest stop me")
    new.at(new.clock() + MINUTE)
    new.restarts()
    new.running.tick(new.clock())

    assert len(dana.inbox.saying("All set")) == 1
    assert not dana.inbox.saying("steps are done")


def test_a_shop_where_all_is_there_hears_nothing(stage: Stage) -> None:
    stage.running.tick(stage.clock())
    stage.running.sender.send_due(stage.clock())
    stage.person("dana").types("/digest stop here", channel="ecom")
    stage.running.tick(stage.clock() + MINUTE)

    assert not stage.person("dana").inbox.saying("Shelftalk is here")
    assert not stage.person("dana").inbox.saying("All set")


def test_nothing_is_asked_while_slack_does_not_say_where_the_bot_is(stage: Stage) -> None:
    stage.stops()
    stage.workspace.refuses("users.conversations", "internal_error")
    (stage.settings.data / "state.sqlite3").unlink()
    stage.starts()
    stage.running.tick(stage.clock())
    stage.running.sender.send_due(stage.clock())

    assert not stage.person("dana").inbox.saying("Shelftalk is here")


def test_where_no_admin_is_named_the_first_to_open_home_gets_it_and_is_told_to_name_one(
    unnamed: Stage,
) -> None:
    dana, marcus = unnamed.person("dana"), unnamed.person("marcus")
    dana.opens_home()
    marcus.opens_home()
    unnamed.at(unnamed.clock() + MINUTE)

    assert "id: U0DANA" in checklist(dana)
    assert not marcus.inbox.saying("steps are done")
