"""Ways to get one's own work approved without anybody else's yes to it, tried at a real desk. None may succeed."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from approvals import migrations
from approvals.cards import Button
from approvals.content import MATERIAL, Content
from approvals.desk import Desk
from approvals.events import (
    CLOCK,
    SOURCE,
    Edit,
    Escalate,
    Event,
    Failed,
    GoLiveAnyway,
    Hold,
    Pass,
    Resume,
    Retry,
    Undo,
    WentLive,
)
from approvals.hours.working_time import Calendar
from approvals.request import Request, State, Verdict
from approvals.roster import Roster
from approvals.route import Counting, Route, Stage
from delivery import migrations as delivery
from delivery.outbox import Outbox
from storage import Store
from storage import migrations as storage
from tests.approvals import invariants
from tests.approvals.office import COPY, LONDON, NOW, card, news

ME, SECOND, HONEST, OTHER = "U0ME", "U0SECOND", "U0HONEST", "U0OTHER"
MINE = replace(COPY, price="£120")
WORSE = replace(MINE, text="Free for ever.")
DEAR = replace(MINE, price="£1")
THROUGH = frozenset({State.APPROVED, State.SCHEDULED, State.PUBLISHING, State.PUBLISHED})


def route(*stages: Stage, **more: Any) -> Route:
    return Route(
        name="test", stages=stages or (Stage(name="Director", who=("directors",), owns=MATERIAL),), **more
    )


ONE = route()
ALL = route(Stage(name="Director", who=("directors",), owns=MATERIAL, counting=Counting.ALL))
TWO = route(Stage(name="Director", who=("directors",), owns=MATERIAL, counting=Counting.N_OF, need=2))
GROUPS = route(Stage(name="Both", who=("directors", "legal"), owns=MATERIAL, counting=Counting.ONE_PER_GROUP))
COPY_AND_CLAIM = route(
    Stage(name="Copy", who=("directors",), owns=frozenset({"text", "title"})),
    Stage(name="Claim", who=("legal",), owns=frozenset({"price"})),
)


@dataclass
class Rules:
    """A policy of these tests: whatever the recipe wants it to say."""

    route: Route = ONE
    roster: Roster = Roster(roles={"directors": (ME, HONEST, OTHER), "legal": (HONEST,)})  # noqa: RUF009
    freeze: str = ""

    def route_for(self, content: Content, now: datetime, *, under: Route | None = None) -> Route:  # noqa: ARG002
        return self.route

    def frozen(self, content: Content, now: datetime) -> str:  # noqa: ARG002
        return self.freeze

    def barred(self, content: Content) -> str:  # noqa: ARG002
        return ""

    def calendar_of(self, stage: Stage) -> Calendar:  # noqa: ARG002
        return Calendar(zone=LONDON)


class Attempt:
    """One request, by ME, and everything one might try with it."""

    def __init__(self, desk: Desk, rules: Rules) -> None:
        self.desk, self.rules, self.now, self.number = desk, rules, NOW, 1

    def begins(self, content: Content = MINE, **roster: Any) -> Attempt:
        if roster:
            self.rules.roster = replace(self.rules.roster, **roster)
        self.number = self.desk.submit(ME, content, now=self.now).request.id  # type: ignore[union-attr]
        return self

    @property
    def request(self) -> Request:
        found = self.desk.show(self.number, now=self.now)
        assert found
        return found

    def yes(
        self,
        by: str,
        *,
        version: int | None = None,
        sha: str | None = None,
        stage: int | None = None,
        click: str | None = None,
    ) -> Attempt:
        current = self.request.version
        shown = Button(
            request=self.number, version=version or current.number, sha=sha or current.sha[:8], stage=stage
        )
        self.desk.decide(shown, by=by, now=self.now, click=click)
        return self.later()

    def no(self, by: str) -> Attempt:
        shown = Button(request=self.number, version=self.request.version.number, sha=self.request.version.sha)
        self.desk.decide(shown, by=by, verdict=Verdict.CHANGES, reason="No.", now=self.now)
        return self.later()

    def suggests(self, by: str, content: Content, *, approves: bool = True) -> Attempt:
        shown = Button(request=self.number, version=self.request.version.number, sha=self.request.version.sha)
        self.desk.suggest(shown, content, by=by, approves=approves, now=self.now)
        return self.later()

    def edits(self, content: Content, by: str = ME) -> Attempt:
        self.desk.edit(self.number, content, by=by, version=self.request.version.number, now=self.now)
        return self.later()

    def accepts(self, sha: str, by: str = ME) -> Attempt:
        self.desk.accept(self.number, sha=sha, version=self.request.version.number, by=by, now=self.now)
        return self.later()

    def happens(self, kind: type[Event], by: str = ME, **more: Any) -> Attempt:
        self.desk.happen(self.number, kind(by=by, at=self.now, **more), now=self.now)
        return self.later()

    def publishes(self, by: str = ME) -> Attempt:
        self.desk.publish(self.number, by=by, now=self.now)
        return self.later()

    def people(self, **roster: Any) -> Attempt:
        self.rules.roster = replace(self.rules.roster, **roster)
        self.desk.people_changed(self.now)
        return self.later()

    def held_to(self, new: Route) -> Attempt:
        self.rules.route = new
        return self

    def later(self, **much: int) -> Attempt:
        self.now += timedelta(**(much or {"seconds": 1}))
        return self


Recipe = Callable[[Attempt], object]
AWAY = {"stands_in": {ME: SECOND}, "away": frozenset({ME})}
FOR_HONEST = {"stands_in": {HONEST: ME}, "away": frozenset({HONEST})}

RECIPES: Mapping[str, Recipe] = {
    "a yes to one's own": lambda a: a.begins().yes(ME),
    "a yes in a named stage": lambda a: a.begins().yes(ME, stage=0),
    "a yes by whoever stands in for oneself": lambda a: a.begins(roles={"directors": (ME,)}, **AWAY).yes(SECOND),
    "a yes in the place of somebody who is away": lambda a: a.begins(**FOR_HONEST).yes(ME),
    "becoming a director afterwards": lambda a: a.begins(roles={"directors": (HONEST,)}).people(roles={"directors": (ME, HONEST)}).yes(ME),
    "being the backup that is asked": lambda a: a.begins(backups={"directors": (ME,)}).happens(Escalate, CLOCK, stage="Director", to=("backup",)).yes(ME),
    "passing a director's seat to oneself": lambda a: a.begins(passable=frozenset({ME})).happens(Pass, away=HONEST, to=ME).yes(ME),
    "passing it to one's second account": lambda a: a.begins().happens(Pass, away=HONEST, to=SECOND).yes(SECOND),
    "passing it on when nobody was asked": lambda a: a.begins().happens(Pass, away=None, to=SECOND).yes(SECOND),
    "a second account passing it": lambda a: a.begins().happens(Pass, SECOND, away=HONEST, to=SECOND).yes(SECOND),
    "leaving out whoever has not said yes": lambda a: a.held_to(ALL).begins().yes(HONEST).happens(Pass, away=OTHER, to=None),
    "one suggestion of one's own, accepted": lambda a: a.begins().suggests(ME, WORSE).accepts(WORSE.sha),
    "a suggestion by a second account": lambda a: a.begins().suggests(SECOND, WORSE).accepts(WORSE.sha),
    "taking a mere suggestion for a yes": lambda a: a.begins().suggests(HONEST, WORSE, approves=False).accepts(WORSE.sha),
    "a yes to a suggestion, and another text": lambda a: a.begins().suggests(HONEST, WORSE).edits(DEAR).accepts(WORSE.sha),
    "accepting by no fingerprint": lambda a: a.begins().suggests(HONEST, WORSE).accepts(""),
    "a suggestion that was withdrawn by a no": lambda a: a.begins().suggests(HONEST, WORSE).no(HONEST).accepts(WORSE.sha),
    "an edit after the yes": lambda a: a.begins().yes(HONEST).edits(WORSE),
    "a price after the yes": lambda a: a.held_to(COPY_AND_CLAIM).begins().yes(HONEST).yes(HONEST).edits(DEAR),
    "something nobody answers for": lambda a: a.held_to(COPY_AND_CLAIM).begins().yes(HONEST).yes(HONEST).edits(replace(MINE, terms="None.")),
    "going live sooner": lambda a: a.begins(replace(MINE, goes_live="2026-11-25T10:00", zone="UTC")).yes(HONEST).edits(replace(MINE, goes_live="2026-11-24T10:00", zone="UTC")),
    "an edit that leads to an easier route": lambda a: a.held_to(TWO).begins().yes(HONEST).held_to(ONE).edits(DEAR),
    "an edit by whoever then says yes": lambda a: a.begins().edits(WORSE, HONEST).happens(Edit, SOURCE, content=DEAR, version=1, route=ONE).yes(ME),
    "a yes on the card of the text before": lambda a: a.begins().edits(WORSE).yes(HONEST, version=1, sha=MINE.sha),
    "a made-up fingerprint": lambda a: a.begins().edits(WORSE).yes(HONEST, sha=MINE.sha[:8]),
    "no fingerprint to speak of": lambda a: a.begins().yes(ME, sha=MINE.sha[:1]),
    "a yes that was taken back": lambda a: a.begins().yes(HONEST).happens(Undo, HONEST).publishes(),
    "taking back another's no": lambda a: a.begins().no(HONEST).happens(Undo, ME).yes(ME),
    "a yes, a no, and an edit back": lambda a: a.begins().yes(HONEST).edits(WORSE).edits(MINE),
    "one person for two of two": lambda a: a.held_to(TWO).begins().yes(HONEST).yes(HONEST).yes(HONEST, click="again"),
    "one person in two places": lambda a: a.held_to(TWO).begins(stands_in={OTHER: HONEST}, away=frozenset({OTHER})).yes(HONEST).yes(HONEST),
    "two people in one place": lambda a: a.held_to(TWO).begins(roles={"directors": (ME, HONEST)}, stands_in={HONEST: OTHER}).yes(HONEST).yes(OTHER),
    "one person in two groups": lambda a: a.held_to(GROUPS).begins().yes(HONEST).yes(HONEST),
    "going live without a yes": lambda a: a.begins().publishes(),
    "saying that it is live": lambda a: a.begins().happens(WentLive, fence=0),
    "an emergency of one's own": lambda a: a.begins(emergency=(ME,)).happens(GoLiveAnyway, reason="I must."),
    "an emergency by a second account": lambda a: a.begins(emergency=(HONEST,)).happens(GoLiveAnyway, SECOND, reason="I must."),
    "an emergency for another text": lambda a: a.begins(emergency=(HONEST,)).happens(GoLiveAnyway, HONEST, reason="Down.").happens(Failed, CLOCK, fence=1, problem="?").edits(WORSE).happens(Retry).publishes(),
    "an edit after it failed": lambda a: a.begins().yes(HONEST).publishes().happens(Failed, CLOCK, fence=1, problem="?").edits(WORSE).happens(Retry).publishes(),
    "holding it over an edit": lambda a: a.begins().yes(HONEST).happens(Hold).edits(WORSE).happens(Resume).edits(WORSE),
    "a yes from long ago": lambda a: a.held_to(route(stays_approved=1)).begins().yes(HONEST).later(days=40).publishes(),
    "a yes of somebody who has left": lambda a: a.begins().people(roles={"directors": (ME, OTHER)}).yes(HONEST),
    "a click that was another's": lambda a: a.begins().yes(SECOND, click="one").yes(ME, click="one").yes(ME, click="two"),
    "a button of another request": lambda a: a.begins(WORSE).yes(HONEST).begins(DEAR).yes(HONEST, sha=WORSE.sha[:8]),
    "another's edit": lambda a: a.begins().yes(HONEST).edits(WORSE, SECOND).publishes(SECOND).edits(WORSE, OTHER).edits(WORSE),
    "calling it off and on": lambda a: a.begins().happens(Hold).yes(ME).happens(Resume).yes(ME),
    "a policy that asks nobody": lambda a: a.begins().happens(Edit, content=WORSE, version=1, route=Route(name="none", stages=())),
}  # fmt: skip


def succeeded() -> list[str]:
    """The recipes that brought something to the shelf, or before it, that nobody but its author had said yes to."""
    return [name for name, recipe in RECIPES.items() if tried(recipe)]


def tried(recipe: Recipe) -> bool:
    """Whether it went through without an honest yes to exactly what it says now."""
    with tempfile.TemporaryDirectory() as folder, closing(_store(Path(folder))) as store:
        rules = Rules()
        desk = Desk(
            store, Outbox(store), policy=_Policy(rules), zone=LONDON, render_card=card, render_news=news, channel=None  # type: ignore[arg-type]
        )  # fmt: skip
        attempt = Attempt(desk, rules)
        recipe(attempt)
        request = attempt.request
        return request.state in THROUGH and not _is_honest(request)


def _store(folder: Path) -> Store:
    return Store(folder / "state.db", (*storage.ALL, *delivery.ALL, *migrations.ALL))


def _is_honest(request: Request) -> bool:
    """Whether every stage has enough yeses of honest people to the very text, as they saw it."""
    honest = [
        said
        for said in invariants.counted(request)
        if said.by in (HONEST, OTHER)
        and said.sha == request.version.sha
        and said.by not in invariants.writers(request)
    ]
    enough = {stage.name: stage.at_least for stage in request.route.stages}
    return bool(enough) and all(
        len({said.by for said in honest if said.stage == name}) >= need for name, need in enough.items()
    )


class _Policy:
    """What the desk asks, as the recipe's rules have it."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules

    def roster(self, db: Database, now: datetime) -> Roster:  # noqa: ARG002
        return self.rules.roster

    def __getattr__(self, name: str) -> Any:
        return getattr(self.rules, name)
