"""Whatever Slack answers, the message arrives once or a person is told why not."""

from __future__ import annotations

import pytest
from slack_sdk import WebClient

from delivery.outbox import Outbox
from delivery.refusals import LONGEST_WAIT, VERDICTS, Verdict, explain, judge, unreachable
from delivery.sender import Sender
from tests.delivery.post_office import (
    ADMINS_MESSAGES,
    CHANNEL,
    DANA,
    DANAS_MESSAGES,
    HELLO,
    MARCUS,
    MARCUS_MESSAGES,
    Post,
)
from tests.sandbox_fixtures import button, client_of, section

# — in doubt —


@pytest.mark.parametrize("stored", [True, False])
def test_a_dropped_connection_is_looked_up_where_history_may_be_read(post: Post, stored: bool):  # noqa: FBT001
    post.may_read_history()
    post.slack.workspace.drops("chat.postMessage", after_storing=stored)
    post.puts("a")
    post.sends_until_quiet()

    assert post.stands() == [HELLO.text]
    assert post.state("a").state == "sent"
    assert post.outbox.possible_duplicates() == 0


@pytest.mark.parametrize("stored", [True, False])
def test_a_persons_messages_may_always_be_looked_up(post: Post, stored: bool):  # noqa: FBT001
    post.slack.workspace.answers("chat.postMessage", 503, after_storing=stored)
    post.puts("a", DANA)
    post.sends_until_quiet()

    assert post.stands(DANAS_MESSAGES) == [HELLO.text]


def test_nobody_looks_before_the_lease_is_over(post: Post):
    post.may_read_history()
    post.slack.workspace.drops("chat.postMessage")
    post.puts("a")
    post.sends()
    post.clock.passes(seconds=44)

    assert post.sends() == 0
    assert post.slack.workspace.calls_of("conversations.history") == []


def test_a_found_message_is_brought_up_to_date_when_a_newer_version_waits(post: Post):
    post.may_read_history()
    post.slack.workspace.drops("chat.postMessage")
    post.puts("a", text="v1")
    post.sends()
    post.puts("a", text="v2")
    post.sends_until_quiet()

    assert post.stands() == ["v2"]
    assert post.posts() == 1


def test_a_found_message_is_never_posted_again_even_if_changing_it_fails(post: Post):
    post.may_read_history()
    post.slack.workspace.drops("chat.postMessage")
    post.slack.workspace.answers("chat.update", 500)
    post.puts("a", text="v1")
    post.sends()
    post.puts("a", text="v2")
    post.sends_until_quiet()

    assert post.stands() == ["v2"]
    assert post.posts() == 1


def test_the_key_is_found_among_many_messages(post: Post):
    post.may_read_history()
    post.slack.workspace.drops("chat.postMessage")
    post.puts("a")
    post.sends()
    for number in range(40):
        client_of(post.slack).chat_postMessage(channel=CHANNEL, text=f"chatter {number}")
    post.sends_until_quiet()

    assert post.stands().count(HELLO.text) == 1


def test_a_reply_in_doubt_is_looked_for_in_its_thread(post: Post):
    post.may_read_history()
    post.puts("root", text="root")
    post.sends()
    post.slack.workspace.drops("chat.postMessage")
    post.puts("reply", text="reply", thread_key="root")
    post.sends_until_quiet()

    assert post.stands() == ["root", "reply"]


def test_without_history_a_post_in_doubt_is_repeated_once_and_counted(post: Post):
    post.slack.workspace.drops("chat.postMessage", after_storing=True)
    post.puts("a")
    post.sends_until_quiet()

    assert post.stands() == [HELLO.text, HELLO.text]
    assert post.state("a").possible_duplicates == post.outbox.possible_duplicates() == 1


def test_without_history_a_post_twice_in_doubt_is_given_up_and_its_owner_told(post: Post):
    post.slack.workspace.drops("chat.postMessage", times=2)
    post.puts("a", owner=DANA)
    post.sends_until_quiet()

    assert post.posts() == 3  # twice the message, once the note to its owner
    assert post.state("a").problem == "unclear"
    assert "twice failed to say whether it arrived" in post.stands(DANAS_MESSAGES)[0]


def test_the_one_repetition_is_not_spent_while_slack_is_down(post: Post):
    for method in ("chat.postMessage", "conversations.history"):
        post.slack.workspace.answers(method, 503, times=None)
    post.puts("a")
    post.sends_until_quiet(minutes=15)
    assert post.posts() == 1

    post.slack.workspace.heals()
    post.sends_until_quiet()

    assert post.stands() == [HELLO.text]
    assert post.state("a").state == "sent"


