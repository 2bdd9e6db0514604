"""Modals: opened by a trigger, filled in, refused field by field, stacked, searched and closed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk.errors import SlackApiError

from sandbox.slack import Slack
from tests.sandbox_fixtures import bolt_app, button, modal, pretend_slack, section


@pytest.fixture
def slack() -> Iterator[Slack]:
    with pretend_slack() as running:
        yield running


@pytest.fixture
def app(slack: Slack) -> Iterator[App]:
    with bolt_app(slack, "/approvals") as running:
        yield running


def ask(label: str, block_id: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "input", "block_id": block_id, "label": {"type": "plain_text", "text": label},
        "element": {"action_id": "value", **element}, **more,
    }  # fmt: skip


KINDS = [{"text": {"type": "plain_text", "text": t}, "value": t.lower()} for t in ("Banner", "Email")]
TITLE = ask("Title", "title", {"type": "plain_text_input", "max_length": 20})
KIND = ask("Kind", "kind", {"type": "static_select", "options": KINDS})
DAY = ask("Goes live", "day", {"type": "datepicker"}, optional=True)
CAMPAIGN = ask("Campaign", "campaign", {"type": "external_select", "min_query_length": 1}, optional=True)


def opens(app: App, view: dict[str, Any]) -> None:
    @app.command("/approvals")
    def approvals(ack, body, client):
        client.views_open(trigger_id=body["trigger_id"], view=view)
        ack()


def test_a_modal_opens_and_its_entries_arrive(slack: Slack, app: App) -> None:
    heard: dict[str, Any] = {}
    opens(app, modal("Submit", TITLE, KIND, DAY, callback_id="submit", private_metadata="r7"))

    @app.view("submit")
    def submit(ack, view):
        heard.update(view)
        ack()

    manager = slack.person("manager")
    form = manager.types("/approvals new")
    left = manager.fills(
        form, {"Title": "Black Friday", "Kind": "Banner", "Goes live": "2026-11-27"}
    ).submits()

    values = {block: entry["value"] for block, entry in heard["state"]["values"].items()}
    assert form.fields == ["Title", "Kind", "Goes live"]
    assert values["title"]["value"] == "Black Friday"
    assert values["kind"]["selected_option"]["value"] == "banner"
    assert values["day"]["selected_date"] == "2026-11-27"
    assert heard["private_metadata"] == "r7"
    assert not left
    assert not manager.modal


def test_what_is_missing_never_reaches_the_app(slack: Slack, app: App) -> None:
    opens(app, modal("Submit", TITLE, KIND, DAY, callback_id="submit"))
    manager = slack.person("manager")

    refused = manager.fills(manager.types("/approvals"), {"Title": "x" * 21}).submits()

    assert refused.errors == {
        "title": "Please enter at most 20 characters.",
        "kind": "Please complete this required field.",
    }
    assert manager.modal


def test_the_apps_errors_stand_under_their_fields(slack: Slack, app: App) -> None:
    opens(app, modal("Submit", TITLE, callback_id="submit"))

    @app.view("submit")
    def submit(ack):
        ack(response_action="errors", errors={"title": "There is already one called that."})

    manager = slack.person("manager")
    refused = manager.fills(manager.types("/approvals"), {"Title": "Twice"}).submits()

    assert refused.errors == {"title": "There is already one called that."}
    assert "There is already one called that." in refused


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "x"}},
        {"response_action": "update"},
        {"unheard": "of"},
    ],
    ids=["an error for no field", "an update without a view", "something else"],
)
def test_an_answer_slack_does_not_understand_is_trouble_for_the_person(
    slack: Slack, app: App, answer: dict[str, Any]
) -> None:
    opens(app, modal("Submit", TITLE, callback_id="submit"))
    app.view("submit")(lambda ack: ack(answer))
    manager = slack.person("manager")

    refused = manager.fills(manager.types("/approvals"), {"Title": "T"}).submits()

    assert refused.error == "We had some trouble connecting. Try again?"


def test_a_submission_may_lead_to_another_view_or_push_or_clear(slack: Slack, app: App) -> None:
    opens(app, modal("First", TITLE, callback_id="first"))
    app.view("first")(
        lambda ack: ack(response_action="push", view=modal("Second", TITLE, callback_id="second"))
    )
    app.view("second")(
        lambda ack: ack(response_action="update", view=modal("Third", TITLE, callback_id="third"))
    )
    app.view("third")(lambda ack: ack(response_action="clear"))
    dana = slack.person("director")

    second = dana.fills(dana.types("/approvals"), {"Title": "T"}).submits()
    third = dana.fills(second, {"Title": "T"}).submits()
    end = dana.fills(third, {"Title": "T"}).submits()

    assert (second.title, third.title) == ("Second", "Third")
    assert not end
    assert not dana.modal


def test_closing_the_upper_modal_leaves_the_lower(slack: Slack, app: App) -> None:
    closed = []
    opens(app, modal("First", TITLE, callback_id="first"))
    app.view("first")(
        lambda ack: ack(
            response_action="push", view=modal("Second", TITLE, callback_id="second", notify_on_close=True)
        )
    )
    app.view_closed("second")(lambda ack, body: (ack(), closed.append(body["is_cleared"])))
    dana = slack.person("director")

    dana.closes(dana.fills(dana.types("/approvals"), {"Title": "T"}).submits())

    assert dana.modal.title == "First"
    assert closed == [False]


def test_a_search_is_answered_by_the_app_as_one_types(slack: Slack, app: App) -> None:
    opens(app, modal("Submit", CAMPAIGN, callback_id="submit"))

    @app.options("value")
    def campaigns(ack, payload):
        names = [n for n in ("Black Friday", "Blue Monday") if payload["value"].lower() in n.lower()]
        ack(options=[{"text": {"type": "plain_text", "text": n}, "value": n} for n in names])

    heard: dict[str, Any] = {}
    app.view("submit")(lambda ack, view: (ack(), heard.update(view)))
    manager = slack.person("manager")
    form = manager.types("/approvals")

    assert manager.searches(form, "Campaign", "bl") == ["Black Friday", "Blue Monday"]
    assert manager.searches(form, "Campaign", "") == []
    manager.fills(form, {"Campaign": "Black Friday"}).submits()
    assert heard["state"]["values"]["campaign"]["value"]["selected_option"]["value"] == "Black Friday"


def test_a_search_with_too_many_answers_is_refused(slack: Slack, app: App) -> None:
    opens(app, modal("Submit", CAMPAIGN, callback_id="submit"))

    @app.options("value")
    def campaigns(ack):
        ack(options=[{"text": {"type": "plain_text", "text": "x"}, "value": str(n)} for n in range(101)])

    manager = slack.person("manager")

    with pytest.raises(AssertionError, match="no more than 100 items allowed"):
        manager.searches(manager.types("/approvals"), "Campaign", "x")


def test_a_press_in_a_modal_carries_what_was_entered_and_may_update_it(slack: Slack, app: App) -> None:
    dispatched = {**KIND, "dispatch_action": True}
    opens(app, modal("Submit", dispatched, TITLE, callback_id="submit"))

    @app.action("value")
    def chosen(ack, body, client):
        ack()
        entered = body["view"]["state"]["values"]["kind"]["value"]["selected_option"]["value"]
        grown = modal("Submit", dispatched, TITLE, section(f"for an {entered}"), callback_id="submit")
        client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=grown)

    manager = slack.person("manager")
    updated = manager.chooses(manager.types("/approvals"), "Kind", "Email")

    assert "for an email" in updated
    assert (
        slack.workspace.screens.modals["U0MARCUS"][0].values["kind"]["value"]["selected_option"]["value"]
        == "email"
    )


def test_a_stale_hash_is_refused(slack: Slack, app: App) -> None:
    opens(app, modal("Submit", TITLE, callback_id="submit"))
    form = slack.person("manager").types("/approvals")

    with pytest.raises(SlackApiError, match="hash_conflict"):
        app.client.views_update(view_id=form.view_id, hash="1.old", view=modal("New", TITLE))


def test_a_trigger_opens_once_and_for_three_seconds(slack: Slack, app: App) -> None:
    triggers = []

    @app.command("/approvals")
    def approvals(ack, body):
        triggers.append(body["trigger_id"])
        ack("ok")

    manager = slack.person("manager")
    manager.types("/approvals")
    app.client.views_open(trigger_id=triggers[0], view=modal("One"))
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        app.client.views_open(trigger_id=triggers[0], view=modal("Two"))

    manager.types("/approvals")
    slack.workspace.wall.passes(seconds=4)
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        app.client.views_open(trigger_id=triggers[1], view=modal("Three"))
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        app.client.views_open(trigger_id="made.up", view=modal("Four"))


def test_modals_stack_three_high(slack: Slack, app: App) -> None:
    refused = []
    view = modal("Again", {"type": "actions", "elements": [button("Deeper", "deeper")["elements"][0]]})
    opens(app, view)

    @app.action("deeper")
    def deeper(ack, body, client):
        ack()
        try:
            client.views_push(trigger_id=body["trigger_id"], view=view)
        except SlackApiError as error:
            refused.append(error.response["error"])

    dana = slack.person("director")
    dana.types("/approvals")
    for _ in range(3):
        dana.clicks(dana.modal, "Deeper", waits=False)

    assert refused == ["push_limit_reached"]
    assert len(slack.workspace.screens.modals["U0DANA"]) == 3


def test_a_home_is_guarded_by_its_hash_too(slack: Slack, app: App) -> None:
    home = {"type": "home", "blocks": [section("Hello")]}
    first = app.client.views_publish(user_id="U0DANA", view=home)["view"]["hash"]
    app.client.views_publish(user_id="U0DANA", view=home, hash=first)

    with pytest.raises(SlackApiError, match="hash_conflict"):
        app.client.views_publish(user_id="U0DANA", view=home, hash=first)
    with pytest.raises(SlackApiError, match="view_too_large"):
        app.client.views_publish(user_id="U0DANA", view={**home, "private_metadata": "x" * 250_001})
