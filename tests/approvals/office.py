"""Who works in the shop of these tests, and cards that say only what the tests look at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from approvals import voices
from approvals.cards import Audience, RenderCard, button_value
from approvals.content import Content
from approvals.desk import Desk
from approvals.hours.clockwork import Clockwork
from approvals.hours.next_due import Alarm
from approvals.hours.working_time import Calendar
from approvals.news import News
from approvals.policy.in_force import Policy
from approvals.policy.rule_people import BreakGlass
from approvals.policy.rulebook import Rulebook
from approvals.request import Request
from delivery.outbox import Outbox
from delivery.timers import Timers
from storage import Store
from templates import Message

NOW = datetime(2026, 11, 23, 9, 14, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")
MANAGER, DIRECTOR, OTHER, ADMIN, VIEWER = "U0MANAGER", "U0DIRECTOR", "U0OTHER", "U0ADMIN", "U0VIEWER"
CHANNEL = "C0APPROVALS"
NAMED = {MANAGER: "manager", DIRECTOR: "director", OTHER: "director"}
COPY = Content(kind="product_copy", title="Aran Coat", text="Spun in Donegal.", about="ARAN-1")


def card(request: Request, audience: Audience, viewer: str) -> Message:
    buttons = f" [{button_value(request, viewer)}]" if voices.may_decide(request, viewer) else ""
    return Message(
        text=f"{audience}: {request.content.title} v{request.version.number} {request.state}{buttons}"
    )


def news(request: Request, what: News, viewer: str, said: str = "") -> Message:
    return Message(text=f"{request.content.title} v{request.version.number}: {what}")


def desk_for(
    store: Store,
    outbox: Outbox,
    named: Mapping[str, str],
    draw: RenderCard = card,
    *,
    emergency: tuple[str, ...] = (),
) -> Desk:
    glass = BreakGlass(who=emergency) if emergency else None
    return Desk(
        store,
        outbox,
        policy=Policy(named=named, admins=(ADMIN,), rulebook=Rulebook(break_glass=glass)),  # type: ignore[arg-type]
        zone=LONDON,
        render_card=draw,
        render_news=news,
        channel=CHANNEL,
        after=(alarm_of(store),),
    )


def alarm_of(store: Store) -> Alarm:
    """Everybody works from nine to six in London."""
    return Alarm(Timers(store), lambda _: Calendar(zone=LONDON))


def clockwork_for(store: Store, desk: Desk) -> Clockwork:
    """What time does to the requests of a desk."""
    return Clockwork(store=store, desk=desk, timers=Timers(store), alarm=alarm_of(store))