def test_a_change_in_doubt_is_simply_made_again(post: Post):
    post.puts("a", text="v1")
    post.sends()
    post.slack.workspace.drops("chat.update", times=3)
    post.puts("a", text="v2")
    post.sends_until_quiet(minutes=1)

    assert post.stands() == ["v2"]
    assert post.state("a").state == "sent"
    assert post.outbox.possible_duplicates() == 0


def test_an_answer_that_is_not_json_leaves_doubt(post: Post):
    post.may_read_history()
    post.slack.workspace.answers("chat.postMessage", 200, body="<html>maintenance</html>", after_storing=True)
    post.puts("a")
    post.sends_until_quiet()

    assert post.stands() == [HELLO.text]


# — not done —


def test_too_fast_waits_as_long_as_slack_says_and_holds_back_only_that_place(post: Post):
    post.slack.workspace.answers("chat.postMessage", 429, headers={"Retry-After": "90"})
    post.puts("a", text="first")
    post.puts("b", text="second")
    post.puts("c", DANA)
    post.sends()
    assert post.stands(DANAS_MESSAGES) == [HELLO.text]

    post.clock.passes(seconds=89)
    assert post.sends() == 0
    post.clock.passes(seconds=1)
    post.sends()

    assert post.stands() == ["first", "second"]


def test_an_unreachable_slack_costs_nothing_but_time(post: Post, outbox: Outbox):
    nowhere = Sender(
        outbox, WebClient("x", base_url="http://127.0.0.1:9/api/"), clock=post.clock, luck=lambda: 1.0
    )
    post.puts("a")
    post.puts("b", DANA)
    for _ in range(300):
        nowhere.send_due(post.clock())
        post.clock.passes(seconds=2)
    assert post.state("a").problem == "unreachable"
    assert post.state("a").attempts < 20

    post.clock.passes(seconds=60)
    assert post.sends() == 2


# — too much for Slack —


def test_what_slack_cannot_show_goes_out_plainer_with_its_buttons(post: Post):
    post.slack.workspace.refuses("chat.postMessage", "invalid_blocks")
    post.puts(
        "a",
        text="Approve Aran Coat?",
        blocks=(section("*Aran Coat*"), button("Approve", "approval.approve", "1:1:abc")),
    )
    post.sends()

    section_block, actions = post.slack.workspace.messages[CHANNEL][0].blocks
    assert section_block["text"]["type"] == "plain_text"
    assert actions["elements"][0]["value"] == "1:1:abc"


def test_what_slack_cannot_show_even_plainer_goes_out_as_text(post: Post):
    post.slack.workspace.refuses("chat.postMessage", "invalid_blocks", times=2)
    post.puts("a", text="Aran Coat", blocks=(section("*Aran Coat*"),))
    post.sends()

    message = post.slack.workspace.messages[CHANNEL][0]
    assert ("Aran Coat" in message.text, message.blocks) == (True, [])


def test_a_message_nothing_helps_is_given_up_and_the_next_goes_on(post: Post):
    post.slack.workspace.refuses("chat.postMessage", "invalid_blocks", times=3)
    post.puts("bad", owner=DANA)
    post.puts("good", text="good")
    post.sends()

    assert post.stands() == ["good"]
    assert post.state("bad").state == "parked"


def test_a_new_version_of_a_plain_message_is_tried_in_full_again(post: Post):
    post.slack.workspace.refuses("chat.postMessage", "invalid_blocks")
    post.puts("a", blocks=(section("bad"),))
    post.sends()
    post.puts("a", blocks=(section("*good*"),))
    post.sends()

    assert post.slack.workspace.messages[CHANNEL][0].blocks[0]["text"]["text"] == "*good*"


# — lost —


@pytest.mark.parametrize(
    "error", [error for error, verdict in VERDICTS.items() if verdict is Verdict.PLACE_LOST]
)
def test_a_lost_channel_is_given_up_at_once_and_its_owner_told(post: Post, error: str):
    post.slack.workspace.refuses("chat.postMessage", error)
    post.puts("morning/2026-11-23/C0ECOM", owner=MARCUS)
    post.sends()

    assert [delivery.key for delivery in post.outbox.failures()] == ["morning/2026-11-23/C0ECOM"]
    [told] = post.stands(MARCUS_MESSAGES)
    assert told.startswith(f"I could not deliver “{HELLO.text}” to <#C0ECOM>:")
    post.sends_until_quiet(minutes=1)
    assert len(post.stands(MARCUS_MESSAGES)) == 1


def test_without_an_owner_an_admin_is_told(post: Post):
    post.slack.workspace.refuses("chat.postMessage", "is_archived")
    post.puts("a")
    post.sends()

    assert "archived" in post.stands(ADMINS_MESSAGES)[0]


