"""Clocks: wall and CPU seconds of child processes and of calls, the load of the machine beside them."""

from __future__ import annotations

import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Cost:
    """Seconds of one run, and the load average when it began."""

    wall: float
    cpu: float
    load: float

    def __str__(self) -> str:
        return f"{self.wall * 1000:10.1f} ms wall {self.cpu * 1000:10.1f} ms CPU  (load {self.load:.1f})"


def child(command: Sequence[str | Path]) -> Cost:
    """Runs a whole process; CPU is user + system of it and its own children.  Raises when it fails.

    Bytecode is cached as on any ordinary machine, whatever the environment of the caller says."""
    ordinary = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before, load, start = resource.getrusage(resource.RUSAGE_CHILDREN), os.getloadavg()[0], time.perf_counter()
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False, env=ordinary)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(f"{command[:4]} ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    return Cost(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, load)


def call(action: Callable[[], object], times: int = 1, also: Callable[[], float] | None = None) -> Cost:
    """The mean of so many calls in this process; ``also``: the CPU clock of a process that works for it (a database server)."""
    other = also or (lambda: 0.0)
    load, cpu, start = os.getloadavg()[0], time.process_time() + other(), time.perf_counter()
    for _ in range(times):
        action()
    wall = time.perf_counter() - start
    return Cost(wall / times, (time.process_time() + other() - cpu) / times, load)


def typical(costs: Sequence[Cost]) -> Cost:
    """Medians, each of its own column."""
    return Cost(median(c.wall for c in costs), median(c.cpu for c in costs), median(c.load for c in costs))


def verdict(ratio: float, goal: float, at_most: bool = True) -> str:
    met = ratio <= goal if at_most else ratio >= goal
    return f"{ratio:.2f} x  (goal {'≤' if at_most else '≥'} {goal:g} x: {'met' if met else 'NOT MET'})"


def growth(per_item: Sequence[float], goal: float = 0.30) -> str:
    """How much more one item costs at the largest size than at the smallest."""
    rise = per_item[-1] / per_item[0] - 1
    return f"{rise:+.0%}  (goal ≤ {goal:+.0%}: {'met' if rise <= goal else 'NOT MET'})"


def machine() -> str:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"Python {platform.python_version()}, {cores} cores, load {os.getloadavg()[0]:.1f}"


def python(*words: str | Path) -> list[str | Path]:
    return [sys.executable, *words]
