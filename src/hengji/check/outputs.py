"""The papers of a round written side by side into one folder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path, PurePath

from hengji.check.intake import Intake
from hengji.check.page import render_page
from hengji.papers.guarded import Lost, spread
from hengji.papers.word.circular import write_circular
from hengji.papers.word.opinion import write_opinion
from hengji.papers.writing.consolidated import write_consolidated
from hengji.papers.writing.feedback import feedback_files, write_one
from hengji.papers.writing.problems import write_problems
from hengji.rules.circular import monitored
from hengji.rules.results import RoundResult
from hengji.rules.selfevaluation import evaluated

CONSOLIDATED, PROBLEMS, FEEDBACK, CIRCULAR, OPINION, PAGE, RESULT = (
    "汇总表.xlsx", "问题清单.xlsx", "反馈单", "通报（草稿）.docx", "自评审核意见（草稿）.docx", "index.html", "result.json",
)  # fmt: skip
EARLIER = "以前的结果"
FEEDBACK_CHUNK = 24

Draft = Callable[[RoundResult], bytes]
Task = tuple[str, Callable[[], None]]
"""A paper's name and what writes it."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A round's result with what its papers also need: the inputs and every form already printed as JSON."""

    result: RoundResult
    intake: Intake
    printed: list[str]
    started: datetime
    seconds: float


class NotWritten(Exception):  # noqa: N818 - said to people as it stands
    """A paper that could not be written; a Chinese sentence."""


def write_all(checked: Checked, out: Path, paths: Sequence[Path], result_text: str) -> None:
    """Write every paper into ``out``.  Raises OSError where the folder cannot be written, NotWritten when a paper failed."""
    out.mkdir(parents=True, exist_ok=True)
    _put_by(out)
    tasks = list(_tasks(checked, out, paths, result_text))
    answers = spread(_do, [task for _, task in tasks], seconds=600, chunk=1)
    for answer in answers:
        if isinstance(answer, OSError):
            raise answer
    if missing := {name: answer.reason for (name, _), answer in zip(tasks, answers, strict=True) if isinstance(answer, Lost)}:
        told = "；".join(f"{name}（{reason}）" for name, reason in missing.items())
        raise NotWritten(f"有结果没有写成：{told}。其余结果已写在“{out}”。")


def _put_by(out: Path) -> None:
    """Papers of an earlier run go into a folder of their own: somebody may have ticked the list or edited the draft."""
    if not (out / RESULT).is_file():
        return
    made = datetime.fromtimestamp((out / RESULT).stat().st_mtime).astimezone()
    kept = out / EARLIER / f"{made:%Y-%m-%d %H%M%S}"
    kept.mkdir(parents=True, exist_ok=True)
    for name in (CONSOLIDATED, PROBLEMS, FEEDBACK, CIRCULAR, OPINION, PAGE, RESULT):
        if (out / name).exists():
            shutil.move(out / name, kept / name)


def _do(task: Callable[[], None]) -> OSError | None:
    try:
        task()
    except OSError as trouble:
        return trouble
    return None


def _tasks(checked: Checked, out: Path, paths: Sequence[Path], result_text: str) -> Iterator[Task]:
    """The longest first, so that the processes end together."""
    result, places = checked.result, _places(checked, paths)
    yield CONSOLIDATED, lambda: write_consolidated(result, out / CONSOLIDATED)
    yield PROBLEMS, lambda: write_problems(result, out / PROBLEMS, places)
    yield RESULT, lambda: write_text(out / RESULT, result_text)
    yield PAGE, lambda: _write_page(checked, out, paths, places)
    for name, write in drafts(result).items():
        yield name, partial(_write_draft, out / name, write, result)
    sheets = feedback_files(result, out / FEEDBACK)
    for start in range(0, len(sheets), FEEDBACK_CHUNK):
        chunk = sheets[start : start + FEEDBACK_CHUNK]
        yield FEEDBACK, partial(_write_sheets, chunk, checked)


def drafts(result: RoundResult) -> dict[str, Draft]:
    """The Word papers this round calls for: an opinion on self-evaluations, a circular on monitoring (also on a round of neither)."""
    opinion: dict[str, Draft] = {OPINION: write_opinion} if evaluated(result) else {}
    return ({} if opinion and not monitored(result) else {CIRCULAR: write_circular}) | opinion


def _write_sheets(chunk: Sequence[tuple[object, Path]], checked: Checked) -> None:
    for item, path in chunk:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_one(item, checked.result, path)  # type: ignore[arg-type]


def write_text(path: Path, text: str) -> None:
    """Write a text file, its folder made if there is need."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _write_draft(path: Path, write: Draft, result: RoundResult) -> None:
    path.write_bytes(write(result))


def _write_page(checked: Checked, out: Path, paths: Sequence[Path], places: Mapping[str, Path]) -> None:
    source = "、".join(path.name or str(path) for path in paths)
    outputs = [CONSOLIDATED, PROBLEMS, *drafts(checked.result), RESULT, f"{FEEDBACK}/"]
    page = render_page(
        checked.result,
        heading=_heading(checked.result),
        source=source,
        checked_at=checked.started,
        seconds=checked.seconds,
        outputs=outputs,
        links=_links(places, out),
    )
    write_text(out / PAGE, page)


def _heading(result: RoundResult) -> str:
    """What was checked: monitoring forms, self-evaluations, or several kinds."""
    kinds = {one.form.kind for one in result.examined}
    if kinds and all(kind.monitors for kind in kinds):
        return "监控表检查结果"
    return "自评表检查结果" if kinds and all(kind.evaluates for kind in kinds) else "绩效表检查结果"


def _links(places: Mapping[str, Path], out: Path) -> dict[str, str]:
    """Where each file lies as seen from ``out``."""
    folders = {folder: os.path.relpath(folder, out) for folder in {place.parent for place in places.values()}}
    return {file: PurePath(folders[place.parent], place.name).as_posix() for file, place in places.items()}


def _places(checked: Checked, paths: Sequence[Path]) -> dict[str, Path]:
    """Where the file of each form stands on disk, for links; members of an archive have no place of their own."""
    folders = [path if path.is_dir() else path.parent for path in paths]
    found = {}
    for file in checked.intake.files:
        place = next((place for folder in folders if (place := folder / file.file).is_file()), None)
        if place is not None:
            found[file.file] = place
    return found
