"""Nobody does with a request what they may not: each role, in each state, with each event."""

from __future__ import annotations

from approvals.guards import ACTORS
from approvals.request import State
from approvals.transitions import TRANSITIONS
from commands import routes
from tests.approvals.authority import MAY
from tests.approvals.cells import holes, samples

#: What each button and form of approvals lets happen, by the event whose guards are asked; nothing where it only shows.
AUTHORITY: dict[str, str] = {
    "approval.approve": "Approve", "approval.undo": "Undo", "approval.resume": "Resume", "approval.accept": "Accept",
    "approval.cancel": "Cancel", "approval.go_live": "Publish", "approval.is_live": "WentLive", "approval.retry": "Retry",
    "approval.new": "", "approval.edit": "", "approval.kind": "", "approval.fields": "", "approval.list": "",
    "approval.show": "", "approval.diff": "", "approval.changes": "", "approval.pass": "", "approval.suggest": "",
    "approval.keep": "", "approval.object": "", "approval.comment": "", "approval.hold": "", "approval.emergency": "",
    "approval.bulk": "", "approval.reroute": "Reroute", "approval.nudge": "Nudge",
    "approval.looked": "",  # not an event: tests/approvals/test_aftermath.py says who may
    "approvals.new": "Submit, Edit", "approvals.suggest": "Suggest", "approvals.changes": "RequestChanges, Reject",
    "approvals.check": "Approve", "approvals.words": "Object, Comment, Hold, GoLiveAnyway", "approvals.pass": "Pass",
    "approvals.bulk": "Approve",
}  # fmt: skip


def test_every_event_says_who_may_cause_it():
    events = {event for events in TRANSITIONS.values() for event in events}

    assert events == set(ACTORS) == set(MAY)


def test_every_button_and_form_says_whose_authority_it_asks():
    handlers = {
        name for name in (*routes.ACTIONS, *routes.FORMS) if name.startswith(("approval.", "approvals."))
    }
    named = {name for said in AUTHORITY.values() for name in said.split(", ") if name}

    assert handlers == set(AUTHORITY)
    assert named <= {event.__name__ for event in ACTORS}


def test_there_is_no_hole_in_any_cell():
    tried, found = holes()

    assert found == []
    assert tried > 1_000


def test_every_state_has_been_tried():
    assert {request.state for _, request in samples()} == set(State)
