"""How a digest comes, changed by its owner: another hour, only when unusual, a rest, an end, another owner."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta

from markupsafe import Markup

from commands import people
from commands.context import Click, Context, Errors, Person, Reply
from commands.digest_owner import gone, refusal, said_of, target_in
from digests.buttons import Button, how_it_comes, target_of
from digests.definitions import title_of
from digests.publish import subscribe, timer_of, unsubscribe
from storage import Database, no_peaks, subscriptions
from storage import people as standings
from storage.subscriptions import Subscription
from templates import Message, Modal, render, render_modal
from templates.days import WEEK
from templates.escaping import channel, mention
from templates.filters import Words

Change = Callable[[Subscription], Subscription]
#: How long a snooze lasts unless another day is chosen.
USUAL_REST = timedelta(days=7)


def changed(
    digest: str, place: str, wish: str, person: Person, context: Context, change: Change
) -> Message | Subscription:
    """What a digest is after a change by somebody; where they may not, or nothing changes, what they are told instead.

    Whether they may is asked in the transaction that changes it.
    """
    with context.store.write() as db:
        before = subscriptions.get(db, digest, place)
        if before is None:
            return gone(place, context)
        if no := refusal(db, digest, place, wish, person, context):
            return no
        after = change(before)
        if after == before:
            return _told(before, "It is so already: {when}.", context)
        subscribe(db, context.timers, after, context.now, by=person.id)
    return after


def move(
    digest: str, place: str, at: time, days: tuple[str, ...] | None, person: Person, context: Context
) -> Message:
    """From now on at another hour, perhaps on other days."""
    after = changed(
        digest, place, "move", person, context, lambda one: replace(one, at=at, days=days or one.days)
    )
    if isinstance(after, Message):
        return after
    return _told(after, "From now on {when}, in {place}.{next}", context)


def only_unusual(digest: str, place: str, person: Person, context: Context) -> Message:
    """From now on only where something stands out."""
    after = changed(digest, place, "unusual", person, context, lambda one: replace(one, only_unusual=True))
    if isinstance(after, Message):
        return after
    said = "From now on it comes to {place} only when something is unusual. The next one says how many I kept back."
    return _told(after, said, context)


def every_time(digest: str, place: str, person: Person, context: Context) -> Message:
    """From now on on every one of its days."""
    after = changed(digest, place, "every", person, context, lambda one: replace(one, only_unusual=False))
    return (
        after if isinstance(after, Message) else _told(after, "It comes every time again: {when}.", context)
    )


def snooze(digest: str, place: str, until: date, person: Person, context: Context) -> Message:
    """A rest until a day, on which it comes again."""
    after = changed(
        digest, place, "snooze", person, context,
        lambda one: replace(one, snoozed_until=until, paused=False),
    )  # fmt: skip
    if isinstance(after, Message):
        return after
    said = f"It rests until {Words(context.style).day(until)}, when it comes again: {{when}}."
    return _told(after, said, context, ("Wake it now", "digest.resume", target_of(after)))


def pause(digest: str, place: str, person: Person, context: Context) -> Message:
    """A rest until somebody ends it."""
    after = changed(digest, place, "pause", person, context, lambda one: replace(one, paused=True))
    if isinstance(after, Message):
        return after
    said = "Paused: no digest in {place} until somebody lets it come again."
    return _told(after, said, context, ("Resume", "digest.resume", target_of(after)))


def resume(digest: str, place: str, person: Person, context: Context) -> Message:
    """The end of a rest."""
    after = changed(
        digest, place, "resume", person, context,
        lambda one: replace(one, paused=False, snoozed_until=None),
    )  # fmt: skip
    return after if isinstance(after, Message) else _told(after, "It comes again: {when}.{next}", context)


def stop(digest: str, place: str, person: Person, context: Context) -> Message:
    """No more of it."""
    with context.store.write() as db:
        before = subscriptions.get(db, digest, place)
        if before is None:
            return gone(place, context)
        if no := refusal(db, digest, place, "stop", person, context):
            return no
        unsubscribe(db, context.timers, digest, place, person.id, context.now)
    text = Markup("Stopped: no more {} digest in {}.").format(digest, channel(place))
    again: list[Button] = [("Set it up again", "digest.settings", target_of(before))]
    return render("note.j2", text=text, buttons=again, style=context.style)


def hand_over(digest: str, place: str, to: str, person: Person, context: Context) -> Message:
    """To another owner, who is told and may hand it back."""
    with context.store.read() as db:
        is_outside = to in standings.outsiders(db)
    if is_outside or place.startswith(("U", "W")) or people.who(context, to).role == "viewer":
        return render(
            "refused.j2",
            message="Only a director, a manager or an analyst can look after a channel’s digest.",
            way_out="Choose one of them; `/shelftalk people` says who has which role.",
            style=context.style,
        )
    after = changed(digest, place, "hand", person, context, lambda one: replace(one, owner=to))
    if isinstance(after, Message):
        return after
    with context.store.write() as db:
        _tell_new_owner(db, after, person, context)
    text = Markup("{} looks after it from now on, and has been told.").format(mention(to))
    return render("note.j2", text=text, style=context.style)


def _tell_new_owner(db: Database, one: Subscription, by: Person, context: Context) -> None:
    text = Markup(
        "{} has handed over to you “{}” in {}: {}. What is to change about it is yours to say."
    ).format(mention(by.id), title_of(one.digest), channel(one.place), said_of(one))
    message = render("note.j2", text=text, buttons=how_it_comes(one), style=context.style)
    key = f"handed-over/{target_of(one)}/{one.owner}/{context.now.isoformat()}"
    context.outbox.add_once(db, key, one.owner, message, now=context.now)


def _told(one: Subscription, text: str, context: Context, *buttons: Button) -> Message:
    """What was done, in a sentence with {when}, {place} and {next} filled in."""
    with context.store.read() as db:
        timer = context.timers.get(db, timer_of(one.digest, one.place))
    when = Words(context.style).moment(timer.next_due) if timer else ""
    said = Markup(text).format(
        when=said_of(one), place=channel(one.place), next=f" The next: {when}." if when else ""
    )
    usual: list[Button] = [("Every time again", "digest.every", target_of(one))] if one.only_unusual else []
    return render("note.j2", text=said, buttons=[*buttons, *usual], style=context.style)


# The buttons of its message and of the list


def move_clicked(click: Click, context: Context) -> Reply:
    """**Move the hour**: a form for the hour and the days."""
    return _form(
        click, "move", context, lambda one: {"at": f"{one.at:%H:%M}", "days": one.days, "zone": one.zone}
    )


def snooze_clicked(click: Click, context: Context) -> Reply:
    """**Snooze**: a form for the day on which it comes again."""
    until = (context.today + USUAL_REST).isoformat()
    return _form(click, "snooze", context, lambda _: {"until": until})


def hand_clicked(click: Click, context: Context) -> Reply:
    """**Hand it over**: a form for whom to."""
    return _form(click, "hand", context, lambda _: {})


def _form(
    click: Click, wish: str, context: Context, values: Callable[[Subscription], dict[str, object]]
) -> Message | Modal:
    """The form of a change, for those who may make it."""
    digest, place = target_in(click.value, click)
    with context.store.read() as db:
        one = subscriptions.get(db, digest, place)
        no = refusal(db, digest, place, wish, click.person, context) if one else None
    if one is None:
        return gone(place, context)
    return no or render_modal(
        f"digest/{wish}.j2",
        title=title_of(digest),
        place=place,
        callback=f"digest.{wish}",
        metadata={"target": target_of(one), "channel": click.channel},
        style=context.style,
        **values(one),
    )


def unusual_clicked(click: Click, context: Context) -> Reply:
    """**Only when unusual**."""
    return only_unusual(*target_in(click.value, click), click.person, context)


def every_clicked(click: Click, context: Context) -> Reply:
    """**Every time again**."""
    return every_time(*target_in(click.value, click), click.person, context)


def pause_clicked(click: Click, context: Context) -> Reply:
    """**Pause**."""
    return pause(*target_in(click.value, click), click.person, context)


def resume_clicked(click: Click, context: Context) -> Reply:
    """**Resume**."""
    return resume(*target_in(click.value, click), click.person, context)


def stop_clicked(click: Click, context: Context) -> Reply:
    """**Stop**."""
    return stop(*target_in(click.value, click), click.person, context)


# The forms, sent


def move_sent(click: Click, context: Context) -> Reply:
    """The hour and the days."""
    days = tuple(day for day in WEEK if day in (click.fields.get("days") or ()))
    if not days:
        return Errors({"days": "Choose at least one day."})
    at = time.fromisoformat(click.fields["at"])
    return move(*_target_of_form(click), at, days, click.person, context)


def snooze_sent(click: Click, context: Context) -> Reply:
    """The day on which it comes again."""
    until = date.fromisoformat(click.fields["until"]) if click.fields.get("until") else None
    if until is None or until <= context.today:
        return Errors({"until": "Choose a day to come."})
    return snooze(*_target_of_form(click), until, click.person, context)


def hand_sent(click: Click, context: Context) -> Reply:
    """Whom to."""
    to = click.fields.get("to")
    if not to:
        return Errors({"to": "Choose who."})
    return hand_over(*_target_of_form(click), to, click.person, context)


def _target_of_form(click: Click) -> tuple[str, str]:
    return target_in(str(json.loads(click.metadata or "{}").get("target", "")), click)


# Peak days, which come to every place that gets a daily digest until it says otherwise


def peak_stop_clicked(click: Click, context: Context) -> Reply:
    """**No more of these here**: peak days are not told hour by hour in this place."""
    return _peaks(click, context, wanted=False)


def peak_resume_clicked(click: Click, context: Context) -> Reply:
    """The way back."""
    return _peaks(click, context, wanted=True)


def _peaks(click: Click, context: Context, *, wanted: bool) -> Message:
    place = click.value
    with context.store.write() as db:
        theirs = next((one for one in subscriptions.all_of(db) if one.place == place), None)
        if theirs is None:
            return gone(place, context)
        if no := refusal(db, theirs.digest, place, "settings", click.person, context):
            return no
        no_peaks.want(db, place, wanted=wanted, by=click.person.id, now=context.now)
    text = "On peak days {} is told hour by hour." if wanted else "No more peak days hour by hour in {}."
    back: list[Button] = [] if wanted else [("Undo", "peak.resume", place)]
    return render("note.j2", text=Markup(text).format(channel(place)), buttons=back, style=context.style)
