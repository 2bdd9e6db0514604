"""The demo's approval due in an hour, played by a manager and two directors along every path; no press is met by silence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from approvals.content import Content
from sandbox.person import Person
from sandbox.scenes import SCENES
from sandbox.seen import Seen
from tests.sandbox_fixtures import MONDAY, Clock, pretend_slack
from tests.stage import SHOP, Stage, workspace
from tests.stories.test_answering_a_request import card, form, says
from tests.stories.test_approving_content import standing

SCENE = SCENES["approval"]
MAIL = SCENE.content["title"]
COAT, SCARF, BEANIE = (one["title"] for one in SCENE.beside)
#: What is written into whatever form an old button still opens.
ANYTHING = {
    "Your comment": "Once more",
    "What should change?": "Once more",
    "What is wrong with it?": "Once more",
    "What does it wait for?": "Once more",
    "Why can it not wait for every yes?": "Once more",
    "Title": "Another title",
}


class Play:
    """The scene, and every card that was looked at while it was played."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.dana, self.aiko, self.marcus = (stage.person(name) for name in ("dana", "aiko", "marcus"))
        self.kept: list[tuple[Person, Seen]] = []

    def card(self, person: Person, words: str, title: str = MAIL) -> Seen:
        """Somebody's card once it says this; kept as it stands."""
        shown = standing(person, card(person, title), words)
        self.keeps(person, shown)
        return shown

    def keeps(self, person: Person, *seen: Seen) -> None:
        """Remember what could be pressed."""
        self.kept += [(person, one) for one in seen]

    def presses(self, person: Person, shown: Seen, button: str, words: str) -> Seen:
        """Press, and see this; whatever was said can be pressed later."""
        said = self.stage.told(person, shown, button, words)
        self.keeps(person, said)
        return said

    def approved(self) -> None:
        """Both say yes to the mail."""
        self.presses(self.aiko, self.card(self.aiko, "Approve v1"), "Approve v1", "You said yes to v1")
        self.presses(self.dana, self.card(self.dana, "Approve v1"), "Approve v1", "You approved v1")

    def every_old_button_answers(self) -> None:
        """Press everything that was ever shown, as whoever saw it, where it says something now."""
        for person, seen in self.kept:
            for label in (*seen.buttons, *seen.choices):
                said = self._answer(person, seen, label)
                assert said.strip(), f"{person.user.name} pressed {label!r} and was met by silence"

    def _answer(self, person: Person, seen: Seen, label: str) -> str:
        answer = person.clicks(self.stage.copied(seen, person), label)
        if answer.kind != "modal":
            return answer.text
        before = self._heard(person)
        entries = {name: words for name, words in ANYTHING.items() if name in answer.fields}
        left = person.fills(answer, entries).submits()
        if left:
            person.closes(left)
            return (
                left.text
                if left.errors or left.view_id != answer.view_id or left.title != answer.title
                else ""
            )
        self.stage.waits_for(lambda: self._heard(person) > before)
        return self._newest(person).text

    def _heard(self, person: Person) -> str:
        return self._newest(person).ts or ""

    def _newest(self, person: Person) -> Seen:
        places = [one for one in self.stage.workspace.channels.values() if person.user.id in one.members]
        seen = [
            message
            for one in places
            for message in person.sees(one.name)
            if message.author != person.user.real_name
        ]
        return max(seen, key=lambda message: message.ts or "")


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    """The scene's policy and what is asked in it, on Monday at eleven; every old button is pressed at the end."""
    with pretend_slack(workspace()) as slack:
        slack.workspace.clock = Clock(MONDAY.replace(hour=10, minute=40))
        stage = Stage(slack, tmp_path, None, shop=SCENE.shop(SHOP))
        try:
            stage.starts()
            _open(stage)
            play = Play(stage)
            yield play
            play.every_old_button_answers()
        finally:
            stage.stops()


def _open(stage: Stage) -> None:
    live = MONDAY.replace(hour=11, minute=0) + SCENE.goes_live_in
    for content, at in ((SCENE.content, live), *((one, live + timedelta(days=1)) for one in SCENE.beside)):
        told = {**content, "goes_live": f"{at:%Y-%m-%dT%H:%M}", "zone": "Europe/London"}
        stage.running.bot.context.desk.submit("U0MARCUS", Content(**told), now=stage.clock())
    stage.running.something_done()
    stage.at(MONDAY.replace(hour=11, minute=0))
    stage.hears(stage.person("dana"), BEANIE)
    stage.hears(stage.person("marcus"), BEANIE)


def test_nobody_is_reminded_when_the_scene_opens_and_two_directors_are_needed(play: Play) -> None:
    assert "waits for your yes" not in play.aiko.inbox
    assert "waits for your yes" not in play.dana.inbox
    assert not play.dana.inbox.saying(MAIL)

    play.approved()

    assert "✅ Approved" in play.card(play.marcus, "✅ Approved")


def test_changes_are_asked_for_made_and_approved(play: Play) -> None:
    play.card(play.aiko, "Approve v1")
    no = form(play.aiko, card(play.aiko, MAIL), "Request changes")
    assert not play.aiko.fills(no, {"What should change?": "Say until when."}).submits().errors
    mine = play.card(play.marcus, "↩ Changes requested")

    edit = form(play.marcus, mine, "Edit")
    assert not play.marcus.fills(edit, {"Title": "Until midnight: 45 % off knitwear"}).submits().errors

    play.presses(play.aiko, play.card(play.aiko, "Approve v2"), "Approve v2", "You said yes to v2")
    again = play.dana.waits_to_see("Until midnight", "@Shelftalk")
    play.presses(play.dana, again, "Approve v2", "You approved v2")
    play.keeps(play.dana, again)


