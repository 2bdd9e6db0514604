"""docs/reliability.md names a test for each promise, and the tests are there."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parent.parent
FAULTS = TESTS.parent / "faults"
PAGE = TESTS.parent / "docs" / "reliability.md"


def test_every_test_that_shows_a_promise_is_there():
    named = re.findall(r"`(test_\w+\.py)::(test_\w+)`", PAGE.read_text(encoding="utf-8"))

    assert len(named) > 30
    for file, test in named:
        [path] = [*TESTS.rglob(file), *FAULTS.glob(file)]
        assert f"def {test}(" in path.read_text(encoding="utf-8"), f"{file}::{test}"


def test_every_promise_has_one():
    promises = PAGE.read_text(encoding="utf-8").split("\n## The soak\n")[0]
    rows = [line for line in promises.splitlines() if line.startswith("| ") and "promise" not in line]

    assert rows and all("::test_" in row for row in rows)
