"""What a test does with a message: hand it in, let it be sent, look where it arrived."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from delivery.outbox import Delivery, Outbox
from delivery.sender import Sender
from sandbox.slack import Slack
from templates import Message
from tests.sandbox_fixtures import Clock

CHANNEL, DANA, MARCUS, ADMIN = "C0ECOM", "U0DANA", "U0MARCUS", "U0AIKO"
DANAS_MESSAGES, MARCUS_MESSAGES, ADMINS_MESSAGES = "D0DANA", "D0MARCUS", "D0AIKO"
HELLO = Message(text="Net sales £184.8k")


@dataclass(frozen=True, kw_only=True)
class Post:
    """The outbox, its sender, the far end and the time."""

    outbox: Outbox
    sender: Sender
    slack: Slack
    clock: Clock

    def puts(self, key: str, place: str = CHANNEL, text: str = HELLO.text, **more: Any) -> None:
        """Hand a message in."""
        message = Message(text=text, blocks=more.pop("blocks", ()))
        with self.outbox.store.write() as db:
            self.outbox.put(db, key, place, message, now=self.clock(), **more)

    def sends(self) -> int:
        """Let the sender send what is due."""
        return self.sender.send_due(self.clock())

    def sends_until_quiet(self, minutes: int = 10) -> None:
        """Tick every two seconds for some minutes."""
        for _ in range(minutes * 30):
            self.sends()
            self.clock.passes(seconds=2)

    def stands(self, channel: str = CHANNEL) -> list[str]:
        """The texts that stand in a channel, oldest first."""
        return [message.text for message in self.slack.workspace.messages.get(channel, ())]

    def state(self, key: str) -> Delivery:
        """How far a message has come."""
        found = self.outbox.state(key)
        assert found
        return found

    def posts(self) -> int:
        """How often a message was posted, whether or not the bot was told."""
        return len(self.slack.workspace.calls_of("chat.postMessage"))

    def may_read_history(self) -> None:
        """Give the app the optional scopes."""
        app = self.slack.workspace.app
        app.scopes = (*app.scopes, "channels:history", "groups:history")
