"""A person types and clicks, a real Bolt app answers, and the pretend Slack shows what Slack would."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from slack_bolt import App

from sandbox.refusals import Refusal
from sandbox.slack import Slack
from tests.sandbox_fixtures import bolt_app, button, pretend_slack, section


@pytest.fixture
def slack() -> Iterator[Slack]:
    with pretend_slack() as running:
        yield running


@pytest.fixture
def app(slack: Slack) -> Iterator[App]:
    with bolt_app(slack, "/kpi", "/approvals") as running:
        yield running


def test_an_answer_in_the_acknowledgement_is_seen_by_its_asker_alone(slack: Slack, app: App) -> None:
    @app.command("/kpi")
    def kpi(ack, command):
        ack(f"You asked for {command['text']}")

    answer = slack.person("director").types("/kpi net sales", channel="#ecom")

    assert "You asked for net sales" in answer
    assert answer.ephemeral
    assert "You asked" not in slack.person("manager").sees("#ecom")


def test_an_acknowledgement_may_answer_in_the_channel(slack: Slack, app: App) -> None:
    @app.command("/kpi")
    def kpi(ack):
        ack(text="for all", response_type="in_channel")

    slack.person("director").types("/kpi", channel="#ecom")

    assert "for all" in slack.person("manager").sees("#ecom")


def test_a_command_says_who_typed_it_and_where(slack: Slack, app: App) -> None:
    heard = {}

    @app.command("/kpi")
    def kpi(ack, body):
        heard.update(body)
        ack("ok")

    slack.person("director").types("/kpi M&S <b>", channel="#exec")

    assert heard["user_id"] == "U0DANA"
    assert heard["channel_name"] == "privategroup"
    assert heard["text"] == "M&amp;S &lt;b&gt;"
    assert {"response_url", "trigger_id", "team_id", "api_app_id", "command"} <= set(heard)


def test_an_answer_may_follow_by_response_url(slack: Slack, app: App) -> None:
    @app.command("/kpi")
    def kpi(ack, respond):
        ack()
        threading.Thread(target=respond, args=("it took a while",)).start()

    answer = slack.person("director").types("/kpi")

    assert "it took a while" in answer
    assert answer.ephemeral


def test_a_response_url_answers_five_times_within_half_an_hour(slack: Slack, app: App) -> None:
    statuses = []

    @app.command("/kpi")
    def kpi(ack, respond):
        ack()
        statuses.extend(respond(f"answer {number}").status_code for number in range(6))

    slack.person("director").types("/kpi")

    assert statuses == [200] * 5 + [404]


def test_a_response_url_runs_out(slack: Slack, app: App) -> None:
    bodies = []

    @app.command("/kpi")
    def kpi(ack, respond):
        slack.workspace.wall.passes(minutes=31)
        bodies.append(respond("late").body)
        ack("done")

    slack.person("director").types("/kpi")

    assert "expired_url" in bodies[0]


def test_an_unknown_command_is_answered_by_slack_itself(slack: Slack, app: App) -> None:
    answer = slack.person("director").types("/kpis net sales")

    assert "/kpis is not a valid command." in answer
    assert answer.author == "Slackbot"


def test_a_command_in_a_thread_is_refused(slack: Slack, app: App) -> None:
    dana = slack.person("director")
    root = slack.acts.type(dana.user, slack.workspace.channel("#ecom"), "morning").message

    answer = dana.types("/kpi net sales", channel="#ecom", thread=root.ts)

    assert "/kpi is not supported in threads. Sorry!" in answer


def test_a_late_acknowledgement_is_an_error_to_the_person_and_still_runs(app: App, slack: Slack) -> None:
    slack.courier.deadline = 0.05
    person_gave_up, ran = threading.Event(), threading.Event()

    @app.command("/kpi")
    def kpi(ack):
        person_gave_up.wait(5)
        ack("too late")
        ran.set()

    answer = slack.person("director").types("/kpi")
    person_gave_up.set()

    assert '/kpi failed with the error "operation_timeout"' in answer
    assert ran.wait(5)
    assert "too late" not in slack.person("director").sees()


def test_a_command_nobody_handles_is_an_error_to_the_person(slack: Slack, app: App) -> None:
    assert '/kpi failed with the error "dispatch_failed"' in slack.person("director").types("/kpi")


def test_a_bot_that_is_away_is_an_error_to_the_person(slack: Slack) -> None:
    with bolt_app(slack, "/kpi"):
        pass

    assert '/kpi failed with the error "dispatch_failed"' in slack.person("director").types("/kpi")


def test_an_acknowledgement_beyond_the_limits_is_an_error_to_the_person(slack: Slack, app: App) -> None:
    @app.command("/kpi")
    def kpi(ack):
        ack(text="long", blocks=[section("x" * 3001)])

    answer = slack.person("director").types("/kpi")

    assert 'failed with the error "invalid_command_response"' in answer
    assert slack.workspace.calls_of("acknowledgement")[0].answer["errors"] == [
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    ]


def test_a_button_is_found_by_its_label_and_may_replace_its_message(slack: Slack, app: App) -> None:
    @app.command("/kpi")
    def kpi(ack):
        ack(text="numbers", blocks=[section("*£1,234*"), button("Share", "answer.share", value="42")])

    @app.action("answer.share")
    def share(ack, respond, action):
        ack()
        respond(f"shared {action['value']}", replace_original=True)

    dana = slack.person("director")
    answer = dana.types("/kpi")
    after = dana.clicks(answer, "Share")

    assert answer.buttons == ["Share"]
    assert "£1,234" in answer
    assert "shared 42" in after
    assert after.ephemeral
    assert dana.again(answer).text == "shared 42"


def test_what_was_private_stays_private_when_it_is_replaced(slack: Slack, app: App) -> None:
    @app.command("/kpi")
    def kpi(ack):
        ack(text="numbers", blocks=[button("Share", "answer.share")])

    @app.action("answer.share")
    def share(ack, respond):
        ack()
        respond("for all?", replace_original=True, response_type="in_channel")

    dana = slack.person("director")
    dana.clicks(dana.types("/kpi", channel="#ecom"), "Share")

    assert "for all?" not in slack.person("manager").sees("#ecom")


def test_a_press_says_on_what_and_by_whom(slack: Slack, app: App) -> None:
    heard = {}

    @app.action("approval.approve")
    def approve(ack, body):
        heard.update(body)
        ack()

    client = app.client
    client.chat_postMessage(
        channel="C0ECOM", text="card", blocks=[button("Approve", "approval.approve", "r1")]
    )
    manager = slack.person("manager")
    manager.clicks(manager.sees("#ecom").last, "Approve", waits=False)

    assert heard["user"] == {"id": "U0MARCUS", "username": "marcus", "name": "marcus", "team_id": "T0SHOP"}
    assert heard["container"]["is_ephemeral"] is False
    assert heard["message"]["ts"] == heard["container"]["message_ts"]
    assert heard["channel"] == {"id": "C0ECOM", "name": "ecom"}
    assert heard["actions"][0]["value"] == "r1"
    assert heard["enterprise"] is None


def test_a_press_on_a_private_message_comes_without_the_message(slack: Slack, app: App) -> None:
    heard = {}

    @app.action("go")
    def go(ack, body):
        heard.update(body)
        ack()

    app.client.chat_postEphemeral(channel="C0ECOM", user="U0DANA", text="t", blocks=[button("Go", "go")])
    dana = slack.person("director")
    dana.clicks(dana.sees("#ecom").last, "Go", waits=False)

    assert heard["container"]["is_ephemeral"] is True
    assert "message" not in heard


def test_an_item_of_the_more_menu_is_clicked_by_its_label(slack: Slack, app: App) -> None:
    options = [
        {"text": {"type": "plain_text", "text": t}, "value": t.lower()} for t in ("By device", "By line")
    ]

    @app.action("kpi.more")
    def more(ack, action, respond):
        ack()
        respond(action["selected_option"]["value"])

    app.client.chat_postMessage(
        channel="C0ECOM", text="t",
        blocks=[{"type": "actions", "elements": [{"type": "overflow", "action_id": "kpi.more", "options": options}]}],
    )  # fmt: skip
    dana = slack.person("director")

    assert dana.sees("#ecom").last.choices == ["By device", "By line"]
    assert "by line" in dana.clicks(dana.sees("#ecom").last, "By line")


def test_a_select_sends_what_was_chosen_and_keeps_it_in_the_state(slack: Slack, app: App) -> None:
    heard = {}
    options = [{"text": {"type": "plain_text", "text": t}, "value": t.lower()} for t in ("Day", "Week")]
    select = {"type": "static_select", "action_id": "grain", "options": options}

    @app.action("grain")
    def grain(ack, body):
        heard.update(body)
        ack()

    app.client.chat_postMessage(channel="C0ECOM", text="t", blocks=[section("Grain", accessory=select)])
    dana = slack.person("director")
    dana.chooses(dana.sees("#ecom").last, "grain", "Week", waits=False)

    assert heard["actions"][0]["selected_option"]["value"] == "week"
    (state,) = heard["state"]["values"].values()
    assert state["grain"]["selected_option"]["value"] == "week"


def test_a_failed_press_shows_on_the_message(slack: Slack, app: App) -> None:
    app.client.chat_postMessage(channel="C0ECOM", text="t", blocks=[button("Nobody home", "nobody.home")])
    dana = slack.person("director")

    outcome = dana.clicks(dana.sees("#ecom").last, "Nobody home")

    assert outcome.error == "dispatch_failed"
    assert slack.workspace.messages["C0ECOM"][-1].notice == "dispatch_failed"


def test_a_button_that_is_not_there_is_named_with_those_that_are(slack: Slack, app: App) -> None:
    app.client.chat_postMessage(channel="C0ECOM", text="t", blocks=[button("Approve", "approve")])
    dana = slack.person("director")

    with pytest.raises(AssertionError, match="no button 'Aprove' here, but: Approve"):
        dana.clicks(dana.sees("#ecom").last, "Aprove")


def test_a_mention_is_answered_in_its_thread(slack: Slack, app: App) -> None:
    @app.event("app_mention")
    def mentioned(event, say):
        say(f"heard: {event['text']}", thread_ts=event.get("thread_ts", event["ts"]))

    answer = slack.person("manager").says("@Shelftalk orders yesterday & today", channel="#ecom")

    assert "heard: @Shelftalk orders yesterday & today" in answer
    assert answer.thread_ts == slack.person("analyst").sees("#ecom")[0].ts
    assert not answer.ephemeral


def test_a_mention_where_the_bot_is_not_is_told_by_slack(slack: Slack, app: App) -> None:
    slack.workspace.channel("#campaigns").members.discard("U0SHELFTALK")

    answer = slack.person("manager").says("@Shelftalk orders", channel="#campaigns")

    assert "You mentioned @Shelftalk, but they’re not in this channel." in answer


def test_a_direct_message_is_answered_there(slack: Slack, app: App) -> None:
    @app.event("message")
    def message(event, say):
        say(f"{event['channel_type']}: {event['text']}")

    analyst = slack.person("analyst")

    assert "im: orders" in analyst.dms("orders")
    assert [seen.author for seen in analyst.inbox] == ["Aiko Tanaka", "Shelftalk"]


def test_an_event_that_fails_comes_again_with_its_number_and_reason(slack: Slack, app: App) -> None:
    tries = []

    @app.event("app_mention")
    def mentioned(body, request):
        tries.append(
            (
                body["event_id"],
                request.headers.get("x-slack-retry-num"),
                request.headers.get("x-slack-retry-reason"),
            )
        )
        if len(tries) < 3:
            raise RuntimeError("not yet")

    slack.person("manager").says("@Shelftalk hello", channel="#ecom", waits=False)
    slack.retries_events()

    assert [retry for _, retry, _ in tries] == [None, ["1"], ["2"]]
    assert len({event for event, _, _ in tries}) == 1
    assert tries[1][2] == ["http_error"]


def test_opening_the_home_shows_what_the_app_publishes(slack: Slack, app: App) -> None:
    @app.event("app_home_opened")
    def opened(event, client):
        client.views_publish(
            user_id=event["user"], view={"type": "home", "blocks": [section("*Waiting for you*")]}
        )

    assert "Waiting for you" in slack.person("director").opens_home()
    assert not slack.person("manager").home


def test_shortcuts_reach_the_app(slack: Slack, app: App) -> None:
    @app.shortcut("ask")
    def ask(ack, shortcut, client):
        ack()
        client.chat_postMessage(channel=shortcut["user"]["id"], text="ask away")

    @app.message_shortcut("explain")
    def explain(ack, shortcut, respond):
        ack()
        respond(f"about: {shortcut['message']['text']}")

    dana = slack.person("director")

    assert "ask away" in dana.uses_shortcut("ask")
    app.client.chat_postMessage(channel="C0ECOM", text="sales fell")
    assert "about: sales fell" in dana.uses_shortcut("explain", on=dana.sees("#ecom").last)


def test_nobody_types_where_they_are_not(slack: Slack, app: App) -> None:
    with pytest.raises(Refusal, match="channel_not_found"):
        slack.person("guest").types("/kpi", channel="#exec")


def test_silence_is_reported_and_not_waited_out_for_ever(slack: Slack, app: App) -> None:
    @app.command("/kpi")
    def kpi(ack):
        ack()

    dana = slack.person("director")
    dana.timeout = 0.01

    with pytest.raises(AssertionError, match="dana typed '/kpi' and saw nothing"):
        dana.types("/kpi")


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Request-Timestamp": "1000000000"},
        {"X-Slack-Signature": ""},
    ],
    ids=["another secret", "an old timestamp", "no signature"],
)
def test_a_forged_request_can_be_sent_and_is_turned_away(
    slack: Slack, app: App, headers: dict[str, str]
) -> None:
    answer = slack.delivers(b"command=%2Fkpi&text=x", headers)

    assert answer.status == 401


def test_the_request_url_is_verified_as_slack_does(slack: Slack, app: App) -> None:
    assert slack.verifies_url() == {"challenge": "are-you-there"}
