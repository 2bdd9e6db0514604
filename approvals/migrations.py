"""How the tables of approvals came to be what they are (approvals/schema.py), step by step."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from approvals.history import witness
from approvals.live import attempts
from approvals.policy import rulebooks
from approvals.schema import for_ever, keeping, refuse, tables

MIGRATIONS = Migrations("approvals")
ALL: tuple[Migrations, ...] = (MIGRATIONS, witness.MIGRATIONS, rulebooks.MIGRATIONS, attempts.MIGRATIONS)


@MIGRATIONS()
def requests(db: Database) -> None:
    """One row a request; `IS` and not `=`, because a NULL would pass the check."""
    db.execute(
        "CREATE TABLE request (id INTEGER PRIMARY KEY AUTOINCREMENT,"
        " state TEXT NOT NULL CHECK (state IN ('DRAFT', 'IN_REVIEW', 'NEEDS_ROUTING', 'CHANGES_REQUESTED',"
        " 'APPROVED', 'CANCELLED', 'EXPIRED')),"
        " requester TEXT NOT NULL, version INTEGER NOT NULL, approved_version INTEGER,"
        " created_at TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL,"
        " CHECK (state <> 'APPROVED' OR approved_version IS version)) STRICT"
    )
    db.execute("CREATE INDEX request_by_state ON request (state)")
    db.execute("CREATE INDEX request_by_requester ON request (requester)")
    db.execute(
        "CREATE TABLE version (request INTEGER NOT NULL REFERENCES request (id), number INTEGER NOT NULL,"
        " content TEXT NOT NULL, sha TEXT NOT NULL CHECK (length(sha) = 64), by TEXT NOT NULL, at TEXT NOT NULL,"
        " PRIMARY KEY (request, number)) STRICT"
    )
    db.execute(
        "CREATE TABLE decision (id INTEGER PRIMARY KEY, request INTEGER NOT NULL, stage INTEGER NOT NULL DEFAULT 1,"
        " version INTEGER NOT NULL, sha TEXT NOT NULL, by TEXT NOT NULL,"
        " verdict TEXT NOT NULL CHECK (verdict IN ('approved', 'changes')),"
        " reason TEXT NOT NULL DEFAULT '', at TEXT NOT NULL, voided_at TEXT,"
        " CHECK (verdict = 'approved' OR length(trim(reason)) > 0),"
        " FOREIGN KEY (request, version) REFERENCES version (request, number)) STRICT"
    )
    db.execute(
        "CREATE UNIQUE INDEX one_live_decision ON decision (request, stage, version, by) WHERE voided_at IS NULL"
    )
    db.execute(
        "CREATE TABLE card (request INTEGER NOT NULL REFERENCES request (id), place TEXT NOT NULL,"
        " audience TEXT NOT NULL CHECK (audience IN ('approver', 'channel', 'requester')),"
        " PRIMARY KEY (request, place)) STRICT"
    )


@MIGRATIONS()
def history(db: Database) -> None:
    """What happened, each row sealed with the one before it."""
    db.execute(
        "CREATE TABLE audit (seq INTEGER PRIMARY KEY, request INTEGER NOT NULL REFERENCES request (id),"
        " what TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL, detail TEXT NOT NULL,"
        " previous TEXT NOT NULL, sha TEXT NOT NULL UNIQUE) STRICT"
    )
    db.execute("CREATE INDEX audit_by_request ON audit (request, seq)")


@MIGRATIONS()
def rules(db: Database) -> None:
    """What is refused even if the code asks for it."""
    refuse(
        db, "no_self_approval", "INSERT ON decision", "nobody decides about what they wrote",
        "EXISTS (SELECT 1 FROM version WHERE request = NEW.request AND number <= NEW.version AND by = NEW.by)"
        " OR EXISTS (SELECT 1 FROM request WHERE id = NEW.request AND requester = NEW.by)",
    )  # fmt: skip
    refuse(
        db, "not_what_was_shown", "INSERT ON decision", "the decision is about another content",
        "NOT EXISTS (SELECT 1 FROM version JOIN request ON request.id = version.request"
        " WHERE version.request = NEW.request AND number = NEW.version AND sha = NEW.sha"
        " AND request.version = NEW.version)",
    )  # fmt: skip
    refuse(
        db, "no_approval_without_a_yes", "UPDATE OF state ON request", "nobody has said yes to this version",
        "NEW.state = 'APPROVED' AND NOT EXISTS (SELECT 1 FROM decision WHERE request = NEW.id"
        " AND version = NEW.version AND verdict = 'approved' AND voided_at IS NULL)",
    )  # fmt: skip
    refuse(
        db,
        "nothing_starts_decided",
        "INSERT ON request",
        "a request starts as a draft",
        "NEW.state <> 'DRAFT'",
    )
    refuse(
        db, "the_end_is_the_end", "UPDATE ON request", "this request has ended",
        "OLD.state IN ('CANCELLED', 'EXPIRED')",
    )  # fmt: skip
    refuse(
        db, "a_decision_may_only_be_voided", "UPDATE ON decision", "a decision is only ever voided, once",
        "OLD.voided_at IS NOT NULL OR NEW.voided_at IS NULL OR (NEW.request, NEW.stage, NEW.version, NEW.sha, NEW.by,"
        " NEW.verdict, NEW.reason, NEW.at) IS NOT (OLD.request, OLD.stage, OLD.version, OLD.sha, OLD.by, OLD.verdict,"
        " OLD.reason, OLD.at)",
    )  # fmt: skip
    for table, verbs in {
        "version": ("UPDATE", "DELETE"),
        "decision": ("DELETE",),
        "audit": ("UPDATE", "DELETE"),
    }.items():
        for verb in verbs:
            refuse(
                db, f"{table}_no_{verb.lower()}", f"{verb} ON {table}", f"a row of {table} is for ever", "1"
            )


#: What requests are held to that were made when any one director decided about everything. A yes of then is about the
#: fields that came later as well, which were empty.
ONE_DIRECTOR = (
    '{"name":"any director","stages":[{"name":"Director","who":["directors"],"owns":'
    '["kind","title","text","price","discount","ends","terms","link","asset_sha","about","skus","campaign","line",'
    '"where","markets"]}]}'
)


@MIGRATIONS()
def routes(db: Database) -> None:
    """Stages, suggestions, seats passed on, and the way to the shelf. What was there is kept, as one stage of directors."""
    kept = ("request", "version", "decision", "card", "audit")
    for table in kept:
        db.execute(f"CREATE TEMP TABLE old_{table} AS SELECT * FROM main.{table}")  # noqa: S608
    for table in ("decision", "version", "card", "audit", "request"):
        db.execute(f"DROP TABLE main.{table}")
    tables(db)
    _fill_again(db)
    for table in kept:
        db.execute(f"DROP TABLE temp.old_{table}")
    keeping(db)


def _fill_again(db: Database) -> None:
    """What was there, as it was: history and seals unchanged."""
    same = "id, state, requester, version, approved_version, created_at, changed_at, changed_by"
    db.execute(
        f"INSERT INTO request ({same}, route) SELECT {same}, ? FROM old_request",  # noqa: S608
        (ONE_DIRECTOR,),
    )
    db.execute("INSERT INTO stage (request, name, enough) SELECT id, 'Director', 1 FROM old_request")
    db.execute(
        "INSERT INTO wait (request, stage, since) SELECT id, 'Director', (SELECT at FROM old_version"
        " WHERE request = old_request.id AND number = old_request.version) FROM old_request"
        " WHERE state IN ('IN_REVIEW', 'NEEDS_ROUTING')"
    )
    for table in ("version", "card", "audit"):
        db.execute(f"INSERT INTO {table} SELECT * FROM old_{table}")  # noqa: S608
    said = "id, request, version, sha, by, verdict, reason, at, voided_at"
    db.execute(
        f"INSERT INTO decision ({said}, stage, counts_for, roles)"  # noqa: S608
        f" SELECT {said}, 'Director', version, '[\"directors\"]' FROM old_decision"
    )


@MIGRATIONS()
def after_emergencies(db: Database) -> None:
    """Who looked at what had gone live in an emergency; once, and for ever."""
    db.execute(
        "CREATE TABLE looked_at (request INTEGER NOT NULL REFERENCES request (id), version INTEGER NOT NULL,"
        " by TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (request, version)) STRICT"
    )
    for verb in ("UPDATE", "DELETE"):
        for_ever(db, "looked_at", verb)
