"""The tables of approvals, and the rules that the database itself keeps whatever the code above it does."""

# Every part of these statements stands in this file.
# ruff: noqa: S608

from __future__ import annotations

from sqlite_utils import Database

STATES = (
    "'DRAFT', 'IN_REVIEW', 'NEEDS_ROUTING', 'CHANGES_REQUESTED', 'ON_HOLD', 'APPROVED', 'SCHEDULED', 'PUBLISHING',"
    " 'PUBLISH_FAILED', 'PUBLISHED', 'REJECTED', 'CANCELLED', 'EXPIRED'"
)
FINAL = "'PUBLISHED', 'REJECTED', 'CANCELLED', 'EXPIRED'"


def tables(db: Database) -> None:
    """Make them, empty."""
    for statement in (
        "CREATE TABLE request (id INTEGER PRIMARY KEY AUTOINCREMENT,"
        f" state TEXT NOT NULL CHECK (state IN ({STATES})), requester TEXT NOT NULL, version INTEGER NOT NULL,"
        " approved_version INTEGER, emergency_version INTEGER, route TEXT NOT NULL,"
        " escalated TEXT NOT NULL DEFAULT '[]', fence INTEGER NOT NULL DEFAULT 0, problem TEXT NOT NULL DEFAULT '',"
        " created_at TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL,"
        # `IS` and not `=`, because a NULL would pass the check
        " CHECK (state NOT IN ('APPROVED', 'SCHEDULED') OR approved_version IS version),"
        " CHECK (state NOT IN ('PUBLISHING', 'PUBLISHED') OR approved_version IS version"
        " OR emergency_version IS version)) STRICT",
        "CREATE INDEX request_by_state ON request (state)",
        "CREATE INDEX request_by_requester ON request (requester)",
        # how many yeses each part needs at least; the whole route is JSON, which a rule may not look into
        "CREATE TABLE stage (request INTEGER NOT NULL REFERENCES request (id), name TEXT NOT NULL,"
        " enough INTEGER NOT NULL CHECK (enough >= 1), PRIMARY KEY (request, name)) STRICT",
        "CREATE TABLE version (request INTEGER NOT NULL REFERENCES request (id), number INTEGER NOT NULL,"
        " content TEXT NOT NULL, sha TEXT NOT NULL CHECK (length(sha) = 64), by TEXT NOT NULL, at TEXT NOT NULL,"
        " PRIMARY KEY (request, number)) STRICT",
        "CREATE TABLE decision (id INTEGER PRIMARY KEY, request INTEGER NOT NULL, stage TEXT NOT NULL,"
        " version INTEGER NOT NULL, sha TEXT NOT NULL, counts_for INTEGER NOT NULL, by TEXT NOT NULL, acting_for TEXT,"
        " roles TEXT NOT NULL DEFAULT '[]', verdict TEXT NOT NULL CHECK (verdict IN ('approved', 'changes', 'rejected')),"
        " reason TEXT NOT NULL DEFAULT '', at TEXT NOT NULL, voided_at TEXT,"
        " CHECK (verdict = 'approved' OR length(trim(reason)) > 0),"
        " FOREIGN KEY (request, version) REFERENCES version (request, number)) STRICT",
        "CREATE UNIQUE INDEX one_live_decision ON decision (request, stage, counts_for, by) WHERE voided_at IS NULL",
        "CREATE UNIQUE INDEX one_live_decision_a_seat ON decision (request, stage, counts_for, coalesce(acting_for, by))"
        " WHERE voided_at IS NULL AND verdict <> 'changes'",
        "CREATE TABLE suggestion (id INTEGER PRIMARY KEY, request INTEGER NOT NULL, stage TEXT NOT NULL,"
        " version INTEGER NOT NULL, by TEXT NOT NULL, acting_for TEXT, content TEXT NOT NULL,"
        " sha TEXT NOT NULL CHECK (length(sha) = 64), approves INTEGER NOT NULL CHECK (approves IN (0, 1)),"
        " at TEXT NOT NULL, closed_at TEXT, FOREIGN KEY (request, version) REFERENCES version (request, number)) STRICT",
        "CREATE INDEX suggestion_by_request ON suggestion (request)",
        "CREATE TABLE move (id INTEGER PRIMARY KEY, request INTEGER NOT NULL REFERENCES request (id),"
        " stage TEXT NOT NULL, away TEXT, passed_to TEXT, CHECK (away IS NOT NULL OR passed_to IS NOT NULL)) STRICT",
        "CREATE INDEX move_by_request ON move (request)",
        "CREATE TABLE wait (id INTEGER PRIMARY KEY, request INTEGER NOT NULL REFERENCES request (id),"
        " stage TEXT NOT NULL, since TEXT NOT NULL, until TEXT) STRICT",
        "CREATE UNIQUE INDEX one_running_wait ON wait (request, stage) WHERE until IS NULL",
        "CREATE INDEX wait_by_request ON wait (request)",
        "CREATE TABLE emergency (request INTEGER NOT NULL, version INTEGER NOT NULL, by TEXT NOT NULL,"
        " reason TEXT NOT NULL CHECK (length(trim(reason)) > 0), at TEXT NOT NULL,"
        " FOREIGN KEY (request, version) REFERENCES version (request, number)) STRICT",
        "CREATE INDEX emergency_by_request ON emergency (request)",
        "CREATE TABLE comment (id INTEGER PRIMARY KEY, request INTEGER NOT NULL, version INTEGER NOT NULL,"
        " by TEXT NOT NULL, text TEXT NOT NULL CHECK (length(trim(text)) > 0), at TEXT NOT NULL,"
        " FOREIGN KEY (request, version) REFERENCES version (request, number)) STRICT",
        "CREATE INDEX comment_by_request ON comment (request)",
        "CREATE TABLE card (request INTEGER NOT NULL REFERENCES request (id), place TEXT NOT NULL,"
        " audience TEXT NOT NULL CHECK (audience IN ('approver', 'channel', 'requester')),"
        " PRIMARY KEY (request, place)) STRICT",
        "CREATE TABLE audit (seq INTEGER PRIMARY KEY, request INTEGER NOT NULL REFERENCES request (id),"
        " what TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL, detail TEXT NOT NULL,"
        " previous TEXT NOT NULL, sha TEXT NOT NULL UNIQUE) STRICT",
        "CREATE INDEX audit_by_request ON audit (request, seq)",
    ):
        db.execute(statement)


