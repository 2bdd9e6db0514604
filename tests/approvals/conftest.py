"""A desk with two directors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from approvals import migrations as approvals
from approvals.desk import Desk
from delivery import migrations as delivery
from delivery.outbox import Outbox
from storage import Store
from storage import migrations as storage
from tests.approvals.office import NAMED, desk_for


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "state.db", (*storage.ALL, *delivery.ALL, *approvals.ALL))
    yield store
    store.close()


@pytest.fixture
def outbox(store: Store) -> Outbox:
    return Outbox(store)


@pytest.fixture
def desk(store: Store, outbox: Outbox) -> Desk:
    return desk_for(store, outbox, NAMED)
