"""Mistakes planted in the rules of approvals, one at a time: each must be noticed by those who look on."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import approvals
from tests.approvals.universe import SMALL, Findings, Step, explore
from tests.approvals.walks import walks

ROOM = Path(approvals.__file__).parent
#: What is loaded anew for each mistake, each after what it imports.
MODULES = ("voices", "guards", "news", "step")


class Mutant(NamedTuple):
    """A mistake: in `module`, `right` reads `wrong`."""

    says: str
    module: str
    right: str
    wrong: str


MUTANTS = (
    Mutant("any version may be decided about", "guards", "same = version == current.number and len(sha) >= 8 and current", "same = len(sha) >= 8 and current"),
    Mutant("any fingerprint will do", "guards", " and len(sha) >= 8 and current.sha.startswith(sha)", ""),
    Mutant("an old form may be sent", "guards", "case Edit(version=version) | Accept(version=version):\n            same = version == current.number", "case Edit() | Accept():\n            same = True"),
    Mutant("a stage may be decided before its turn", "guards", "if isinstance(event, Decide) and event.stage is not None:\n        return _its_stage_is_open", "if False:\n        return _its_stage_is_open"),
    Mutant("the state does not matter", "guards", "if type(event) in TRANSITIONS[request.state]:\n        return None", "if any(type(event) in events for events in TRANSITIONS.values()):\n        return None"),
    Mutant("authors may declare an emergency", "guards", "NOT_BY_AUTHORS = (Decide, Undo, Object, GoLiveAnyway)", "NOT_BY_AUTHORS = (Decide, Undo, Object)"),
    Mutant("whoever is asked in one stage may decide in another", "guards", "if stage is None or event.by not in voices.voters(request, stage):", "if stage is None:"),
    Mutant("anybody may do anything", "guards", "return None if allowed(request, event.by) else", "return None if True else"),
    Mutant("anybody may call it off", "guards", "Cancel: (_owner,", "Cancel: (lambda request, user: True,"),
    Mutant("an approver may edit", "guards", "Edit: (_either(_requester, _came_about(SOURCE))", "Edit: (_either(_concerned, _came_about(SOURCE))"),
    Mutant("a person may expire it", "guards", "Expire: (_came_about(CLOCK)", "Expire: (_either(_concerned, _came_about(CLOCK))"),
    Mutant("a person may be reminded by anybody", "guards", "Remind: (_came_about(CLOCK)", "Remind: (_either(_concerned, _came_about(CLOCK))"),
    Mutant("everybody may declare an emergency", "guards", "lambda request, user: user in request.roster.emergency", "lambda request, user: True"),
    Mutant("one may decide twice", "guards", "if mine := next((one for one in said if one.by == event.by), None):", "if mine := None:"),
    Mutant("two may decide in one seat", "guards", "if theirs := next((one for one in said if voices.seat_of(one) == seat), None):", "if theirs := None:"),
    Mutant("no reason is needed", "guards", ") if not reason.strip():", ") if False:"),
    Mutant("an edit may change nothing", "guards", "if not changes(request.content, content):", "if False:"),
    Mutant("the checklist may be left", "guards", "if item not in ticked)", "if False)"),
    Mutant("another file may be approved", "guards", "if sha != request.content.asset_sha:", "if False:"),
    Mutant("any suggestion may be accepted", "guards", "            and len(sha) >= 8\n            and one.sha.startswith(sha)\n", ""),
    Mutant("an undo has no end", "guards", "if event.at - mine.at > timedelta(minutes=request.route.undo):", "if False:"),
    Mutant("anybody's yes may be taken back", "guards", "mine = [said for said in request.decided if said.by == user and", "mine = [said for said in request.decided if"),
    Mutant("a seat may be passed to anybody", "guards", "if event.to not in eligible or event.to in request.authors:", "if False:"),
    Mutant("another attempt's news are taken for this one's", "guards", "if fence != request.fence:", "if False:"),
    Mutant("it may go live before its moment", "guards", "if live_at and event.at < live_at:", "if False:"),
    Mutant("it may go live while people may object", "guards", "if objections and event.at < objections:", "if False:"),
    Mutant("it may go live after its window", "guards", "if end and event.at >= end:", "if False:"),
    Mutant("a freeze does not hold", "guards", "if event.frozen and not _excepted(request, event.frozen):", "if False:"),
    Mutant("authors count among the asked", "voices", "return tuple(user for user in held if user not in authors)", "return tuple(held)"),
    Mutant("a no counts as a yes", "voices", "return tuple(said for said in decided(request, stage) if said.verdict is Verdict.APPROVED)", "return decided(request, stage)"),
    Mutant("half is a majority", "voices", "len(seats(request, stage)) // 2 + 1", "(len(seats(request, stage)) + 1) // 2"),
    Mutant("one fewer is enough", "voices", "return heard(request, stage) >= need(request, stage)", "return heard(request, stage) >= max(1, need(request, stage) - 1)"),
    Mutant("one person counts in two groups", "voices", "return most_pairs({role: [said.by for said in yes if role in said.roles] for role in stage.who})", "return sum(any(role in said.roles for said in yes) for role in stage.who)"),
    Mutant("one yes is all", "voices", "return max(1, len(seats(request, stage)))", "return 1"),
    Mutant("the last stage is forgotten", "voices", "for stage in request.route.stages:\n        together", "for stage in request.route.stages[:1]:\n        together"),
    Mutant("who is away still counts as there", "voices", "itself = [] if seat in request.roster.away else [seat]", "itself = [seat]"),
    Mutant("a stand-in has a seat of their own as well", "voices", "if stand_in and stand_in not in (*asked, *request.authors) else []", "if stand_in and stand_in not in request.authors else []"),
    Mutant("every yes outlives an edit", "step", "            and not stage.owns & changed\n", ""),
    Mutant("a yes outlives another route", "step", "            and stage == before.route.stage(said.stage)\n", ""),
    Mutant("a yes outlives a request for changes", "step", "        before.state is State.CHANGES_REQUESTED\n        or _comes", "        _comes"),
    Mutant("a yes outlives an earlier moment", "step", "        or _comes_earlier(before.content, after.content)\n", ""),
    Mutant("a no outlives an edit", "step", "            and said.verdict is Verdict.APPROVED\n            and stage is not None", "            and stage is not None"),
    Mutant("what was void counts again", "step", "replace(said, counts_for=number) if still_counts(said) else replace(said, live=False)", "replace(said, counts_for=number, live=True) if said.verdict is Verdict.APPROVED else replace(said, live=False)"),
    Mutant("a yes to a suggestion counts though its text was not taken", "step", "version = Version(number=number, content=content, by=event.by, at=event.at, sha=content.sha)", "version = Version(number=number, content=content, by=event.by, at=event.at, sha=request.version.sha)"),
    Mutant("a suggestion without a yes approves", "step", "if taken.approves else None", "if True else None"),
    Mutant("a no is no veto", "step", "if any(_is_veto(request, said) for said in request.decided):\n        return State.REJECTED", "if False:\n        return State.REJECTED"),
    Mutant("nobody looks whether anybody can approve", "step", "if not voices.can_be_met(request, stage):", "if False:"),
    Mutant("the version that was approved is the first", "step", "        return None\n    return request.version.number", "        return None\n    return 1"),
    Mutant("an attempt has no number", "step", "fence=happened.fence + (state is State.PUBLISHING)", "fence=happened.fence"),
    Mutant("an old yes counts for ever", "step", "if said.live and said.at < oldest else said", "if False else said"),
    Mutant("whoever objects leaves their yes", "step", "            kept = _without(kept, said)\n", "            pass\n"),
    Mutant("a decision is bound to the first version", "step", "        version=shown.number,\n        sha=shown.sha,\n        by=by,", "        version=request.versions[0].number,\n        sha=request.versions[0].sha,\n        by=by,"),
    Mutant("a decision for another is one's own", "step", "acting_for=seat if seat != by else None,\n        reason", "acting_for=None,\n        reason"),
    Mutant("the requester is not told of changes", "news", "            yield (*requester, *spoke), News.CHANGES", "            yield spoke, News.CHANGES"),
    Mutant("nobody is told that nobody can approve", "news", "        yield (*requester, *after.roster.admins), News.NOBODY", "        yield (), News.NOBODY"),
)  # fmt: skip


@contextmanager
def planted(mutant: Mutant) -> Iterator[Step]:
    """The step with one mistake in it; everything is as it was afterwards."""
    before = {name: sys.modules[f"approvals.{name}"] for name in MODULES}
    try:
        for name in MODULES:
            _load(name, mutant)
        yield sys.modules["approvals.step"].step
    finally:
        for name, module in before.items():
            sys.modules[f"approvals.{name}"] = module
            setattr(approvals, name, module)


def _load(name: str, mutant: Mutant) -> None:
    source = (ROOM / f"{name}.py").read_text(encoding="utf-8")
    if name == mutant.module:
        if source.count(mutant.right) != 1:
            raise ValueError(f"“{mutant.says}” is planted {source.count(mutant.right)} times: write it anew")
        source = source.replace(mutant.right, mutant.wrong)
    full = f"approvals.{name}"
    spec = importlib.util.find_spec(full)
    module = ModuleType(full)
    module.__spec__, module.__package__ = spec, "approvals"
    sys.modules[full] = module
    exec(compile(source, f"{name}.py with a mistake", "exec"), module.__dict__)
    setattr(approvals, name, module)


def noticed(mutant: Mutant) -> Findings:
    """What is wrong in the worlds in which the mistake was made; the first thing that is."""
    with planted(mutant) as step:
        found = walks(300, step, first=True)
        for world in SMALL:
            found = found if found.wrong else explore(world, step, most=1_500, first=True)
        return found if found.wrong else walks(4_000, step, seed=300, first=True)
