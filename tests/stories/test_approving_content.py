"""Content is sent for a yes, decided once, and everybody who should know does."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from sandbox.person import Person
from sandbox.seen import Seen
from tests.stage import Stage

COPY = {
    "Kind of content": "Product copy",
    "Title": "Aran Coat copy",
    "The text itself": "Warm *and* dry.\nThe lowest price ever.",
    "Where it goes live": "Product page",
}


def submitted(stage: Stage, by: str = "marcus", title: str = "Aran Coat copy") -> Seen:
    """Content sent for approval: the requester's card."""
    person = stage.person(by)
    form = person.types("/approvals new")
    left = person.fills(form, COPY | {"Title": title}).submits()
    assert not left.errors
    stage.hears(stage.person("rosa"), title)
    stage.hears(stage.person("aiko"), title)
    return person.waits_to_see(title, "@Shelftalk")


def card(person: Person, title: str = "Aran Coat copy") -> Seen:
    """The card in somebody's messages."""
    return person.waits_to_see(title, "@Shelftalk")


def edits(person: Person, mine: Seen, title: str) -> None:
    """Change the title and send it again."""
    person.clicks(person.again(mine), "Edit", waits=False)
    person.waits_for(lambda me: me.modal)
    person.fills(person.modal, {"Title": title}).submits()


def standing(person: Person, seen: Seen, words: str) -> Seen:
    """Wait until a message says something; what it says then."""
    person.waits_for(lambda me: words in me.again(seen))
    return person.again(seen)


# Sending


def test_the_form_asks_for_what_an_approver_needs(stage: Stage) -> None:
    form = stage.person("marcus").types("/approvals submit")

    assert form.title == "Ask for approval"
    assert form.fields == [
        "Kind of content", "Title", "The text itself", "Link to the asset", "Products", "Campaign",
        "Where it goes live", "When it goes live",
    ]  # fmt: skip
    assert "Goes to @Dana Whitlock, @Rosa Lind." in form


