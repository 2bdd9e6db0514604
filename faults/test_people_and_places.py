"""F23, F25, F28: Slack takes no posts and still brings clicks; people leave; messages are deleted."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

import pytest

from sandbox.person import Person
from sandbox.posts import Message
from storage import people
from tests.delivery.post_office import CHANNEL, Post
from tests.stage import Stage
from tests.stories.test_approving_content import COPY, card, standing, submitted

POSTS = ("chat.postMessage", "chat.update")


def told(person: Person, words: str) -> list[str]:
    """What the bot said to somebody with these words."""
    return [seen.text for seen in person.inbox.saying(words)]


def test_while_slack_takes_no_posts_decisions_count_and_home_says_so(stage: Stage) -> None:
    """F23."""
    for method in POSTS:
        stage.workspace.answers(method, 503, times=None)
    marcus, dana = stage.person("marcus"), stage.person("dana")
    assert not marcus.fills(marcus.types("/approvals new"), COPY).submits().errors
    stage.at(stage.clock() + timedelta(minutes=11))

    home = dana.opens_home()
    assert "Slack does not take my messages at the moment" in home
    dana.clicks(home, "Approve v1", waits=False)
    stage.waits_for(lambda: states(stage) == ["APPROVED"])

    stage.workspace.heals()
    for _ in range(20):
        stage.at(stage.clock() + timedelta(minutes=2))
        stage.running.sender.send_due(stage.clock())
    stage.hears(marcus, "Dana Whitlock approved")
    assert len(told(marcus, "approved “Aran Coat copy” v1")) == 1
    dana.waits_for(lambda me: "does not take my messages" not in me.home)


def states(stage: Stage) -> list[str]:
    """How each request stands."""
    with stage.running.bot.store.read() as db:
        return [row["state"] for row in db.query("SELECT state FROM request ORDER BY id")]


def test_whose_account_is_gone_is_asked_no_more_and_with_nobody_left_its_author_is_told(stage: Stage) -> None:
    """F25."""
    stage.workspace.users["U0DANA"].deleted = True
    marcus, rosa = stage.person("marcus"), stage.person("rosa")
    marcus.fills(marcus.types("/approvals new"), COPY).submits()
    stage.waits_for(lambda: "Rosa Lind" in card(rosa) and "Dana" not in rosa.again(card(rosa)))
    assert states(stage) == ["IN_REVIEW"]

    stage.workspace.users["U0ROSA"].deleted = True
    marcus.types("/approvals new", waits=False)
    marcus.waits_for(lambda me: me.modal)
    marcus.fills(marcus.modal, COPY | {"Title": "Second copy"}).submits()

    stage.hears(marcus, "Nobody can approve “Second copy” v1 yet.")
    assert states(stage) == ["NEEDS_ROUTING", "NEEDS_ROUTING"]
    with stage.running.bot.store.write() as db:
        people.set_role(db, "U0AIKO", "director", by="U0DANA", at=stage.clock())
    stage.running.bot.context.desk.people_changed(stage.clock())
    stage.running.sending.soon()
    aiko = stage.person("aiko")
    aiko.waits_for(lambda me: any("Approve v1" in seen.buttons for seen in me.inbox.saying("Second copy")))


@pytest.mark.parametrize("became", ["guest", "stranger"])
def test_who_became_a_guest_or_anothers_decides_no_more_and_is_not_asked(
    stage: Stage, became: Literal["guest", "stranger"]
) -> None:
    """F25."""
    with stage.running.bot.store.write() as db:
        people.set_role(db, "U0VERA", "director", by="U0DANA", at=stage.clock())
    submitted(stage)
    vera = stage.person("vera")
    asked = card(vera)
    setattr(stage.workspace.users["U0VERA"], became, True)
    stage.at(stage.clock() + timedelta(hours=2))  # what Slack says of somebody is believed for an hour

    stage.told(vera, asked, "Approve v1", "guest" if became == "guest" else "another one")

    assert states(stage) == ["IN_REVIEW"]
    submitted(stage, title="Second copy")
    assert told(vera, "Second copy") == []


def test_a_card_that_somebody_deleted_is_posted_once_more_and_is_the_one_from_then_on(stage: Stage) -> None:
    """F28."""
    mine = submitted(stage)
    rosa = stage.person("rosa")
    first = card(rosa)
    stage.workspace.delete(in_workspace(stage, first.ts))

    marcus = stage.person("marcus")
    marcus.clicks(mine, "Edit", waits=False)
    marcus.waits_for(lambda me: me.modal)
    marcus.fills(marcus.modal, {"The text itself": "Warm."}).submits()
    stage.waits_for(lambda: any("v2" in seen for seen in rosa.inbox if seen.buttons))
    second = next(seen for seen in rosa.inbox if "Approve v2" in seen.buttons)
    rosa.clicks(second, "Approve v2", waits=False)

    assert "Approved" in standing(rosa, second, "Approved")
    assert len(rosa.inbox.saying("approval 1 v2")) == 1


def in_workspace(stage: Stage, ts: str | None) -> Message:
    """The message of a time stamp, wherever it stands."""
    return next(
        message for messages in stage.workspace.messages.values() for message in messages if message.ts == ts
    )


def test_a_thread_whose_root_was_deleted_goes_on_under_the_new_one(post: Post) -> None:
    """F28."""
    post.puts("incident/1", text="Sessions fell")
    post.puts("incident/1/below", text="Phones most of all", thread_key="incident/1")
    post.sends()
    root, reply = post.slack.workspace.messages[CHANNEL]
    assert reply.thread_ts == root.ts
    post.slack.workspace.delete(root)

    post.puts("incident/1", text="Sessions fell, day 2")
    post.sends()
    post.puts("incident/1/still", text="Still off", thread_key="incident/1")
    post.sends()

    new, still = [one for one in post.slack.workspace.messages[CHANNEL] if one not in (root, reply)]
    assert (new.text, still.text) == ("Sessions fell, day 2", "Still off")
    assert still.thread_ts == new.ts
