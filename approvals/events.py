"""What can happen to a request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from approvals.content import Content
from approvals.route import Route

#: Who causes what nobody does: time, a change of who is who, a connector, and what stands behind a link.
CLOCK = "clock"
PEOPLE = "people"
CONNECTOR = "connector"
SOURCE = "source"
CAME_ABOUT = (CLOCK, PEOPLE, CONNECTOR, SOURCE)


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that somebody did, or (for `by` in CAME_ABOUT) that came about."""

    by: str
    at: datetime


# — of the requester —


@dataclass(frozen=True, kw_only=True)
class Submit(Event):
    """The requester sends it for approval."""


@dataclass(frozen=True, kw_only=True)
class Edit(Event):
    """The next version, of the one they saw (`version`). `route` is the one that fits the new content. By SOURCE where
    what stands behind its link is not what was submitted."""

    content: Content
    version: int
    route: Route


@dataclass(frozen=True, kw_only=True)
class Accept(Event):
    """The requester takes over exactly the suggestion with the fingerprint `sha` for `version`."""

    version: int
    sha: str
    route: Route


@dataclass(frozen=True, kw_only=True)
class Cancel(Event):
    """The requester or an admin calls it off."""


@dataclass(frozen=True, kw_only=True)
class Hold(Event):
    """It waits: nobody is reminded, nothing goes live."""

    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Resume(Event):
    """It goes on from where it was held."""


@dataclass(frozen=True, kw_only=True)
class Nudge(Event):
    """The requester asks those who have not decided yet, but for those whom it is `too_soon` to ask again."""

    too_soon: tuple[str, ...] = ()


# — of an approver, about the card they saw —


@dataclass(frozen=True, kw_only=True)
class Decide(Event):
    """An approver answers the card they saw: `version` and the first characters of its `sha`, at least eight; `stage`
    is the one it asked for (None: the one in which they are asked)."""

    version: int
    sha: str
    stage: str | None = None


@dataclass(frozen=True, kw_only=True)
class Approve(Decide):
    """Yes, to exactly what was shown. `ticked` is the checklist as far as they ticked it; `asset_sha` is what stands
    behind its link now, where that could be read."""

    ticked: tuple[str, ...] = ()
    asset_sha: str | None = None


@dataclass(frozen=True, kw_only=True)
class RequestChanges(Decide):
    """Not like this, and why."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class Reject(Decide):
    """No, and why."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class Suggest(Decide):
    """Another wording; with `approves`, a yes to exactly that, once the requester accepts it."""

    content: Content
    approves: bool
    ticked: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Undo(Event):
    """An approver takes back the yes they have just given."""


@dataclass(frozen=True, kw_only=True)
class Object(Event):
    """Anyone who may approve pulls it back before it goes live, and says why."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class Pass(Event):
    """The seat of `away` goes to `to` (None: it is not theirs to decide); by themselves, the requester or an admin.
    With `away` None somebody is asked besides."""

    stage: str | None = None
    away: str | None
    to: str | None


@dataclass(frozen=True, kw_only=True)
class Comment(Event):
    """Something said about a version, which decides nothing."""

    text: str


# — of the people listed for emergencies —


@dataclass(frozen=True, kw_only=True)
class GoLiveAnyway(Event):
    """An emergency: it goes live without every yes, and why."""

    reason: str


# — of whoever may put it live —


@dataclass(frozen=True, kw_only=True)
class Publish(Event):
    """It is to go live now: by CLOCK at its moment, or by the requester, an approver or an admin. `frozen` names a freeze
    that is in force for it now (empty: none), `asset_sha` is what stands behind its link now, where that could be read."""

    frozen: str = ""
    asset_sha: str | None = None


@dataclass(frozen=True, kw_only=True)
class WentLive(Event):
    """The attempt number `fence` has put it live: by CONNECTOR, or by a person who has seen it live."""

    fence: int


@dataclass(frozen=True, kw_only=True)
class Failed(Event):
    """The attempt number `fence` did not put it live, or nobody knows; `problem` says what, as people read it."""

    fence: int
    problem: str


@dataclass(frozen=True, kw_only=True)
class Retry(Event):
    """Somebody has looked: it is not live, and it is to be tried again."""


# — of time, and of who is who —


@dataclass(frozen=True, kw_only=True)
class Reroute(Event):
    """Who is who has changed (by PEOPLE), or an admin holds it to another `route`."""

    route: Route | None = None


@dataclass(frozen=True, kw_only=True)
class Remind(Event):
    """So much (`percent`) of a stage's time has passed."""

    stage: str
    percent: int


@dataclass(frozen=True, kw_only=True)
class Escalate(Event):
    """A stage has waited too long: `to` are those to ask besides ("backup", "owner", "channel")."""

    stage: str
    to: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Expire(Event):
    """Nobody decided in time. This is not a no."""
