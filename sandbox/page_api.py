"""What people do on the page in the browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.acts import Acts
from sandbox.page_state import Stage
from sandbox.places import Json, User
from sandbox.posts import Message
from sandbox.refusals import Refusal
from sandbox.views import View

NO_ANSWER = "The app did not respond. Try again in a moment."


class PageApi:
    """The page's POST requests, by name; each takes and gives JSON."""

    def __init__(self, acts: Acts, stage: Stage, later: Callable[[Callable[[], object]], None]) -> None:
        self._acts = acts
        self._stage = stage
        self._later = later
        self._workspace = acts.workspace
        self._posts: dict[str, Callable[[Json], Json]] = {
            "type": self._type, "act": self._act, "suggest": self._suggest, "submit": self._submit,
            "close": self._close, "open_home": self._open_home, "read": self._read, "clock": self._clock,
            "scene": self._scene, "step": self._step, "reset": self._reset, "shortcut": self._shortcut,
        }  # fmt: skip

    def post(self, name: str, asked: Json) -> tuple[int, Json]:
        """The status and answer of one request; what does not exist is a 404, what cannot be done a 400."""
        handler = self._posts.get(name)
        if handler is None:
            return 404, {"ok": False, "error": "not_found"}
        try:
            return 200, {"ok": True} | handler(asked)
        except Refusal as refusal:
            return 400, {"ok": False, "error": refusal.error} | refusal.more
        except KeyError as missing:
            return 400, {"ok": False, "error": f"missing or unknown: {missing.args[0]}"}
        except ValueError as wrong:
            return 400, {"ok": False, "error": "invalid_arguments", "message": str(wrong)}

    def _me(self, asked: Json) -> User:
        return self._workspace.users[str(asked["as"])]

    def _place(self, asked: Json) -> Message | View:
        """The message or view that a request is about, if this person sees it."""
        container, me = asked.get("container", asked), asked["as"]
        place: Message | View | None
        if "view_id" in container:
            place = self._workspace.screens.find(container["view_id"])
            seen = place is not None and place.user == me
        else:
            place = self._workspace.find(container["channel"], container["ts"])
            seen = (
                place is not None
                and place.seen_by(me)
                and me in self._workspace.channels[place.channel].members
            )
        if place is None or not seen:
            raise Refusal("not_found")
        return place

    def _view(self, asked: Json) -> View:
        place = self._place({"as": asked["as"], "view_id": asked["view_id"]})
        if not isinstance(place, View):
            raise Refusal("not_found")
        return place

    def _type(self, asked: Json) -> Json:
        me, channel = self._me(asked), self._workspace.channels[asked["channel"]]
        if me.id not in channel.members or channel.archived:
            raise Refusal("is_archived" if channel.archived else "not_in_channel")
        text, thread = str(asked["text"]), asked.get("thread_ts")
        if text.strip():
            self._stage.composer = {}
            self._later(lambda: self._acts.type(me, channel, text, thread))
        return {}

    def _act(self, asked: Json) -> Json:
        me, place = self._me(asked), self._place(asked)
        outcome = self._acts.press(me, place, asked["block_id"], asked["action"], asked.get("state"))
        return {} if outcome.ok else {"ok": False, "error": outcome.error, "message": NO_ANSWER}

    def _shortcut(self, asked: Json) -> Json:
        """A shortcut used on a message."""
        me, place = self._me(asked), self._place(asked)
        if not isinstance(place, Message):
            raise Refusal("message_not_found")
        outcome = self._acts.shortcut(me, str(asked["callback"]), place)
        return {} if outcome.ok else {"ok": False, "error": outcome.error, "message": NO_ANSWER}

    def _suggest(self, asked: Json) -> Json:
        me, place = self._me(asked), self._place(asked)
        outcome = self._acts.suggest(
            me, place, asked["block_id"], asked["action_id"], str(asked.get("value", ""))
        )
        return {"options": list(outcome.options)} | ({"error": outcome.error} if outcome.error else {})

    def _submit(self, asked: Json) -> Json:
        values: Any = (asked.get("state") or {}).get("values", {})
        outcome = self._acts.submit(self._me(asked), self._view(asked), values)
        if outcome.error:
            return {"ok": False, "error": outcome.error}
        return {"errors": dict(outcome.errors)} if outcome.errors else {}

    def _close(self, asked: Json) -> Json:
        self._acts.close(self._me(asked), self._view(asked))
        return {}

    def _open_home(self, asked: Json) -> Json:
        me = self._me(asked)
        self._later(lambda: self._acts.open_home(me))
        return {}

    def _read(self, asked: Json) -> Json:
        self._workspace.mark_read(asked["channel"], self._me(asked).id)
        return {}

    def _clock(self, asked: Json) -> Json:
        if self._stage.on_clock is None:
            raise Refusal("no_clock")
        self._stage.on_clock(str(asked["to"]))
        self._workspace.tell("changed")
        return {"clock": self._workspace.now().isoformat()}

    def _scene(self, asked: Json) -> Json:
        if self._stage.on_scene is None:
            raise Refusal("no_scenes")
        self._stage.on_scene(str(asked["name"]))
        self._workspace.tell("changed")
        return {}

    def _step(self, asked: Json) -> Json:
        del asked
        if self._stage.on_step is None:
            raise Refusal("no_scenes")
        self._stage.on_step()
        self._workspace.tell("changed")
        return {}

    def _reset(self, asked: Json) -> Json:
        del asked
        if self._stage.on_reset:
            self._stage.on_reset()
        else:
            self._workspace.clear()
        return {}
