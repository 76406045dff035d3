"""CPU and memory of process trees, and of the rest of the machine, from /proc."""

import os
import time

TICKS = os.sysconf("SC_CLK_TCK")


def tree(process: int) -> list[int]:
    """The process and all its descendants."""
    found = [process]
    try:
        for thread in os.listdir(f"/proc/{process}/task"):
            with open(f"/proc/{process}/task/{thread}/children") as children:
                for child in children.read().split():
                    found += tree(int(child))
    except OSError:
        pass
    return found


def cpu_seconds(processes: list[int]) -> float:
    total = 0
    for process in processes:
        try:
            with open(f"/proc/{process}/stat") as stat:
                fields = stat.read().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
        except OSError:
            pass
    return total / TICKS


def resident_megabytes(processes: list[int]) -> float:
    total = 0
    for process in processes:
        try:
            with open(f"/proc/{process}/smaps_rollup") as rollup:
                total += next(int(line.split()[1]) for line in rollup if line.startswith("Rss:"))
        except (OSError, StopIteration):
            pass
    return total / 1024


def busy_seconds() -> float:
    """CPU time that the whole machine has spent working."""
    with open("/proc/stat") as stat:
        fields = [int(field) for field in stat.readline().split()[1:]]
    return (sum(fields[:3]) + sum(fields[5:8])) / TICKS


def wait_until_quiet(seconds: float) -> None:
    """Waits, for so long at most, until others use less than 8 % of the machine."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        before, start = busy_seconds(), time.monotonic()
        time.sleep(0.4)
        if (busy_seconds() - before) / (time.monotonic() - start) / os.cpu_count() < 0.08:
            return
