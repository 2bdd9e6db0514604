"""What the faults share: the small shop's facts, built once, and a seed that is printed with a failure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.delivery.conftest import clock, outbox, post, sender, slack, store
from tests.stage import Stage, import_shop, staged

__all__ = ["clock", "outbox", "post", "sender", "slack", "store"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--seed` has a run again; `--kills` says how many at least in the long storm; `--full` takes its time."""
    parser.addoption("--seed", type=int, default=20261123, help="what the misfortunes are drawn from")
    parser.addoption("--kills", type=int, default=300, help="SIGKILLs in the long storm")
    parser.addoption("--full", action="store_true", help="ten times as many messages, texts and events")


def pytest_configure(config: pytest.Config) -> None:
    """How many texts are made up."""
    settings.register_profile(
        "faults", max_examples=5000 if config.getoption("--full") else 500, deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    settings.load_profile("faults")


@pytest.fixture(scope="session")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small shop's facts."""
    return import_shop(tmp_path_factory.mktemp("small-shop"))


@pytest.fixture
def times(pytestconfig: pytest.Config) -> int:
    """How many times the usual size."""
    return 10 if pytestconfig.getoption("--full") else 1


@pytest.fixture
def seed(pytestconfig: pytest.Config) -> int:
    """Given again with `--seed`, the same misfortunes are drawn."""
    found: int = pytestconfig.getoption("--seed")
    return found


@pytest.fixture
def stage(tmp_path: Path, facts: Path) -> Iterator[Stage]:
    """The running bot of the small shop, in this process, on Monday at 08:01."""
    with staged(tmp_path / "data", facts) as found:
        yield found
