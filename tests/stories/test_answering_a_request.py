"""Everything an approver can answer besides yes, and what its author does with that."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sandbox.person import Person
from sandbox.seen import Seen
from tests.stage import Stage
from tests.stories.test_approving_content import COPY, standing, submitted

MORE = ["Approve with an edit…", "Pass to… or not mine", "Comment…", "Hold…", "Details and history"]


def card(person: Person, title: str = "Aran Coat copy") -> Seen:
    """The card in somebody's messages: the first that was said there."""
    person.waits_to_see(title, "@Shelftalk")
    return person.inbox.saying(title)[0]


def form(person: Person, seen: Seen, choice: str) -> Seen:
    """The form that a button or an entry of ⋯ opens."""
    before = person.modal.view_id
    person.clicks(person.again(seen), choice, waits=False)
    person.waits_for(lambda me: me.modal and me.modal.view_id != before)
    return person.modal


def says(
    stage: Stage, person: Person, seen: Seen, choice: str, entries: dict[str, object], words: str
) -> Seen:
    """Fill in the form of a choice, send it, and wait for what it says."""
    left = person.fills(form(person, seen, choice), entries).submits()
    assert not left.errors
    return stage.hears(person, words)


def test_a_card_has_two_answers_and_the_rest_under_more(stage: Stage) -> None:
    submitted(stage)

    shown = card(stage.person("dana"))

    assert shown.buttons == ["Approve v1", "Request changes"]
    assert shown.choices == MORE


def test_the_first_line_says_how_long_there_is(stage: Stage) -> None:
    marcus = stage.person("marcus")
    entries = COPY | {"Title": "Gift guide", "When it goes live": stage.clock() + timedelta(days=3)}
    marcus.fills(marcus.types("/approvals new"), entries).submits()

    first, second = card(stage.person("dana"), "Gift guide").text.splitlines()[:2]

    assert first.startswith("⏳ In review · needed Tue 24 Nov")
    assert second == "Gift guide · v1, waiting for one of @Dana Whitlock, @Rosa Lind"


def test_a_yes_can_be_taken_back_for_some_minutes(stage: Stage) -> None:
    submitted(stage)
    dana = stage.person("dana")
    said = stage.told(dana, card(dana), "Approve v1", "You approved v1")

    stage.told(dana, said, "Undo", "Your yes to v1 of “Aran Coat copy” is taken back")

    told = stage.person("marcus").waits_to_see("took back", "@Shelftalk")
    assert "@Dana Whitlock took back their yes to “Aran Coat copy” v1" in told
    assert standing(dana, card(dana), "⏳ In review").buttons == ["Approve v1", "Request changes"]


def test_after_those_minutes_the_way_back_is_another(stage: Stage) -> None:
    submitted(stage)
    dana = stage.person("dana")
    said = stage.told(dana, card(dana), "Approve v1", "You approved v1")
    stage.at(stage.clock() + timedelta(minutes=6))

    answer = stage.told(dana, said, "Undo", "can no longer be taken back that way")

    assert "/approvals show 1" in answer


def test_what_was_approved_can_be_pulled_back_with_a_reason(stage: Stage) -> None:
    submitted(stage)
    dana, rosa, marcus = (stage.person(name) for name in ("dana", "rosa", "marcus"))
    stage.told(dana, card(dana), "Approve v1", "You approved v1")
    standing(rosa, card(rosa), "✅ Approved")

    assert dana.fills(form(rosa, card(rosa), "Pull back…"), {}) is not None
    left = rosa.fills(rosa.modal, {"What is wrong with it?": "The price is last year's."}).submits()

    assert not left.errors
    assert "The price is last year's." in marcus.waits_to_see("pulled back", "@Shelftalk")
    assert "The price is last year's." in dana.waits_to_see("pulled back", "@Shelftalk")
    assert "↩ Changes requested" in marcus.types("/approvals show 1")


def test_an_edit_is_a_yes_as_soon_as_its_author_accepts_it(stage: Stage) -> None:
    mine = submitted(stage)
    dana, marcus = stage.person("dana"), stage.person("marcus")
    edit = form(dana, card(dana), "Approve with an edit…")
    assert edit.title == "Approve with an edit"

    dana.fills(edit, {"The text itself": "Warm *and* dry.\nOur lowest price this year."}).submits()

    told = marcus.waits_to_see("suggests another wording", "@Shelftalk")
    assert "says yes to exactly that" in told
    assert "~The~ → *Our* lowest price ~ever.~ → *this year.*" in told.raw
    stage.told(marcus, told, "Accept the edit", "v2")
    assert "✅ Approved by @Dana Whitlock" in standing(marcus, mine, "✅ Approved")
    assert "took over your wording" in dana.waits_to_see("took over", "@Shelftalk")


def test_its_author_may_keep_their_own_words(stage: Stage) -> None:
    submitted(stage)
    dana, marcus = stage.person("dana"), stage.person("marcus")
    dana.fills(form(dana, card(dana), "Approve with an edit…"), {"Title": "Aran Coat, warmer"}).submits()

    stage.told(marcus, marcus.waits_to_see("suggests another", "@Shelftalk"), "Keep mine", "Kept beside v1")

    assert "I keep my wording." in dana.waits_to_see("I keep my wording.", "@Shelftalk")
    assert "Approve v1" in card(dana).buttons


def test_a_suggestion_may_be_no_yes(stage: Stage) -> None:
    submitted(stage)
    dana, marcus = stage.person("dana"), stage.person("marcus")
    entries = {"Title": "Aran Coat, warmer", "And then": "It is only a suggestion"}
    dana.fills(form(dana, card(dana), "Approve with an edit…"), entries).submits()
    told = marcus.waits_to_see("suggests another wording", "@Shelftalk")

    assert "says yes" not in told
    stage.told(marcus, told, "Accept the edit", "v2")
    assert "⏳ In review" in marcus.types("/approvals show 1")


