"""What starting costs: the whole bot against its packages imported alone, and `--help` without the large ones."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.measure import Row

ROOT = Path(__file__).parent.parent
ROUNDS = 9
MOST = 1.3
#: The packages that weigh most, as modules, and the others that pyproject.toml declares and the bot works with.
LARGE = ("slack_bolt", "apscheduler.schedulers.background", "pandas", "jinja2", "sqlite_utils", "sqlalchemy")
OTHERS = (
    "pydantic.main", "yaml", "rapidfuzz.process", "babel.numbers", "babel.dates", "click", "waitress",
    "dateutil.relativedelta",
)  # fmt: skip
#: Every room that a serving bot uses. The sandbox is the demo's and the tests'.
ROOMS = (
    "shop",
    "storage",
    "templates",
    "metrics",
    "warehouse",
    "delivery",
    "approvals",
    "digests",
    "commands",
    "bot",
)

ALONE = """
import sys, time
began = time.perf_counter()
for name in sys.argv[2:]:
    __import__(name)
"""
WHOLE = """
import sys, time
began = time.perf_counter()
import pkgutil
for name in sys.argv[2:]:
    room = __import__(name)
    for module in pkgutil.walk_packages(getattr(room, "__path__", ()), name + "."):
        __import__(module.name)
"""
#: A bot that is wired, connected, serving and ticking, and that nobody asks anything.
IDLE = """
from pathlib import Path
import bot
from commands.serving import Server
folder = Path(sys.argv[1])
settings = bot.Settings(
    data=folder, facts_url=f"sqlite:///{folder / 'facts.sqlite3'}", shop=bot.settings_from(None).shop,
    slack_api="http://127.0.0.1:9/", bot_token="xoxb-bench", signing_secret="bench",
)
with bot.connected(settings) as running:
    running.start()
    with Server(running.app):
        time.sleep(0.3)
        report()
"""
HELP = """
import json, runpy, sys
sys.argv = ["bot.py", "--help"]
try:
    runpy.run_path("bot.py", run_name="__main__")
finally:
    print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})), file=sys.stderr)
"""
REPORT = """
import json
taken = time.perf_counter() - began
def report():
    pages = int(open("/proc/self/statm").read().split()[1])
    print(json.dumps([taken * 1000, pages * 4096 / 2**20]))
"""


def measure(rounds: int = ROUNDS) -> list[Row]:
    """P11: time to import, memory when idle, and what `--help` imports."""
    with TemporaryDirectory() as folder:
        kept = Path(folder)  # bytecode, as an installed bot has it
        programs = {
            "large": (ALONE + REPORT + "report()", LARGE),
            "alone": (ALONE + REPORT + "report()", LARGE + OTHERS),
            "whole": (WHOLE + REPORT + "report()", ROOMS),
            "idle": (ALONE + REPORT + IDLE, ("bot",)),
        }
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in programs}
        for each in range(1 + rounds):
            for name, (code, modules) in programs.items():
                found = _run(code, modules, kept)
                if each:  # the first round writes the bytecode
                    taken[name].append(found)
    ms = {name: statistics.median(each[0] for each in found) for name, found in taken.items()}
    mib = {name: statistics.median(each[1] for each in found) for name, found in taken.items()}
    loaded = loaded_for_help()
    return [
        _row(
            "P11 import of the whole bot", ms["whole"] / ms["alone"],
            f"every module of ours {ms['whole']:.0f} ms, the packages it works with imported alone {ms['alone']:.0f} ms;"
            f" fresh processes in turns, medians of {rounds}. The six largest alone take {ms['large']:.0f} ms"
            f" ({ms['whole'] / ms['large']:.2f} ×)",
        ),
        _row(
            "P11 memory of an idle bot", mib["idle"] / mib["alone"],
            f"serving and ticking {mib['idle']:.0f} MiB, the packages alone {mib['alone']:.0f} MiB"
            f" (the six largest {mib['large']:.0f} MiB)",
        ),
        Row(
            name="P11 packages loaded by --help", figure=str(len(loaded)), goal="none", met=not loaded,
            how=", ".join(loaded) or f"none of {', '.join(name.partition('.')[0] for name in LARGE)}",
        ),
    ]  # fmt: skip


def loaded_for_help() -> list[str]:
    """Which of the large packages `bot.py --help` loads."""
    done = subprocess.run([sys.executable, "-c", HELP], cwd=ROOT, check=True, capture_output=True, text=True)
    loaded = json.loads(done.stderr.splitlines()[-1])
    return [name for name in LARGE if name.partition(".")[0] in loaded]


def _row(name: str, ratio: float, how: str) -> Row:
    return Row(name=name, figure=f"{ratio:.2f} ×", goal=f"≤ {MOST} ×", met=ratio <= MOST, how=how)


def _run(code: str, names: Sequence[str], bytecode: Path) -> tuple[float, float]:
    """(milliseconds of importing, MiB held afterwards) in a fresh process."""
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    with TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-c", code, folder, *names], cwd=ROOT, check=True, capture_output=True, text=True,
            env={**surroundings, "PYTHONPYCACHEPREFIX": str(bytecode)},
        )  # fmt: skip
    ms, mib = json.loads(done.stdout.splitlines()[-1])
    return ms, mib
