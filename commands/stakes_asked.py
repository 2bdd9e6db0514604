"""What is at stake, for whoever looks a request up: what they may see where they ask, and the log of it."""

from __future__ import annotations

from dataclasses import replace

from commands.at_stake import AtStake
from commands.context import Ask, Context
from commands.rights import disclose_periods, ruled_words
from metrics.audience import CLEARED, Verdict
from metrics.metric import Sensitivity
from templates import Message


def for_asker(stakes: AtStake | None, ask: Ask, context: Context) -> AtStake | None:
    """What the asker may see here: of restricted figures nothing where others read along."""
    if stakes is None:
        return None
    cleared = set(CLEARED[ask.person.rank])
    if not ask.is_private:
        cleared -= {Sensitivity.RESTRICTED}
        if ruled_words(Sensitivity.TEAM, ask, context).verdict is not Verdict.SHOWN:
            return None
    return stakes.for_readers(cleared)


def told_to(message: Message, stakes: AtStake | None, ask: Ask, context: Context) -> Message:
    """The message, written down and kept from all others where it shows what not everybody may see."""
    if stakes is None or not stakes.is_restricted:
        return message
    disclose_periods(stakes.shown(), ask, context, posted=False)
    return replace(message, restricted=True)
