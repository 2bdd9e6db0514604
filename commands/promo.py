"""`/promo`: the shop's own promotions, so that days with one are compared with days with one."""

from __future__ import annotations

import re

from commands.context import Ask, Click, Command, Context, Person, Reply
from commands.outgoing import confidential, guarded
from commands.plan_words import nearest_days, take_period
from commands.promo_codes import offered, proposals
from commands.promo_forms import change, form, paste
from commands.promo_keeping import end, keep, may_plan, none_such, not_yours, number_of, remove, state
from metrics.metric import Sensitivity
from metrics.period import Period
from metrics.promotions import Promotion
from storage import promotions
from templates import Message, Modal, render

EXAMPLES = ("/promo", "/promo list", "/promo BF early 20–22 Nov code BF20", "/promo import")
_CODES = re.compile(r"\bcodes?\s+(?P<codes>[A-Za-z0-9_-]+(?:\s*[,;]\s*[A-Za-z0-9_-]+)*)", re.IGNORECASE)
#: “end 12”, “end 12 on 25 Nov”: an order about one promotion, and what follows its number.
_ORDER = re.compile(r"(change|edit|end|remove|delete|history)\s+#?(\d{1,9})\b\s*(.*)", re.IGNORECASE)
MOST = 20


def promo(ask: Ask, context: Context) -> Message | Modal:
    """A form; `list`, `import`, `change 12`, or a promotion in words: `BF early 20–22 Nov code BF20`."""
    reply = _answered(ask, context)
    if isinstance(reply, Modal) or reply.restricted:
        return reply
    return confidential(reply, Sensitivity.TEAM, ask, context)


def _answered(ask: Ask, context: Context) -> Message | Modal:
    text = " ".join(ask.text.split())
    match text.casefold():
        case "list":
            return listed(ask, context)
        case "" | "new" | "add" | "import" if not may_plan(ask.person):
            return listed(ask, context) if not text else not_yours(context)
        case "" | "new" | "add":
            return form(ask.channel, context)
        case "import":
            return paste(ask.channel, context)
    if order := _ORDER.fullmatch(text):
        return _ordered(order[1].casefold(), number_of(order[2]), order[3], ask, context)
    return in_words(text, ask.person, context)


def _ordered(verb: str, number: int, rest: str, ask: Ask, context: Context) -> Message | Modal:
    match verb:
        case "change" | "edit":
            return change(number, ask.person, ask.channel, context)
        case "end":
            return _end(number, rest, ask.person, context)
        case "history":
            return history(number, context)
        case _:
            return remove(number, ask.person, context)


def _end(number: int, words: str, person: Person, context: Context) -> Message:
    """End one on the day that the words name, or today."""
    said = take_period(words, context.today, week_start=context.shop.calendar)
    last = nearest_days(said.words, context.today, week_start=context.shop.calendar) if said else None
    if words and (last is None or last.days != 1):
        return unreadable("Say its last day, as in `/promo end 12 on 25 Nov`.", context)
    return end(number, last.start if last else context.today, person, context)


def listed(ask: Ask, context: Context) -> Message:
    """What runs, what is to come and what was, newest first; and busy codes that belong to none of it."""
    with context.store.read() as db:
        known = promotions.all_of(db)
    found = proposals(context) if may_plan(ask.person) else ()
    message = render(
        "promos.j2",
        promotions=[(one, state(one, context.today), Period(one.start, one.end)) for one in known[:MOST]],
        count=len(known),
        proposals=offered(found),
        proposed=len(found),
        buttons=[("New promotion", "promo.new", ""), ("Import", "promo.import", "")],
        style=context.style,
    )
    return guarded(message, (context.catalog.named("orders"),), ask, context) if found else message


def history(number: int, context: Context) -> Message:
    """All that was said about one promotion, newest first."""
    with context.store.read() as db:
        said = promotions.history(db, number)
    if not said:
        return none_such(context)
    return render(
        "promo_history.j2",
        said=[(one, Period(one.start, one.end)) for one in said],
        style=context.style,
    )


def in_words(text: str, person: Person, context: Context) -> Message:
    """A promotion said in one line: its name, its days, and its codes after `code`."""
    codes = _CODES.search(text)
    without = _CODES.sub(" ", text) if codes else text
    said = take_period(without, context.today, week_start=context.shop.calendar)
    period = nearest_days(said.words, context.today, week_start=context.shop.calendar) if said else None
    if said is None or period is None or not said.rest:
        return unreadable("A promotion needs a name and its days.", context)
    listed_codes = tuple(re.split(r"\s*[,;]\s*", codes["codes"])) if codes else ()
    wanted = Promotion(
        name=said.rest[:150],
        start=period.start,
        end=period.end,
        kind="Discount code" if listed_codes else "Other",
        codes=listed_codes,
    )
    return keep(wanted, person, context)


def unreadable(why: str, context: Context) -> Message:
    """Words that make no promotion, and what would."""
    return render(
        "unreadable.j2",
        message=why,
        suggestions=[("Fill in a form", "promo.new", "")],
        examples=EXAMPLES,
        style=context.style,
    )


def list_clicked(click: Click, context: Context) -> Reply:
    """A button that lists them."""
    return click.answered(listed(click.asks("promo list"), context))


PROMO = Command(
    name="promo",
    hint="BF early 20–22 Nov code BF20 | list | import",
    about="The shop's promotions, so that days with one are compared with days with one",
    answer=promo,
    examples=("list", "BF early 20–22 Nov code BF20"),
)
