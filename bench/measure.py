"""Measuring fairly: contestants take turns in one run, and only their ratios are quoted."""

from __future__ import annotations

import gc
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Row:
    """One goal: what was measured, against what, and whether it was met."""

    name: str
    figure: str
    goal: str
    met: bool
    how: str


@dataclass(frozen=True)
class Times:
    """The milliseconds that one contestant took, a round each."""

    ms: tuple[float, ...]

    @property
    def median(self) -> float:
        """Half of the rounds took no longer."""
        return statistics.median(self.ms)

    @property
    def p95(self) -> float:
        """Nineteen of twenty rounds took no longer."""
        ordered = sorted(self.ms)
        return ordered[min(len(ordered) - 1, -(-len(ordered) * 95 // 100) - 1)]

    def __str__(self) -> str:
        return f"{self.median:.1f} ms" if self.median < 1000 else f"{self.median / 1000:.2f} s"


def interleave(
    contestants: Mapping[str, Callable[[], Any]], *, rounds: int, warm: int = 1
) -> dict[str, Times]:
    """Run each in turn, `rounds` times over (A B A B …), after `warm` rounds that do not count."""
    taken: dict[str, list[float]] = {name: [] for name in contestants}
    gc.collect()
    for each in range(warm + rounds):
        for name, run in contestants.items():
            began = time.perf_counter()
            run()
            if each >= warm:
                taken[name].append((time.perf_counter() - began) * 1000)
    return {name: Times(tuple(ms)) for name, ms in taken.items()}


def in_process(call: str, *arguments: object) -> dict[str, float]:
    """Call `module:function` in a fresh process; its seconds and its peak memory in MiB (children left out)."""
    code = (
        "import json, sys, time\n"
        "from importlib import import_module\n"
        "from bench.measure import peak_mib\n"
        "module, name = sys.argv[1].split(':')\n"
        "run = getattr(import_module(module), name)\n"
        "began = time.perf_counter()\n"
        "run(*json.loads(sys.argv[2]))\n"
        "print(json.dumps({'seconds': time.perf_counter() - began, 'mib': peak_mib()}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, call, json.dumps(arguments)], check=True, capture_output=True, text=True
    )
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


def peak_mib() -> float:
    """The most memory that this process has held, in MiB.

    Linux counts into `ru_maxrss` what the parent held when it started this process: the kernel's own note of the
    process is read instead where there is one.
    """
    status = Path("/proc/self/status")
    if status.exists():
        noted = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(noted.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    lines = ["| | figure | goal | met | how |", "|---|---|---|---|---|"]
    lines += [
        f"| {row.name} | {row.figure} | {row.goal} | {'yes' if row.met else '**no**'} | {row.how} |"
        for row in rows
    ]
    return "\n".join(lines)
