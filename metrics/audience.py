"""Who may see a figure where: one rule over its sensitivity, the asker's role, who reads the place, and the surface."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum

from metrics.metric import Measured, Sensitivity

PUBLIC, TEAM, RESTRICTED = Sensitivity.PUBLIC, Sensitivity.TEAM, Sensitivity.RESTRICTED


class Role(StrEnum):
    """What a person is to the shop. Guests and strangers (Slack Connect) are visitors, whoever named them."""

    DIRECTOR = "director"
    MANAGER = "manager"
    ANALYST = "analyst"
    VIEWER = "viewer"
    GUEST = "guest"
    STRANGER = "stranger"


class ChannelClass(StrEnum):
    """Who reads a place. UNKNOWN is one that Slack did not tell of: it is trusted like another company's."""

    ALONE = "the person alone"  # their own messages with the bot
    DIRECTORS = "directors only"
    TEAM = "team"
    EVERYONE = "everyone in the workspace"
    GUESTS = "has guests"
    CONNECT = "Slack Connect"
    UNKNOWN = "not known"


class Surface(Enum):
    """How words and figures reach somebody."""

    COMMAND = "slash command"
    MENTION = "mention"
    DIRECT = "direct message"
    DIGEST = "digest"
    NOTIFICATION = "notification text"
    CHART = "chart"
    TABLE = "table"
    EXPORT = "export"
    BUTTON = "button"
    SHARED = "shared message"
    THREAD = "thread follow-up"
    HOME = "App Home"
    CARD = "card of an approval"
    TERMINAL = "terminal"


class Reach(Enum):
    """Who reads what is said on a surface, if nothing is done about it."""

    ASKER = "the asker, in a place of their own"
    WHISPER = "the asker, in a place that others look at, too"
    PLACE = "everybody who reads the place"


class Verdict(StrEnum):
    """What becomes of a figure: shown, to the asker alone (saying why), or refused."""

    SHOWN = "shown"
    PRIVATE = "private"
    REFUSED = "refused"


# The rule: what each role may know, the least that everybody who reads a place is, and who a surface reaches.

CLEARED: Mapping[Role, frozenset[Sensitivity]] = {
    Role.DIRECTOR: frozenset((PUBLIC, TEAM, RESTRICTED)),
    Role.MANAGER: frozenset((PUBLIC, TEAM)),
    Role.ANALYST: frozenset((PUBLIC, TEAM)),
    Role.VIEWER: frozenset((PUBLIC, TEAM)),
    Role.GUEST: frozenset((PUBLIC,)),
    Role.STRANGER: frozenset((PUBLIC,)),
}

LEAST: Mapping[ChannelClass, Role] = {
    ChannelClass.DIRECTORS: Role.DIRECTOR,
    ChannelClass.TEAM: Role.VIEWER,
    ChannelClass.EVERYONE: Role.VIEWER,
    ChannelClass.GUESTS: Role.GUEST,
    ChannelClass.CONNECT: Role.STRANGER,
    ChannelClass.UNKNOWN: Role.STRANGER,
}

REACHES: Mapping[Surface, Reach] = {
    Surface.COMMAND: Reach.WHISPER,
    Surface.BUTTON: Reach.WHISPER,
    Surface.DIRECT: Reach.ASKER,
    Surface.HOME: Reach.ASKER,
    Surface.CARD: Reach.ASKER,
    Surface.TERMINAL: Reach.ASKER,
    Surface.MENTION: Reach.PLACE,
    Surface.THREAD: Reach.PLACE,
    Surface.SHARED: Reach.PLACE,
    Surface.DIGEST: Reach.PLACE,
    Surface.NOTIFICATION: Reach.PLACE,
    Surface.CHART: Reach.PLACE,
    Surface.TABLE: Reach.PLACE,
    Surface.EXPORT: Reach.PLACE,
}


