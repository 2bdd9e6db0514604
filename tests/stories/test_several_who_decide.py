"""Under a shop's own policy: several who must say yes, lists to tick, many answered at once, and an emergency."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from sandbox.seen import Seen
from shop import Shop
from tests.sandbox_fixtures import MONDAY, Clock, pretend_slack
from tests.stage import SHOP_YAML, Stage, workspace
from tests.stories.test_answering_a_request import card, form
from tests.stories.test_approving_content import COPY, standing

POLICY = """
approvals:
  roles:
    vp: {users: [U0ROSA]}
  routes:
    - name: Both of them
      when: {kind: homepage_banner}
      stages: [{name: Directors, who: directors, rule: {n_of: 2}}]
    - name: With a list
      when: {kind: promo_email}
      stages: [{name: Director, who: directors, checklist: [Links tested, Unsubscribe is there]}]
    - when: {any: true}
      stages: [{name: Director, who: directors}]
      bulk: true
  break_glass: {who: [U0ROSA], notify: [C0ECOM], review_within: 4wh}
"""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Stage]:
    """The story's shop with this policy."""
    shop = Shop.model_validate(yaml.safe_load(SHOP_YAML + POLICY))
    with pretend_slack(workspace()) as slack:
        slack.workspace.clock = Clock(MONDAY)
        stage = Stage(slack, tmp_path, None, shop=shop)
        try:
            yield stage.starts()
        finally:
            stage.stops()


def sent(stage: Stage, kind: str, title: str, by: str = "marcus") -> Seen:
    """Content of a kind, sent for approval: its author's card."""
    person = stage.person(by)
    person.types("/approvals new", waits=False)
    person.waits_for(lambda me: me.modal)
    left = person.fills(person.modal, COPY | {"Kind of content": kind, "Title": title}).submits()
    assert not left.errors
    stage.hears(stage.person("rosa"), title)
    return card(person, title)


def test_a_card_says_how_many_have_said_yes_and_whose_is_missing(office: Stage) -> None:
    mine = sent(office, "Homepage banner", "BF hero")
    dana, rosa, marcus = (office.person(name) for name in ("dana", "rosa", "marcus"))
    assert "v1, 0 of 2 said yes, waiting for @Dana Whitlock, @Rosa Lind" in card(dana, "BF hero")

    office.told(dana, card(dana, "BF hero"), "Approve v1", "You said yes to v1")

    assert "v1, 1 of 2 said yes, waiting for @Rosa Lind" in standing(marcus, mine, "1 of 2")
    assert not standing(dana, card(dana, "BF hero"), "1 of 2").buttons
    office.told(rosa, card(rosa, "BF hero"), "Approve v1", "You approved v1")
    assert "✅ Approved" in standing(marcus, mine, "✅ Approved")


def test_the_form_asks_for_what_the_kind_needs_and_keeps_what_was_typed(office: Stage) -> None:
    marcus = office.person("marcus")
    opened = marcus.types("/approvals new")
    marcus.fills(opened, {"Title": "Half price"})
    assert "Discount in per cent" not in opened.fields

    marcus.chooses(opened, "Kind of content", "Promotional email", waits=False)
    marcus.waits_for(lambda me: "Discount in per cent" in me.modal.fields)
    email = marcus.modal
    assert email.view_id == opened.view_id
    assert {"When the offer ends", "Small print", "Markets"} <= set(email.fields)
    assert "Not after" not in email.fields

    marcus.clicks(email, "More fields", waits=False)
    marcus.waits_for(lambda me: "Not after" in me.modal.fields)
    assert "Internal note" in marcus.modal.fields


def test_what_was_typed_for_one_kind_is_there_for_the_next(office: Stage) -> None:
    marcus = office.person("marcus")
    opened = marcus.types("/approvals new")
    marcus.chooses(opened, "Kind of content", "Promotional email", waits=False)
    marcus.waits_for(lambda me: "Discount in per cent" in me.modal.fields)
    entries = {
        "Title": "Half price",
        "The text itself": "Everything.",
        "Discount in per cent": "50",
        "Markets": "uk, de",
    }
    email = marcus.fills(marcus.modal, entries)
    place = marcus.modal.place
    assert place is not None
    place.values.update(email.values)  # as the page keeps them

    marcus.chooses(marcus.modal, "Kind of content", "Product copy", waits=False)
    marcus.waits_for(lambda me: "Price it names" in me.modal.fields)

    assert "Discount in per cent" in marcus.modal.fields
    left = marcus.fills(marcus.modal, entries | {"Kind of content": "Product copy"}).submits()
    assert not left.errors
    shown = card(office.person("dana"), "Half price")
    assert "Discount: 50" in shown and "Markets: DE, GB" in shown


