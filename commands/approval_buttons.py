"""What somebody can do with a request at this moment, as buttons and the ⋯ menu beside them."""

from __future__ import annotations

from approvals import voices
from approvals.cards import button_value
from approvals.events import (
    Accept,
    Cancel,
    Comment,
    Edit,
    Event,
    GoLiveAnyway,
    Hold,
    Nudge,
    Object,
    Resume,
    Undo,
)
from approvals.guards import ACTORS, NOT_BY_AUTHORS, yes_of
from approvals.request import Request, Suggestion
from approvals.transitions import TRANSITIONS
from commands.putting_live import live_buttons

Button = tuple[str, ...]


def may(request: Request, user: str, event: type[Event]) -> bool:
    """Whether somebody may do this to a request as it stands; asked again, with all else, when they do."""
    allowed, _ = ACTORS[event]
    own = issubclass(event, NOT_BY_AUTHORS) and user in request.authors
    return event in TRANSITIONS[request.state] and not own and allowed(request, user)


def buttons_of(request: Request, user: str) -> list[Button]:
    """At most three buttons: the answers of whoever is asked, what its author may do, or the way on from a rest."""
    number = str(request.id)
    if voices.may_decide(request, user):
        value = button_value(request, user)
        return [
            (f"Approve v{request.version.number}", "approval.approve", value, "primary"),
            ("Request changes", "approval.changes", value),
        ]
    if may(request, user, Resume):
        return [("Let it go on", "approval.resume", number, "primary")]
    own: list[Button] = list(live_buttons(request, user))
    if may(request, user, Accept) and (made := suggested(request)):
        own += [
            ("Accept the edit", "approval.accept", accept_value(request, made), "primary"),
            ("Keep mine", "approval.keep", accept_value(request, made)),
        ]
    if may(request, user, Edit):
        own.append(("Edit", "approval.edit", number))
    return own


def more_of(request: Request, user: str, *, details: bool = True) -> list[Button]:
    """At most five entries under ⋯."""
    number, more = str(request.id), list[Button]()
    if voices.may_decide(request, user):
        more.append(("Approve with an edit…", "approval.suggest", button_value(request, user)))
        more.append(("Pass to… or not mine", "approval.pass", number))
    if may(request, user, Object):
        more.append(("Pull back…", "approval.object", number))
    if may(request, user, Cancel) and user == request.requester:
        more.append(("Call it off", "approval.cancel", number))
    if may(request, user, Nudge) and voices.wanted(request):
        more.append(("Ask again", "approval.nudge", number))
    if may(request, user, Comment):
        more.append(("Comment…", "approval.comment", number))
    if may(request, user, Hold):
        more.append(("Hold…", "approval.hold", number))
    if details and more:
        more.append(("Details and history", "approval.show", number))
    return more[:5]


def apart_of(request: Request, user: str) -> list[Button]:
    """What stands apart, where somebody looks closely: taking one's yes back, and the emergency."""
    apart: list[Button] = []
    if may(request, user, Undo) and yes_of(request, user):
        apart.append(("Take my yes back", "approval.undo", str(request.id)))
    if may(request, user, GoLiveAnyway):
        apart.append(("Emergency publish…", "approval.emergency", str(request.id), "danger"))
    return apart


def suggested(request: Request) -> Suggestion | None:
    """The newest wording that somebody proposes for the current version."""
    fits = (one for one in request.suggestions if one.open and one.version == request.version.number)
    return max(fits, key=lambda one: one.at, default=None)


def accept_value(request: Request, made: Suggestion) -> str:
    """What the button that takes a wording over carries: exactly which, and for which version."""
    return f"{request.id}:{made.version}:{made.sha[:12]}"
