"""What people have open: stacks of modals, three high at most, and App Homes."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from sandbox.news import News
from sandbox.places import App, Json, Team
from sandbox.refusals import Refusal
from sandbox.views import DEEPEST, View, start_values


class Screens:
    """Modals and homes by person; changes go through here so that everyone hears of them."""

    def __init__(self, app: App, team: Team, news: News, new_id: Callable[[str], str]) -> None:
        self.modals: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self._app = app
        self._team = team
        self._news = news
        self._new_id = new_id

    def open(self, user: str, body: Json, *, under: View | None = None) -> View:
        """Show a modal to a person: a new stack, or one more upon `under`."""
        with self._news.changed:
            stack = self.modals.get(user, []) if under else []
            if len(stack) >= DEEPEST:
                raise Refusal("push_limit_reached")
            view = self._made(user, body)
            view.previous, view.root = (under.id, under.root or under.id) if under else (None, view.id)
            self.modals[user] = [*stack, view]
            self._news.tell("modal", view=view.id, user=user)
            return view

    def publish(self, user: str, body: Json, hash_given: str | None = None) -> View:
        """Show an App Home; a stale hash is refused."""
        with self._news.changed:
            old = self.homes.get(user)
            if hash_given and old and old.hash != hash_given:
                raise Refusal("hash_conflict")
            view = self._made(user, body)
            view.id = old.id if old else view.id
            self.homes[user] = view
            self._news.tell("home", view=view.id, user=user)
            return view

    def change(self, view: View, body: Json, hash_given: str | None = None) -> View:
        """Replace what an open view shows; what was entered stays where the same input stays."""
        with self._news.changed:
            if hash_given and hash_given != view.hash:
                raise Refusal("hash_conflict")
            view.values = _kept(view.values, start_values(body["blocks"]))
            view.body, view.hash = body, self._new_id("h")
            self._news.tell("home" if body["type"] == "home" else "modal", view=view.id, user=view.user)
            return view

    def close(self, view: View, *, whole_stack: bool = False) -> None:
        """Take a modal away with those above it, or the whole stack."""
        with self._news.changed:
            stack = self.modals.get(view.user, [])
            if view in stack:
                self.modals[view.user] = [] if whole_stack else stack[: stack.index(view)]
            self._news.tell("closed", view=view.id, user=view.user)

    def find(self, view_id: str) -> View | None:
        """An open modal or a home by id."""
        return next((view for view in self._all() if view.id == view_id), None)

    def called(self, external_id: str) -> View | None:
        """An open modal or a home by the id the app gave it."""
        return next((view for view in self._all() if view.body.get("external_id") == external_id), None)

    def _all(self) -> itertools.chain[View]:
        return itertools.chain(self.homes.values(), *self.modals.values())

    def _made(self, user: str, body: Json) -> View:
        return View(
            id=self._new_id("V"), user=user, body=body, hash=self._new_id("h"), team=self._team.id,
            app=self._app.id, bot=self._app.bot_id, values=start_values(body["blocks"]),
        )  # fmt: skip


def _kept(before: Json, fresh: Json) -> Json:
    """The start values of a new view, with what was entered in the same inputs of the old one."""

    def value(block: str, action: str, start: Json) -> Json:
        entered: Json | None = before.get(block, {}).get(action)
        return entered if entered and entered["type"] == start["type"] else start

    return {
        block: {action: value(block, action, start) for action, start in actions.items()}
        for block, actions in fresh.items()
    }