def test_wrong_markets_stand_beside_their_field(office: Stage) -> None:
    marcus = office.person("marcus")
    opened = marcus.types("/approvals new")
    marcus.chooses(opened, "Kind of content", "Product copy", waits=False)
    marcus.waits_for(lambda me: "Markets" in me.modal.fields)

    left = marcus.fills(marcus.modal, COPY | {"Markets": "Germany"}).submits()

    assert "two-letter codes" in left.errors["markets"]


def test_a_list_is_ticked_before_the_yes(office: Stage) -> None:
    mine = sent(office, "Promotional email", "Half price")
    dana, marcus = office.person("dana"), office.person("marcus")
    check = form(dana, card(dana, "Half price"), "Approve v1")
    assert check.title == "Approve v1"

    left = dana.fills(check, {"Before you say yes": ["Links tested"]}).submits()
    assert "First tick everything on the list: Unsubscribe is there" in left.errors["ticked"]
    dana.fills(check, {"Before you say yes": ["Links tested", "Unsubscribe is there"]}).submits()

    assert "✅ Approved" in standing(marcus, mine, "✅ Approved")


def test_several_are_answered_at_once_and_what_changed_is_left_alone(office: Stage) -> None:
    for title in ("First", "Second", "Third"):
        mine = sent(office, "Product copy", title)
    sent(office, "Homepage banner", "Not this one")
    dana, marcus = office.person("dana"), office.person("marcus")
    several = form(dana, dana.types("/approvals waiting"), "Approve several…")
    offered = [one["text"]["text"] for _, element in several.elements for one in element["options"]]
    assert offered == ["v1 · First", "v1 · Second", "v1 · Third"]
    marcus.fills(form(marcus, mine, "Edit"), {"Title": "Third, changed"}).submits()
    marcus.waits_for(lambda me: "v2" in me.again(mine))

    dana.fills(several, {"What do you say yes to?": offered}).submits()

    said = office.hears(dana, "2 approved, 1 changed since you opened the list")
    assert "Third, changed: You were looking at an older version" in said


def emergency(stage: Stage, title: str = "Wrong price on the home page") -> None:
    """Rosa lets something go live that nobody has said yes to."""
    rosa = stage.person("rosa")
    asked = form(rosa, rosa.types("/approvals show 1"), "Emergency publish…")
    sure = rosa.fills(asked, {"Why can it not wait for every yes?": "The old price is illegal."}).submits()
    assert sure.title == "Really go live?"
    assert "The old price is illegal." in sure
    rosa.fills(sure, {}).submits()
    stage.hears(rosa, "goes live as an emergency")


def test_an_emergency_needs_a_reason_and_a_second_word_and_is_loud(office: Stage) -> None:
    mine = sent(office, "Homepage banner", "Wrong price on the home page")
    dana, marcus = office.person("dana"), office.person("marcus")
    assert "Emergency publish…" not in dana.types("/approvals show 1").buttons

    emergency(office)

    for person, place in ((dana, "@Shelftalk"), (marcus, "@Shelftalk"), (marcus, "ecom")):
        assert "The old price is illegal." in person.waits_to_see("🚨", place)
    assert "Emergency publish of v1 by @Rosa Lind" in standing(marcus, mine, "Emergency publish")


def test_an_emergency_is_looked_at_afterwards_by_somebody_else(office: Stage) -> None:
    sent(office, "Homepage banner", "Wrong price on the home page")
    emergency(office)
    dana = office.person("dana")
    told = dana.waits_to_see("lets “Wrong price", "@Shelftalk")

    dana.clicks(told, "I have looked at it")

    office.hears(dana, "Kept: you have looked at it.")
    assert "looked at the emergency" in dana.types("/approvals show 1")
    assert office.running.bot.aftermath.go(MONDAY + timedelta(days=1)) == 0


def test_an_emergency_that_nobody_has_looked_at_is_asked_about(office: Stage) -> None:
    sent(office, "Homepage banner", "Wrong price on the home page")
    emergency(office)
    dana, rosa = office.person("dana"), office.person("rosa")

    office.at(MONDAY + timedelta(days=1))

    asked = dana.waits_to_see("nobody has looked at it since", "@Shelftalk")
    assert asked.buttons == ["I have looked at it", "Open"]
    assert not [one for one in rosa.inbox if "nobody has looked" in one]


def test_the_home_has_the_queue_with_deadlines_and_what_one_waits_for(office: Stage) -> None:
    sent(office, "Product copy", "First")
    dana, marcus = office.person("dana"), office.person("marcus")

    home = dana.opens_home()
    assert "First · needed" in home
    assert home.buttons[:2] == ["Approve v1", "Request changes"]
    assert "You wait for" in marcus.opens_home()