def test_a_yes_with_an_edit_counts_when_it_is_accepted(play: Play) -> None:
    play.card(play.aiko, "Approve v1")
    edit = form(play.aiko, card(play.aiko, MAIL), "Approve with an edit…")
    assert (
        not play.aiko.fills(edit, {"The text itself": "The last jumpers.\nWhile stocks last."})
        .submits()
        .errors
    )
    told = play.marcus.waits_to_see("suggests another wording", "@Shelftalk")
    play.keeps(play.marcus, told)

    play.presses(play.marcus, told, "Accept the edit", "v2")

    play.presses(play.dana, play.card(play.dana, "Approve v2"), "Approve v2", "You approved v2")


def test_a_part_is_passed_on_or_left_to_the_other(play: Play) -> None:
    coat = play.card(play.dana, "Approve v1", COAT)
    to_aiko = {"Who should decide instead of you?": "aiko"}
    says(play.stage, play.dana, coat, "Pass to… or not mine", to_aiko, "Aiko Tanaka")
    play.presses(play.aiko, play.card(play.aiko, "Approve v1", COAT), "Approve v1", "You approved v1")

    scarf = play.card(play.dana, "Approve v1", SCARF)
    says(play.stage, play.dana, scarf, "Pass to… or not mine", {}, "You are asked no more")
    play.presses(play.aiko, play.card(play.aiko, "Approve v1", SCARF), "Approve v1", "You approved v1")


def test_it_is_commented_held_and_let_go_on(play: Play) -> None:
    shown = play.card(play.aiko, "Approve v1")
    says(play.stage, play.aiko, shown, "Comment…", {"Your comment": "Which jumpers?"}, "Kept beside v1")
    play.marcus.waits_to_see("Which jumpers?", "@Shelftalk")
    says(play.stage, play.aiko, shown, "Hold…", {"What does it wait for?": "The list"}, "is on hold")

    play.presses(play.aiko, play.card(play.aiko, "⏸ On hold"), "Let it go on", "waits for")

    play.approved()


def test_a_yes_is_taken_back_and_what_is_approved_is_pulled_back(play: Play) -> None:
    yes = play.presses(play.aiko, play.card(play.aiko, "Approve v1"), "Approve v1", "You said yes to v1")
    play.presses(play.aiko, yes, "Undo", "is taken back")
    play.card(play.aiko, "Approve v1")
    play.approved()

    shown = card(play.aiko, MAIL)
    play.aiko.waits_for(lambda me: "Pull back…" in me.again(shown).choices)
    play.keeps(play.aiko, play.aiko.again(shown))
    wrong = {"What is wrong with it?": "The price is last week's."}
    assert not play.aiko.fills(form(play.aiko, shown, "Pull back…"), wrong).submits().errors

    play.card(play.marcus, "↩ Changes requested")
    assert "The price is last week's." in play.marcus.waits_to_see("pulled back", "@Shelftalk")


def test_no_for_good_is_the_end(play: Play) -> None:
    no = form(play.aiko, play.card(play.aiko, "Approve v1"), "Request changes")
    entries = {"What should change?": "We sell it at full price.", "And then": "No for good"}
    assert not play.aiko.fills(no, entries).submits().errors

    assert not play.card(play.marcus, "⛔ Rejected").buttons


def test_several_are_approved_at_once_but_for_the_one_that_changed(play: Play) -> None:
    coat, mine = play.card(play.dana, "Approve v1", COAT), play.card(play.marcus, "Edit", SCARF)
    waiting = play.dana.types("/approvals waiting")
    play.keeps(play.dana, coat, waiting)
    several = form(play.dana, waiting, "Approve several…")
    offered = [one["text"]["text"] for _, element in several.elements for one in element["options"]]
    assert offered == [f"v1 · {title}" for title in (COAT, SCARF, BEANIE)]
    play.marcus.fills(form(play.marcus, mine, "Edit"), {"The text itself": "Woven in Wales."}).submits()
    play.marcus.waits_for(lambda me: "v2" in me.again(mine))

    play.dana.fills(several, {"What do you say yes to?": offered[:2]}).submits()

    said = play.stage.hears(play.dana, "1 approved, 1 changed since you opened the list")
    assert f"{SCARF}: You were looking at an older version" in said


def test_at_noon_it_goes_live_and_is_marked_as_live(play: Play) -> None:
    play.approved()
    play.card(play.marcus, "✅ Approved")
    play.stage.at(MONDAY.replace(hour=12, minute=1))

    told = play.stage.hears(play.marcus, "Mark as live")
    play.keeps(play.marcus, told)
    play.presses(play.marcus, told, "Mark as live", "is live")

    assert "live" in play.marcus.types("/approvals show 1").text.casefold()


def test_an_emergency_is_published_in_two_steps(play: Play) -> None:
    play.card(play.aiko, "Approve v1")
    shown = play.dana.types("/approvals show 1")
    play.keeps(play.dana, shown)
    asked = form(play.dana, shown, "Emergency publish…")
    sure = play.dana.fills(asked, {"Why can it not wait for every yes?": "Aiko is on a train."}).submits()
    assert sure.title == "Really go live?"

    play.dana.fills(sure, {}).submits()

    play.stage.hears(play.dana, "goes live as an emergency")
    for person in (play.aiko, play.marcus):
        assert "Aiko is on a train." in person.waits_to_see("🚨", "@Shelftalk")
    play.keeps(play.marcus, play.stage.hears(play.marcus, "Mark as live"))
