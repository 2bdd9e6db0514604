"""A message goes out once, in order, and changes where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from slack_sdk import WebClient

from delivery.claims import LEASE, Claims
from delivery.outbox import Outbox
from delivery.sender import Sender
from templates import Message
from tests.delivery.post_office import CHANNEL, DANA, DANAS_MESSAGES, HELLO, Post
from tests.sandbox_fixtures import button, client_of, section


def test_a_message_is_posted_once_however_often_it_is_put(post: Post):
    for _ in range(3):
        post.puts("morning/2026-11-23/C0ECOM")
        post.sends()

    assert post.stands() == [HELLO.text]
    assert post.state("morning/2026-11-23/C0ECOM").state == "sent"


def test_what_is_not_committed_is_never_sent(post: Post):
    with pytest.raises(LookupError), post.outbox.store.write() as db:
        post.outbox.put(db, "a", CHANNEL, HELLO, now=post.clock())
        raise LookupError

    assert post.sends() == 0
    assert post.stands() == []


def test_nothing_goes_out_before_it_is_due(post: Post):
    post.puts("a", due_at=post.clock() + timedelta(hours=1))
    assert post.sends() == 0

    post.clock.passes(hours=1)
    assert post.sends() == 1


def test_a_new_version_changes_the_message_where_it_stands(post: Post):
    post.puts("card/1/C0ECOM", text="in review")
    post.sends()
    post.puts("card/1/C0ECOM", text="approved")
    post.sends()

    assert post.stands() == ["approved"]
    assert post.state("card/1/C0ECOM").revision == 2
    assert post.posts() == 1


def test_many_versions_before_the_first_post_become_one_message(post: Post):
    for version in range(20):
        post.puts("card/1/C0ECOM", text=f"v{version}")
    post.sends()

    assert post.stands() == ["v19"]
    assert len(post.slack.workspace.calls) == 1


def test_a_version_put_while_the_first_is_on_its_way_follows_as_a_change(post: Post, outbox: Outbox):
    claims = Claims(outbox.store)
    post.puts("card/1/C0ECOM", text="in review")
    claim = claims.take(post.clock(), now=post.clock())
    assert claim
    sent = client_of(post.slack).chat_postMessage(channel=CHANNEL, text=claim.message.text)
    post.puts("card/1/C0ECOM", text="approved")
    assert claims.sent(claim, ts=sent["ts"], channel=sent["channel"], now=post.clock())

    post.sends()

    assert post.stands() == ["approved"]
    assert post.state("card/1/C0ECOM").state == "sent"


def test_add_once_adds_only_the_first(post: Post):
    with post.outbox.store.write() as db:
        assert post.outbox.add_once(db, "a", CHANNEL, HELLO, now=post.clock())
        assert not post.outbox.add_once(db, "a", CHANNEL, replace(HELLO, text="other"), now=post.clock())
    post.sends()

    assert post.stands() == [HELLO.text]


def test_a_key_belongs_to_one_place(post: Post):
    post.puts("a")

    with pytest.raises(ValueError, match="on its way to C0ECOM, not to U0DANA"):
        post.puts("a", DANA)


def test_a_person_is_written_to_directly(post: Post):
    post.puts("told/1", DANA)
    post.sends()
    post.puts("told/1", DANA, text="changed")
    post.sends()

    assert post.stands(DANAS_MESSAGES) == ["changed"]


def test_each_place_gets_its_messages_in_the_order_they_were_put(post: Post):
    for number in range(5):
        post.puts(f"a/{number}", text=str(number))
        post.puts(f"b/{number}", DANA, text=str(number))

    assert post.sends() == 10
    assert post.stands() == post.stands(DANAS_MESSAGES) == list("01234")


def test_what_is_urgent_overtakes_and_leaves_the_others_their_share(post: Post):
    for number in range(5):
        post.puts(f"m/{number}", text=f"ordinary {number}")
    for second in range(30):  # twice what Slack allows
        for half in range(2):
            post.puts(f"urgent/{second}/{half}", text=f"urgent {second}", urgent=True)
        post.sends()
        post.clock.passes(seconds=1)

    stands = post.stands()
    assert stands.index("ordinary 4") < 30
    assert len([text for text in stands if text.startswith("urgent")]) >= 20


def test_one_message_in_five_is_the_one_that_has_waited_longest(post: Post):
    post.puts("m", text="ordinary")
    post.clock.passes(seconds=1)
    for number in range(8):
        post.puts(f"urgent/{number}", f"U0URGENT{number}", text=str(number), urgent=True)
    claims = Claims(post.outbox.store)

    taken = [claims.take(post.clock(), now=post.clock()) for _ in range(5)]

    assert [claim and claim.key for claim in taken].index("m") == 4


def test_a_thread_waits_for_the_message_it_belongs_to(post: Post):
    post.slack.workspace.refuses("chat.postMessage", "ratelimited")
    post.puts("root", text="root")
    post.puts("line", DANA, text="elsewhere", thread_key="root")
    post.puts("reply", text="reply", thread_key="root")

    assert post.sends() == 0
    post.clock.passes(seconds=31)
    post.sends()

    root, reply = post.slack.workspace.messages[CHANNEL]
    assert reply.thread_ts == root.ts


def test_a_reply_into_a_thread_of_slacks_own(post: Post):
    post.puts("root")
    post.sends()
    post.puts("reply", text="reply", thread_ts=post.state("root").ts)
    post.sends()

    assert post.slack.workspace.messages[CHANNEL][1].thread_ts == post.state("root").ts


def test_links_are_not_unfolded_and_names_are_not_turned_into_links(post: Post):
    post.puts("a", blocks=(section("See <https://shop.example>"),))
    post.sends()

    sent = post.slack.workspace.calls_of("chat.postMessage")[0].arguments
    assert (sent["unfurl_links"], sent["unfurl_media"], sent["parse"], sent["link_names"]) == (
        False,
        False,
        "none",
        False,
    )
    assert sent["metadata"] == {"event_type": "shelftalk", "event_payload": {"key": "a", "revision": 1}}


def test_a_message_that_loses_its_blocks_loses_them_in_slack_as_well(post: Post):
    post.puts("a", blocks=(section("before"), button("Approve", "approval.approve")))
    post.sends()
    post.puts("a", text="after")
    post.sends()

    assert post.slack.workspace.messages[CHANNEL][0].blocks == []


def test_the_sdks_retries_are_off_whatever_client_is_handed_in(post: Post, outbox: Outbox):
    with_retries = WebClient(post.slack.workspace.app.token, base_url=post.slack.api_url)
    post.slack.workspace.drops("chat.postMessage", after_storing=True)
    post.puts("a")

    Sender(outbox, with_retries, clock=post.clock).send_due(post.clock())

    assert post.posts() == 1


def test_who_lost_the_lease_cannot_write_the_result(post: Post, outbox: Outbox):
    claims = Claims(outbox.store)
    post.puts("a")
    slow = claims.take(post.clock(), now=post.clock())
    post.clock.passes(seconds=LEASE.total_seconds())
    quick = claims.take(post.clock(), now=post.clock())

    assert slow and quick and quick.in_doubt
    assert not claims.sent(slow, ts="1.1", channel=CHANNEL, now=post.clock())
    assert claims.sent(quick, ts="2.2", channel=CHANNEL, now=post.clock())
    assert post.state("a").ts == "2.2"


def test_who_was_frozen_past_the_lease_does_not_say_again_what_another_has_said(post: Post, outbox: Outbox):
    def frozen_once_it_has_claimed() -> Iterator[datetime]:
        yield post.clock()
        post.clock.passes(seconds=LEASE.total_seconds())
        assert post.sends() == 1
        yield from iter(post.clock, None)

    post.puts("a")
    slow = Sender(outbox, client_of(post.slack), clock=partial(next, frozen_once_it_has_claimed()))

    assert slow.send_due(post.clock()) == 0
    assert post.stands() == [HELLO.text]


def test_a_request_that_might_outlast_its_lease_is_begun_anew(post: Post, outbox: Outbox):
    def slow_after_its_first_claim() -> Iterator[datetime]:
        yield post.clock()
        post.clock.passes(seconds=LEASE.total_seconds() - 1)
        yield from iter(post.clock, None)

    post.puts("a")
    sender = Sender(outbox, client_of(post.slack), clock=partial(next, slow_after_its_first_claim()))

    assert sender.send_due(post.clock() + LEASE) == 1
    assert post.stands() == [HELLO.text]
    assert outbox.possible_duplicates() == 0


def test_a_claim_is_nobody_elses_while_its_lease_lasts(post: Post, outbox: Outbox):
    claims = Claims(outbox.store)
    post.puts("a")
    claims.take(post.clock(), now=post.clock())

    assert claims.take(post.clock(), now=post.clock()) is None
    assert claims.take(post.clock() + LEASE - timedelta(seconds=1), now=post.clock()) is None


def test_what_should_have_gone_out_can_be_seen(post: Post):
    post.slack.workspace.refuses("chat.postMessage", "ratelimited")
    post.puts("a")
    post.puts("later", due_at=post.clock() + timedelta(hours=1))
    post.sends()

    assert [delivery.key for delivery in post.outbox.unsent(post.clock())] == ["a"]
    assert post.state("a").problem == "ratelimited"


def test_the_message_given_is_not_what_slack_gets_of_figures(post: Post):
    with post.outbox.store.write() as db:
        message = Message(text="£1", figures=({"metric": "net_sales"},))
        post.outbox.put(db, "a", CHANNEL, message, now=post.clock())
    post.sends()

    assert "figures" not in post.slack.workspace.calls_of("chat.postMessage")[0].arguments


def test_what_only_directors_may_see_is_never_posted_in_a_channel(post: Post):
    secret = replace(HELLO, restricted=True)
    with post.outbox.store.write() as db:
        for place in (CHANNEL, "G0EXEC", "D0GIL"):
            with pytest.raises(ValueError, match="for directors alone"):
                post.outbox.put(db, "margin", place, secret, now=post.clock())
        post.outbox.put(db, "margin", DANA, secret, now=post.clock())
    post.sends()

    assert post.stands(DANAS_MESSAGES) == [HELLO.text]
