"""`/shelftalk away until Mon`: digests and alerts wait, approvals are handed over, and one message catches up."""

from __future__ import annotations

import re
from datetime import date, time

from markupsafe import Markup

from commands import people
from commands.context import Ask, Click, Context, Person, Reply
from commands.plan_words import nearest_days
from delivery.attention import held_from
from delivery.outbox import Unasked
from storage import attention
from templates import Message, render
from templates.escaping import mention
from templates.filters import Words

#: When somebody who was away is caught up, on the day on which they are back.
BACK_AT = time(8)
LONGEST_BUDGET = 50


def away(words: str, ask: Ask, context: Context) -> Message:
    """`until Mon`, `until 30 Nov`, `back`; without words, whether one is away."""
    said = words.strip().casefold()
    if said in ("back", "over", "stop"):
        return back(ask.person, context)
    if not said:
        return _standing(ask.person, context)
    day = day_in(said, context)
    if day is None:
        return render(
            "refused.j2",
            message=f"I could not read “{words.strip()}” as the day on which you are back.",
            way_out="Write `/shelftalk away until Mon`, or a date such as `until 30 Nov`.",
            style=context.style,
        )
    return leave(ask.person, day, context)


def leave(person: Person, back_on: date, context: Context) -> Message:
    """Nothing but approvals until the day on which they are back; other directors are offered."""
    with context.store.write() as db:
        attention.leave(db, person.id, context.today, back_on)
        context.timers.once(db, f"back/{person.id}", back_on, BACK_AT, context.shop.time_zone)
    waiting = context.desk.waiting(person.id)
    others = [one for one in people.directors(context) if one != person.id] if waiting else []
    text = Markup(
        "You are away until {}, {:%H:%M}: digests and alerts wait for you, and one message then tells what there was."
    )
    said = text.format(Words(context.style).day(back_on), BACK_AT)
    if waiting:
        said += Markup(" {} for your yes meanwhile{}.").format(
            "1 approval waits" if len(waiting) == 1 else f"{len(waiting)} approvals wait",
            ": hand them over?" if others else "",
        )
    return render(
        "note.j2",
        text=said,
        buttons=[
            *((f"Hand over to {people.who(context, one).name}", "away.hand_over", one) for one in others[:2]),
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
        context.timers.once(
            db,
            f"back/{person.id}",
            now.date(),
            now.time().replace(second=0, microsecond=0),
            context.shop.time_zone,
        )
    return render(
        "note.j2", text="Welcome back. What there was follows in your messages.", style=context.style
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
    """Ask another director to look at what waits: any one of them may decide."""
    waiting = context.desk.waiting(click.person.id)
    if click.value not in people.directors(context) or click.value == click.person.id:
        return render("refused.j2", message="That is nobody who may decide.", way_out="", style=context.style)
    if not waiting:
        return render("note.j2", text="Nothing waits for you any more.", style=context.style)
    with context.store.write() as db:
        said = attention.of(db, click.person.id)
        until = f" until {Words(context.style).day(said.back_on)}" if said.back_on else ""
        numbers = ", ".join(f"#{request.id}" for request in waiting[:10])
        asked = Markup("{} is away{} and hands over to you what waits for a yes: {}.").format(
            mention(click.person.id), until, numbers
        )
        message = render(
            "note.j2", text=asked, buttons=[("What waits for me", "approval.list", "")], style=context.style
        )
        key = f"handed-over/{click.person.id}/{context.today.isoformat()}/{click.value}"
        context.outbox.put(
            db, key, click.value, message, now=context.now, unasked=Unasked.APPROVAL, urgent=True
        )
    text = Markup("Handed over to {}, who has been told.").format(mention(click.value))
    return render("note.j2", text=text, style=context.style)


def back_clicked(click: Click, context: Context) -> Reply:
    """A button that ends one's time away."""
    return back(click.person, context)


def _standing(person: Person, context: Context) -> Message:
    with context.store.read() as db:
        said = attention.of(db, person.id)
    if said.back_on is None:
        return render(
            "note.j2",
            text="You are not away. `/shelftalk away until Mon` lets digests and alerts wait.",
            style=context.style,
        )
    text = f"You are away until {Words(context.style).day(said.back_on)}."
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
