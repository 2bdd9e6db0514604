"""Modals sent and closed: what Slack finds missing itself, what the bot answers, and what comes next."""

from __future__ import annotations

from typing import Any

from sandbox.courier import Courier, interaction
from sandbox.entries import entry_errors
from sandbox.outcome import Outcome
from sandbox.payloads import Payloads
from sandbox.places import Json, User
from sandbox.refusals import Call, Refusal
from sandbox.view_methods import checked_view
from sandbox.views import View, merged
from sandbox.workspace import Workspace

TROUBLE = "We had some trouble connecting. Try again?"


class Submissions:
    """Sends modals to the bot and applies its answers."""

    def __init__(self, workspace: Workspace, payloads: Payloads, courier: Courier) -> None:
        self._workspace = workspace
        self._payloads = payloads
        self._courier = courier

    def submit(self, user: User, view: View, values: Json) -> Outcome:
        """Press a modal's submit button with these state values."""
        with self._workspace.changed:
            view.values = merged(view.values, values)
            if errors := entry_errors(view):
                return Outcome(errors=errors)
            payload = self._payloads.submission(user, view)
        answer = self._courier.deliver(interaction(payload))
        if answer.failure:
            return Outcome(error=TROUBLE)
        content = answer.json() if answer.body.strip() else {}
        try:
            return self._answered(user, view, content)
        except Refusal as refusal:
            told = {"ok": False, "error": refusal.error} | refusal.more
            call = Call(method="acknowledgement", arguments={"answer": content}, answer=told)
            self._workspace.calls.append(call)
            return Outcome(error=TROUBLE)

    def _answered(self, user: User, view: View, content: Any) -> Outcome:
        workspace, screens = self._workspace, self._workspace.screens
        match content:
            case {"response_action": "errors", "errors": dict(errors)}:
                return Outcome(errors=_placed(view, errors))
            case {"response_action": "clear"}:
                screens.close(view, whole_stack=True)
                return Outcome()
            case {"response_action": "update", "view": dict(body)}:
                return Outcome(
                    view=screens.change(view, checked_view(workspace, body, "modal", "acknowledgement"))
                )
            case {"response_action": "push", "view": dict(body)}:
                body = checked_view(workspace, body, "modal", "acknowledgement")
                return Outcome(view=screens.open(user.id, body, under=view))
            case {"response_action": _}:
                raise Refusal("invalid_response_action")
            case dict() if not content:
                screens.close(view)
                return Outcome()
        raise Refusal("invalid_response")

    def close(self, user: User, view: View) -> Outcome:
        """Close a modal by its close button; the bot hears of it if it asked to."""
        whole = bool(view.body.get("clear_on_close"))
        self._workspace.screens.close(view, whole_stack=whole)
        if not view.body.get("notify_on_close"):
            return Outcome()
        answer = self._courier.deliver(interaction(self._payloads.closed(user, view, is_cleared=whole)))
        return Outcome(error=answer.failure)


def _placed(view: View, errors: Json) -> dict[str, str]:
    """Errors by block id; every one needs an input to stand under."""
    blocks = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not errors or not set(errors) <= blocks:
        raise Refusal("invalid_errors", errors=sorted(set(errors) - blocks))
    return {str(block): str(error) for block, error in errors.items()}
