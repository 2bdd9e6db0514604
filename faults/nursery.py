"""Brings bots into the world quickly: everything is imported once, and each life is a fork of that.

Reads one order a line (`{"birth": …}`, `{"kill": pid, "by": signal}`) and answers each with a line.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import traceback
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import bot
from faults.life import Birth, live
from templates import warm


def main() -> None:
    """Serve orders until the input ends; then nobody is left behind."""
    children: set[int] = set()
    for line in sys.stdin:
        order = json.loads(line)
        if "rehearse" in order:
            _rehearse(Birth(**order["rehearse"]))
            _answer({"ready": True})
        elif "birth" in order:
            pid = _born(Birth(**order["birth"]))
            children.add(pid)
            _answer({"pid": pid})
        else:
            _answer({"status": _ended(order["kill"], order["by"], children)})
    for pid in children:
        os.kill(pid, signal.SIGKILL)


def _rehearse(birth: Birth) -> None:
    """Build a bot once, so that whatever is loaded late has been."""
    warm()
    with (
        tempfile.TemporaryDirectory() as folder,
        bot.connected(replace(birth, data=folder).settings, birth.time),
    ):
        pass


def _born(birth: Birth) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        live(birth)
    except BaseException:
        with Path(birth.log).open("a", encoding="utf-8") as file:
            traceback.print_exc(file=file)
        os._exit(1)
    os._exit(0)


def _ended(pid: int, by: int, children: set[int]) -> int:
    """Kill a child and wait for it; 0 as signal only waits. How it ended: a negative signal or its own status."""
    if by:
        with suppress(ProcessLookupError):
            os.kill(pid, by)
    _, status = os.waitpid(pid, 0)
    children.discard(pid)
    return os.waitstatus_to_exitcode(status)


def _answer(content: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(content) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
