"""What comes back: the problem list with 采纳, 不采纳 and 理由 filled in, however people tick."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hengji.papers.files.book import Book, Sheet
from hengji.papers.lists import Unusable
from hengji.papers.workbook import open_workbook
from hengji.papers.writing import problems as columns
from hengji.rules.results import Decision, FindingKey
from hengji.rules.text import fold

_YES = frozenset(
    map(fold, ("√", "✓", "✔", "☑", "对", "是", "Y", "yes", "1", "有", "同意", "采纳", "已采纳", "认可", "v", "○", "●", "■", "true"))
)
_NO = frozenset(map(fold, ("×", "✗", "✘", "x", "否", "不", "N", "no", "0", "不同意", "不采纳", "未采纳", "不认可", "false")))
_BLANK = frozenset(("", "-", "—", "－", "/", "——"))
_ONE_COLUMN = frozenset(map(fold, ("采纳情况", "是否采纳", "采纳/不采纳", "采纳与否")))
_SENTENCES_MOST = 5


@dataclass(frozen=True, slots=True)
class _Answer:
    """One row's decision and where it stands."""

    sheet: str
    row: int
    key: FindingKey
    decision: Decision

    @property
    def place(self) -> str:
        return f"“{self.sheet}”第 {self.row} 行"


def read_decisions(source: Path | Book) -> Mapping[FindingKey, Decision]:
    """The decisions of a returned problem list by finding.  Rows may be sorted, deleted or moved to another sheet.

    Raises ``Unusable`` (sheet and row are named) when there is no list in the file, when a row is ticked both ways or holds neither
    a tick nor a refusal that is understood, and when one finding stands in two rows that differ; ``Unreadable`` when the file cannot
    be read.
    """
    book = source if isinstance(source, Book) else open_workbook(source)
    faults: list[str] = []
    answers: list[_Answer] = []
    lists = [(sheet, header) for sheet in book.sheets if (header := _header(sheet)) is not None]
    if not lists:
        raise Unusable("这个文件里没有找到“采纳”“不采纳”两栏，请交回由本程序写出的《问题清单》，保留表头那一行。")
    for sheet, (row, heads) in lists:
        answers += _answers(sheet, row, heads, faults)
    decisions = _agreed(answers, faults)
    if faults:
        more = f"；另有 {len(faults) - _SENTENCES_MOST} 处同类情况" if len(faults) > _SENTENCES_MOST else ""
        raise Unusable("问题清单的采纳情况有几处看不明白，请改后再用：" + "；".join(faults[:_SENTENCES_MOST]) + more + "。")
    return decisions


def _header(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """Row and columns of the list's heads: the first row that has a decision column and says where or what."""
    for number, row in enumerate(sheet.rows[:60]):
        heads = {fold(text): column for column, text in reversed(list(enumerate(row))) if text}
        decides = fold(columns.ADOPTED) in heads or _ONE_COLUMN & heads.keys()
        if decides and (fold(columns.KEY) in heads or fold(columns.FOUND) in heads):
            return number, heads
    return None


def _answers(sheet: Sheet, header: int, heads: Mapping[str, int], faults: list[str]) -> Iterator[_Answer]:
    for number, row in enumerate(sheet.rows[header + 1 :], start=header + 2):
        place = f"“{sheet.name}”第 {number} 行"
        adopted = _adopted(row, heads, place, faults)
        reason = _text(row, heads, columns.REASON) or None
        if adopted is None and reason is None:
            continue
        key = _key(row, heads)
        if key is None:
            faults.append(f"{place}认不出是哪一条问题（编号栏和文件、单元格、规则代码栏都不全）")
            continue
        yield _Answer(sheet.name, number, key, Decision(adopted, reason))


def _agreed(answers: Sequence[_Answer], faults: list[str]) -> dict[FindingKey, Decision]:
    """One decision a finding; a finding that stands in two rows must be decided alike."""
    first: dict[FindingKey, _Answer] = {}
    for answer in answers:
        before = first.setdefault(answer.key, answer)
        if before.decision.adopted is None:
            first[answer.key] = answer
        elif answer.decision.adopted not in (None, before.decision.adopted):
            faults.append(f"{before.place}和{answer.place}是同一处的同一类问题，一行采纳、一行不采纳，请改成一致")
    return {key: answer.decision for key, answer in first.items()}


def _adopted(row: Sequence[str | None], heads: Mapping[str, int], place: str, faults: list[str]) -> bool | None:
    """What a row says; a fault is noted and None given when it says both or nothing that is understood."""
    single = next((head for head in _ONE_COLUMN if head in heads), None)
    if single is not None:
        return _word(_at(row, heads[single]), "采纳情况", place, faults)
    yes = _word(_text(row, heads, columns.ADOPTED), columns.ADOPTED, place, faults)
    against = _text(row, heads, columns.REFUSED)
    no = True if fold(against) in (fold("不采纳"), fold("不同意")) else _word(against, columns.REFUSED, place, faults)
    if yes and no:
        faults.append(f"{place}“采纳”和“不采纳”都打了勾，请只留一个")
        return None
    if yes is None:
        return None if no is None else not no
    return yes


def _word(text: str, head: str, place: str, faults: list[str]) -> bool | None:
    folded = fold(text).removesuffix(".0")
    if folded in _BLANK:
        return None
    if folded in _YES:
        return True
    if folded not in _NO:
        faults.append(f"{place}“{head}”栏写的是“{text[:20]}”，请选√或留空")
        return None
    return False


def _key(row: Sequence[str | None], heads: Mapping[str, int]) -> FindingKey | None:
    """The finding's key from its hidden column, else from the columns that say the same."""
    return _hidden_key(_text(row, heads, columns.KEY)) or _visible_key(row, heads)


def _hidden_key(text: str) -> FindingKey | None:
    try:
        parts = json.loads(text) if text else None
    except ValueError:
        return None
    if not isinstance(parts, list) or len(parts) != 5 or not all(isinstance(part, str) for part in parts):
        return None
    file, sheet, code, cell, subject = parts
    return file, sheet, code, cell, subject


def _visible_key(row: Sequence[str | None], heads: Mapping[str, int]) -> FindingKey | None:
    code = _text(row, heads, columns.CODE)
    if not code:
        return None
    cell = _text(row, heads, columns.CELL)
    file, sheet = _text(row, heads, columns.FILE), _text(row, heads, columns.SHEET)
    if not file:
        file, sheet = _text(row, heads, columns.UNIT), _text(row, heads, columns.PROGRAM)
    return file, sheet, code, "" if cell in _BLANK else cell, _text(row, heads, columns.SUBJECT)


def _text(row: Sequence[str | None], heads: Mapping[str, int], head: str) -> str:
    column = heads.get(fold(head))
    return "" if column is None else _at(row, column)


def _at(row: Sequence[str | None], column: int) -> str:
    return (row[column] or "").strip() if column < len(row) else ""
