"""A list on a sheet: found by the meaning of its column captions, in whatever row and order they stand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources

from hengji.papers.workbook import Book, Sheet
from hengji.rules.money import MONEY_UNITS, Amount, parse_amount
from hengji.rules.text import fold, is_blank, squeeze


class Unusable(Exception):  # noqa: N818 - a word of the house, used in sentences
    """A list that cannot be used: one Chinese sentence that says what is missing and what was seen."""


Columns = Mapping[str, tuple[str, ...]]


@cache
def words() -> Mapping[str, Mapping[str, object]]:
    """``lists.toml``."""
    return tomllib.loads(resources.files("hengji.papers").joinpath("lists.toml").read_text(encoding="utf-8"))


@cache
def columns(kind: str) -> Columns:
    """Captions by column key of ``roster``, ``targets`` or ``payments``, those of the object first."""
    found: dict[str, tuple[str, ...]] = {}
    for section in ("object", kind):
        for key, captions in words()[section].items():
            assert isinstance(captions, list)
            found[key] = tuple(str(caption) for caption in captions)
    return found


_HEADER_WITHIN = 25
_NOTE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_PERIOD = re.compile(
    r"^(?=(?:截至|截止|至)?\d)(?:截至|截止|至)?(?:20\d\d年度?)?(?:(?:\d{1,2}月?[-至到])?\d{1,2}月(?:份|底|末|\d{1,2}日)?)?"
)
UNIT_WORD = re.compile(r"(亿元|百万元|千元|万元|元)")
UNIT_LINE = re.compile(r"单位[:为]?(?:人民币)?(亿元|百万元|千元|万元|元)")
TOTAL_ROW = re.compile(r"^(?:本页|本月|本年)?(?:合计|小计|总计|累计|共计)")
REMARK_ROW = re.compile(r"^(?:注|备注|说明|填表|制表|审核人|填报人|联系)")
YEAR = re.compile(r"20\d\d")


@dataclass(frozen=True, slots=True)
class ListTable:
    """A list found on a sheet: where its columns stand, what one printed unit of its money is worth, the year around it."""

    sheet: Sheet
    top: int
    columns: Mapping[str, int]
    captions: Mapping[int, str]
    unit_line: Decimal | None
    year: int | None

    def rows(self) -> Iterator[ListRow]:
        """The rows below the header that say something: no totals, no notes, no repeated header."""
        seen = covered(self.sheet)
        for number in range(self.top + 1, len(self.sheet.rows)):
            row = ListRow(self, number, seen)
            if not row.passed_over():
                yield row

    def worth(self, key: str, default: Decimal) -> Decimal:
        """Yuan per 1 in a money column: its own caption, else the 单位 line above the table, else ``default``."""
        found = UNIT_WORD.search(fold(self.captions.get(self.columns.get(key, -1), "")))
        return MONEY_UNITS[found[1]] if found else self.unit_line or default


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row of a list, its cells asked for by column key."""

    table: ListTable
    number: int
    covered: Mapping[tuple[int, int], tuple[int, int]]

    def text(self, key: str) -> str | None:
        """The cell under a column, blanks as None; a cell covered by a merged range shows the range's text."""
        column = self.table.columns.get(key)
        return None if column is None else self._at(column)

    def _at(self, column: int) -> str | None:
        row, column = self.covered.get((self.number, column), (self.number, column))
        text = self.table.sheet.text(row, column)
        return None if text is None or is_blank(text) else squeeze(text)

    def amount(self, key: str, default: Decimal) -> Amount | None:
        text = self.text(key)
        return parse_amount(text, self.table.worth(key, default)) if text else None

    def passed_over(self) -> bool:
        """A blank row, a total, a note, the header printed again."""
        texts = [text for text in map(self._at, range(len(self.table.sheet.rows[self.number]))) if text]
        if not texts:
            return True
        words = [fold(texts[0]), *(fold(text) for text in (self.text("unit"), self.text("name")) if text)]
        repeated = sum(self._at(column) == caption for column, caption in self.table.captions.items())
        return any(TOTAL_ROW.match(word) for word in words) or (len(texts) == 1 and bool(REMARK_ROW.match(words[0]))) or repeated >= 3

    def extra(self) -> dict[str, str]:
        """Columns that were not taken for anything, by their caption."""
        taken = set(self.table.columns.values())
        return {caption: text for column, caption in self.table.captions.items() if column not in taken and (text := self._at(column))}


