"""What people press and choose in messages, modals and homes, and what they search for in selects."""

from __future__ import annotations

from sandbox.block_elements import OPTIONS_ANSWER
from sandbox.courier import Courier, interaction
from sandbox.outcome import Outcome
from sandbox.payloads import Payloads, action_of, message_values
from sandbox.places import Json, User
from sandbox.posts import Message
from sandbox.refusals import Refusal
from sandbox.views import STARTS, View, all_blocks, elements_of, merged
from sandbox.workspace import Workspace


class Presses:
    """Tells the bot of presses, and marks the message where that fails."""

    def __init__(self, workspace: Workspace, payloads: Payloads, courier: Courier) -> None:
        self._workspace = workspace
        self._payloads = payloads
        self._courier = courier

    def press(
        self, user: User, place: Message | View, block: str, chosen: Json, state: Json | None = None
    ) -> Outcome:
        """Press or choose in an element; `state` is what else was entered. Raises Refusal for no element."""
        with self._workspace.changed:
            payload = self._pressed(user, place, block, chosen, (state or {}).get("values", state or {}))
        answer = self._courier.deliver(interaction(payload))
        if isinstance(place, Message) and place.notice != answer.failure:
            with self._workspace.changed:
                place.notice = answer.failure
                self._workspace.tell("notice", user=user.id)
        return Outcome(error=answer.failure)

    def _pressed(self, user: User, place: Message | View, block: str, chosen: Json, given: Json) -> Json:
        element = element_of(place.blocks, block, chosen.get("action_id", ""))
        action = action_of(element, block, self._workspace.next_ts(), chosen)
        if element["type"] in STARTS:
            given = given | {block: given.get(block, {}) | {element["action_id"]: _held(action)}}
        if isinstance(place, View):
            place.values = merged(place.values, given)
            return self._payloads.view_action(user, place, [action])
        return self._payloads.message_action(user, place, [action], message_values(place, given))

    def suggest(self, user: User, place: Message | View, block: str, action: str, value: str) -> Outcome:
        """Type into an external select: the bot's options, or why there are none."""
        element = element_of(place.blocks, block, action)
        if len(value) < element.get("min_query_length", 3):
            return Outcome()
        answer = self._courier.deliver(
            interaction(self._payloads.suggestion(user, block, action, value, place))
        )
        if answer.failure:
            return Outcome(error=answer.failure)
        content = answer.json()
        if problems := list(OPTIONS_ANSWER(content, "")):
            return Outcome(error="; ".join(problems))
        grouped = [option for group in content.get("option_groups", ()) for option in group["options"]]
        return Outcome(options=tuple(content.get("options", grouped)))

    def shortcut(self, user: User, callback: str, message: Message | None = None) -> Outcome:
        """Use a global shortcut, or one on a message."""
        answer = self._courier.deliver(interaction(self._payloads.shortcut(user, callback, message)))
        return Outcome(error=answer.failure)


def element_of(blocks: list[Json], block: str, action: str) -> Json:
    """The element with this action id in this block; raises Refusal."""
    for candidate in all_blocks(blocks):
        if candidate["block_id"] == block:
            for element in elements_of(candidate):
                if element["action_id"] == action:
                    return element
    raise Refusal("element_not_found", block_id=block, action_id=action)


def _held(action: Json) -> Json:
    """What the state keeps of an action."""
    kept = STARTS[action["type"]][0]
    return {"type": action["type"], kept: action.get(kept)}
