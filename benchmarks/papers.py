"""Bar **papers**: one official form, a consolidated table of 10,000 rows, a circular of 30 objects, beside zip + XML as strings.

The floor writes the very package that was written: every cell and every text by a string of its own, all other bytes as
constants, joined and deflated.  It decides nothing, looks nothing up, and knows no styles.
"""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape, unescape

from benchmarks.forms import write_round
from benchmarks.measure import Cost, call, growth, machine, typical, verdict
from hengji.papers.layouts import layout_for
from hengji.papers.reading import read_forms
from hengji.papers.rulefiles import load_rules
from hengji.papers.word.circular import write_circular
from hengji.papers.workbook import open_workbook
from hengji.papers.writing.consolidated import write_consolidated
from hengji.papers.writing.form import write_form
from hengji.rules.findings import examine
from hengji.rules.findings.case import Case
from hengji.rules.forms import Form
from hengji.rules.judgement import judge
from hengji.rules.results import Examined, RoundResult
from hengji.rules.round import totals

AS_OF = date(2023, 7, 31)
ROWS, OBJECTS = 10_000, 30
_TOKEN = re.compile(
    r'<c r="(?P<column>[A-Z]+)(?P<row>\d+)"(?P<style> s="\d+")?(?P<type> t="\w+")?|<(?:v|t|w:t)(?: [^>]*)?>(?P<text>[^<]*)</(?:v|t|w:t)>'
)
NOT_PROVED = """\
not proved: that Excel, WPS and Word open the papers (tests do that); printing; the floor leaves out every decision, so a ratio of 1
cannot be reached by anything that looks at its data."""


def run(sizes: list[int], rounds: int) -> int:
    """Prints the bar; a goal that is not met is printed."""
    print(f"papers: sizes {sizes}; {machine()}")
    with tempfile.TemporaryDirectory(prefix="bench-papers-") as scratch:
        folder = Path(scratch)
        examined = _examined(folder / "forms", ROWS // 14 + 1)
        _form(folder, examined[0].form, sizes, rounds)
        _consolidated(folder, examined, sizes, rounds)
        _circular(examined, sizes, rounds)
    print(NOT_PROVED)
    return 0


def _form(folder: Path, form: Form, sizes: Sequence[int], rounds: int) -> None:
    path, layout = folder / "form.xlsx", layout_for(form.kind)
    write_form(layout, form, path)
    floor = Floor.of(path.read_bytes())

    def both(size: int) -> tuple[Callable[[], object], Callable[[], object]]:
        return (lambda: [floor.write() for _ in range(size)]), (lambda: [write_form(layout, form, path) for _ in range(size)])

    _side_by_side("official form", "form", 6, sizes, rounds, both, times=20)


def _consolidated(folder: Path, examined: Sequence[Examined], sizes: Sequence[int], rounds: int) -> None:
    path = folder / "consolidated.xlsx"

    def both(size: int) -> tuple[Callable[[], object], Callable[[], object]]:
        result = _round(list(examined) * size)
        write_consolidated(result, path)
        floor = Floor.of(path.read_bytes())
        return floor.write, lambda: write_consolidated(result, path)

    rows = sum(len(one.form.indicators) for one in examined)
    _side_by_side(f"consolidated table ({rows} rows at 1x)", "1x", 10, sizes, rounds, both)


def _circular(examined: Sequence[Examined], sizes: Sequence[int], rounds: int) -> None:
    def both(size: int) -> tuple[Callable[[], object], Callable[[], object]]:
        result = _round(list(examined[: OBJECTS * size]))
        floor = Floor.of(write_circular(result))
        return floor.write, lambda: write_circular(result)

    _side_by_side(f"circular ({OBJECTS} objects at 1x)", "1x", 15, sizes, rounds, both, times=10)


def _side_by_side(
    title: str,
    item: str,
    goal: float,
    sizes: Sequence[int],
    rounds: int,
    both: Callable[[int], tuple[Callable[[], object], Callable[[], object]]],
    times: int = 1,
) -> None:
    """Floor and ours in turn at every size."""
    print(title)
    each = []
    for size in sizes:
        floor_call, own_call = both(size)
        floors: list[Cost] = []
        own: list[Cost] = []
        many = max(1, times // size)
        for _ in range(rounds if size == 1 else max(1, rounds // 3)):
            floors.append(call(floor_call, many))
            own.append(call(own_call, many))
        floor, ours = typical(floors), typical(own)
        print(f"{size:3}x  zip + strings {floor}\n      hengji        {ours}\n      ratio CPU {verdict(ours.cpu / floor.cpu, goal)}")
        each.append(ours.cpu / size)
    if len(sizes) > 1:
        print(f"      growth of CPU per {item}: {growth(each)}")


# ---- material


def _examined(folder: Path, many: int) -> list[Examined]:
    """Forms of the bench's round, read and judged."""
    write_round(folder, many)
    rules = load_rules()
    made = []
    for path in sorted(folder.rglob("*.xlsx")):
        form = read_forms(open_workbook(path), path.name)[0][0]
        judgement = judge(form, rules, as_of=AS_OF)
        made.append(Examined(form, judgement, examine(Case(form, judgement, rules, AS_OF))))
    return made


def _round(examined: list[Examined]) -> RoundResult:
    return RoundResult(load_rules(), AS_OF, examined[0].judgement.time_progress, tuple(examined), (), (), (), totals(examined))


@dataclass(frozen=True)
class Floor:
    """A package taken apart into cells, texts and constants, to be written again by string joins and deflated."""

    parts: tuple[tuple[str, tuple[str | tuple[str, ...], ...]], ...]
    """Name, and in order: constants (odd places) between cells (column, row, style, type) and texts (even places)."""

    @classmethod
    def of(cls, package: bytes) -> Floor:
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            return cls(tuple((name, cls._taken_apart(archive.read(name).decode())) for name in archive.namelist()))

    @staticmethod
    def _taken_apart(text: str) -> tuple[str | tuple[str, ...], ...]:
        pieces: list[str | tuple[str, ...]] = []
        last = 0
        for found in _TOKEN.finditer(text):
            is_cell = found["column"] is not None
            pieces.append(text[last : found.start() if is_cell else found.start("text")])
            cell = (found["column"], found["row"], found["style"] or "", found["type"] or "")
            pieces.append(cell if is_cell else unescape(found["text"]))
            last = found.end() if is_cell else found.end("text")
        return (*pieces, text[last:])

    def write(self) -> bytes:
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, pieces in self.parts:
                archive.writestr(name, "".join(_joined(pieces)))
        return target.getvalue()


def _joined(pieces: tuple[str | tuple[str, ...], ...]) -> list[str]:
    made = []
    for place, piece in enumerate(pieces):
        if isinstance(piece, tuple):
            column, row, style, kind = piece
            made.append(f'<c r="{column}{row}"{style}{kind}')
        else:
            made.append(escape(piece) if place % 2 else piece)
    return made
