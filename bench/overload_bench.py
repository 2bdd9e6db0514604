"""P4: two hundred commands in one second, whatever their work takes: every acknowledgement in time, and bounded memory."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench import programs
from bench.measure import Row
from bench.talking import Line, line_to

COMMANDS, LATEST, MOST = 200, 3.0, 1.3
SLOW = {"1 ms": programs.takes_1_ms, "50 ms": programs.takes_50_ms, "500 ms": programs.takes_500_ms}
#: For so many seconds the same is kept up where memory is looked at.
KEPT_UP = 5


def measure(facts: Path) -> list[Row]:
    """One row for each length of a job; memory where a job takes longest."""
    with line_to(programs.far_end, facts) as far:
        return [row for name, program in SLOW.items() for row in _measured(name, program, facts, far.url)]


def _measured(name: str, program: Callable[[str, str], None], facts: Path, far: str) -> list[Row]:
    with line_to(program, facts, far) as bot:
        bot.types("/kpi", "net sales", answers=f"{far}/answers")
        idle = _mib(bot.process)
        taken = _burst(bot.url, far, seconds=1)
        rows = [_acknowledged(name, taken)]
        if name == list(SLOW)[-1]:
            late = _burst(bot.url, far, seconds=KEPT_UP)
            rows += [_remembered(idle, _mib(bot.process), late)]
        return rows


def _acknowledged(name: str, taken: list[float]) -> Row:
    late = sum(one > LATEST for one in taken)
    ordered = sorted(taken)
    return Row(
        name=f"P4 {COMMANDS} commands in one second, jobs of {name}",
        figure=f"{late} late",
        goal="0 late",
        met=not late,
        how=f"slowest acknowledgement {1000 * ordered[-1]:.0f} ms, median {1000 * ordered[len(ordered) // 2]:.0f} ms;"
        f" late is after {LATEST:g} s, or not at all",
    )


def _remembered(idle: float, after: float, taken: list[float]) -> Row:
    late = sum(one > LATEST for one in taken)
    return Row(
        name=f"P4 memory after {KEPT_UP} s of it",
        figure=f"{after / idle:.2f} × of idle",
        goal=f"≤ {MOST:g} ×",
        met=after <= MOST * idle,
        how=f"{after:.0f} MiB against {idle:.0f} MiB; {len(taken):,} commands, {late} acknowledged late",
    )


def _burst(url: str, far: str, *, seconds: int) -> list[float]:
    """Commands evenly over some seconds, each on a connection of its own: how long each acknowledgement took."""
    count, began = COMMANDS * seconds, time.perf_counter()

    def one(number: int) -> float:
        time.sleep(max(0.0, began + number / COMMANDS - time.perf_counter()))
        line = Line(url)
        try:
            return line.types("/kpi", "net sales", answers=f"{far}/answers")[0] / 1000
        except (OSError, RuntimeError):
            return float("inf")
        finally:
            line.close()

    with ThreadPoolExecutor(COMMANDS) as people:
        return list(people.map(one, range(count)))


def _mib(process: int) -> float:
    """What a process holds in memory now, where the system tells."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    held = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(held.split()[1]) / 1024
