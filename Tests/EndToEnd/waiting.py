"""Waiting for things to happen, with a deadline, without polling."""

import os
import threading
import time
from collections.abc import Callable

# Slow machines and debug builds get longer deadlines, never other assertions.
PATIENCE = float(os.environ.get("WEIR_TEST_PATIENCE", "1"))


class Progress:
    """A condition variable whose waiters say what they waited for when it did not come."""

    def __init__(self) -> None:
        self._condition = threading.Condition()

    def changed(self) -> None:
        with self._condition:
            self._condition.notify_all()

    def wait(self, condition: Callable[[], object], what: str, seconds: float = 10) -> None:
        deadline = time.monotonic() + seconds * PATIENCE
        with self._condition:
            while not condition():
                left = deadline - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"waited {seconds * PATIENCE:.0f} s in vain for {what}")
                self._condition.wait(left)


def eventually(condition: Callable[[], object], what: str, seconds: float = 10) -> None:
    """For conditions that nobody signals, such as the contents of a file: looks every 10 ms until the deadline."""
    deadline = time.monotonic() + seconds * PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds * PATIENCE:.0f} s in vain for {what}")
        time.sleep(0.01)
