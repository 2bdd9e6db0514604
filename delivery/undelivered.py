"""What is said to whoever set something up that could not be delivered: why, and what to do, in one press."""

from __future__ import annotations

from delivery.claims import Claim
from delivery.refusals import explain
from templates import Message, render


def undelivered(claim: Claim, error: str, told: str) -> Message:
    """For `told`, who set up what could not be delivered (or looks after the bot)."""
    why, what_to_do = explain(error)
    return render(
        "undelivered.j2",
        said=claim.message.text,
        place=claim.place,
        why=why,
        what_to_do=what_to_do,
        buttons=choices(claim, told),
    )


def choices(claim: Claim, told: str) -> list[tuple[str, str, str]]:
    """The buttons: they grant nothing, each asks for the delivery by its key."""
    if claim.owner != told or claim.place == told:
        return []
    mine = ("Send it to me", "undelivered.me", claim.key)
    if not claim.unasked:  # nothing that comes again: there is nothing to move or to pause
        return [mine]
    elsewhere = ("Another channel", "undelivered.elsewhere", claim.key)
    return [elsewhere, mine, ("Pause", "undelivered.pause", claim.key)]
