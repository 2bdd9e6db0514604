"""A person in the pretend Slack, for tests and the demo: types, clicks, fills in, and tells what they see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.acts import Acts
from sandbox.filling import Form, chosen_by, entry_for, pick
from sandbox.news import Happening
from sandbox.outcome import Outcome
from sandbox.places import Channel, Json, User
from sandbox.posts import Message
from sandbox.seen import Seen, Timeline, message_seen, view_seen
from sandbox.views import View

NOTHING = Seen(kind="nothing")


class Person:
    """Acts as one user. Acts wait for the first thing this person sees because of them, unless `waits=False`."""

    def __init__(self, acts: Acts, user: User) -> None:
        self.user = user
        self.timeout = 15.0
        self._acts = acts
        self._workspace = acts.workspace

    # — acting —

    def types(
        self, text: str, *, channel: str | None = None, thread: Seen | str | None = None, waits: bool = True
    ) -> Seen:
        """Type into the composer (of the first public channel by default): a slash command, or a message."""
        if not text.startswith("/"):
            return self.says(text, channel=channel, thread=thread, waits=waits)
        place = self._channel(channel)
        before = self._workspace.version
        outcome = self._acts.type(self.user, place, text, _ts(thread))
        return self._effect(outcome, before, waits=waits, doing=f"typed {text!r}")

    def says(
        self, text: str, *, channel: str | None = None, thread: Seen | str | None = None, waits: bool = True
    ) -> Seen:
        """Say something in a channel and see the bot's answer to it there."""
        place = self._channel(channel)
        before = self._workspace.version
        self._acts.type(self.user, place, text, _ts(thread))
        return self._effect(Outcome(), before, waits=waits, doing=f"said {text!r}", channel=place.id)

    def dms(self, text: str, *, thread: Seen | str | None = None, waits: bool = True) -> Seen:
        """Write to the app in the direct message with it."""
        return self.says(text, channel=self._workspace.direct(self.user.id).id, thread=thread, waits=waits)

    def shares(self, title: str, text: str = "", *, channel: str | None = None) -> Seen:
        """Share a file in a channel, with words beside it or without."""
        message = self._acts.share(self.user, self._channel(channel), title, text)
        return message_seen(message, self.names)

    def clicks(self, seen: Seen, what: str, *, waits: bool = True) -> Seen:
        """Press a button by its label, action id or value, or an item of a ⋯ menu by its label or value."""
        block, chosen = pick(seen, what)
        return self._press(seen, block, chosen, waits=waits, doing=f"clicked {what!r}")

    def chooses(self, seen: Seen, which: str, choice: Any, *, waits: bool = True) -> Seen:
        """Choose in a select, picker, radio or checkbox: `which` is its label, placeholder or id."""
        block, chosen = chosen_by(self, seen, which, choice)
        return self._press(seen, block, chosen, waits=waits, doing=f"chose {choice!r} in {which!r}")

    def searches(self, seen: Seen, which: str, words: str) -> list[str]:
        """Type into an external select; the labels it offers."""
        return [option["text"]["text"] for option in self.options(seen, which, words)]

    def opens_home(self, *, waits: bool = True) -> Seen:
        """Open the app's home tab, and see what it publishes."""
        before = self._workspace.version
        self._acts.open_home(self.user)
        return self._effect(Outcome(), before, waits=waits, doing="opened the home tab", home=True)

    def uses_shortcut(self, name: str, *, on: Seen | None = None, waits: bool = True) -> Seen:
        """Use a global shortcut, or one on a message, by its name or callback id."""
        known = {one.name: one.callback_id for one in self._workspace.app.shortcuts}
        callback = known.get(name, name)
        before = self._workspace.version
        message = on.place if on and isinstance(on.place, Message) else None
        outcome = self._acts.shortcut(self.user, callback, message)
        return self._effect(outcome, before, waits=waits, doing=f"used {name!r}")

    def fills(self, seen: Seen, entries: Mapping[str, Any]) -> Form:
        """Fill in an open modal: values by label, block id or action id."""
        return Form(self, seen).fills(entries)

    def closes(self, seen: Seen) -> None:
        """Close a modal without submitting it."""
        self._acts.close(self.user, _view(seen))

    # — seeing —

    def sees(self, channel: str | None = None, *, thread: Seen | str | None = None) -> Timeline:
        """What stands in a channel, or one of its threads, for this person, ephemeral messages too; "@Shelftalk" is
        the direct message with the app."""
        place, root = self._channel(channel), _ts(thread)
        with self._workspace.changed:
            return Timeline(
                message_seen(message, self.names)
                for message in self._workspace.messages[place.id]
                if self.user.id in place.members
                and message.seen_by(self.user.id)
                and (root is None or root in (message.ts, message.thread_ts))
            )

    @property
    def inbox(self) -> Timeline:
        """The direct message with the app."""
        return self.sees(self._workspace.direct(self.user.id).id)

    @property
    def modal(self) -> Seen:
        """The modal on top; falsy when none is open."""
        with self._workspace.changed:
            stack = self._workspace.screens.modals.get(self.user.id)
            return view_seen(stack[-1], self.names) if stack else NOTHING

    @property
    def home(self) -> Seen:
        """The app's home as it was last published; falsy before."""
        with self._workspace.changed:
            view = self._workspace.screens.homes.get(self.user.id)
            return view_seen(view, self.names) if view else NOTHING

    def again(self, seen: Seen) -> Seen:
        """The same message or view as it is now; falsy when it is gone."""
        with self._workspace.changed:
            if seen.channel and seen.ts:
                message = self._workspace.find(seen.channel, seen.ts)
                return message_seen(message, self.names) if message else NOTHING
            view = self._workspace.screens.find(seen.view_id or "")
            return view_seen(view, self.names) if view else NOTHING

    def waits_for(self, predicate: Callable[[Person], object], timeout: float | None = None) -> None:
        """Wait until something holds for this person; raises AssertionError after `timeout` seconds."""
        limit = self.timeout if timeout is None else timeout
        if not self._workspace.waits_for(lambda: predicate(self), limit):
            raise AssertionError(f"{self.user.name} waited {limit:g} s for what did not come")

    def waits_to_see(self, words: str, channel: str | None = None, timeout: float | None = None) -> Seen:
        """Wait until a message with these words stands in a channel, and look at the newest such."""
        self.waits_for(lambda person: person.sees(channel).saying(words), timeout)
        return self.sees(channel).saying(words)[-1]

    # — for the form —

    def options(self, seen: Seen, which: str, words: str) -> tuple[Json, ...]:
        """What an external select offers for some words."""
        block, element = entry_for(seen, which)
        if seen.place is None:
            raise AssertionError("there is nothing to search in")
        outcome = self._acts.suggest(self.user, seen.place, block["block_id"], element["action_id"], words)
        if outcome.error:
            raise AssertionError(f"the options did not load: {outcome.error}")
        return outcome.options

    def submits(self, seen: Seen, values: Json) -> Seen:
        """Submit a modal: its errors, the view that comes next, or nothing when it closes."""
        view = _view(seen)
        outcome = self._acts.submit(self.user, view, values)
        if outcome.errors:
            return view_seen(view, self.names, outcome.errors)
        if outcome.error:
            return Seen(kind="error", text=outcome.error, raw=outcome.error, error=outcome.error)
        return view_seen(outcome.view, self.names) if outcome.view else self.modal

    def find_id(self, name: str) -> str:
        """The id behind a person's or a channel's name."""
        try:
            return self._workspace.user(name).id
        except KeyError:
            return self._workspace.channel(name).id

    def names(self, identity: str) -> str:
        """What an id is called on the screen."""
        known: User | Channel | None = self._workspace.users.get(identity) or self._workspace.channels.get(
            identity
        )
        return known.name if isinstance(known, Channel) else known.real_name if known else identity

    # — inside —

    def _press(self, seen: Seen, block: str, chosen: Json, *, waits: bool, doing: str) -> Seen:
        if seen.place is None:
            raise AssertionError(f"{self.user.name} sees nothing to press")
        before = self._workspace.version
        outcome = self._acts.press(self.user, seen.place, block, chosen)
        return self._effect(outcome, before, waits=waits, doing=doing, beside=seen.channel)

    def _effect(
        self, outcome: Outcome, before: int, *, waits: bool, doing: str, channel: str | None = None,
        home: bool = False, beside: str | None = None,
    ) -> Seen:  # fmt: skip
        """The first thing this person sees because of what they did: in the `channel`, or `beside` it to them alone."""
        if outcome.message:
            return message_seen(outcome.message, self.names)
        if outcome.error:
            return Seen(kind="error", text=outcome.error, raw=outcome.error, error=outcome.error)
        found: list[Seen] = []

        def look() -> bool:
            found[:] = filter(None, (self._look(h) for h in self._since(before, channel, beside, home=home)))
            return bool(found)

        if not self._workspace.waits_for(look, self.timeout if waits else 0) and waits:
            raise AssertionError(f"{self.user.name} {doing} and saw nothing within {self.timeout:g} s")
        return found[0] if found else NOTHING

    def _since(self, before: int, channel: str | None, beside: str | None, *, home: bool) -> list[Happening]:
        near = (None, beside, self._workspace.direct(self.user.id).id)
        return [
            happening
            for happening in self._workspace.since(before)
            if happening.user in (None, self.user.id)
            and happening.by != self.user.id
            and (channel is None or happening.channel == channel)
            and (beside is None or happening.channel in near or happening.user)
            and (happening.what == "home" or not home)
            and (
                happening.channel is None
                or self.user.id in self._workspace.channels[happening.channel].members
            )
        ]

    def _look(self, happening: Happening) -> Seen:
        if happening.view:
            view = self._workspace.screens.find(happening.view)
            return view_seen(view, self.names) if view else NOTHING
        if happening.channel and happening.ts:
            message = self._workspace.find(happening.channel, happening.ts)
            return message_seen(message, self.names) if message else NOTHING
        return NOTHING

    def _channel(self, name: str | None) -> Channel:
        if name is not None and name.removeprefix("@").lower() == self._workspace.app.name.lower():
            return self._workspace.direct(self.user.id)
        if name is not None:
            return self._workspace.channel(name)
        mine = [c for c in self._workspace.channels.values() if self.user.id in c.members]
        return next((c for c in mine if c.kind == "channel"), None) or self._workspace.direct(self.user.id)


def _ts(thread: Seen | str | None) -> str | None:
    """The root's timestamp, from a message or as given."""
    return (thread.thread_ts or thread.ts) if isinstance(thread, Seen) else thread


def _view(seen: Seen) -> View:
    if not isinstance(seen.place, View):
        raise AssertionError(f"this is not a modal but {seen.kind}: {seen.text!r}")
    return seen.place
