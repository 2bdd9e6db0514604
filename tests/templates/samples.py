"""A sample of every template, with whatever comes from outside passed through `spell`; run it to write the snapshots."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from templates import Message, Modal, as_text, render, render_home, render_modal
from tests.templates import answers as known
from tests.templates import explanations
from tests.templates import sample_alerts as alerts
from tests.templates import sample_answers as asked
from tests.templates import sample_approvals as approvals
from tests.templates import sample_confidences as confidences
from tests.templates import sample_digests as digests
from tests.templates import sample_fair as fair
from tests.templates import sample_homes as homes
from tests.templates import sample_plans as plans
from tests.templates import sample_shop as shop
from tests.templates import sample_trust as trust
from tests.templates.sample_values import Spell

SNAPSHOTS = Path(__file__).parent / "snapshots"


MESSAGES: dict[str, tuple[str, Callable[[Spell], dict[str, Any]]]] = {
    "number": ("number.j2", asked.number),
    "numbers": ("numbers.j2", asked.numbers),
    "headlines": ("headlines.j2", asked.headlines),
    "breakdown": ("breakdown.j2", asked.breakdown),
    "series": ("series.j2", asked.series),
    "missing": ("missing.j2", asked.missing),
    "menu": ("menu.j2", asked.menu),
    "unreadable": ("unreadable.j2", asked.unreadable),
    "refused": ("refused.j2", shop.refused),
    "note": ("note.j2", shop.note),
    "open": ("open.j2", shop.opened),
    "busy": ("busy.j2", shop.busy),
    "too_late": ("too_late.j2", shop.too_late),
    "undelivered": ("undelivered.j2", shop.undelivered),
    "taken_along": ("digest/taken_along.j2", shop.taken_along),
    "caught_up": ("digest/caught_up.j2", shop.caught_up),
    "cut_off": ("cut_off.j2", shop.cut_off),
    "audit": ("audit.j2", shop.audited),
    "away": ("away.j2", shop.away),
    "error": ("error.j2", shop.error),
    "error_half_done": ("error.j2", shop.error_half_done),
    "shared": ("shared.j2", asked.shared),
    "product": ("product.j2", asked.product),
    "products": ("products.j2", asked.products),
    "campaign": ("campaign.j2", asked.campaign),
    "campaigns": ("campaigns.j2", asked.campaigns),
    "funnel": ("funnel.j2", asked.funnel),
    "why": ("why.j2", explanations.values),
    "why_parts": ("why_parts.j2", explanations.values),
    "why_data": ("why_data.j2", explanations.values),
    "define": ("define.j2", asked.define),
    "define_word": ("define_word.j2", asked.define_word),
    "define_nothing": ("define_word.j2", asked.define_nothing),
    "metrics": ("metrics.j2", asked.metrics),
    "help": ("help.j2", shop.helped),
    "status": ("status.j2", shop.status),
    "people": ("people.j2", shop.people),
    "empty": ("empty.j2", shop.empty),
    "morning": ("digest/morning.j2", shop.morning),
    "peak_day": ("digest/peak.j2", shop.peak_day),
    "peak_over": ("digest/peak.j2", shop.peak_over),
    "digest_landed": ("digest/landed.j2", shop.digest_landed),
    "digest_headline": ("digest/headline.j2", shop.digest_headline),
    "morning_kept_back": ("digest/morning.j2", shop.kept_back),
    "digest_news": ("digest/news.j2", digests.news),
    "digest_quiet": ("digest/news.j2", digests.nothing_new),
    "digest_provisional": ("digest/news.j2", digests.provisional),
    "digest_final": ("digest/news.j2", digests.final),
    "digest_broken": ("digest/broken.j2", digests.broken),
    "digest_more": ("digest/more.j2", digests.more),
    "digest_list": ("digest/list.j2", shop.digest_list),
    "card": ("approval/card.j2", approvals.card),
    "approval_witness": ("approval/witness.j2", approvals.witness),
    "card_decided": ("approval/card.j2", approvals.decided),
    "approval_news": ("approval/news.j2", approvals.news),
    "imported": ("imported.j2", shop.imported),
    "not_imported": ("imported.j2", shop.not_imported),
    "approval_list": ("approval/list.j2", approvals.approval_list),
    "approval_show": ("approval/show.j2", approvals.approval_show),
    "approval_diff": ("approval/diff.j2", approvals.approval_diff),
    "approval_log": ("approval/log.j2", approvals.approval_log),
    "approval_export": ("approval/export.j2", approvals.approval_export),
    "approval_calendar": ("approval/calendar.j2", approvals.approval_calendar),
    "approval_offered": ("approval/offered.j2", approvals.approval_offered),
    "approval_bulk": ("approval/bulk.j2", approvals.approval_bulk),
    "approval_why": ("approval/why.j2", approvals.approval_why),
    **alerts.MESSAGES,
    **plans.MESSAGES,
    **fair.MESSAGES,
    **trust.MESSAGES,
    **confidences.MESSAGES,
    **homes.MESSAGES,
}
MODALS: dict[str, tuple[str, Callable[[Spell], dict[str, Any]]]] = {
    "search": ("search.j2", shop.search),
    "digest_move": ("digest/move.j2", shop.digest_move),
    "digest_snooze": ("digest/snooze.j2", shop.digest_snooze),
    "digest_hand": ("digest/hand.j2", shop.digest_hand),
    "digest_settings": ("digest/settings.j2", shop.digest_settings),
    "digest_compose": ("digest/compose.j2", digests.composing),
    "approval_new": ("modal/approval_new.j2", approvals.approval_new),
    "changes": ("modal/changes.j2", approvals.changes),
    "approval_bulk_form": ("modal/approval_bulk.j2", approvals.bulk_form),
    "approval_check": ("modal/approval_check.j2", approvals.check_form),
    "approval_words": ("modal/approval_words.j2", approvals.words_form),
    "approval_emergency": ("modal/approval_words.j2", approvals.emergency_form),
    "approval_pass": ("modal/approval_pass.j2", approvals.pass_form),
    "person_role": ("modal/person_role.j2", shop.person_role),
    "elsewhere_form": ("modal/elsewhere.j2", shop.elsewhere_form),
    **alerts.MODALS,
    **plans.MODALS,
    **trust.MODALS,
    **homes.MODALS,
}
HOMES: dict[str, tuple[str, Callable[[Spell], dict[str, Any]]]] = homes.HOMES


def drawn(name: str, spell: Spell = str) -> Message | Modal | dict[str, Any]:
    """A sample as it is sent."""
    for table, draw in ((MESSAGES, render), (MODALS, render_modal), (HOMES, render_home)):
        if name in table:
            template, values = table[name]
            return draw(template, style=known.STYLE, **values(spell))
    raise KeyError(name)


def surface(name: str) -> str:
    """Where a sample is shown."""
    return "message" if name in MESSAGES else "modal" if name in MODALS else "home"


def payload(name: str, spell: Spell = str) -> dict[str, Any]:
    """A sample as JSON."""
    sent = drawn(name, spell)
    if isinstance(sent, Message):
        return {"text": sent.text, "blocks": list(sent.blocks)}
    return dict(sent.view) if isinstance(sent, Modal) else sent


ALL = (*MESSAGES, *MODALS, *HOMES)

if __name__ == "__main__":
    SNAPSHOTS.mkdir(exist_ok=True)
    for each in ALL:
        (SNAPSHOTS / f"{each}.json").write_text(
            json.dumps(payload(each), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )
        (SNAPSHOTS / f"{each}.txt").write_text(as_text(drawn(each)) + "\n", encoding="utf-8")