def covered(sheet: Sheet) -> dict[tuple[int, int], tuple[int, int]]:
    """Cells beneath merged ranges → the range's first cell."""
    height = len(sheet.rows)
    width = len(sheet.rows[0]) if height else 0
    return {
        (row, column): (top, left)
        for top, left, bottom, right in sheet.merged
        for row in range(top, min(bottom + 1, height))
        for column in range(left, min(right + 1, width))
    }


def caption_word(text: str) -> str:
    """A caption as the synonyms are written: without notes in brackets, money units, punctuation and 截至…月."""
    word = re.sub(r"[:;,.。、*★/]", "", _NOTE.sub("", fold(text)))
    word = re.sub(r"(?:亿元|百万元|千元|万元|(?<!单)元)$", "", word)
    return _PERIOD.sub("", word) or word


def _match(texts: Mapping[int, str], synonyms: Columns) -> dict[str, int]:
    """Column by key: an earlier synonym wins over a later one, a left column over a right one."""
    found: dict[str, tuple[int, int]] = {}
    for column, text in texts.items():
        word = caption_word(text)
        for key, names in synonyms.items():
            if word in names:
                rank = (names.index(word) if key != "unit" or word != "单位" else len(names), column)
                found[key] = min(found.get(key, rank), rank)
                break
    return {key: column for key, (_, column) in found.items()}


def _captions(sheet: Sheet, row: int) -> dict[int, str]:
    """Captions of a header row; where a cell is empty the one above counts (merged downwards, or a group's name)."""
    captions = {}
    for column, text in enumerate(sheet.rows[row]):
        above = sheet.rows[row - 1][column] if row else None
        chosen = text if text and not is_blank(text) else above
        if chosen and not is_blank(chosen):
            captions[column] = squeeze(chosen)
    return captions


def _find(sheet: Sheet, synonyms: Columns) -> ListTable | None:
    """The list on a sheet: the row that matches most columns."""
    best: tuple[int, int, dict[str, int], dict[int, str]] | None = None
    for row in range(min(_HEADER_WITHIN, len(sheet.rows))):
        own = {c: squeeze(text) for c, text in enumerate(sheet.rows[row]) if text and not is_blank(text)}
        strength = len(_match(own, synonyms))
        if strength and (best is None or strength > best[0]):
            captions = _captions(sheet, row)
            best = (strength, row, _match(captions, synonyms), captions)
    if best is None:
        return None
    _, top, columns, captions = best
    above = " ".join(text for line in sheet.rows[:top] for text in line if text)
    unit = UNIT_LINE.search(fold(above))
    year = YEAR.search(above) or YEAR.search(sheet.name)
    return ListTable(sheet, top, columns, captions, MONEY_UNITS[unit[1]] if unit else None, int(year[0]) if year else None)


def tables(book: Book, synonyms: Columns, title: str, needed: tuple[tuple[str, ...], ...]) -> list[ListTable]:
    """The lists of a book, hidden sheets only where nothing else is there.  ``needed``: of each group one column must be found."""
    found = [(sheet.hidden, table) for sheet in book.sheets if (table := _find(sheet, synonyms))]
    whole = [(hidden, table) for hidden, table in found if all(any(key in table.columns for key in group) for group in needed)]
    usable = [table for hidden, table in whole if not hidden] or [table for _, table in whole]
    if not usable:
        raise Unusable(_complaint([table for _, table in found], book, synonyms, title, needed))
    return usable


def _complaint(found: list[ListTable], book: Book, synonyms: Columns, title: str, needed: tuple[tuple[str, ...], ...]) -> str:
    if not found:
        first = next((text for sheet in book.sheets for row in sheet.rows for text in row if text and not is_blank(text)), None)
        names = "、".join(synonyms[group[0]][0] for group in needed)
        return f"{title}里没有找到表头（需要的列：{names}）" + (f"，第一个有字的单元格是“{squeeze(first)[:30]}”" if first else "，表是空的")
    table = max(found, key=lambda one: len(one.columns))
    lacking = [group for group in needed if not any(key in table.columns for key in group)]
    words = "、".join("或".join(f"“{synonyms[key][0]}”" for key in group) for group in lacking)
    return f"{title}缺少{words}列；读到的列是：{'、'.join(table.captions.values())}"
