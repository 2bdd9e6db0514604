"""What a command is given: what was asked, by whom and where, and everything it may answer from."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol

from metrics.analyst import Analyst
from metrics.audience import REACHES, Declared, Reach, Role
from metrics.audience import Surface as Surface
from metrics.catalog import Catalog
from metrics.reading import Coverage
from metrics.shop_year import ShopYear
from shop import Shop
from storage import Store
from templates import Message, Modal, Style

if TYPE_CHECKING:
    from approvals.desk import Desk
    from commands.channels import Channels
    from commands.grammar import Grammar
    from commands.groups import Groups
    from commands.promo_codes import BusyCodes
    from commands.shopping_year import ShoppingYear
    from commands.stakes import Stakes
    from delivery.outbox import Outbox
    from delivery.timers import Timers
    from digests.alarms import Alarms
    from digests.late import Watch
    from digests.restated import Restated

LOCAL_OPERATOR = "local"


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who asks. The local operator works at the command line and sees all."""

    id: str
    name: str
    role: str = "viewer"
    admin: bool = False

    @property
    def rank(self) -> Role:
        """What the person is to the shop, as the rule of metrics/audience.py counts it."""
        return Role.DIRECTOR if self.id == LOCAL_OPERATOR else Role(self.role)

    @property
    def sees_restricted(self) -> bool:
        """Whether cost and margin may be shown to this person, in private."""
        return self.rank is Role.DIRECTOR


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One question or order, in a person's own words."""

    text: str
    person: Person
    channel: str
    surface: Surface = Surface.COMMAND
    thread: str | None = None

    @property
    def is_private(self) -> bool:
        """Whether the asker alone reads the answer."""
        return REACHES[self.surface] is not Reach.PLACE


@dataclass(frozen=True, kw_only=True)
class Click:
    """One press of a button, choice in a menu, or form sent in."""

    person: Person
    channel: str
    action: str
    value: str = ""
    place: str = ""  # the channel and ts of the message clicked, "C123/169.1"
    thread: str | None = None
    fields: Mapping[str, Any] = field(
        default_factory=dict
    )  # a form's values by block id; of a shortcut, the message it was used on
    metadata: str = ""  # a form's private metadata
    callback: str = ""  # of the form that it was pressed in
    key: str = ""  # names this very press: done twice, because a process died over it, it counts once

    def asks(self, words: str) -> Ask:
        """The press as a question: in one's own messages it is as if one had written there."""
        surface = Surface.DIRECT if self.channel.startswith("D") else Surface.BUTTON
        return Ask(text=words, person=self.person, channel=self.channel, surface=surface, thread=self.thread)

    def answered(self, reply: Message | Modal) -> Reply:
        """The answer to such a question: it stays in one's own messages, and is for one's eyes alone elsewhere."""
        if self.channel.startswith("D") and isinstance(reply, Message):
            return Publicly(reply)
        return reply


@dataclass(frozen=True)
class Publicly:
    """Said in the channel for all to read, rather than to the one who clicked."""

    message: Message


@dataclass(frozen=True)
class Instead:
    """Takes the place of the message that was clicked."""

    message: Message


@dataclass(frozen=True)
class Redrawn:
    """Takes the place of the form in which something was pressed; what was typed in it stays."""

    modal: Modal


@dataclass(frozen=True)
class Errors:
    """What is wrong with a form, by block id; the form stays open with all that was typed."""

    by_block: Mapping[str, str]


Reply = Message | Modal | Publicly | Instead | Redrawn | Errors | None


class Facts(Protocol):
    """What the warehouse offers beyond the figures an analyst reads."""

    def values(self, dimension: str) -> tuple[str, ...]: ...
    def products(self, skus: Collection[str]) -> Mapping[str, Any]: ...
    def find_products(self, words: str, limit: int = 10) -> Sequence[Any]: ...
    def campaigns(self, names: Collection[str] | None = None) -> Sequence[Any]: ...
    def find_campaigns(self, words: str, limit: int = 10) -> Sequence[Any]: ...
    def loads(self) -> Sequence[Any]: ...
    def coverage(self, source: str) -> tuple[Coverage, ...]: ...
    def trace(
        self,
        source: str,
        measures: Sequence[str],
        where: Mapping[str, Collection[str]] | None = None,
        *,
        start: date,
        end: date,
        exact: bool = False,
    ) -> Any: ...
    @property
    def currency(self) -> str | None: ...


@dataclass(frozen=True, kw_only=True)
class Context:
    """Everything a command may use. The clock is handed in; nothing here reads it by itself."""

    analyst: Analyst
    catalog: Catalog
    facts: Facts
    grammar: Grammar
    shop: Shop
    store: Store
    outbox: Outbox
    timers: Timers
    desk: Desk
    restated: Restated
    watch: Watch
    alarms: Alarms
    channels: Channels
    groups: Groups
    shopping_year: ShoppingYear
    busy_codes: BusyCodes
    stakes: Stakes
    clock: Callable[[], datetime]

    @property
    def now(self) -> datetime:
        """The moment, in the shop's zone."""
        return self.clock().astimezone(self.shop.zone)

    @property
    def today(self) -> date:
        """The shop's date."""
        return self.now.date()

    @property
    def year(self) -> ShopYear:
        """The shop's holidays, promotions and weeks, as they are now."""
        return self.shopping_year()

    @property
    def style(self) -> Style:
        """How this shop writes figures and days."""
        return Style(
            currency=self.currency, locale=self.shop.locale, zone=self.shop.time_zone, today=self.today
        )

    @property
    def declared(self) -> Declared:
        """What shop.yaml says of its figures' sensitivity."""
        return self.catalog.declared

    @property
    def currency(self) -> str:
        """The currency figures are in: the settings', else the facts' own, else pounds."""
        return self.shop.currency or self.facts.currency or "GBP"


@dataclass(frozen=True, kw_only=True)
class Command:
    """One slash command: its usage hint, what it is for, what answers it, and examples that work."""

    name: str
    hint: str
    about: str
    answer: Callable[[Ask, Context], Message | Modal]
    examples: tuple[str, ...]
    posts: bool = False  # whether it may put something into the outbox