def test_an_edit_that_changes_nothing_stays_open_and_says_so(stage: Stage) -> None:
    submitted(stage)
    dana = stage.person("dana")

    left = dana.fills(form(dana, card(dana), "Approve with an edit…"), {}).submits()

    assert "Nothing in it has changed" in left.errors["text"]


def test_a_part_is_passed_to_somebody_who_could_decide(stage: Stage) -> None:
    submitted(stage, by="dana", title="Dana's words")
    rosa = stage.person("rosa")

    left = rosa.fills(form(rosa, card(rosa, "Dana's words"), "Pass to… or not mine"), {
        "Who should decide instead of you?": "marcus"}).submits()  # fmt: skip

    assert "could not decide about this" in left.errors["to"]


def test_whoever_it_is_not_for_leaves_it_to_the_others(stage: Stage) -> None:
    submitted(stage)
    rosa, dana = stage.person("rosa"), stage.person("dana")

    said = says(stage, rosa, card(rosa), "Pass to… or not mine", {}, "You are asked no more")

    assert "@Dana Whitlock" in said
    assert "waiting for @Dana Whitlock" in standing(dana, card(dana), "waiting for @Dana Whitlock")
    rosa.waits_for(lambda me: not me.again(card(me)).buttons)


def test_a_comment_decides_nothing_and_reaches_its_author(stage: Stage) -> None:
    submitted(stage)
    dana, marcus = stage.person("dana"), stage.person("marcus")

    says(stage, dana, card(dana), "Comment…", {"Your comment": "Which coat is it?"}, "Kept beside v1")

    assert "@Dana Whitlock about “Aran Coat copy” v1: Which coat is it?" in marcus.waits_to_see(
        "Which coat is it?", "@Shelftalk"
    )
    assert "Approve v1" in card(dana).buttons
    assert "Which coat is it?" in marcus.types("/approvals show 1")


def test_what_is_held_waits_until_somebody_lets_it_go_on(stage: Stage) -> None:
    mine = submitted(stage)
    dana, marcus = stage.person("dana"), stage.person("marcus")
    says(stage, marcus, mine, "Hold…", {"What does it wait for?": "The photos"}, "is on hold")

    held = standing(dana, card(dana), "⏸ On hold")
    assert held.buttons == ["Let it go on"]
    stage.told(dana, held, "Let it go on", "waits for")

    assert standing(dana, card(dana), "⏳ In review").buttons == ["Approve v1", "Request changes"]


def test_no_for_good_needs_its_reason_and_is_the_end(stage: Stage) -> None:
    mine = submitted(stage)
    dana, marcus = stage.person("dana"), stage.person("marcus")
    no = form(dana, card(dana), "Request changes")

    assert "reason" in dana.fills(no, {"And then": "No for good"}).submits().errors
    dana.fills(no, {"What should change?": "We sell no coats.", "And then": "No for good"}).submits()

    assert "We sell no coats." in marcus.waits_to_see("rejected", "@Shelftalk")
    assert standing(marcus, mine, "⛔ Rejected").buttons == []


def test_what_changed_is_one_click_away(stage: Stage) -> None:
    mine = submitted(stage)
    dana, marcus = stage.person("dana"), stage.person("marcus")
    edit = form(marcus, mine, "Edit")
    marcus.fills(edit, {"The text itself": "Warm *and* dry.\nThe lowest price this year."}).submits()
    shown = standing(dana, card(dana), "Changed since v1")

    assert "~ever.~" in shown.raw and "*this year.*" in shown.raw
    whole = stage.told(dana, shown, "Every change", "what v2 changed in v1")

    assert "Warm *and* dry. The lowest price ever." in whole.raw.replace("\n", " ")


@pytest.mark.parametrize("choice", ["Approve v1", "Request changes", *MORE])
def test_no_press_on_an_old_card_is_answered_by_silence(stage: Stage, choice: str) -> None:
    submitted(stage)
    dana, marcus = stage.person("dana"), stage.person("marcus")
    old = dana.types("/approvals show 1") if choice != MORE[-1] else card(dana)
    shown = card(dana) if choice in MORE else old
    marcus.types("/approvals cancel 1")
    stage.waits_for(lambda: "🚫 Called off" in dana.again(card(dana)))

    answer = dana.clicks(stage.copied(shown, dana), choice)

    if answer.kind == "modal":
        entries = {
            label: "Anything" for label in ("Your comment", "What should change?") if label in answer.fields
        }
        entries |= {"Title": "Another"} if "Title" in answer.fields else {}
        dana.fills(answer, entries).submits()
        answer = stage.hears(dana, "called this off")
    assert "called this off" in answer or "🚫 Called off" in answer


def test_the_channels_card_has_one_thread_with_a_line_for_each_change(stage: Stage) -> None:
    mine = submitted(stage)
    dana, marcus, aiko = (stage.person(name) for name in ("dana", "marcus", "aiko"))
    shown = aiko.waits_to_see("Aran Coat copy", "campaigns")
    marcus.fills(form(marcus, mine, "Edit"), {"Title": "Aran Coat copy, shorter"}).submits()
    stage.told(dana, standing(dana, card(dana), "v2"), "Approve v2", "You approved v2")

    aiko.waits_for(lambda me: len(me.sees("campaigns", thread=shown)) == 3)
    _, edited, approved = aiko.sees("campaigns", thread=shown)

    assert "Title: Aran Coat copy → Aran Coat copy, shorter" in edited
    assert "✅ @Dana Whitlock approved" in approved
    assert edited.buttons == approved.buttons == []
    assert "✅ Approved" in standing(aiko, shown, "✅ Approved")
