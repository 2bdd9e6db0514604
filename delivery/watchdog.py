"""Ends a process whose clocks have stopped: silence is the one failure that nobody is told of."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping

from delivery.clock import Clock

#: Seconds without a tick after which whatever makes it is taken for dead.
LONGEST_SILENCE = 30.0
#: Seconds after which one tick is taken for stuck. An import of tens of millions of rows is quicker.
LONGEST_TICK = 900.0

log = logging.getLogger(__name__)


class Watchdog:
    """Looks at every clock from a thread of its own, and calls `end` when one has stopped."""

    def __init__(
        self,
        clocks: Mapping[str, Clock],
        end: Callable[[], object],
        *,
        silence: float = LONGEST_SILENCE,
        tick: float = LONGEST_TICK,
    ) -> None:
        """`end` must not return to what is stuck: whoever supervises the process starts it anew."""
        self._clocks = clocks
        self._end = end
        self._silence = silence
        self._tick = tick
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def start(self) -> None:
        """Watch from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Watch no more."""
        self._stopped.set()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join()

    def trouble(self) -> str | None:
        """Which clock has stopped, in words; None while all go."""
        for name, clock in self._clocks.items():
            if clock.silent_for > self._silence:
                return f"{name} has not ticked for {clock.silent_for:.0f} s"
            if clock.busy_for > self._tick:
                return f"{name} has been at the same tick for {clock.busy_for:.0f} s"
        return None

    def _watch(self) -> None:
        while not self._stopped.wait(self._silence / 10):
            if trouble := self.trouble():
                log.critical("%s; ending this process, so that it is started anew", trouble)
                self._end()
                return
