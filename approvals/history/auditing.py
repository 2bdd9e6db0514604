"""What must not stand in the records of approvals, whatever the code above them does."""

from __future__ import annotations

from approvals.history import audit
from delivery.auditor import Check, rows_of

CHECKS: tuple[Check, ...] = (
    Check(
        name="history broken",
        wrong="is what the seals of the approvals' history say",
        find=lambda db, _: audit.verify(db),
    ),
    Check(
        name="approved without a yes",
        wrong="counts as approved, and nobody who may has said yes to that version",
        find=rows_of(
            "SELECT id FROM request WHERE state IN ('APPROVED', 'SCHEDULED', 'PUBLISHING', 'PUBLISHED')"
            " AND emergency_version IS NOT version AND NOT EXISTS (SELECT 1 FROM decision"
            " WHERE decision.request = request.id AND decision.counts_for = request.version"
            " AND verdict = 'approved' AND voided_at IS NULL)"
        ),
    ),
    Check(
        name="decided by its author",
        wrong="was decided about by somebody who wrote it",
        find=rows_of(
            "SELECT DISTINCT decision.request FROM decision JOIN version USING (request)"
            " WHERE version.by IN (decision.by, decision.acting_for)"
            " AND version.number <= decision.counts_for"
        ),
    ),
    Check(
        name="no card",
        wrong="waits for a decision, and nobody was shown it",
        find=rows_of(
            "SELECT id FROM request WHERE state = 'IN_REVIEW' AND changed_at < :stuck AND NOT EXISTS"
            " (SELECT 1 FROM outbox WHERE key GLOB 'card/' || request.id || '/*')"
        ),
    ),
    Check(
        name="change without history",
        wrong="changed, and the history does not say so",
        find=rows_of(
            "SELECT id FROM request WHERE changed_at > (SELECT coalesce(max(at), '') FROM audit WHERE audit.request = request.id)"
            " AND state <> 'DRAFT'"
        ),
    ),
    Check(
        name="nothing is due",
        wrong="is not over, and nothing would ever happen to it by itself",
        find=rows_of(
            "SELECT id FROM request WHERE state IN ('IN_REVIEW', 'NEEDS_ROUTING', 'CHANGES_REQUESTED', 'ON_HOLD', 'SCHEDULED')"
            " AND changed_at < :stuck"
            " AND NOT EXISTS (SELECT 1 FROM timer WHERE name GLOB 'approval/' || request.id || '/*')"
            " AND NOT EXISTS (SELECT 1 FROM timer_run WHERE name GLOB 'approval/' || request.id || '/*'"
            " AND state IN ('due', 'claimed'))"
        ),
    ),
)
