"""Everything a person can do in the pretend Slack, in one hand."""

from __future__ import annotations

from sandbox.courier import Courier
from sandbox.events import Events
from sandbox.payloads import Payloads
from sandbox.presses import Presses
from sandbox.speech import Speech
from sandbox.submissions import Submissions
from sandbox.workspace import Workspace


class Acts:
    """Each act tells the bot and applies its acknowledgement; who acts is an argument."""

    def __init__(self, workspace: Workspace, courier: Courier, *, url: str) -> None:
        payloads = Payloads(workspace, url)
        self.workspace = workspace
        self.events = Events(workspace, payloads, courier)
        speech = Speech(workspace, payloads, courier, self.events)
        presses = Presses(workspace, payloads, courier)
        submissions = Submissions(workspace, payloads, courier)
        self.type, self.share = speech.type, speech.share
        self.press, self.suggest, self.shortcut = presses.press, presses.suggest, presses.shortcut
        self.submit, self.close = submissions.submit, submissions.close
        self.open_home = self.events.home_opened