def keeping(db: Database) -> None:
    """What is refused even if the code asks for it."""
    author = (
        "EXISTS (SELECT 1 FROM version WHERE request = NEW.request AND number <= NEW.{upto}"
        " AND by IN (NEW.by, NEW.acting_for))"
        " OR EXISTS (SELECT 1 FROM request WHERE id = NEW.request AND requester IN (NEW.by, NEW.acting_for))"
    )
    live = "decision.request = NEW.id AND decision.counts_for = NEW.version AND decision.voided_at IS NULL"
    same = ("request", "stage", "version", "sha", "by", "acting_for", "roles", "verdict", "reason", "at")
    rules = {
        "no_self_approval": (
            "INSERT ON decision", "nobody decides about what they wrote", author.format(upto="version"),
        ),
        "no_yes_carried_to_its_author": (
            "UPDATE OF counts_for ON decision", "nobody decides about what they wrote", author.format(upto="counts_for"),
        ),
        "not_what_was_shown": (
            "INSERT ON decision", "the decision is about another content",
            "NEW.counts_for <> NEW.version OR NOT EXISTS (SELECT 1 FROM version WHERE request = NEW.request"
            " AND number = NEW.version AND sha = NEW.sha)"
            " OR NEW.version <> (SELECT max(number) FROM version WHERE request = NEW.request)",
        ),
        "no_approval_without_a_yes": (
            "UPDATE OF state ON request", "not everybody has said yes to this version",
            "(NEW.state IN ('APPROVED', 'SCHEDULED')"
            " OR (NEW.state IN ('PUBLISHING', 'PUBLISHED') AND NEW.emergency_version IS NOT NEW.version))"
            " AND (NOT EXISTS (SELECT 1 FROM stage WHERE stage.request = NEW.id)"
            " OR EXISTS (SELECT 1 FROM stage WHERE stage.request = NEW.id AND stage.enough > (SELECT count(*) FROM decision"
            f" WHERE {live} AND decision.verdict = 'approved' AND decision.stage = stage.name)))",
        ),
        "no_yes_beside_a_no": (
            "UPDATE OF state ON request", "somebody has asked for changes to this version",
            f"NEW.state IN ('APPROVED', 'SCHEDULED') AND EXISTS (SELECT 1 FROM decision WHERE {live}"
            " AND decision.verdict = 'changes')",
        ),
        "an_emergency_has_a_reason": (
            "UPDATE OF emergency_version ON request", "an emergency is declared by somebody, with a reason",
            "NEW.emergency_version IS NOT NULL AND NOT EXISTS (SELECT 1 FROM emergency WHERE emergency.request = NEW.id"
            " AND emergency.version = NEW.emergency_version)",
        ),
        "live_only_from_going_live": (
            "UPDATE OF state ON request", "it was not going live",
            "NEW.state = 'PUBLISHED' AND OLD.state NOT IN ('PUBLISHING', 'PUBLISH_FAILED')",
        ),
        "nothing_starts_decided": ("INSERT ON request", "a request starts as a draft", "NEW.state <> 'DRAFT'"),
        "the_end_is_the_end": ("UPDATE ON request", "this request has ended", f"OLD.state IN ({FINAL})"),
        "versions_only_go_on": (
            "UPDATE OF version ON request", "the current version is the newest",
            "NEW.version <> (SELECT max(number) FROM version WHERE request = NEW.id)",
        ),
        "a_decision_is_only_voided_or_carried_on": (
            "UPDATE ON decision", "a decision is only ever voided, once, or carried on",
            "OLD.voided_at IS NOT NULL OR NEW.counts_for < OLD.counts_for OR NEW.counts_for >"
            " (SELECT max(number) FROM version WHERE request = NEW.request) OR "
            f"({', '.join(f'NEW.{name}' for name in same)}) IS NOT ({', '.join(f'OLD.{name}' for name in same)})",
        ),
        "a_suggestion_is_only_closed": (
            "UPDATE ON suggestion", "a suggestion is only ever closed, once",
            "OLD.closed_at IS NOT NULL OR NEW.closed_at IS NULL OR (NEW.request, NEW.version, NEW.by, NEW.content, NEW.sha,"
            " NEW.approves) IS NOT (OLD.request, OLD.version, OLD.by, OLD.content, OLD.sha, OLD.approves)",
        ),
    }  # fmt: skip
    for name, (event, message, when) in rules.items():
        refuse(db, name, event, message, when)
    for table in ("version", "audit", "emergency", "comment"):
        for verb in ("UPDATE", "DELETE"):
            for_ever(db, table, verb)
    for table in ("decision", "suggestion", "request"):
        for_ever(db, table, "DELETE")


def for_ever(db: Database, table: str, verb: str) -> None:
    """Let the database refuse to change, or to take away, any row of a table."""
    refuse(db, f"{table}_no_{verb.lower()}", f"{verb} ON {table}", f"a row of {table} is for ever", "1")


def refuse(db: Database, name: str, event: str, message: str, when: str) -> None:
    """Let the database refuse `event` with `message` where `when` holds."""
    db.execute(
        f"CREATE TRIGGER {name} BEFORE {event} WHEN {when} BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )
