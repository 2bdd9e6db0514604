"""What a request is: its versions, what was said about each, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from approvals.content import Change, Content, changes
from approvals.roster import Roster
from approvals.route import Route


class State(StrEnum):
    """Where a request stands."""

    DRAFT = "draft"
    IN_REVIEW = "in review"
    NEEDS_ROUTING = "needs routing"
    CHANGES_REQUESTED = "changes requested"
    ON_HOLD = "on hold"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    PUBLISHING = "publishing"
    PUBLISH_FAILED = "publish failed"
    PUBLISHED = "published"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


#: Every stage has said yes to the current version (or somebody has declared an emergency).
YES = frozenset({State.APPROVED, State.SCHEDULED, State.PUBLISHING, State.PUBLISHED})


class Verdict(StrEnum):
    """What an approver said."""

    APPROVED = "approved"
    CHANGES = "changes"
    REJECTED = "rejected"


@dataclass(frozen=True, kw_only=True)
class Version:
    """One content, for ever: edits make the next version. `number` counts from 1, `sha` is the content's fingerprint."""

    number: int
    content: Content
    by: str
    at: datetime
    sha: str


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What `by` said in a stage about one version, as shown: its number and fingerprint; `acting_for` whom, if not
    for themselves; `roles` are those of the stage that they held then.

    It counts for version `counts_for`: later edits that leave the stage's fields alone carry it on. `live` until an
    edit voids it, or its maker takes it back.
    """

    stage: str
    version: int
    sha: str
    by: str
    verdict: Verdict
    at: datetime
    counts_for: int
    roles: tuple[str, ...] = ()
    acting_for: str | None = None
    reason: str = ""
    live: bool = True


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """Another wording that an approver proposes for `version`; with `approves`, their yes to exactly that text, which
    counts as soon as the requester accepts it. `sha` is the fingerprint of `content`."""

    stage: str
    version: int
    by: str
    acting_for: str | None = None
    content: Content
    sha: str
    approves: bool
    at: datetime
    open: bool = True


@dataclass(frozen=True, kw_only=True)
class Move:
    """One seat of a stage that was passed on: `away` is asked no more, `to` is instead (None: nobody is)."""

    stage: str
    away: str | None
    to: str | None


@dataclass(frozen=True, kw_only=True)
class Wait:
    """A stretch of time in which a stage was waiting for a yes; `until` is None while it still is."""

    stage: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Emergency:
    """One version went live without every yes: who said so, and why. A badge for ever."""

    version: int
    by: str
    reason: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Request:
    """One piece of content on its way to a yes, and from there to the shelf.

    `roster` is of this moment, not of when it was submitted; `route` is what it was submitted under. `escalated` are
    the stages whose backups may decide as well. `fence` counts the attempts to publish; `problem` is why the last one
    failed, as people read it.
    """

    id: int
    state: State
    requester: str
    versions: tuple[Version, ...]
    route: Route
    decisions: tuple[Decision, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    moves: tuple[Move, ...] = ()
    waits: tuple[Wait, ...] = ()
    escalated: frozenset[str] = frozenset()
    emergency: Emergency | None = None
    approved_version: int | None = None
    fence: int = 0
    problem: str = ""
    created_at: datetime
    changed_at: datetime
    changed_by: str
    roster: Roster = field(default_factory=Roster)

    @property
    def version(self) -> Version:
        """The current version."""
        return self.versions[-1]

    @property
    def content(self) -> Content:
        """What is to be approved now."""
        return self.version.content

    @property
    def authors(self) -> frozenset[str]:
        """Everyone who wrote any version: none of them may decide, nor anybody for them."""
        return frozenset(version.by for version in self.versions) | {self.requester}

    @property
    def decided(self) -> tuple[Decision, ...]:
        """What was said and counts for the current version, oldest first."""
        return tuple(said for said in self.decisions if said.live and said.counts_for == self.version.number)

    @property
    def last(self) -> Decision | None:
        """The newest thing said about the current version."""
        return self.decided[-1] if self.decided else None

    @property
    def changed_fields(self) -> tuple[Change, ...]:
        """What the current version changed in the one before; empty for the first."""
        if len(self.versions) < 2:
            return ()
        return changes(self.versions[-2].content, self.content)
