"""What a changed policy would change for a request: who is asked for a yes, how many, by when, and about what."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from approvals.roster import Roster
from approvals.route import Counting, Route, Stage

#: How a person is called.
Name = Callable[[str], str]


def differences(before: Route, after: Route, *, were: Roster, would_be: Roster, name: Name) -> Iterator[str]:
    """Each difference between two routes in a sentence, stage by stage; nothing where both ask the same."""
    gone = [stage.name for stage in before.stages if after.stage(stage.name) is None]
    new = [stage.name for stage in after.stages if before.stage(stage.name) is None]
    if gone:
        yield f"no longer asked: {', '.join(gone)}"
    if new:
        yield f"asked besides: {', '.join(new)}"
    for stage in after.stages:
        if then := before.stage(stage.name):
            yield from _of_a_stage(then, stage, were, would_be, name)
    kept = [
        [stage.name for stage in each.stages if stage.name not in (*gone, *new)] for each in (before, after)
    ]
    if kept[0] != kept[1]:
        yield f"in another order: {', '.join(kept[1])}"
    yield from _of_the_rest(before, after)


def _of_a_stage(then: Stage, now: Stage, were: Roster, would_be: Roster, name: Name) -> Iterator[str]:
    asked, would = _asked(then, were), _asked(now, would_be)
    if out := [name(user) for user in asked if user not in would]:
        yield f"{now.name}: without {', '.join(out)}"
    if into := [name(user) for user in would if user not in asked]:
        yield f"{now.name}: with {', '.join(into)}"
    if enough(then) != enough(now):
        yield f"{now.name}: {enough(now)} rather than {enough(then)} must say yes"
    if then.within != now.within:
        yield f"{now.name}: {hours(now.within)} rather than {hours(then.within)} of working time"
    if then.owns != now.owns:
        yield f"{now.name}: asked anew when other fields change"
    if then.checklist != now.checklist:
        yield f"{now.name}: another checklist"
    if then.beside_next != now.beside_next:
        yield f"{now.name}: asked {'beside' if now.beside_next else 'before'} the next"


def _of_the_rest(before: Route, after: Route) -> Iterator[str]:
    if before.bulk != after.bulk:
        yield f"several at once {'may' if after.bulk else 'may not'} be approved"
    if before.publishing != after.publishing:
        yield "goes live in another way"


def _asked(stage: Stage, roster: Roster) -> tuple[str, ...]:
    return tuple(dict.fromkeys(user for role in stage.who for user in roster.roles.get(role, ())))


def enough(stage: Stage) -> str:
    """How many must say yes, in words."""
    match stage.counting:
        case Counting.ANY:
            return "one"
        case Counting.ALL:
            return "everybody"
        case Counting.MAJORITY:
            return "more than half"
        case Counting.ONE_PER_GROUP:
            return "one of each group"
        case Counting.N_OF:
            return str(stage.need)


def hours(minutes: int) -> str:
    """Working time in hours, or in minutes where that is no whole number of them."""
    return f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes} min"
