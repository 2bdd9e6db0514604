"""The Web API's methods about modals and App Homes, and blocks.validate."""

from __future__ import annotations

import json
from typing import Literal

from sandbox.block_kit import message_problems, view_problems
from sandbox.places import Json
from sandbox.posts import with_ids
from sandbox.refusals import Payload, Refusal
from sandbox.views import Trigger, View
from sandbox.web_api import Entry, Request
from sandbox.workspace import Workspace

LARGEST_VIEW = 250_000


def checked_view(workspace: Workspace, view: object, surface: str, via: str) -> Json:
    """A view within the limits, with its ids; records it, and raises the refusals of views."""
    if not isinstance(view, dict):
        raise Refusal.because("invalid_arguments", ["missing required field: view [json-pointer:/view]"])
    kind: Literal["home", "modal"] = "home" if surface == "home" else "modal"
    workspace.payloads.append(Payload(via=via, surface=kind, body=view))
    if len(json.dumps(view, ensure_ascii=False).encode()) > LARGEST_VIEW:
        raise Refusal("view_too_large")
    if problems := view_problems(view, kind):
        raise Refusal.because("invalid_arguments", problems)
    return {**view, "blocks": with_ids(view["blocks"])}


def _body(request: Request, surface: str, via: str) -> Json:
    return checked_view(request.workspace, request.json("view", "invalid_arguments"), surface, via)


def _trigger(request: Request) -> Trigger:
    """The leave to open, used up by being looked at."""
    trigger = request.workspace.triggers.get(request.text("trigger_id", "invalid_trigger_id"))
    if trigger is None:
        raise Refusal("invalid_trigger_id")
    if refusal := trigger.refusal(request.workspace.real_now()):
        raise Refusal(refusal)
    return trigger


def _unique(workspace: Workspace, body: Json, but: View | None = None) -> None:
    external = body.get("external_id")
    if external and workspace.screens.called(external) not in (None, but):
        raise Refusal("duplicate_external_id")


def open_view(request: Request) -> Json:
    """views.open: a new modal, by a trigger not older than three seconds."""
    trigger = _trigger(request)
    body = _body(request, "modal", "views.open")
    _unique(request.workspace, body)
    trigger.used = True
    return {"view": request.workspace.screens.open(trigger.user, body).as_slack()}


def push_view(request: Request) -> Json:
    """views.push: one more modal upon the one the trigger came from, at most three."""
    trigger = _trigger(request)
    body = _body(request, "modal", "views.push")
    _unique(request.workspace, body)
    under = request.workspace.screens.find(trigger.view or "")
    if under is None:
        raise Refusal("not_found")
    view = request.workspace.screens.open(trigger.user, body, under=under)
    trigger.used = True
    return {"view": view.as_slack()}


def update_view(request: Request) -> Json:
    """views.update, by view or external id; a stale hash is refused."""
    workspace = request.workspace
    if external := request.maybe("external_id"):
        view = workspace.screens.called(external)
    else:
        view = workspace.screens.find(request.text("view_id", "not_found"))
    if view is None:
        raise Refusal("not_found")
    body = _body(request, view.body["type"], "views.update")
    _unique(workspace, body, view)
    return {"view": workspace.screens.change(view, body, request.maybe("hash")).as_slack()}


def publish_view(request: Request) -> Json:
    """views.publish: a person's App Home."""
    workspace = request.workspace
    user = request.text("user_id", "invalid_arguments")
    if user not in workspace.users:
        raise Refusal("user_not_found")
    body = _body(request, "home", "views.publish")
    return {"view": workspace.screens.publish(user, body, request.maybe("hash")).as_slack()}


def validate_blocks(request: Request) -> Json:
    """blocks.validate: the problems Slack would find, with their places."""
    view, message = request.json("view", "invalid_arguments"), request.json("message", "invalid_arguments")
    blocks = request.json("blocks", "invalid_blocks_format")
    if isinstance(view, dict):
        problems = view_problems(view, "home" if view.get("type") == "home" else "modal")
    else:
        problems = message_problems((message or {}).get("blocks") if blocks is None else blocks)
    if problems:
        raise Refusal.because("invalid_blocks", problems)
    return {}


METHODS = {
    "views.open": Entry(open_view),
    "views.push": Entry(push_view),
    "views.update": Entry(update_view),
    "views.publish": Entry(publish_view),
    "blocks.validate": Entry(validate_blocks),
}
