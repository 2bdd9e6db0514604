"""The last steps of a request: let it go live, say that it is, try again; and asking once more."""

from __future__ import annotations

from approvals.events import Retry, WentLive
from approvals.guards import ACTORS
from approvals.live.aftermath import lookers
from approvals.news import News
from approvals.request import Request, State
from approvals.route import BY_HAND
from commands.approving import named, unreadable
from commands.context import Click, Context, Reply
from templates import Message, render

Button = tuple[str, ...]


def live_buttons(request: Request, user: str) -> list[Button]:
    """What somebody may do about its going live, as it stands."""
    number, attempt = str(request.id), f"{request.id}:{request.fence}"
    allowed, _ = ACTORS[WentLive]
    if not allowed(request, user):
        return []
    if request.state is State.APPROVED:
        return [("Go live now", "approval.go_live", number, "primary")]
    if request.state is State.PUBLISHING and request.route.publishing.connector == BY_HAND:
        return [("Mark as live", "approval.is_live", attempt, "primary")]
    if request.state is State.PUBLISH_FAILED:
        return [("It is live", "approval.is_live", attempt), ("Try again", "approval.retry", number)]
    return []


def next_steps(request: Request, news: News, user: str) -> list[Button]:
    """What somebody who is told something may do about it at once."""
    if news is News.LOOK_AT_IT or (news is News.EMERGENCY and user in lookers(request)):
        return [("I have looked at it", "approval.looked", str(request.id))]
    return live_buttons(request, user) if news in (News.GO_LIVE, News.FAILED) else []


def looked(click: Click, context: Context) -> Reply:
    """Somebody has looked at an emergency."""
    request = named(click.value, context)
    if request is None:
        return unreadable(context)
    outcome = context.desk.look_at(request.id, by=click.person.id, now=context.now, click=click.key or None)
    return _told(outcome.said, outcome.request, click, context)


def go_live(click: Click, context: Context) -> Reply:
    """Let it go live now; what stands behind its link is looked at first."""
    request = named(click.value, context)
    return _go_live(request, click, context, key=click.key) if request else unreadable(context)


def is_live(click: Click, context: Context) -> Reply:
    """Somebody has seen it live: that very attempt has worked."""
    number, _, fence = click.value.partition(":")
    request = named(number, context)
    if request is None or not fence.isdecimal():
        return unreadable(context)
    event = WentLive(by=click.person.id, at=context.now, fence=int(fence))
    outcome = context.desk.happen(request.id, event, now=context.now, click=click.key or None)
    return _told(outcome.said, outcome.request, click, context)


def retry(click: Click, context: Context) -> Reply:
    """Somebody has looked: it is not live, and is tried again; the gate asks everything once more."""
    request = named(click.value, context)
    if request is None:
        return unreadable(context)
    event = Retry(by=click.person.id, at=context.now)
    outcome = context.desk.happen(request.id, event, now=context.now, click=click.key or None)
    again = outcome.request
    if outcome.accepted and again and again.state is State.APPROVED:
        return _go_live(again, click, context, key=f"{click.key}/again" if click.key else "")
    return _told(outcome.said, again, click, context)


def nudge(click: Click, context: Context) -> Reply:
    """Ask those again who have not answered."""
    request = named(click.value, context)
    if request is None:
        return unreadable(context)
    outcome = context.desk.nudge(request.id, by=click.person.id, now=context.now, click=click.key or None)
    return _told(outcome.said, outcome.request, click, context)


def _go_live(request: Request, click: Click, context: Context, *, key: str) -> Message:
    sha = context.desk.asset_of(request.content)
    outcome = context.desk.publish(
        request.id, by=click.person.id, asset_sha=sha, now=context.now, click=key or None
    )
    return _told(outcome.said, outcome.request, click, context)


def _told(said: str, request: Request | None, click: Click, context: Context) -> Message:
    buttons: list[Button] = live_buttons(request, click.person.id) if request else []
    if request:
        buttons.append(("Open", "approval.show", str(request.id)))
    return render("note.j2", text=said, buttons=buttons, style=context.style)
