"""docs/reliability.md names a test for each promise, and the tests are there."""

from __future__ import annotations

import ast
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
    rows = [line for line in promises.splitlines() if line.startswith("| ") and "shown by" not in line]

    assert rows and all("::test_" in row for row in rows)


def test_every_scenario_has_a_test_that_says_its_number():
    wanted = [f"F{number}" for number in (*range(1, 42), *range(51, 61))]
    rows = re.findall(r"^\| (F\d+) \| .* \| (.*) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)

    assert [number for number, _ in rows] == wanted
    for number, tests in rows:
        for file, test in re.findall(r"`(test_\w+\.py)::(test_\w+)`", tests):
            assert number in numbers_of(FAULTS / file, test), f"{test} does not say {number}"


def numbers_of(path: Path, test: str) -> list[str]:
    """The scenarios that a test's docstring names."""
    functions = [
        one for one in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(one, ast.FunctionDef)
    ]
    [found] = [ast.get_docstring(one) or "" for one in functions if one.name == test]
    return re.findall(r"F\d+", found)
