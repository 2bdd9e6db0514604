"""What somebody has said in a channel goes for approval with two clicks."""

from __future__ import annotations

from sandbox.courier import interaction
from sandbox.payloads import Payloads
from sandbox.posts import Message
from sandbox.seen import Seen
from tests.stage import Stage

SHORTCUT = "Send for approval"


def said(stage: Stage, text: str, by: str = "aiko", channel: str = "ecom") -> Seen:
    """Something that stands in a channel."""
    person = stage.person(by)
    person.says(text, channel=channel, waits=False)
    return person.sees(channel).last


def values(form: Seen) -> dict[str, object]:
    """What stands in the form's fields, by block id."""
    return {
        block["block_id"]: block["element"].get("initial_value")
        for block in form.blocks
        if block["type"] == "input"
    }


def test_a_messages_words_stand_in_the_form(stage: Stage) -> None:
    message = said(stage, "*Ribbed Beanie*, now warmer\nMade for M&S <winter>, says @Dana Whitlock")

    form = stage.person("marcus").uses_shortcut(SHORTCUT, on=message)

    assert form.title == "Ask for approval"
    assert values(form)["title"] == "Ribbed Beanie, now warmer"
    assert values(form)["text"] == "Ribbed Beanie, now warmer\nMade for M&S <winter>, says @Dana"


def test_it_is_sent_like_any_other_request(stage: Stage) -> None:
    marcus = stage.person("marcus")
    form = marcus.uses_shortcut(SHORTCUT, on=said(stage, "Ribbed Beanie, now warmer"))

    left = marcus.fills(form, {"Kind of content": "Product copy"}).submits()

    assert not left.errors
    assert "Ribbed Beanie, now warmer" in stage.person("dana").waits_to_see("Ribbed Beanie", "@Shelftalk")


def test_a_link_is_taken_as_the_asset(stage: Stage) -> None:
    message = said(stage, "The new banner: https://example.com/a/banner?v=2. Please have a look")

    held = values(stage.person("marcus").uses_shortcut(SHORTCUT, on=message))

    assert held["link"] == "https://example.com/a/banner?v=2"
    assert str(held["title"]).startswith("The new banner")


def test_a_bare_link_needs_no_text(stage: Stage) -> None:
    held = values(stage.person("marcus").uses_shortcut(SHORTCUT, on=said(stage, "https://example.com/a")))

    assert held["link"] == "https://example.com/a"
    assert held["text"] is None


def test_a_file_is_named_and_linked(stage: Stage) -> None:
    file = stage.person("aiko").shares("BF hero banner", channel="ecom")

    held = values(stage.person("marcus").uses_shortcut(SHORTCUT, on=file))

    assert held["title"] == "BF hero banner"
    assert str(held["link"]).endswith("/bf-hero-banner")


def test_text_too_long_for_the_form_is_linked_whole(stage: Stage) -> None:
    held = values(stage.person("marcus").uses_shortcut(SHORTCUT, on=said(stage, "Warm. " * 800)))

    assert len(str(held["text"])) <= 3000
    assert "slack.com/archives/C0ECOM/p" in str(held["link"])


def test_a_reply_in_a_thread_is_a_message_too(stage: Stage) -> None:
    root = said(stage, "Which words?")
    aiko = stage.person("aiko")
    aiko.says("These words", channel="ecom", thread=root, waits=False)

    form = stage.person("marcus").uses_shortcut(SHORTCUT, on=aiko.sees("ecom", thread=root).last)

    assert values(form)["title"] == "These words"


def test_it_works_where_the_bot_is_not(stage: Stage) -> None:
    form = stage.person("marcus").uses_shortcut(SHORTCUT, on=said(stage, "In the lounge", channel="lounge"))

    assert values(form)["title"] == "In the lounge"


def test_a_guest_and_a_stranger_are_told_why_not(stage: Stage) -> None:
    message = said(stage, "Ribbed Beanie", by="marcus", channel="campaigns")

    assert "you are here as a guest" in stage.person("gil").uses_shortcut(SHORTCUT, on=message)
    assert "from another one through Slack Connect" in stage.person("pia").uses_shortcut(SHORTCUT, on=message)


def test_a_form_that_could_not_open_is_one_press_away(stage: Stage) -> None:
    marcus, message = stage.person("marcus"), said(stage, "Ribbed Beanie")
    stage.workspace.faults.refuses("views.open", "expired_trigger_id")

    answer = marcus.uses_shortcut(SHORTCUT, on=message)

    assert "one press opens the form" in answer
    assert values(marcus.clicks(answer, "Open the form"))["title"] == "Ribbed Beanie"


def test_a_shortcut_of_an_older_manifest_is_answered(stage: Stage) -> None:
    answer = stage.person("marcus").uses_shortcut("approval.of_old", on=said(stage, "Ribbed Beanie"))

    assert "I do not know this shortcut any more" in answer


def test_the_same_shortcut_sent_twice_by_slack_opens_one_form(stage: Stage) -> None:
    marcus, message = stage.person("marcus"), said(stage, "Ribbed Beanie").place
    assert isinstance(message, Message)
    payload = Payloads(stage.workspace, stage.slack.url).shortcut(
        marcus.user, "approval.from_message", message
    )

    for _ in range(2):
        assert stage.slack.delivers(interaction(payload)).status == 200
    marcus.waits_for(lambda me: me.modal)
    marcus.uses_shortcut("approval.of_old", on=marcus.sees("ecom").last)

    assert len(stage.asked("views.open")) == 1


def test_words_after_new_stand_in_the_form_too(stage: Stage) -> None:
    form = stage.person("marcus").types("/approvals new Ribbed Beanie, now warmer")

    assert values(form)["text"] == "Ribbed Beanie, now warmer"
