"""The policy of approvals as this shop's settings have it: wired with who is who, and looked through for mistakes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from approvals.hours.calendars import NoDaysOff, calendar_of, shops_own
from approvals.hours.working_time import Calendar
from approvals.policy import rulebooks
from approvals.policy.in_force import ANY_DIRECTOR_DECIDES, Policy
from approvals.policy.lint import mistakes
from approvals.policy.mistakes import Examined, Mistake
from approvals.policy.routing import fingerprint
from approvals.policy.rulebook import Rulebook
from commands.shopping_year import countries_of
from shop import Shop, pointed
from storage import Store, delegations


def policy_of(shop: Shop, store: Store, folder: Path, now: datetime, *, keep: bool = True) -> Policy:
    """The policy at work. Files of days off are looked for from `folder`; with `keep` it is kept for the requests that
    will be made under it."""
    with store.read() as db:
        past = rulebooks.known(db)
    if keep and shop.approvals and fingerprint(shop.approvals) not in past:
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


def mistakes_in(shop: Shop, store: Store, folder: Path, now: datetime) -> list[Mistake]:
    """What is wrong with the policy, as far as it is known who is who; nothing where there is none."""
    if shop.approvals is None:
        return []
    policy = policy_of(shop, store, folder, now, keep=False)
    with store.read() as db:
        held, stand_ins = policy.held(db, now), delegations.arranged(db, now)
    return mistakes(
        Examined(
            book=shop.approvals,
            roles=policy.roles,
            held=held,
            stand_ins=stand_ins,
            folder=folder,
            zone=shop.zone,
        )
    )


def sentences(found: Iterable[Mistake], file: Path) -> list[str]:
    """Each mistake with its line in the settings file."""
    return [f"{pointed(file, ('approvals', *mistake.where))}: {mistake.said}." for mistake in found]


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
