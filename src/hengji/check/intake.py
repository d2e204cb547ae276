"""From paths to forms: every file read in a guarded process, what cannot be read listed with what to ask for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from hengji.check.progress import progress_bar
from hengji.papers.guarded import ASK_AGAIN, Lost, spread
from hengji.papers.reading import read_forms
from hengji.papers.workbook import Source, Unreadable, expand, read_book
from hengji.rules.forms import Form
from hengji.rules.results import UnreadableFile


@dataclass(frozen=True, slots=True)
class ReadFile:
    """One file as read: its forms, or why there are none; notes on what was passed over."""

    file: str
    sha256: str
    forms: tuple[Form, ...] = ()
    notes: tuple[str, ...] = ()
    unreadable: UnreadableFile | None = None


@dataclass(frozen=True, slots=True)
class Intake:
    """All files of a folder, read."""

    files: tuple[ReadFile, ...]

    @property
    def forms(self) -> list[Form]:
        return [form for file in self.files for form in file.forms]

    @property
    def unreadable(self) -> list[UnreadableFile]:
        return [file.unreadable for file in self.files if file.unreadable]

    @property
    def inputs(self) -> dict[str, str]:
        return {file.file: file.sha256 for file in self.files}


def take_in(paths: Sequence[Path], *, leave_out: Iterable[Path] = (), label: str = "读表") -> Intake:
    """Read every form below ``paths``; files and folders in ``leave_out`` are other papers of the same round."""
    left_out = [path.resolve() for path in leave_out]
    own_result = cache(_is_own_result)  # of this moment: the next check may write there

    def passed_over(path: Path) -> bool:
        here = path.resolve()
        return own_result(here.parent) or any(here == other or other in here.parents for other in left_out)

    sources = [source for source in expand(paths) if not passed_over(source.path)]
    results = spread(_read, sources, on_done=progress_bar(label, len(sources)))
    return Intake(tuple(_lost(source, done) if isinstance(done, Lost) else done for source, done in zip(sources, results, strict=True)))


def _is_own_result(folder: Path) -> bool:
    """Papers an earlier run wrote: they stand in or below a folder with a result.json of ours."""
    return any(_is_result_file(place / "result.json") for place in (folder, folder.parent))


def _is_result_file(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return b'"tool": "hengji ' in file.read(64)


def _read(source: Source) -> ReadFile:
    digest = ""
    try:
        data = source.data()
        digest = sha256(data).hexdigest()
        forms, notes = read_forms(read_book(data), source.display)
        if not forms:
            raise Unreadable("没有认出绩效表：" + ("；".join(notes) if notes else "没有找到指标表头"), "请核对是否报错了文件")
        return ReadFile(source.display, digest, tuple(forms), tuple(notes))
    except Unreadable as refusal:
        return ReadFile(source.display, digest or source.sha256(), unreadable=UnreadableFile(source.display, refusal.reason, refusal.ask))


def _lost(source: Source, lost: Lost) -> ReadFile:
    return ReadFile(source.display, source.sha256(), unreadable=UnreadableFile(source.display, lost.reason, ASK_AGAIN))