def test_a_missing_permission_is_the_admins_to_mend(post: Post):
    post.slack.workspace.refuses("chat.postMessage", "missing_scope")
    post.puts("a", owner=MARCUS)
    post.sends()

    assert post.stands(MARCUS_MESSAGES) == []
    assert "reinstall me with the current manifest" in post.stands(ADMINS_MESSAGES)[0]


def test_a_lost_person_is_not_told_about_themselves(post: Post):
    post.slack.workspace.users[MARCUS].deleted = True
    post.puts("a", MARCUS, owner=MARCUS)
    post.sends_until_quiet(minutes=1)

    assert post.state("a").problem == "user_disabled"
    assert len(post.outbox.failures()) == 1


def test_invited_at_last_the_message_may_be_tried_again(post: Post):
    post.slack.workspace.refuses("chat.postMessage", "not_in_channel")
    post.puts("a", owner=DANA)
    post.sends()
    with post.outbox.store.write() as db:
        assert post.outbox.retry(db, "a", now=post.clock())
        assert not post.outbox.retry(db, "unknown", now=post.clock())
    post.sends()

    assert post.stands() == [HELLO.text]


def test_a_card_somebody_deleted_is_posted_anew_once(post: Post):
    post.puts("card/1/C0ECOM", text="v1")
    post.sends()
    for version in (2, 3):
        message = post.slack.workspace.messages[CHANNEL][-1]
        post.slack.workspace.delete(message)
        post.puts("card/1/C0ECOM", text=f"v{version}", owner=DANA)
        post.sends()

    assert [call.arguments["channel"] for call in post.slack.workspace.calls_of("chat.postMessage")] == [
        CHANNEL,
        CHANNEL,
        DANA,  # who is told that somebody removed it twice
    ]
    assert post.state("card/1/C0ECOM").problem == "message_not_found"


def test_a_reply_to_a_deleted_thread_is_said_in_the_channel(post: Post):
    post.puts("root", text="root")
    post.sends()
    post.slack.workspace.delete(post.slack.workspace.messages[CHANNEL][0])
    post.puts("reply", text="reply", thread_key="root")
    post.sends()

    assert post.stands()[-1] == "reply"


def test_a_refused_token_stops_all_sending(post: Post, outbox: Outbox):
    post.slack.workspace.app.removed = True
    post.puts("a")
    post.puts("b", DANA)
    post.sends_until_quiet(minutes=1)

    assert post.sender.stopped == "account_inactive"
    assert post.posts() == 1

    post.slack.workspace.app.removed = False
    again = Sender(outbox, client_of(post.slack), clock=post.clock)
    assert again.send_due(post.clock()) == 2


# — the table itself —


@pytest.mark.parametrize("error", sorted(VERDICTS))
def test_every_refusal_known_has_one_verdict_at_any_status_below_500(error: str):
    assert judge(status=200, error=error).verdict is VERDICTS[error]


@pytest.mark.parametrize(
    ("status", "error", "verdict"),
    [
        (500, "", Verdict.UNKNOWN),
        (503, "invalid_blocks", Verdict.UNKNOWN),
        (429, "", Verdict.WAIT),
        (200, "Received a response in a non-JSON format: <html>", Verdict.UNKNOWN),
        (200, "", Verdict.UNKNOWN),
        (200, "never_heard_of_it", Verdict.GIVE_UP),
        (400, "no_text", Verdict.SIMPLIFY),
    ],
)
def test_an_answer_is_judged(status: int, error: str, verdict: Verdict):
    assert judge(status=status, error=error).verdict is verdict


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("1", 1),
        ("90", 90),
        ("3600", 900),
        (None, 30),
        ("soon", 30),
        ("-5", 30),
        ("0", 1),
        ("9" * 400, 900),
        ("²", 30),
    ],
)
def test_retry_after_is_believed_within_reason(header: str | None, seconds: int):
    assert judge(status=429, error="", retry_after=header).wait.total_seconds() == seconds
    assert LONGEST_WAIT.total_seconds() == 900


def test_waiting_for_an_unreachable_slack_doubles_up_to_a_minute():
    assert [unreachable(n, 1.0).wait.total_seconds() for n in (1, 2, 3, 6, 7, 99)] == [1, 2, 4, 32, 60, 60]
    assert unreachable(5, 0.5).wait.total_seconds() == 8


@pytest.mark.parametrize("error", [*sorted(VERDICTS), "never_heard_of_it", "unclear"])
def test_every_failure_can_be_explained_with_what_to_do(error: str):
    why, what_to_do = explain(error)

    assert why and what_to_do.endswith(".")
