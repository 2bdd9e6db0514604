"""What must hold of every request and of every step in its life, worked out without the code that is being judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import permutations
from typing import Any

from approvals.content import changes
from approvals.events import Accept, Decide, Edit, Event, Object, Publish, Undo, WentLive
from approvals.request import Decision, Request, State, Verdict
from approvals.route import Counting, Stage

ENDED = frozenset({State.PUBLISHED, State.REJECTED, State.CANCELLED, State.EXPIRED})
ALL_SAID_YES = frozenset({State.APPROVED, State.SCHEDULED})
GOING = frozenset({State.PUBLISHING, State.PUBLISHED})


# Of a request


def broken(request: Request, *, settled: bool = True) -> Iterator[str]:
    """The invariants that do not hold. `settled` is False while who is who has changed and nobody has looked since."""
    live = [said for said in request.decisions if said.live]
    for count in Counter((said.by, said.stage, said.counts_for) for said in live).values():
        if count > 1:
            yield "I3 two live decisions of one person"
    seats = Counter(
        (said.acting_for or said.by, said.stage, said.counts_for) for said in live if is_yes(said)
    )
    if any(count > 1 for count in seats.values()):
        yield "I3 two live yeses in one seat"
    if any({said.by, said.acting_for} & writers(request) for said in counted(request)):
        yield "I1 a decision by, or for, somebody who wrote it"
    yield from _of_yeses(request, settled=settled)
    if request.state in ENDED and any(wait.until is None for wait in request.waits):
        yield "I8 the end still waits for somebody"


def _of_yeses(request: Request, *, settled: bool) -> Iterator[str]:
    declared = request.emergency is not None and request.emergency.version == request.version.number
    if request.state not in ALL_SAID_YES | GOING or (request.state in GOING and declared):
        return
    if request.approved_version != request.version.number:
        yield "I1 approved, but not this version"
    if any(said.verdict is not Verdict.APPROVED and is_final(request, said) for said in counted(request)):
        yield "I2 approved beside a no"
    if settled and not all(has_its_yes(request, stage) for stage in request.route.stages):
        yield "I1 approved without every yes"
    for said in counted(request):
        stage = request.route.stage(said.stage)
        shown = next(version for version in request.versions if version.number == said.version)
        if stage and is_yes(said) and stage.owns & changed(shown.content, request.content):
            yield "I1 a yes to another text"


def is_yes(said: Decision) -> bool:
    return said.verdict is Verdict.APPROVED


def seat(said: Decision) -> str:
    return said.acting_for or said.by


def is_final(request: Request, said: Decision) -> bool:
    stage = request.route.stage(said.stage)
    return said.verdict is Verdict.CHANGES or stage is None or stage.reject_is_final


def counted(request: Request) -> list[Decision]:
    return [said for said in request.decisions if said.live and said.counts_for == request.version.number]


def writers(request: Request) -> set[str]:
    return {request.requester, *(version.by for version in request.versions)}


def changed(one: Any, other: Any) -> set[str]:
    return {change.field for change in changes(one, other)}


def asked(request: Request, stage: Stage, role: str | None = None) -> set[str]:
    """Who has a seat in a stage now, or in one of its groups."""
    held: set[str] = set()
    for each in stage.who if role is None else (role,):
        people = set(request.roster.roles.get(each, ()))
        if stage.name in request.escalated:
            people |= set(request.roster.backups.get(each, ()))
        for move in request.moves:
            if move.stage == stage.name and (move.away is None or move.away in people):
                people = (people - {move.away}) | ({move.to} if move.to else set())
        held |= people
    return held - writers(request)


def has_its_yes(request: Request, stage: Stage) -> bool:
    """By counting, and for groups by trying every way of dealing people to them."""
    yes = [said for said in counted(request) if is_yes(said) and said.stage == stage.name]
    yes = [said for said in yes if not {said.by, said.acting_for} & writers(request)]
    filled = {said.acting_for or said.by for said in yes}
    match stage.counting:
        case Counting.ONE_PER_GROUP:
            roles = {said.by: said.roles for said in yes}
            ways = permutations(roles, len(stage.who))
            return any(
                all(role in roles[user] for user, role in zip(way, stage.who, strict=True)) for way in ways
            )
        case Counting.ALL:
            return filled >= asked(request, stage) and bool(filled)
        case Counting.MAJORITY:
            return 2 * len(filled) > len(asked(request, stage)) and bool(filled)
        case Counting.N_OF:
            return len(filled) >= max(1, stage.need)
        case Counting.ANY:
            return bool(filled)


def first_group(request: Request, waiting: Iterable[Stage]) -> list[Stage]:
    """Those of the stages side by side that come first."""
    wanted, group = list(waiting), list[Stage]()
    for stage in request.route.stages:
        if stage in wanted:
            group.append(stage)
        if group and not stage.beside_next:
            break
    return group


# Of a step


def wrong(before: Request, event: Event, after: Request) -> Iterator[str]:
    """What a step that was accepted must not have done: the transition oracles, and what may be said by whom."""
    if before.state in ENDED:
        yield "I6 something happened after the end"
    old, new = before.decisions, after.decisions
    if isinstance(event, Decide):
        yield from _of_a_decision(before, event)
    for was, now in zip(old, new, strict=False):
        if now.live and not was.live:
            yield "T2 what no longer counted counts again"
        if now.counts_for < was.counts_for or (was.by, was.sha, was.verdict) != (
            now.by,
            now.sha,
            now.verdict,
        ):
            yield "T1 a decision was rewritten"
    added = new[len(old) :]
    if len(new) < len(old) or len(added) > 1 or (added and not isinstance(event, Decide | Object | Accept)):
        yield "T2 a decision came from nowhere, or went there"
    for said in added:
        yield from _of_what_was_added(before, event, after, said)
    for said in counted(after):
        if said not in added and before.route.stage(said.stage) != after.route.stage(said.stage):
            yield "T3 a yes outlived another route"
    if isinstance(event, Edit | Accept):
        yield from _of_an_edit(before, event, after)
    elif after.versions != before.versions:
        yield "T3 another text without an edit"
    goes_live = isinstance(event, Publish) and after.state is State.PUBLISHING
    if goes_live and not all(has_its_yes(after, stage) for stage in after.route.stages):
        yield "I1 it goes live without every yes"
    if isinstance(event, WentLive) and event.fence != before.fence:
        yield "I4 another attempt put it live"
    if after.state is State.PUBLISHING and after.fence != before.fence + 1:
        yield "I4 an attempt without a number of its own"


def _of_a_decision(before: Request, event: Decide) -> Iterator[str]:
    current = before.version
    if event.version != current.number or len(event.sha) < 8 or not current.sha.startswith(event.sha):
        yield "T1 decided about something else than was shown"
    if event.by in writers(before):
        yield "S4 an author decided"


def may_speak(request: Request, stage: Stage) -> set[str]:
    held = asked(request, stage)
    stand_ins = {request.roster.stands_in[seat] for seat in held if seat in request.roster.stands_in}
    return (held | stand_ins) - writers(request)


def _of_what_was_added(before: Request, event: Event, after: Request, said: Decision) -> Iterator[str]:
    if isinstance(event, Decide):
        for one in counted(before):
            if one.stage == said.stage and (one.by == said.by or seat(one) == seat(said)):
                yield "T2 a second decision of one person, or in one seat"
    if isinstance(event, Decide):
        waiting = [one for one in before.route.stages if not has_its_yes(before, one)]
        if said.stage not in {one.name for one in first_group(before, waiting)}:
            yield "T1 decided in a stage whose turn it is not"
    stage = after.route.stage(said.stage)
    maker = event.by if not isinstance(event, Accept) else said.by
    if said.by != maker or stage is None or said.by not in may_speak(after, stage):
        yield "S2 somebody decided who may not"
    if stage and (said.acting_for or said.by) not in asked(after, stage):
        yield "S2 a decision for somebody who is not asked"
    if said.version != after.version.number or said.sha != after.version.sha:
        yield "T1 bound to another text"
    if isinstance(event, Accept):
        proposed = [one for one in before.suggestions if one.open and one.approves and one.by == said.by]
        if not any(one.sha == after.version.sha and one.stage == said.stage for one in proposed):
            yield "T1 a yes that nobody gave to this text"


def _of_an_edit(before: Request, event: Event, after: Request) -> Iterator[str]:
    touched = changed(before.content, after.content)
    fresh = after.decisions[len(before.decisions) :]
    for said in counted(after):
        stage = after.route.stage(said.stage)
        if said in fresh:
            continue
        if not is_yes(said):
            yield "T3 a no outlived the text that it was about"
        if stage is None or stage.owns & touched:
            yield "T3 a yes outlived a change of what it was about"
        if before.state is State.CHANGES_REQUESTED:
            yield "T4 something outlived a request for changes"
        if event.by in (said.by, said.acting_for):
            yield "S4 a yes of whoever changed it"
    if not touched:
        yield "T3 a version that changes nothing"
    if isinstance(event, Edit | Accept) and event.version != before.version.number:
        yield "T1 an edit of something else than was shown"
    if isinstance(event, Accept) and not after.version.sha.startswith(event.sha):
        yield "T1 another wording than was accepted"
    if after.version.sha != after.content.sha:
        yield "T1 a version with another's fingerprint"
    if len(after.versions) != len(before.versions) + 1:
        yield "T3 an edit that made no version"


def untold(before: Request, after: Request, event: Event, told: set[str]) -> Iterator[str]:
    """I8: whoever has to do something next has been told, or did it."""
    if after.state is before.state or isinstance(event, Undo):
        return
    needs_somebody = after.state in (State.CHANGES_REQUESTED, State.NEEDS_ROUTING, State.PUBLISH_FAILED)
    if needs_somebody and after.requester not in told | {event.by}:
        yield f"I8 nobody was told that it is {after.state}"
