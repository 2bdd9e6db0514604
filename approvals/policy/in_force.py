"""Who must say yes to what, by the policy of the settings, and who is who at this moment."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from approvals.content import Content
from approvals.hours.working_time import Calendar
from approvals.policy import routing
from approvals.policy.explaining import Because, Explained, parts_of
from approvals.policy.routing import DIRECTORS
from approvals.policy.rule_people import Role
from approvals.policy.rulebook import Rulebook
from approvals.request import Request
from approvals.roster import Roster
from approvals.route import Route, Stage
from storage import attention, delegations, group_roles, people

UTC = ZoneInfo("UTC")
ANY_DIRECTOR_DECIDES = Rulebook()
#: What everything is held to without a policy.
ANY_DIRECTOR = routing.route_for(ANY_DIRECTOR_DECIDES, Content(kind="other", title=""), UTC)
#: A role that needs no entry under `roles`.
KNOWN_ANYWAY = {DIRECTORS: Role(role="director")}


@dataclass(frozen=True, kw_only=True)
class Doors:
    """Who has left, who is a guest or of another company, and whom the settings name, so that they may in spite of that."""

    gone: frozenset[str]
    outsiders: frozenset[str]
    named: frozenset[str]

    def admitted(self, role: Role, users: Iterable[str]) -> tuple[str, ...]:
        """Those who may decide, each once."""
        return tuple(user for user in dict.fromkeys(users) if self._why_not(role, user) is None)

    def shut_out(self, role: Role, users: Iterable[str]) -> dict[str, Because]:
        """Those who may not, and why."""
        return {user: why for user in users if (why := self._why_not(role, user))}

    def _why_not(self, role: Role, user: str) -> Because | None:
        if user in self.gone:
            return Because.GONE
        is_named = user in self.named or user in role.users or user in role.backup
        return Because.OUTSIDER if user in self.outsiders and not is_named else None


@dataclass(frozen=True, kw_only=True)
class Policy:
    """The `approvals:` part of the settings at work; without one any director decides about everything.

    `named` and `admins` come from the settings; what has changed since is read in the caller's transaction. Guests and
    people of other workspaces decide nothing unless the settings name them; those who have left never do. `past` are
    the policies that requests were submitted under, by fingerprint. `calendars` are those of the policy by name; the
    one without a name is the shop's own, and `zone` its zone.
    """

    named: Mapping[str, people.Role] = field(default_factory=dict)
    admins: Collection[str] = ()
    rulebook: Rulebook = ANY_DIRECTOR_DECIDES
    past: Mapping[str, Rulebook] = field(default_factory=dict)
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    zone: ZoneInfo = UTC

    @property
    def roles(self) -> Mapping[str, Role]:
        """Who is meant by each name that a stage may ask."""
        return {**KNOWN_ANYWAY, **self.rulebook.roles}

    def route_for(self, content: Content, now: datetime, *, under: Route | None = None) -> Route:  # noqa: ARG002
        """What such content is held to; `under` is what an older version of it was, whose policy goes on to hold."""
        return routing.route_for(self.book_of(under), content, self.zone)

    def held(self, db: Database, now: datetime) -> dict[str, tuple[str, ...]]:
        """The people of each role, of those of whom that is known: Slack may not have been asked about a group yet."""
        roster = self.roster(db, now)
        asked = {
            name
            for name, role in self.roles.items()
            if role.usergroup is None or group_roles.asked_at(db, role.usergroup) is not None
        }
        return {name: users for name, users in roster.roles.items() if name in asked}

    def roster(self, db: Database, now: datetime) -> Roster:
        """Who is who at this moment."""
        shop_roles, doors = people.roster(db, self.named), self._doors(db)
        held = {
            name: doors.admitted(role, _members(db, role, shop_roles)) for name, role in self.roles.items()
        }
        backups = {
            name: doors.admitted(role, role.backup) for name, role in self.roles.items() if role.backup
        }
        stands_in = delegations.standing_in(db, now)
        glass = self.rulebook.break_glass
        return Roster(
            roles=held,
            backups=backups,
            stands_in={
                who: to for who, to in stands_in.items() if to not in doors.outsiders or to in self.named
            },
            away=frozenset({*stands_in, *self._away(db, now)}),
            passable=frozenset(
                user for role in self._asked() for user in (*held.get(role, ()), *backups.get(role, ()))
            ),
            admins=tuple(self.admins),
            emergency=tuple(user for user in (glass.who if glass else ()) if user not in doors.gone),
        )

    def shut_out(self, db: Database) -> dict[str, dict[str, Because]]:
        """The people of each role who may not decide about anything, and why."""
        shop_roles, doors = people.roster(db, self.named), self._doors(db)
        return {
            name: doors.shut_out(role, (*_members(db, role, shop_roles), *role.backup))
            for name, role in self.roles.items()
        }

    def explained(self, db: Database, request: Request, now: datetime) -> Explained:
        """Why these people are asked about a request, which knows who is who at `now`."""
        book = self.book_of(request.route)
        rule, of_now = routing.rule_for(book, request.content), self.route_for(request.content, now)
        return Explained(
            request=request,
            rule=routing.spoken(rule.when, alone=len(book.routes) < 2) if rule else "nothing",
            current=book == self.rulebook,
            otherwise=of_now.stages != request.route.stages,
            parts=parts_of(request, self.shut_out(db)),
        )

    def frozen(self, content: Content, now: datetime) -> str:
        """The freeze in which such content does not go live now; empty where there is none.

        One to which nobody may make an exception comes before one that has an exception.
        """
        held = routing.freezes_for(self.rulebook, content, now, self.zone)
        return next((freeze.name for freeze in sorted(held, key=lambda each: each.exception is not None)), "")

    def barred(self, content: Content) -> str:
        """Why such content cannot go live when it is meant to, as people read it: a freeze without exceptions."""
        if content.live_at is None:
            return ""
        for freeze in routing.freezes_for(self.rulebook, content, content.live_at, self.zone):
            if freeze.exception is None:
                over = routing.span_of(freeze, self.zone)[1].astimezone(content.live_at.tzinfo)
                return f"Nothing of this kind goes live then ({freeze.name}): choose a moment from {over:%-d %B, %H:%M} on."
        return ""

    def calendar_of(self, stage: Stage) -> Calendar:
        """Whose working time the deadline of a stage counts; the shop's own where there is no such calendar any more."""
        own = self.calendars.get("", Calendar(zone=self.zone))
        return self.calendars.get(stage.calendar, own)

    def book_of(self, under: Route | None) -> Rulebook:
        """The policy that a route comes from; the one of now where there is none, or it is not kept."""
        if under is None:
            return self.rulebook
        return self.past.get(under.policy) or _WITHOUT_ONE.get(under.policy, self.rulebook)

    def _asked(self) -> set[str]:
        """The roles that are asked for a yes by any rule, or for an exception to a freeze."""
        stages = [stage for rule in self.rulebook.routes for stage in rule.stages]
        asked = {role for stage in stages for role in (*stage.who, *stage.groups.values())}
        exceptions = {freeze.exception.role for freeze in self.rulebook.freezes if freeze.exception}
        return (asked | exceptions) if self.rulebook.routes else {DIRECTORS} | exceptions

    def _doors(self, db: Database) -> Doors:
        return Doors(gone=people.gone(db), outsiders=people.outsiders(db), named=frozenset(self.named))

    def _away(self, db: Database, now: datetime) -> Iterator[str]:
        today = now.astimezone(self.zone).date()
        for said in attention.everyone(db):
            if said.away_from and said.back_on and said.away_from <= today < said.back_on:
                yield said.user


#: What holds for requests from before there was a policy.
_WITHOUT_ONE = {"": ANY_DIRECTOR_DECIDES, ANY_DIRECTOR.policy: ANY_DIRECTOR_DECIDES}


def _members(db: Database, role: Role, shop_roles: Mapping[str, people.Role]) -> Iterator[str]:
    """Everybody whom a role names: by id, by user group as Slack last said, by role in the shop."""
    yield from role.users
    if role.usergroup:
        yield from group_roles.members(db, role.usergroup)
    if role.role:
        yield from (user for user, held in shop_roles.items() if held == role.role)
