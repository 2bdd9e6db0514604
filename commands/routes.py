"""Every command, click, form and search field, listed by hand, and who answers each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from commands import (
    alert,
    alert_form,
    alert_making,
    approvals,
    away,
    campaign,
    composing,
    data,
    define,
    digest,
    digest_changes,
    digest_owner,
    following,
    funnel,
    home_help,
    hours,
    incident,
    kpi,
    late,
    note,
    people,
    pinning,
    product,
    promised,
    promo,
    promo_codes,
    promo_forms,
    promo_keeping,
    putting_live,
    sharing,
    shelftalk,
    subscribing,
    target,
    target_table,
    undelivered,
    why,
)
from commands.context import Click, Command, Context, Reply
from commands.why_words import asks_why

COMMANDS: Mapping[str, Command] = {
    command.name: command
    for command in (
        kpi.KPI,
        why.WHY,
        product.PRODUCT,
        campaign.CAMPAIGN,
        funnel.FUNNEL,
        target.TARGET,
        define.DEFINE,
        promo.PROMO,
        note.NOTE,
        alert.ALERT,
        digest.DIGEST,
        approvals.APPROVALS,
        shelftalk.SHELFTALK,
    )
}

#: Buttons and ⋯ menus, by what stands before the colon of their action id.
ACTIONS: Mapping[str, Callable[[Click, Context], Reply]] = {
    "kpi.run": kpi.run,
    "why.run": why.run,
    "why.parts": why.parts,
    "why.data": why.data,
    "product.run": product.run,
    "product.card": product.show,
    "campaign.run": campaign.run,
    "campaign.card": campaign.show,
    "define.show": define.show,
    "answer.share": sharing.share,
    "answer.share_anyway": sharing.share_anyway,
    "answer.indexed": sharing.post_indexed,
    "answer.keep": sharing.keep,
    "answer.data": data.show,
    "answer.promise": promised.promise,
    "digest.list": digest.list_clicked,
    "digest.preview": digest.preview_clicked,
    "digest.now": digest.now_clicked,
    "digest.me": subscribing.me_clicked,
    "digest.settings": subscribing.settings_clicked,
    "digest.compose": composing.compose_clicked,
    "digest.move": digest_changes.move_clicked,
    "digest.unusual": digest_changes.unusual_clicked,
    "digest.every": digest_changes.every_clicked,
    "digest.snooze": digest_changes.snooze_clicked,
    "digest.pause": digest_changes.pause_clicked,
    "digest.resume": digest_changes.resume_clicked,
    "digest.hand": digest_changes.hand_clicked,
    "digest.stop": digest_changes.stop_clicked,
    "peak.stop": digest_changes.peak_stop_clicked,
    "peak.resume": digest_changes.peak_resume_clicked,
    "digest.ask": digest_owner.ask_owner,
    "digest.own": digest_owner.own,
    "alert.new": alert_form.new_clicked,
    "alert.list": alert_making.list_clicked,
    "alert.show": alert_making.show_clicked,
    "alert.loosen": alert_making.loosen,
    "alert.tighten": alert_making.tighten,
    "alert.weekly": alert_making.weekly,
    "alert.pause": alert_making.pause_clicked,
    "alert.resume": alert_making.resume_clicked,
    "alert.stop": alert_making.stop_clicked,
    "alert.ack": incident.take,
    "alert.snooze": incident.snooze,
    "alert.snooze_week": incident.snooze_week,
    "alert.false": incident.dismiss,
    "alert.reinstate": incident.reinstate,
    "follow.start": following.start,
    "follow.stop": following.stop,
    "approval.new": approvals.new,
    "approval.list": approvals.list_clicked,
    "approval.show": approvals.open_one,
    "approval.approve": approvals.approve,
    "approval.changes": approvals.changes,
    "approval.edit": approvals.edit,
    "approval.cancel": approvals.call_off,
    "approval.go_live": putting_live.go_live,
    "approval.is_live": putting_live.is_live,
    "approval.retry": putting_live.retry,
    "promo.new": promo_forms.new_clicked,
    "promo.change": promo_forms.change_clicked,
    "promo.import": promo_forms.import_clicked,
    "promo.list": promo.list_clicked,
    "promo.end": promo_keeping.end_clicked,
    "promo.undo": promo_keeping.undo,
    "promo.restore": promo_keeping.restore,
    "promo.dismiss": promo_codes.dismiss,
    "promo.perhaps": promo_codes.bring_back,
    "note.list": note.list_clicked,
    "note.undo": note.undo,
    "target.undo": target.undo,
    "target.list": target.list_clicked,
    "target.import": target.import_clicked,
    "people.change": people.change,
    "late.known": late.ask_until,
    "undelivered.elsewhere": undelivered.elsewhere,
    "undelivered.me": undelivered.to_me,
    "undelivered.pause": undelivered.pause,
    "away.hand_over": away.hand_over,
    "away.back": away.back_clicked,
    "pin.add": pinning.add,
    "pin.remove": pinning.remove,
    "pin.up": pinning.up,
    "pin.down": pinning.down,
    "home.run": home_help.run,
    "home.ask": home_help.ask_admin,
    "hours.change": hours.change,
    "shelftalk.status": shelftalk.status_clicked,
    "form.open": shelftalk.open_form,
}

#: What can be done with any message, by callback id.
SHORTCUTS: Mapping[str, Callable[[Click, Context], Reply]] = {
    approvals.FROM_MESSAGE: approvals.from_message,
}

#: Forms, by callback id.
FORMS: Mapping[str, Callable[[Click, Context], Reply]] = {
    "alert.new": alert_form.submitted,
    "approvals.new": approvals.submitted,
    "approvals.changes": approvals.changes_wanted,
    "product.card": product.chosen,
    "campaign.card": campaign.chosen,
    "digest.settings": subscribing.settings_sent,
    "digest.compose": composing.composed,
    "digest.move": digest_changes.move_sent,
    "digest.snooze": digest_changes.snooze_sent,
    "digest.hand": digest_changes.hand_sent,
    "promo.new": promo_forms.submitted,
    "promo.import": promo_forms.pasted,
    "target.import": target_table.pasted,
    "people.change": people.changed,
    "late.known": late.keep,
    "undelivered.elsewhere": undelivered.moved,
    "hours.change": hours.changed,
}

#: What guests and people of other workspaces may press, too: it shows them nothing.
OPEN_TO_ALL = frozenset({home_help.ASK})

#: Search fields, by action id: what they offer for the letters typed so far, as (label, value).
OPTIONS: Mapping[str, Callable[[str, Context], list[tuple[str, str]]]] = {
    "product.search": product.options,
    "product": product.options,
    "campaign.search": campaign.options,
    "campaign": campaign.options,
}


def route(words: str) -> tuple[Command, str]:
    """The command that words begin with, slash or not, and the rest; a question about figures where none is named."""
    first, _, rest = words.strip().partition(" ")
    name = first.removeprefix("/").rstrip("?!.,:").casefold()
    if name in COMMANDS:
        return COMMANDS[name], rest
    if not words.strip() or name in (
        "help",
        "status",
        "people",
        "away",
        "unasked",
        "disclosures",
        "hello",
        "hi",
    ):
        return COMMANDS["shelftalk"], words
    return COMMANDS["why" if asks_why(words) else "kpi"], words