@pytest.mark.parametrize(
    ("entries", "block", "said"),
    [
        ({"The text itself": None}, "text", "Paste the text, or give a link"),
        ({"Title": None}, "title", "complete this required field"),
        ({"Kind of content": None}, "kind", "complete this required field"),
        ({"Link to the asset": "not a link"}, "link", "valid URL"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    stage: Stage, entries: dict[str, object], block: str, said: str
) -> None:
    marcus = stage.person("marcus")

    left = marcus.fills(marcus.types("/approvals new"), COPY | entries).submits()

    assert said in left.errors[block]
    assert not stage.person("dana").inbox


def test_a_moment_that_has_passed_is_refused(stage: Stage) -> None:
    marcus = stage.person("marcus")
    entries = COPY | {"When it goes live": stage.clock() - timedelta(minutes=1)}

    left = marcus.fills(marcus.types("/approvals new"), entries).submits()

    assert "This moment has passed." in left.errors["live"]


def test_what_was_typed_stays_when_something_is_wrong_and_counts_when_put_right(stage: Stage) -> None:
    marcus = stage.person("marcus")
    form = marcus.types("/approvals new")
    marcus.fills(form, COPY | {"The text itself": None}).submits()

    marcus.fills(marcus.modal, {"The text itself": "Warm."}).submits()

    assert "Aran Coat copy" in card(stage.person("dana"))


def test_it_goes_to_each_director_with_buttons_and_to_the_channel_with_its_state(stage: Stage) -> None:
    submitted(stage)

    for name in ("dana", "rosa"):
        assert card(stage.person(name)).buttons == ["Approve v1", "Request changes"]
    shown = stage.person("aiko").waits_to_see("Aran Coat copy", "campaigns")
    assert "⏳ In review" in shown
    assert "by @Marcus Reyes" in shown
    assert shown.buttons == []


def test_a_product_and_a_campaign_are_found_while_one_types(stage: Stage) -> None:
    marcus = stage.person("marcus")
    entries = {"Products": ["Aran Coat - M (AC-M)"], "Campaign": "BF-Early (Meta Ads)",
               "When it goes live": stage.clock() + timedelta(days=3)}  # fmt: skip
    marcus.fills(marcus.types("/approvals new"), COPY | entries).submits()

    shown = card(stage.person("dana"))

    assert "For Aran Coat - M (AC-M) · BF-Early" in shown
    assert "Goes live Thu 26 Nov 2026 08:01: Product page" in shown


def test_what_was_written_is_shown_letter_for_letter(stage: Stage) -> None:
    submitted(stage, title="M&S <!channel>")

    shown = card(stage.person("dana"), "M&S <!channel>")

    assert "M&amp;S &lt;!channel&gt;" in str(shown.blocks)
    assert "Warm *and* dry.\nThe lowest price ever." in shown.raw


# Deciding


def test_an_approval_is_everywhere_at_once(stage: Stage) -> None:
    mine = submitted(stage)
    marcus, dana, rosa, aiko = (stage.person(name) for name in ("marcus", "dana", "rosa", "aiko"))
    cards = [(person, card(person)) for person in (dana, rosa)]
    cards += [(marcus, mine), (aiko, aiko.waits_to_see("Aran Coat copy", "campaigns"))]

    stage.told(
        dana, cards[0][1], "Approve v1", "You approved v1 of “Aran Coat copy”. @Marcus Reyes has been told."
    )

    assert "@Dana Whitlock approved “Aran Coat copy” v1" in marcus.waits_to_see(
        "It may go live", "@Shelftalk"
    )
    for person, shown in cards:
        now = standing(person, shown, "✅ Approved by @Dana Whitlock")
        assert "Approve v1" not in now.buttons
    assert "✅ Approved" in marcus.types("/approvals mine")


def test_a_second_click_is_told_who_decided(stage: Stage) -> None:
    submitted(stage)
    dana, rosa = stage.person("dana"), stage.person("rosa")
    opened = rosa.types("/approvals show 1")  # seen by her alone, so nobody changes it
    stage.told(dana, card(dana), "Approve v1", "You approved v1")

    stage.told(rosa, opened, "Approve v1", "Already approved by @Dana Whitlock at 08:01.")
    stage.hears(stage.person("marcus"), "It may go live")
    assert len(stage.person("marcus").inbox.saying("It may go live")) == 1


def test_two_directors_at_once_decide_once(stage: Stage) -> None:
    submitted(stage)
    people = [stage.person(name) for name in ("dana", "rosa")]
    opened = [person.types("/approvals show 1") for person in people]

    with ThreadPoolExecutor() as hands:
        for person, shown in zip(people, opened, strict=True):
            hands.submit(person.clicks, shown, "Approve v1", waits=False)

    def heard(words: str) -> list[str]:
        return [person.user.name for person in people if person.sees("ecom").saying(words)]

    stage.waits_for(lambda: heard("You approved v1") and heard("Already approved by"))
    assert len(heard("You approved v1")) == len(heard("Already approved by")) == 1


def test_changes_need_a_reason_which_their_author_reads(stage: Stage) -> None:
    submitted(stage)
    dana, marcus = stage.person("dana"), stage.person("marcus")
    dana.clicks(card(dana), "Request changes", waits=False)
    dana.waits_for(lambda me: me.modal)
    form = dana.modal

    assert dana.fills(form, {}).submits().errors
    assert dana.fills(form, {"What should change?": "   "}).submits().errors
    dana.fills(form, {"What should change?": "Prove “lowest ever”."}).submits()

    told = marcus.waits_to_see("asks for changes", "@Shelftalk")
    assert "Prove “lowest ever”." in told
    marcus.clicks(told, "Edit", waits=False)
    marcus.waits_for(lambda me: me.modal)
    assert "↩ Changes requested" in marcus.types("/approvals show 1")


def test_nobody_decides_about_their_own_work(stage: Stage) -> None:
    mine = submitted(stage, by="dana", title="My own words")
    dana = stage.person("dana")

    assert mine.buttons == ["Edit"]
    assert mine.choices == ["Call it off", "Ask again", "Comment…", "Hold…", "Details and history"]
    assert "Approve v1" not in dana.types("/approvals show 1").buttons
    assert card(stage.person("rosa"), "My own words").buttons[0] == "Approve v1"


def test_a_forged_button_grants_nothing(stage: Stage) -> None:
    submitted(stage)
    opened = stage.person("dana").types("/approvals show 1")
    marcus, aiko = stage.person("marcus"), stage.person("aiko")

    for person in (marcus, aiko):
        assert "You approved" not in person.clicks(stage.copied(opened, person), "Approve v1")
    assert "⏳ In review" in aiko.types("/approvals show 1")


# Changing one's mind


def test_an_edit_voids_what_was_approved_and_asks_again(stage: Stage) -> None:
    mine = submitted(stage)
    marcus, dana = stage.person("marcus"), stage.person("dana")
    stage.told(dana, card(dana), "Approve v1", "You approved v1")
    standing(marcus, mine, "✅ Approved")

    edits(marcus, mine, "Aran Coat copy, shorter")

    told = dana.waits_to_see("no longer counts", "@Shelftalk")
    assert "@Marcus Reyes changed “Aran Coat copy, shorter” v2" in told
    assert "Title: ~Aran Coat copy~ → Aran Coat copy, shorter" in dana.types("/approvals show 1").raw


def test_a_click_on_an_old_version_decides_nothing(stage: Stage) -> None:
    mine = submitted(stage)
    marcus, dana = stage.person("marcus"), stage.person("dana")
    old = dana.types("/approvals show 1")
    edits(marcus, mine, "Second thoughts")
    standing(marcus, mine, "v2")

    said = stage.told(dana, old, "Approve v1", "v2")

    assert "You approved" not in said
    assert "⏳ In review" in marcus.types("/approvals show 1")


def test_calling_it_off_leaves_nothing_to_press(stage: Stage) -> None:
    submitted(stage)
    marcus, dana = stage.person("marcus"), stage.person("dana")
    shown = card(dana)

    assert "Only @Marcus Reyes, who asked for it, can do that" in stage.person("aiko").types(
        "/approvals cancel 1"
    )
    assert "called off" in marcus.types("/approvals cancel 1")

    assert standing(dana, shown, "🚫 Called off").buttons == []


def test_the_history_tells_everything_in_order(stage: Stage) -> None:
    mine = submitted(stage)
    marcus, dana = stage.person("marcus"), stage.person("dana")
    stage.told(dana, card(dana), "Approve v1", "You approved v1")
    standing(marcus, mine, "✅ Approved")
    marcus.types("/approvals cancel 1")

    history = marcus.types("/approvals show 1").text

    steps = [history.index(words) for words in ("sent it for approval", "approved it", "called it off")]
    assert steps == sorted(steps)


def test_no_copy_keeps_its_buttons_once_it_is_decided(stage: Stage) -> None:
    mine = submitted(stage)
    marcus, dana, rosa = (stage.person(name) for name in ("marcus", "dana", "rosa"))
    edits(marcus, mine, "Second thoughts")
    for person in (dana, rosa):
        stage.hears(person, "“Second thoughts” v2")
        standing(person, person.inbox[0], "Second thoughts")
    stage.told(dana, dana.types("/approvals show 1"), "Approve v2", "You approved v2")
    for person in (dana, rosa):
        standing(person, person.inbox[0], "✅ Approved")

    for person in (dana, rosa):
        assert [
            button for seen in person.inbox for button in seen.buttons if button.startswith("Approve")
        ] == []


# Keeping


def test_buttons_still_work_after_a_restart(stage: Stage) -> None:
    submitted(stage)
    dana = stage.person("dana")
    shown = card(dana)

    stage.restarts()

    stage.told(dana, shown, "Approve v1", "You approved v1")
    standing(dana, shown, "✅ Approved")


def test_what_waits_and_what_is_mine_are_listed(stage: Stage) -> None:
    submitted(stage)
    marcus, dana = stage.person("marcus"), stage.person("dana")

    assert "1\xa0approval waits for your yes." in dana.types("/approvals")
    assert "Nothing waits for your yes." in marcus.types("/approvals waiting")
    listed = marcus.types("/approvals mine")
    assert "Aran Coat copy · ⏳ In review" in listed
    assert "History" in marcus.clicks(listed, "Open")


def test_nothing_to_list_offers_to_begin(stage: Stage) -> None:
    answer = stage.person("vera").types("/approvals")

    assert stage.person("vera").clicks(answer, "New request").title == "Ask for approval"


@pytest.mark.parametrize("words", ["show 99", "cancel 99", "frob", "show twelve"])
def test_what_there_is_not_gets_a_way_out(stage: Stage, words: str) -> None:
    answer = stage.person("marcus").types(f"/approvals {words}")

    assert "Something went wrong" not in answer
    assert "/approvals" in answer or "no approval 99" in answer


def test_the_home_tab_shows_what_waits(stage: Stage) -> None:
    submitted(stage)
    dana = stage.person("dana")
    card(dana)

    home = dana.opens_home()

    assert "Aran Coat copy" in home
    dana.clicks(home, "Details and history", waits=False)
    dana.waits_to_see("History", "@Shelftalk")


def test_a_form_sent_twice_counts_once(stage: Stage) -> None:
    marcus = stage.person("marcus")
    form = marcus.types("/approvals new")
    filled = marcus.fills(form, COPY)

    with ThreadPoolExecutor() as hands:
        list(hands.map(lambda _: filled.submits(), range(3)))
    card(stage.person("dana"))

    assert stage.running.bot.context.desk.show(2, now=stage.clock()) is None
