"""Mistakes about people and time in a policy: who there is, when they work, when nothing goes live."""

from __future__ import annotations

from collections.abc import Iterator

from approvals.hours.calendars import NoDaysOff, calendar_of
from approvals.policy.mistakes import Examined, Mistake, Where, near, twice
from approvals.policy.routing import span_of
from approvals.policy.rulebook import NOf, StageRule


def nobody_has_the_role(seen: Examined) -> Iterator[Mistake]:
    """Roles without people: what they are asked about would never be decided."""
    for role in seen.roles:
        if role in seen.held and not seen.held[role]:
            said = f"nobody is `{role}`, so a route that asks them has nobody to say yes; say who: `users: [U…]`, `usergroup: S…` or `role: director`"
            yield Mistake(where=("roles", role), said=said, of_the_file=seen.is_by_id(role))


def too_few(seen: Examined) -> Iterator[Mistake]:
    """Stages that need more people than there are, or would once the author is one of them."""
    for where, roles, need in _needs(seen):
        if any(role not in seen.held or not seen.held[role] for role in roles):
            continue
        asked = frozenset(user for role in roles for user in seen.held[role])
        of_the_file = all(seen.is_by_id(role) for role in roles)
        if need > len(asked):
            said = f"{need} are to say yes, but {' and '.join(roles)} are {len(asked)}; ask for fewer, or add people"
            yield Mistake(where=where, said=said, of_the_file=of_the_file)
            continue
        backups = frozenset(user for role in roles for user in seen.roles[role].backup)
        left = len(asked | backups) - 1
        least = max(need, seen.book.defaults.min_eligible) if seen.book.defaults.min_eligible else 0
        if left < least:
            said = (
                f"when one of {' and '.join(roles)} is the author, {_people(left)} left who could say yes, and it takes"
                f" {least}; add people or a `backup`, or let such requests wait with `defaults: {{min_eligible: 0}}`"
            )
            yield Mistake(where=where, said=said, of_the_file=of_the_file)


def _people(count: int) -> str:
    return "nobody is" if count == 0 else "one is" if count == 1 else f"{count} are"


def _needs(seen: Examined) -> Iterator[tuple[Where, tuple[str, ...], int]]:
    """Where somebody is asked, which roles together, and how many must say yes."""
    for where, stage in seen.stages():
        if stage.groups:
            yield from (((*where, "groups", group), (role,), 1) for group, role in stage.groups.items())
        elif stage.who:
            yield (*where, "who"), stage.who, _need(stage)
    for number, freeze in enumerate(seen.book.freezes):
        if freeze.exception:
            where = ("freezes", number, "exception")
            yield where, (freeze.exception.role,), freeze.exception.need


def _need(stage: StageRule) -> int:
    return stage.rule.n_of if isinstance(stage.rule, NOf) else 1


def somebody_twice(seen: Examined) -> Iterator[Mistake]:
    """People who stand in a role twice; each has one voice."""
    for name, role in seen.book.roles.items():
        for user in twice((*role.users, *role.backup)):
            said = f"{user} stands in `{name}` twice, and has one voice; remove one"
            yield Mistake(where=("roles", name), said=said)


def round_and_round(seen: Examined) -> Iterator[Mistake]:
    """People who stand in for each other in a circle: nobody would be left to decide."""
    told: set[str] = set()
    for start in seen.stand_ins:
        path = [start]
        while (following := seen.stand_ins.get(path[-1])) and following not in path:
            path.append(following)
        if following == start and not told & set(path):
            told |= set(path)
            said = f"{' → '.join([*path, start])}: they stand in for each other in a circle; one of them has to end it"
            yield Mistake(where=(), said=said, of_the_file=False)


def calendars(seen: Examined) -> Iterator[Mistake]:
    """Hours that end before they begin, days off that cannot be known, calendars that there are not."""
    for name, calendar in seen.book.calendars.items():
        opens, _, closes = calendar.hours.partition("-")
        if closes <= opens:
            said = f"the day would end at {closes}, before it begins at {opens}; write both in one day, such as 09:00-18:00"
            yield Mistake(where=("calendars", name, "hours"), said=said)
        try:
            calendar_of(calendar, seen.folder)
        except NoDaysOff as problem:
            yield Mistake(where=("calendars", name, "holidays"), said=str(problem))
    named: list[tuple[Where, str]] = [
        (("roles", name, "calendar"), role.calendar) for name, role in seen.book.roles.items()
    ]
    named += [((*where, "calendar"), stage.calendar) for where, stage in seen.stages()]
    for where, calendar_name in named:
        if calendar_name and calendar_name not in seen.book.calendars:
            said = f"there is no calendar `{calendar_name}`; {near(calendar_name, seen.book.calendars)}"
            yield Mistake(where=where, said=said)


def freezes(seen: Examined) -> Iterator[Mistake]:
    """Freezes that end before they begin, or share a name."""
    for number, freeze in enumerate(seen.book.freezes):
        start, end = span_of(freeze, seen.zone)
        if end <= start:
            said = f"“{freeze.name}” is over before it begins; write a later `until`"
            yield Mistake(where=("freezes", number, "until"), said=said)
    for name in twice([freeze.name for freeze in seen.book.freezes]):
        said = f"two freezes are called “{name}”, so an exception to one would be taken for the other's; rename one"
        yield Mistake(where=("freezes",), said=said)


def emergencies(seen: Examined) -> Iterator[Mistake]:
    """An emergency that nobody may declare."""
    if seen.book.break_glass and not seen.book.break_glass.who:
        yield Mistake(
            where=("break_glass", "who"), said="nobody may declare an emergency; name somebody, or remove it"
        )


CHECKS = (
    nobody_has_the_role,
    too_few,
    somebody_twice,
    round_and_round,
    calendars,
    freezes,
    emergencies,
)