def verdict(sensitivity: Sensitivity, role: Role, place: ChannelClass, surface: Surface) -> Verdict:
    """What becomes of a figure of this sensitivity, asked for by this role, on this surface, in this place.

    A team's figure that is whispered needs no excuse: nobody else reads it. A restricted one says why it is whispered.
    """
    if sensitivity not in CLEARED[role]:
        return Verdict.REFUSED
    reach = REACHES[surface]
    if reach is Reach.ASKER or place is ChannelClass.ALONE or sensitivity in CLEARED[LEAST[place]]:
        return Verdict.SHOWN
    if reach is Reach.WHISPER and sensitivity is not RESTRICTED:
        return Verdict.SHOWN
    return Verdict.PRIVATE


def depends_on_place(sensitivity: Sensitivity, surface: Surface) -> bool:
    """Whether it matters who reads the place, so that Slack has to be asked."""
    reach = REACHES[surface]
    if reach is Reach.ASKER or sensitivity is PUBLIC:
        return False
    return reach is Reach.PLACE or sensitivity is RESTRICTED


#: What a shop says of its figures' sensitivity, by metric name; the definitions say the rest.
Declared = Mapping[str, Sensitivity]


def sensitivity_of(metrics: Iterable[Measured], declared: Declared) -> Sensitivity:
    """The strictest of some figures."""
    return _strictest(level_of(metric, declared) for metric in metrics)


def level_of(metric: Measured, declared: Declared) -> Sensitivity:
    """How strict one figure is: as the shop says, else as its strictest part, for POAS shows what profit is."""
    if metric.name in declared:
        return declared[metric.name]
    return _strictest(declared.get(part.name, part.sensitivity) for part in (metric, *metric.parts))


def _strictest(levels: Iterable[Sensitivity]) -> Sensitivity:
    every = set(levels)
    return next((one for one in (RESTRICTED, TEAM) if one in every), PUBLIC)


# In words


@dataclass(frozen=True, kw_only=True)
class Readers:
    """Who reads a place: its class, and how many of its people are no directors, and visitors."""

    place: ChannelClass
    not_directors: int = 0
    visitors: int = 0


def refusal(metrics: Sequence[Measured], declared: Declared) -> str:
    """Why these figures are not for somebody: “Gross margin is for directors only.”"""
    return f"{_are(metrics, declared)} for {_whom(sensitivity_of(metrics, declared))}."


def reason(metrics: Sequence[Measured], readers: Readers, declared: Declared) -> str:
    """Why these figures go to the asker alone: “Gross margin is for directors only, and 4 people here are not …”."""
    sensitivity = sensitivity_of(metrics, declared)
    return f"{_are(metrics, declared)} for {_whom(sensitivity)}, and {_obstacle(sensitivity, readers)}."


def reason_for_words(sensitivity: Sensitivity, readers: Readers) -> str:
    """Why what people wrote down goes to the asker alone."""
    return f"What is on record here is for {_whom(sensitivity)}, and {_obstacle(sensitivity, readers)}."


def _are(metrics: Sequence[Measured], declared: Declared) -> str:
    strictest = sensitivity_of(metrics, declared)
    labels = list(
        dict.fromkeys(metric.label for metric in metrics if level_of(metric, declared) is strictest)
    )
    return f"{' and '.join(filter(None, (', '.join(labels[:-1]), labels[-1])))} {'is' if len(labels) == 1 else 'are'}"


def _whom(sensitivity: Sensitivity) -> str:
    return "directors only" if sensitivity is RESTRICTED else "members of this workspace only"


def _obstacle(sensitivity: Sensitivity, readers: Readers) -> str:
    match readers.place:
        case ChannelClass.UNKNOWN:
            return "I could not check with Slack who reads this conversation"
        case ChannelClass.CONNECT:
            return "people of another company read this channel"
        case ChannelClass.GUESTS if sensitivity is not RESTRICTED:
            return f"{_people(readers.visitors, 'is a guest', 'are guests')}"
        case _ if readers.not_directors:
            return f"{_people(readers.not_directors, 'is not one', 'are not')}"
        case _:
            return "everyone in the workspace can read this channel"


def _people(count: int, one: str, many: str) -> str:
    return f"one person here {one}" if count == 1 else f"{count} people here {many}"
