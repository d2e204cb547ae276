"""Bar **intake**: 858 returned forms into the database, validated and judged, a transaction a form, beside bare calamine and raw SQL."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.forms import FORMS, write_round
from benchmarks.measure import Cost, growth, machine, typical, verdict
from benchmarks.site import site, vendor

GOAL = 6
NOT_PROVED = """\
not proved: the upload itself and the page; other people working meanwhile; forms of other layouts, old .xls and messy sheets.
The floor reads the cells of the same files and writes them as they stand into a bare table in as many transactions: it recognises,
matches, judges and records nothing.  Ours reads and judges in child processes: CPU counts them, wall has the cores they run on."""


def run(sizes: list[int], rounds: int, postgres: bool) -> int:
    """Prints the bar."""
    print(f"intake: {FORMS} forms at 1x, sizes {sizes}; {machine()}")
    with site(postgres), tempfile.TemporaryDirectory(prefix="bench-intake-") as scratch:
        from benchmarks import returning  # noqa: PLC0415 - models load only once Django is set up

        print(vendor())
        grown = [_size(returning, Path(scratch), size, rounds if size == 1 else 1) for size in sizes]
    if len(sizes) > 1:
        print(f"growth of CPU per form: {growth(grown)}")
    print(NOT_PROVED)
    return 0


def _size(returning: object, scratch: Path, size: int, rounds: int) -> float:
    folder = scratch / f"forms-{size}"
    write_round(folder, FORMS * size)
    one = returning.Returned(folder)  # type: ignore[attr-defined]
    steps: dict[str, Callable[[], object]] = {"calamine + SQL": one.floor, "read and tried": one.read, "applied": one.apply}
    costs: dict[str, list[Cost]] = {name: [] for name in steps}
    for _ in range(rounds):
        for name, step in steps.items():
            one.prepare(name)
            costs[name].append(_with_children(step))
    floor, tried, applied = (typical(held) for held in costs.values())
    print(f"{size:3}x  {one.rows} forms, {one.written}")
    for name, cost in zip(steps, (floor, tried, applied), strict=True):
        print(f"      {name:14} {cost}  {one.rows / cost.wall:8.0f} forms/s wall")
    wall, cpu = (tried.wall + applied.wall) / floor.wall, (tried.cpu + applied.cpu) / floor.cpu
    print(f"      ratio wall {verdict(wall, GOAL)}   CPU {cpu:.2f} x")
    return (tried.cpu + applied.cpu) / float(one.rows)


def _with_children(action: Callable[[], object]) -> Cost:
    """One call with the CPU of its child processes."""
    load, before, start = os.getloadavg()[0], os.times(), time.perf_counter()
    action()
    wall, after = time.perf_counter() - start, os.times()
    return Cost(wall, sum(after[:4]) - sum(before[:4]), load)
