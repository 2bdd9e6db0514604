"""Why these people are asked: the rule that chose them, who may decide now, and who may not and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from approvals import voices
from approvals.policy.simulation import enough
from approvals.request import Decision, Request, Verdict
from approvals.route import Stage


class Because(StrEnum):
    """What lets somebody decide, or keeps them from it."""

    ASKED = "is asked"
    AWAY = "is asked, and away"
    STANDS_IN = "stands in"
    AUTHOR = "wrote a version of it"
    SAID_YES = "has said yes"
    SAID_NO = "has said no"
    WANTS_CHANGES = "has asked for changes"
    SPOKEN_FOR = "somebody has spoken in their place"
    PASSED = "has passed it on"
    BACKUP = "is asked when it is late"
    GONE = "account deactivated"
    OUTSIDER = "guest, or of another company"


@dataclass(frozen=True, kw_only=True)
class Voice:
    """One person and a stage; `other` is whom they stand in for, who spoke for them, or who is asked instead."""

    user: str
    because: Because
    other: str | None = None


@dataclass(frozen=True, kw_only=True)
class Part:
    """A stage as it stands: `done`, `waiting` (it is its turn) or `later`; how many yeses it has and needs; who may."""

    stage: Stage
    stands: str
    enough: str
    need: int
    heard: int
    may: tuple[Voice, ...]
    may_not: tuple[Voice, ...]


@dataclass(frozen=True, kw_only=True)
class Explained:
    """A request, part by part. `rule` is what its rule is for, as people say it; `current` whether the policy it goes on
    under is the one of now, and `otherwise` whether that of now would hold it to something else."""

    request: Request
    rule: str
    current: bool
    otherwise: bool
    parts: tuple[Part, ...]

    def voice_of(self, user: str) -> Voice | None:
        """What lets a person decide now or keeps them from it, in the first part that waits and knows them."""
        waiting = [part for part in self.parts if part.stands == "waiting"]
        known = [voice for part in waiting for voice in (*part.may, *part.may_not) if voice.user == user]
        return next((voice for voice in known if voice.because in MAY), next(iter(known), None))


#: What lets somebody decide.
MAY = (Because.ASKED, Because.AWAY, Because.STANDS_IN)
SAID = {
    Verdict.APPROVED: Because.SAID_YES,
    Verdict.CHANGES: Because.WANTS_CHANGES,
    Verdict.REJECTED: Because.SAID_NO,
}


def parts_of(request: Request, shut_out: Mapping[str, Mapping[str, Because]]) -> tuple[Part, ...]:
    """Each stage as it stands; `shut_out` are the people of each role who may not decide anything, and why."""
    waiting = {stage.name for stage in voices.open_stages(request)} if voices.is_open(request) else set()
    return tuple(_part(request, stage, waiting, shut_out) for stage in request.route.stages)


def _part(
    request: Request, stage: Stage, waiting: set[str], shut_out: Mapping[str, Mapping[str, Because]]
) -> Part:
    is_turn = stage.name in waiting
    stands = "waiting" if is_turn else "done" if voices.is_met(request, stage) else "later"
    may = tuple(_who_may(request, stage))
    known = {voice.user for voice in may}
    may_not = {
        voice.user: voice for voice in _who_may_not(request, stage, shut_out) if voice.user not in known
    }
    return Part(
        stage=stage,
        stands=stands,
        enough=enough(stage),
        need=voices.need(request, stage),
        heard=voices.heard(request, stage),
        may=may,
        may_not=tuple(may_not.values()),
    )


def _who_may(request: Request, stage: Stage) -> Iterator[Voice]:
    said = voices.decided(request, stage)
    spoken, taken = {one.by for one in said}, {voices.seat_of(one) for one in said}
    for user in voices.voters(request, stage):
        seat = voices.seat_for(request, stage, user)
        if user in spoken or seat in taken:
            continue
        if seat != user:
            yield Voice(user=user, because=Because.STANDS_IN, other=seat)
        elif user in request.roster.away:
            yield Voice(user=user, because=Because.AWAY, other=request.roster.stands_in.get(user))
        else:
            yield Voice(user=user, because=Because.ASKED)


def _who_may_not(
    request: Request, stage: Stage, shut_out: Mapping[str, Mapping[str, Because]]
) -> Iterator[Voice]:
    """Everybody who might have been asked; of several reasons the first counts."""
    for said in voices.decided(request, stage):
        yield from _after_speaking(said)
    for role in stage.who:
        members = request.roster.roles.get(role, ())
        yield from (Voice(user=user, because=Because.AUTHOR) for user in members if user in request.authors)
        yield from (Voice(user=user, because=because) for user, because in shut_out.get(role, {}).items())
    for move in request.moves:
        if move.stage == stage.name and move.away:
            yield Voice(user=move.away, because=Because.PASSED, other=move.to)
    if stage.name not in request.escalated:
        for role in stage.who:
            for user in request.roster.backups.get(role, ()):
                yield Voice(user=user, because=Because.AUTHOR if user in request.authors else Because.BACKUP)


def _after_speaking(said: Decision) -> Iterator[Voice]:
    yield Voice(user=said.by, because=SAID[said.verdict], other=said.acting_for)
    if said.acting_for:
        yield Voice(user=said.acting_for, because=Because.SPOKEN_FOR, other=said.by)
