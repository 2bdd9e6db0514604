"""The arrows between the rooms and the walls around third parties, as docs/architecture.md draws them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

#: What each room may import, directly. Nothing points up or sideways; bot.py may import all.
ARROWS = {
    "metrics": set(),
    "templates": set(),
    "warehouse": {"shop"},
    "storage": set(),
    "shop": {"approvals"},
    "delivery": {"storage", "templates"},
    "approvals": {"delivery", "storage", "templates"},
    "digests": {"delivery", "metrics", "storage", "templates"},
    "commands": {"approvals", "delivery", "digests", "metrics", "shop", "storage", "templates"},
    "sandbox": {"shop", "warehouse"},
}

#: Which rooms (or files) may import a third party.
WALLS = {
    "slack_bolt": {"commands", "bot.py"},
    "slack_sdk": {"delivery/sender.py", "delivery/calling.py", "commands", "bot.py"},
    "apscheduler": {"delivery/clock.py"},
    "jinja2": {"templates"},
    "sqlalchemy": {"warehouse"},
    "pandas": {"warehouse", "metrics"},
    "sqlite_utils": {"storage", "warehouse", "delivery", "approvals"},
    "waitress": {"commands/serving.py"},
    "holidays": {"metrics", "approvals/hours/days_off.py"},
    "icalendar": {"metrics/promotion_calendars.py", "approvals/hours/days_off.py"},
}

SOURCES = sorted(
    path
    for room in ARROWS
    for path in ([ROOT / f"{room}.py"] if room == "shop" else (ROOT / room).rglob("*.py"))
)


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _room(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_a_room_imports_only_what_its_arrows_allow(path: Path) -> None:
    ours = {name.split(".")[0] for name in _imports(path)} & set(ARROWS)

    assert ours - {_room(path)} <= ARROWS[_room(path)]


def test_the_settings_take_nothing_of_approvals_but_how_a_policy_is_written() -> None:
    """So that whoever reads `shop.yaml` does not wire up approvals: the policy, its words, and the content it speaks of."""
    taken, waiting = set[str](), ["approvals.policy.rulebook"]
    while waiting:
        taken.add(room := waiting.pop())
        source = ROOT / f"{room.replace('.', '/')}.py"
        waiting += [name for name in _imports(source) if name.split(".")[0] in ARROWS and name not in taken]

    assert [name for name in _imports(ROOT / "shop.py") if name.startswith("approvals")] == [
        "approvals.policy.rulebook"
    ]
    assert taken == {
        *(f"approvals.policy.{name}" for name in ("rulebook", "rule_names", "rule_people", "rule_words")),
        "approvals.content",
        "delivery.localtime",  # when a local time is
    }


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_a_third_party_stays_behind_its_wall(path: Path) -> None:
    theirs = {name.split(".")[0] for name in _imports(path)} & set(WALLS)

    assert {name for name in theirs if not {_room(path), _name(path)} & WALLS[name]} == set()


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_only_bot_py_reads_the_clock_and_the_environment(path: Path) -> None:
    read = {ast.unparse(node) for node in ast.walk(_tree(path)) if isinstance(node, ast.Attribute)}

    assert not read & {
        "os.environ",
        "os.getenv",
        "datetime.now",
        "datetime.utcnow",
        "date.today",
        "time.time",
    }


def test_every_room_opens_with_one_sentence() -> None:
    for room in set(ARROWS) - {"shop"}:
        sentence = ast.get_docstring(ast.parse((ROOT / room / "__init__.py").read_text(encoding="utf-8")))

        assert sentence and sentence.splitlines()[0].endswith(".")


def test_no_room_is_named_for_nothing() -> None:
    folders = {path.name for path in ROOT.iterdir() if path.is_dir()}

    assert not folders & {"utils", "core", "common", "models", "services", "handlers", "lib", "src"}
