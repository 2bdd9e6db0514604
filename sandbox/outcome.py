"""What came of something a person did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.places import Json
from sandbox.posts import Message
from sandbox.views import View


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The message or view that the acknowledgement itself made, or the error that Slack shows."""

    error: str | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    message: Message | None = None
    view: View | None = None
    options: tuple[Json, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether Slack shows no error."""
        return self.error is None and not self.errors
