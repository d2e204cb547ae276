"""Imports from Excel, whole or not at all: 10,000 payments and 400 units with their report by cell, beside bare calamine and
executemany in one transaction; then approval of 60 declarations in one batch and the walk through 100,000 rows of the trail."""

from __future__ import annotations

import resource
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measure import Cost, call, growth, machine, typical
from benchmarks.site import site, vendor

PAYMENTS, UNITS, BATCH, ENTRIES = 10_000, 400, 60, 100_000
NOT_PROVED = """\
not proved: the upload itself and the page of the report; other people working meanwhile; a treasury export of another layout.
The floor writes the cells as they stand into the same table, in one transaction: it recognises, checks, matches and masks nothing."""


def run(sizes: Sequence[int], rounds: int, postgres: bool) -> int:
    """Prints both sides; there is no goal but that they are in proportion."""
    with site(postgres):
        from benchmarks import county, registers  # noqa: PLC0415 - models load only once Django is set up

        made = county.found()
        county.grow(made, county.PROGRAMS)
        print(f"imports: sizes {list(sizes)}; {vendor()}; {machine()}")
        payments = [_beside(f"{PAYMENTS * size} payments", registers.Payments(made, PAYMENTS * size), rounds) for size in sizes]
        units = [_beside(f"{UNITS * size} units", registers.Units(made, UNITS * size), rounds) for size in sizes]
        if len(sizes) > 1:
            print(f"growth of CPU per row: payments {growth(payments)}, units {growth(units)}")
        _approval(registers.Approval(made, BATCH), rounds)
        _verification(registers.Trail(made, ENTRIES))
    print(NOT_PROVED)
    return 0


@dataclass(frozen=True)
class Memory:
    """Megabytes the process held at its highest during a call, and how much of it came with the call."""

    before: int

    @classmethod
    def begun(cls) -> Memory:
        """Forgets the highest so far, where the system can (Linux)."""
        with suppress(OSError):
            Path("/proc/self/clear_refs").write_text("5")
        return cls(_held("VmRSS"))

    def most(self) -> tuple[float, float]:
        """Highest, and how much that is above what was held before (memory freed earlier is used again)."""
        highest = _held("VmHWM")
        return highest / 1024, (highest - self.before) / 1024


def _held(what: str) -> int:
    """Kilobytes the process holds (VmRSS) or held at its highest (VmHWM)."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(what))
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _beside(title: str, one: Any, rounds: int) -> float:
    """Floor, dry run, application in turn; CPU of both steps a row."""
    steps: dict[str, Callable[[], object]] = {"calamine + SQL": one.floor, "dry run": one.dry_run, "applied": one.apply}
    costs: dict[str, list[Cost]] = {name: [] for name in steps}
    peaks: dict[str, list[tuple[float, float]]] = {name: [] for name in steps}
    for _ in range(rounds):
        for name, step in steps.items():
            memory = Memory.begun()
            costs[name].append(call(step))
            peaks[name].append(memory.most())
        one.undo()
    print(f"{title}; a faulty file of as many rows: {one.faults()}")
    for name, held in costs.items():
        cost = typical(held)
        print(f"      {name:14} {cost}  {one.rows / cost.cpu:8.0f} rows/s CPU, {one.rows / cost.wall:8.0f} wall; {_memory(peaks[name])}")
    floor, dry, applied = (typical(held) for held in costs.values())
    whole = dry.cpu + applied.cpu
    print(f"      ratio CPU: dry run {dry.cpu / floor.cpu:.1f} x, applied {applied.cpu / floor.cpu:.1f} x, both {whole / floor.cpu:.1f} x")
    return float(whole / one.rows)


def _memory(peaks: Sequence[tuple[float, float]]) -> str:
    return f"{max(most for most, _ in peaks):.0f} MB held, +{max(grown for _, grown in peaks):.0f}"


def _approval(one: Any, rounds: int) -> None:
    costs: list[Cost] = []
    for _ in range(rounds):
        one.prepare()
        costs.append(call(one.approve))
    cost = typical(costs)
    print(f"approval of {one.rows} declarations by one document {cost}  {one.rows / cost.cpu:.0f} a second CPU; {one.written}")


def _verification(one: Any) -> None:
    one.prepare()
    floor, walked = call(one.read), call(one.verify)
    print(f"trail of {one.rows} rows\n      read and hashed bare {floor}\n      verified             {walked}")
    print(f"      {one.rows / walked.cpu:.0f} rows/s CPU, {one.rows / walked.wall:.0f} wall; ratio CPU {walked.cpu / floor.cpu:.1f} x")
