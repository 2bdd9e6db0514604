"""Every table storage keeps, in the order the tables are made."""

from __future__ import annotations

from sqlite_utils import Migrations

from storage import (
    alerts,
    answers,
    asked_roles,
    attention,
    changes,
    channel_classes,
    disclosures,
    dismissed_codes,
    early,
    follows,
    group_roles,
    homes,
    incidents,
    known,
    notes,
    people,
    promised,
    promotions,
    published,
    reviews,
    subscriptions,
    targets,
    troubles,
    working_hours,
)

ALL: tuple[Migrations, ...] = (
    changes.MIGRATIONS,
    people.MIGRATIONS,
    answers.MIGRATIONS,
    subscriptions.MIGRATIONS,
    promotions.MIGRATIONS,
    dismissed_codes.MIGRATIONS,
    targets.MIGRATIONS,
    notes.MIGRATIONS,
    group_roles.MIGRATIONS,
    channel_classes.MIGRATIONS,
    disclosures.MIGRATIONS,
    known.MIGRATIONS,
    troubles.MIGRATIONS,
    published.MIGRATIONS,
    attention.MIGRATIONS,
    early.MIGRATIONS,
    promised.MIGRATIONS,
    alerts.MIGRATIONS,
    incidents.MIGRATIONS,
    follows.MIGRATIONS,
    reviews.MIGRATIONS,
    homes.MIGRATIONS,
    asked_roles.MIGRATIONS,
    working_hours.MIGRATIONS,
)
