"""`/shelftalk away until Mon`: digests and alerts wait, somebody else decides, and one message catches up."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from markupsafe import Markup

from commands import people
from commands.context import Ask, Click, Context, Person, Reply
from commands.plan_words import nearest_days
from delivery.attention import held_from
from delivery.localtime import instant
from delivery.outbox import Unasked
from storage import Database, attention, delegations
from storage.delegations import Delegation, Impossible
from templates import Message, render
from templates.escaping import mention
from templates.filters import Words

#: When somebody who was away is caught up, on the day on which they are back.
BACK_AT = time(8)
LONGEST_BUDGET = 50
_MENTION = re.compile(r"<@([uw][a-z0-9]+)(?:\|[^>]*)?>", re.IGNORECASE)


def away(words: str, ask: Ask, context: Context) -> Message:
    """`until Mon`, `until 30 Nov @rosa`, `back`; without words, whether one is away."""
    said = words.strip().casefold()
    if said in ("back", "over", "stop"):
        return back(ask.person, context)
    if not said:
        return _standing(ask.person, context)
    named = _MENTION.search(words)
    day = day_in(_MENTION.sub("", said).strip(" ,"), context)
    if day is None:
        return render(
            "refused.j2",
            message=f"I could not read “{words.strip()}” as the day on which you are back.",
            way_out="Write `/shelftalk away until Mon`, or a date such as `until 30 Nov`.",
            style=context.style,
        )
    left = leave(ask.person, day, context)
    return hand_to(named[1].upper(), ask.person, context) if named else left


def leave(person: Person, back_on: date, context: Context) -> Message:
    """Nothing but approvals until the day on which they are back; those who could decide meanwhile are offered."""
    with context.store.write() as db:
        attention.leave(db, person.id, context.today, back_on)
        context.timers.once(db, f"back/{person.id}", back_on, BACK_AT, context.shop.time_zone)
        stands_in = delegations.of(db, person.id, context.now)
        if stands_in:  # whoever stands in does so for as long as one is away
            _arrange(db, person, stands_in.to, back_on, context)
    waiting, others = len(context.desk.waiting(person.id, now=context.now)), _others(person, context)
    text = Markup(
        "You are away until {}, {:%H:%M}: digests and alerts wait for you, and one message then tells what there was."
    )
    said = text.format(Words(context.style).day(back_on), BACK_AT)
    if waiting:
        said += Markup(" {} for your yes{}.").format(
            "1 approval waits" if waiting == 1 else f"{waiting} approvals wait",
            " meanwhile" if others else "",
        )
    if stands_in:
        said += Markup(" {} decides for you.").format(mention(stands_in.to))
    elif others:
        said += " Who decides for you?"
    offered = [] if stands_in else others[:3]
    return render(
        "note.j2",
        text=said,
        buttons=[
            *((f"Hand over to {people.who(context, one).name}", "away.hand_over", one) for one in offered),
            ("I am back", "away.back", ""),
        ],
        style=context.style,
    )


def back(person: Person, context: Context) -> Message:
    """Away no more; the one message follows at once."""
    with context.store.write() as db:
        if attention.of(db, person.id).back_on is None:
            return render("note.j2", text="You were not away.", style=context.style)
        now = context.now
        handed_over = delegations.end(db, person.id, now)
        context.timers.once(
            db,
            f"back/{person.id}",
            now.date(),
            now.time().replace(second=0, microsecond=0),
            context.shop.time_zone,
        )
    context.desk.people_changed(context.now)
    text = "Welcome back. What there was follows in your messages."
    return render(
        "note.j2", text=text + (" You decide yourself again." if handed_over else ""), style=context.style
    )


def unasked(words: str, ask: Ask, context: Context) -> Message:
    """`5`: so many messages a day unasked; `usual`: as many as the shop says; without words, how many."""
    said = words.strip().casefold()
    if said and said != "usual" and not (said.isdecimal() and int(said) <= LONGEST_BUDGET):
        return render(
            "refused.j2",
            message=f"“{words.strip()}” is no number of messages a day.",
            way_out=f"Write `/shelftalk unasked 5` (0 to {LONGEST_BUDGET}), or `/shelftalk unasked usual`.",
            style=context.style,
        )
    with context.store.write() as db:
        if said:
            attention.set_most(db, ask.person.id, None if said == "usual" else int(said))
        most = attention.of(db, ask.person.id).most
        kept = len(held_from(db, ask.person.id))
    number = context.shop.unasked_a_day if most is None else most
    text = f"You get at most {number} messages a day that you have not asked for; what is beyond joins your next digest."
    return render("note.j2", text=text + (f" {kept} are kept back now." if kept else ""), style=context.style)


def hand_over(click: Click, context: Context) -> Reply:
    """A button that names who decides while one is away."""
    return hand_to(click.value, click.person, context)


def hand_to(to: str, person: Person, context: Context) -> Message:
    """Somebody else decides for as long as one is away: what waits now, and what comes; what was decided stands."""
    if to not in _others(person, context):
        names = Markup(", ").join(mention(one) for one in _others(person, context))
        way_out = Markup("Choose one of {}.").format(names) if names else "Nothing waits for your own yes."
        return _refused("Only somebody who decides about approvals can stand in for you.", way_out, context)
    waiting = context.desk.waiting(person.id, now=context.now)
    with context.store.write() as db:
        back_on = attention.of(db, person.id).back_on
        if back_on is None:
            return _refused("You are not away.", "Write `/shelftalk away until Mon` first.", context)
        try:
            _arrange(db, person, to, back_on, context)
        except Impossible as why:
            return _refused(str(why), "Hand over to somebody else, or stay the one who decides.", context)
        until = Words(context.style).day(back_on)
        numbers = ", ".join(f"#{request.id}" for request in waiting[:10])
        asked = Markup("{} is away until {} and hands over to you what waits for a yes{}.").format(
            mention(person.id), until, f": {numbers}" if numbers else ", as it comes"
        )
        message = render(
            "note.j2", text=asked, buttons=[("What waits for me", "approval.list", "")], style=context.style
        )
        key = f"handed-over/{person.id}/{context.now.isoformat()}/{to}"
        context.outbox.put(db, key, to, message, now=context.now, unasked=Unasked.APPROVAL, urgent=True)
    context.desk.people_changed(context.now)
    text = Markup("Handed over to {}, who has been told and decides for you until {}, {:%H:%M}.")
    return render(
        "note.j2",
        text=text.format(mention(to), until, BACK_AT),
        buttons=[("I am back", "away.back", "")],
        style=context.style,
    )


def _others(person: Person, context: Context) -> list[str]:
    """Who can stand in for somebody: those who decide, too; nobody for those who decide nothing themselves."""
    deciding = context.desk.deciders(context.now)
    return [one for one in deciding if one != person.id] if person.id in deciding else []


def _arrange(db: Database, person: Person, to: str, back_on: date, context: Context) -> None:
    """Until they are back, and what is shown to whom is looked at again in that moment."""
    until = _back_at(back_on, context)
    delegations.delegate(
        db,
        Delegation(who=person.id, to=to, start=context.now, until=until, by=person.id, at=context.now),
    )
    context.timers.once(db, f"stand-in/{person.id}", back_on, BACK_AT, context.shop.time_zone)


def _back_at(back_on: date, context: Context) -> datetime:
    return instant(back_on, BACK_AT, context.shop.zone)


def _refused(message: str, way_out: str, context: Context) -> Message:
    return render("refused.j2", message=message, way_out=way_out, style=context.style)


def back_clicked(click: Click, context: Context) -> Reply:
    """A button that ends one's time away."""
    return back(click.person, context)


def _standing(person: Person, context: Context) -> Message:
    with context.store.read() as db:
        said, stands_in = attention.of(db, person.id), delegations.of(db, person.id, context.now)
    if said.back_on is None:
        return render(
            "note.j2",
            text="You are not away. `/shelftalk away until Mon` lets digests and alerts wait.",
            style=context.style,
        )
    text = Markup("You are away until {}.").format(Words(context.style).day(said.back_on))
    if stands_in:
        text += Markup(" {} decides for you.").format(mention(stands_in.to))
    return render("note.j2", text=text, buttons=[("I am back", "away.back", "")], style=context.style)


def day_in(words: str, context: Context) -> date | None:
    """The day to come that the words name."""
    bare = re.sub(r"^(?:until|till|to|through)\s+", "", words)
    if bare == "tomorrow":
        return context.today.fromordinal(context.today.toordinal() + 1)
    found = nearest_days(bare, context.today, week_start=context.shop.calendar)
    if found is None:
        return None
    day = found.start
    while day <= context.today and re.fullmatch(r"[a-z]+", bare):  # a weekday is the next one
        day = day.fromordinal(day.toordinal() + 7)
    return day if day > context.today else None
