"""The policy of approvals as this shop's settings have it: wired with who is who, and looked through for mistakes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from approvals import rulebooks
from approvals.calendars import NoDaysOff, calendar_of, shops_own
from approvals.lint import mistakes
from approvals.mistakes import Examined, Mistake
from approvals.policy import ANY_DIRECTOR_DECIDES, Policy
from approvals.routing import fingerprint
from approvals.rulebook import Rulebook
from approvals.working_time import Calendar
from commands.shopping_year import countries_of
from shop import Shop
from storage import Store, delegations


def policy_of(shop: Shop, store: Store, folder: Path, now: datetime) -> Policy:
    """The policy at work. Files of days off are looked for from `folder`; it is kept for the requests made under it."""
    with store.read() as db:
        past = rulebooks.known(db)
    if shop.approvals and fingerprint(shop.approvals) not in past:
        with store.write() as db:
            rulebooks.remember(db, shop.approvals, at=now)
            past = rulebooks.known(db)
    return Policy(
        named={person.id: person.role for person in shop.people},
        admins=[person.id for person in shop.people if person.admin],
        rulebook=shop.approvals or ANY_DIRECTOR_DECIDES,
        past=past,
        calendars=_calendars(shop, folder),
        zone=shop.zone,
    )


def groups_asked(shop: Shop) -> tuple[str, ...]:
    """The user groups whose people are asked for a yes."""
    roles = shop.approvals.roles.values() if shop.approvals else ()
    return tuple(dict.fromkeys(role.usergroup for role in roles if role.usergroup))


def mistakes_in(book: Rulebook, shop: Shop, store: Store, folder: Path, now: datetime) -> list[Mistake]:
    """What is wrong with a policy, were it this shop's, as far as it is known who is who."""
    policy = Policy(named={person.id: person.role for person in shop.people}, rulebook=book, zone=shop.zone)
    with store.read() as db:
        held = policy.held(db, now)
        stand_ins = delegations.arranged(db, now)
    seen = Examined(
        book=book, roles=policy.roles, held=held, stand_ins=stand_ins, folder=folder, zone=shop.zone
    )
    return mistakes(seen)


def _calendars(shop: Shop, folder: Path) -> Mapping[str, Calendar]:
    """Each calendar by its name, the shop's own without one; days off that cannot be read are said at the start."""
    country = next(iter(countries_of(shop)), "")
    return {"": shops_own(shop.zone, country), **dict(_read(shop.approvals, folder))}


def _read(book: Rulebook | None, folder: Path) -> Iterator[tuple[str, Calendar]]:
    for name, said in (book.calendars if book else {}).items():
        try:
            yield name, calendar_of(said, folder)
        except NoDaysOff:
            yield name, calendar_of(said.model_copy(update={"holidays": ""}), folder)
