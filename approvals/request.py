"""What a request is: its versions, what was said about each, and who may decide now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from approvals.content import Change, Content, changes


class State(StrEnum):
    """Where a request stands."""

    DRAFT = "draft"
    IN_REVIEW = "in review"
    NEEDS_ROUTING = "needs routing"
    CHANGES_REQUESTED = "changes requested"
    APPROVED = "approved"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Verdict(StrEnum):
    """What an approver said."""

    APPROVED = "approved"
    CHANGES = "changes"


@dataclass(frozen=True, kw_only=True)
class Version:
    """One content, for ever: edits make the next version. `number` counts from 1."""

    number: int
    content: Content
    by: str
    at: datetime

    @property
    def sha(self) -> str:
        """The content's fingerprint, in hexadecimal."""
        return self.content.sha


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What `by` said about one version, as shown: its number and fingerprint. `live` until an edit voids it."""

    version: int
    sha: str
    by: str
    verdict: Verdict
    at: datetime
    reason: str = ""
    live: bool = True


@dataclass(frozen=True, kw_only=True)
class Request:
    """One piece of content on its way to a yes.

    `directors` and `admins` are those of this moment, not of when it was submitted.
    """

    id: int
    state: State
    requester: str
    versions: tuple[Version, ...]
    decisions: tuple[Decision, ...] = ()
    approved_version: int | None = None
    created_at: datetime
    changed_at: datetime
    changed_by: str
    directors: tuple[str, ...] = ()
    admins: tuple[str, ...] = ()

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
        """Everyone who wrote any version: none of them may decide."""
        return frozenset(version.by for version in self.versions) | {self.requester}

    @property
    def approvers(self) -> tuple[str, ...]:
        """Who may decide at this moment."""
        return tuple(user for user in self.directors if user not in self.authors)

    @property
    def decided(self) -> tuple[Decision, ...]:
        """What was said about the current version."""
        return tuple(said for said in self.decisions if said.live and said.version == self.version.number)

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

    def may_decide(self, user: str) -> bool:
        """Whether `user` has buttons to press now."""
        return self.state is State.IN_REVIEW and user in self.approvers
