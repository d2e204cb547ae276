"""Bar **check**: 858 returned forms to findings and papers, beside bare reading (floor) and beside a merge script."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.forms import FORMS, write_round
from benchmarks.measure import Cost, child, growth, machine, python, typical, verdict

FLOOR = """
import sys
from pathlib import Path
from python_calamine import CalamineWorkbook
cells = 0
for path in sorted(Path(sys.argv[1]).rglob("*.xlsx")):
    book = CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        cells += sum(len(row) for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False))
assert cells
"""
MERGE = """
import sys
from pathlib import Path
import pandas
frames = []
for path in sorted(Path(sys.argv[1]).rglob("*.xlsx")):
    for name, frame in pandas.read_excel(path, sheet_name=None, header=None, engine="openpyxl").items():
        frame.insert(0, "来源", path.name)
        frames.append(frame)
pandas.concat(frames).to_excel(sys.argv[2], index=False)
"""
NOT_PROVED = """\
not proved: forms are of one plain layout (.xlsx), without roster, targets, payments and reports; old .xls, Word tables and
messy sheets cost more; files are warm in the page cache; other machines and disks give other seconds (ratios less so)."""
CHECK = "import sys; from hengji.config.cli import main; raise SystemExit(main(sys.argv[1:]))"


def run(sizes: list[int], rounds: int, merge: bool) -> int:
    """Prints the bar; returns 0 (a goal not met is printed, not hidden in an exit status)."""
    print(f"check: {FORMS} forms at 1x, sizes {sizes}; {machine()}")
    with tempfile.TemporaryDirectory(prefix="bench-check-") as scratch:
        folder = Path(scratch)
        floors: list[Cost] = []
        checks: list[Cost] = []
        for size in sizes:
            forms = folder / f"forms-{size}"
            write_round(forms, FORMS * size)
            floor, check = _beside(forms, folder / f"out-{size}", rounds if size == 1 else 1)
            _print_size(size, floor, check)
            floors.append(floor)
            checks.append(check)
        if merge:
            _print_merge(child(python("-c", MERGE, folder / "forms-1", folder / "merged.xlsx")), checks[0])
    _print_growth(sizes, floors, checks)
    print(NOT_PROVED)
    return 0


def _beside(forms: Path, out: Path, rounds: int) -> tuple[Cost, Cost]:
    """Floor and check in turn, after one run of each that is thrown away (files and bytecode warm)."""
    command = python("-c", CHECK, "check", forms, "--as-of", "2023-07-31", "--out", out, "--json", out.with_suffix(".json"))
    floors, checks = [], []
    child(python("-c", FLOOR, forms))
    for _ in range(rounds):
        floors.append(child(python("-c", FLOOR, forms)))
        checks.append(child(command))
    return typical(floors), typical(checks)


def _print_size(size: int, floor: Cost, check: Cost) -> None:
    print(f"{size:3}x  floor (calamine)  {floor}\n      hengji check      {check}")
    print(f"      ratio wall {verdict(check.wall / floor.wall, 4)}   CPU {check.cpu / floor.cpu:.2f} x")


def _print_merge(merge: Cost, check: Cost) -> None:
    print(f"  1x  pandas merge only {merge}\n      hengji check is {verdict(merge.wall / check.wall, 10, at_most=False)} faster")


def _print_growth(sizes: list[int], floors: list[Cost], checks: list[Cost]) -> None:
    each = [cost.cpu / (FORMS * size) for cost, size in zip(checks, sizes, strict=True)]
    bare = [cost.cpu / (FORMS * size) for cost, size in zip(floors, sizes, strict=True)]
    for size, check, floor in zip(sizes, each, bare, strict=True):
        print(f"{size:3}x  CPU per form: check {check * 1000:.2f} ms, floor {floor * 1000:.2f} ms")
    if len(sizes) > 1:
        print(f"growth of CPU per form {sizes[0]}x → {sizes[-1]}x: {growth(each)}")
