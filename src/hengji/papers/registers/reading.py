"""A register read from a file: its header found by meaning, every problem collected with its cell, nothing guessed in silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple, TypeVar

from hengji.papers import guarded
from hengji.papers.lists import REMARK_ROW, TOTAL_ROW, covered
from hengji.papers.registers.header import WITHIN, Header, Remembered, alike_captions, headers, samples
from hengji.papers.registers.register import (
    CellError,
    Column,
    ColumnGuess,
    ColumnKind,
    MappingProposal,
    Register,
    RegisterReading,
    RegisterRow,
    Value,
)
from hengji.papers.registers.values import Fault, Read, Reader, reader
from hengji.papers.workbook import Book, column_letters, open_workbook, read_book
from hengji.rules.money import parse_amount
from hengji.rules.text import fold, is_blank, squeeze

R = TypeVar("R")

_ASK_COLUMN = "请指定是哪一列，或补上这一列后再导入"
_ASK_LIST = "请核对是否选错了文件，或按模板的表头填写后再导入"
_GRAND_TOTALS = ("合计", "总计", "共计")
_TOTAL_STARTS = frozenset("合小总累共本")
_COLUMN_WORDS = frozenset(("栏次", "甲", "乙", "丙", "丁"))
_REMARK_STARTS = frozenset("注备说填制审联 　")
_NAMED = frozenset(("unit", "name", "department"))
"""Columns in which a total's word may stand when it does not stand first."""


def read(
    register: Register,
    source: bytes | Path,
    mapping: Mapping[str, str] | None = None,
    *,
    remembered: Remembered | None = None,
    year: int | None = None,
) -> RegisterReading:
    """Read an untrusted file in a guarded process.

    ``mapping`` (column letters → key) was confirmed by a person for this file; ``remembered`` are earlier confirmations by
    signature of the header row.  Without either only captions the register knows are taken.  ``year`` is for dates written
    without one.  Raises Unreadable where the file is none that can be read; everything else comes back as ``errors``.
    """
    return _guarded(lambda book: read_book_as(register, book, mapping, remembered=remembered, year=year), source)


def propose_mapping(register: Register, source: bytes | Path, *, remembered: Remembered | None = None) -> MappingProposal:
    """What each column of a file seems to be, for a person to confirm.  Guarded as ``read``.  Raises Unreadable."""
    return _guarded(lambda book: propose_for(register, book, remembered=remembered), source)


def _guarded(work: Callable[[Book], R], source: bytes | Path) -> R:
    if isinstance(source, Path):
        return guarded.read_file(lambda file: work(open_workbook(file)), source)
    return guarded.read_bytes(lambda data: work(read_book(data)), source)


def propose_for(register: Register, book: Book, *, remembered: Remembered | None = None) -> MappingProposal:
    """``propose_mapping`` of a book already opened (inside a guarded process)."""
    header = _strongest(register, headers(register, book, remembered or {}))
    if header is None:
        return MappingProposal("", "", 0, (), tuple(_captions_of(register, group) for group in register.needed))
    alike = {} if "remembered" in header.certainty.values() else alike_captions(register, header)
    there = {*header.keys.values(), *alike.values()}
    guesses = tuple(_guess(header, alike, column) for column in sorted(header.captions))
    lacking = tuple(_captions_of(register, group) for group in register.needed if not there.intersection(group))
    return MappingProposal(header.signature, header.sheet.name, header.bottom + 1, guesses, lacking)


def _guess(header: Header, alike: Mapping[int, str], column: int) -> ColumnGuess:
    key = header.keys.get(column) or alike.get(column)
    certainty = header.certainty.get(column) or ("alike" if column in alike else "none")
    first = (text for text, _ in zip(samples(header, column), range(3), strict=False))
    return ColumnGuess(column_letters(column), header.captions[column], key, certainty, tuple(first))


def _strongest(register: Register, found: Sequence[Header]) -> Header | None:
    return max(found, key=lambda header: (-len(header.lacking(register)), len(header.keys)), default=None)


def _captions_of(register: Register, keys: Sequence[str]) -> str:
    return "或".join(f"“{register.column(key).caption}”" for key in keys)


def read_book_as(
    register: Register,
    book: Book,
    mapping: Mapping[str, str] | None = None,
    *,
    remembered: Remembered | None = None,
    year: int | None = None,
) -> RegisterReading:
    """``read`` of a book already opened (inside a guarded process)."""
    found = headers(register, book, remembered or {})
    if mapping is not None and (first := _strongest(register, found)) is not None:
        found = [header.with_keys(mapping) for header in found if header.signature == first.signature]
    usable = [header for header in found if not header.lacking(register)]
    if not usable:
        return _unusable(register, _strongest(register, found))
    sheets = [_Reading(register, header, year) for header in usable]
    rows = [row for sheet in sheets for row in sheet.rows()]
    errors = [error for sheet in sheets for error in sheet.errors]
    errors += _doubles(register, rows) + _columns_missing(register, usable[0])
    if not rows and not errors:
        errors.append(CellError("no_rows", "", "表头下面没有数据", "请填好后再导入", sheet=usable[0].sheet.name))
    faulty = {(error.sheet, error.row) for error in errors if error.row}
    return RegisterReading(
        rows=tuple(replace(row, faulty=True) if (row.sheet, row.row) in faulty else row for row in rows),
        errors=tuple(sorted(errors, key=lambda error: (error.sheet, error.row))),
        mapping={column_letters(column): key for column, key in usable[0].keys.items()},
        signature=usable[0].signature,
        unrecognised=tuple(text for column, text in usable[0].captions.items() if column not in usable[0].keys),
        notes=tuple(note for sheet in sheets for note in sheet.notes()) + _left_aside(book, usable),
        unit=sheets[0].worth,
    )


def _unusable(register: Register, header: Header | None) -> RegisterReading:
    """No sheet is such a list: which columns are lacking, which were seen."""
    if header is None:
        names = "、".join(_captions_of(register, group) for group in register.needed)
        error = CellError("header_missing", "", f"前 {WITHIN} 行里没有找到{register.title}的表头（需要{names}）", _ASK_LIST)
        return RegisterReading((), (error,))
    seen = "、".join(header.captions.values())
    errors = tuple(
        CellError("column_missing", "", f"缺少{_captions_of(register, group)}列；读到的列是：{seen}", _ASK_COLUMN, sheet=header.sheet.name)
        for group in header.lacking(register)
    )
    unrecognised = tuple(text for column, text in header.captions.items() if column not in header.keys)
    return RegisterReading((), errors, {column_letters(c): key for c, key in header.keys.items()}, header.signature, unrecognised)


def _columns_missing(register: Register, header: Header) -> list[CellError]:
    there = set(header.keys.values())
    return [
        CellError(
            "column_missing",
            "",
            f"缺少必填的“{column.caption}”列",
            _ASK_COLUMN,
            sheet=header.sheet.name,
            key=column.key,
        )
        for column in register.columns
        if column.required and column.key not in there
    ]


def _left_aside(book: Book, used: Sequence[Header]) -> tuple[str, ...]:
    names = {header.sheet.name for header in used}
    others = [sheet.name for sheet in book.sheets if sheet.name not in names and any(any(row) for row in sheet.rows)]
    return (f"没有读的工作表：{'、'.join(others)}",) if others else ()


class _Place(NamedTuple):
    """A column in use: where it stands, its declaration, how its cells are read and what was read already."""

    column: int
    about: Column
    read: Reader
    seen: dict[str, Read]


class _Reading:
    """One sheet read row by row; errors and remarks gather on the way."""

    def __init__(self, register: Register, header: Header, year: int | None) -> None:
        self.register, self.header, self.sheet = register, header, header.sheet
        self.errors: list[CellError] = []
        self.totals: list[str] = []
        self.lenient: Counter[tuple[str, str]] = Counter()
        self.hidden = 0
        self.places = [self._place(column, key, year or header.year) for column, key in sorted(header.keys.items())]
        self.columns = {place.about.key: column_letters(place.column) for place in self.places}
        self.named = [number for number, place in enumerate(self.places) if place.about.key in _NAMED]
        self.captions = frozenset(header.captions.values())
        self.others = {column: text for column, text in header.captions.items() if column not in header.keys}
        self.covered = covered(header.sheet)
        money = [place for place in self.places if place.about.kind is ColumnKind.MONEY]
        self.worth = header.worth(money[0].column, register.unit) if money else register.unit
        self.sums = {place.about.key: Decimal(0) for place in money}
        self.last: dict[str, Value] = {}
        self.aside: dict[str, str] = {}

    def _place(self, column: int, key: str, year: int | None) -> _Place:
        about = self.register.column(key)
        return _Place(column, about, reader(about, self.header.worth(column, self.register.unit), year), {})

    def rows(self) -> Iterator[RegisterRow]:
        """The rows that say something."""
        for number in range(self.header.bottom + 1, len(self.sheet.rows)):
            texts = self._texts(number)
            if any(text is not None for text in texts) and not self._passed_over(number, texts):
                self.hidden += number in self.sheet.hidden_rows
                yield self._row(number, texts)

    def _texts(self, number: int) -> list[str | None]:
        """The texts of the columns in use; a text merged down from above counts, an amount only once."""
        row = self.sheet.rows[number]
        if not self.covered:
            return [row[place.column] if place.column < len(row) else None for place in self.places]
        return [self._text(number, place) for place in self.places]

    def _text(self, number: int, place: _Place) -> str | None:
        at = (number, place.column)
        if place.about.kind not in (ColumnKind.MONEY, ColumnKind.NUMBER):
            at = self.covered.get(at, at)
        return self.sheet.text(*at)

    def _passed_over(self, number: int, texts: Sequence[str | None]) -> bool:
        """A total (told), a note below, the header printed again."""
        row = self.sheet.rows[number]
        first = next((text for text in row if text and not is_blank(text)), None)
        if first is None:
            return True
        words = [first, *(text for place in self.named if (text := texts[place]))]
        if total := next((text for text in words if text.lstrip()[:1] in _TOTAL_STARTS and TOTAL_ROW.match(fold(text))), None):
            self._total(number, fold(total), texts)
            return True
        if first[:1] in _REMARK_STARTS and REMARK_ROW.match(fold(first)) and sum(not is_blank(text) for text in row) <= 2:
            return True
        if number == self.header.bottom + 1 and _numbers_columns(row):
            return True
        return squeeze(first) in self.captions and self._is_header(texts)

    def _is_header(self, texts: Sequence[str | None]) -> bool:
        """The header printed again, as at the top of each page."""
        captions = self.header.captions
        pairs = zip(texts, self.places, strict=True)
        again = sum(text is not None and squeeze(text) == captions.get(place.column) for text, place in pairs)
        return again >= min(3, len(self.places))

    def _total(self, number: int, word: str, texts: Sequence[str | None]) -> None:
        """A total is left out; a grand total that is not what the rows add up to is told as well."""
        self.totals.append(str(number + 1))
        for text, place in zip(texts, self.places, strict=True):
            if text and place.about.key in self.sums and word.strip(":") in _GRAND_TOTALS:
                amount = parse_amount(text, self.header.worth(place.column, self.register.unit))
                if amount and abs(amount.yuan - self.sums[place.about.key]) > amount.quantum * max(len(self.sheet.rows), 1) / 2:
                    stated, added = f"{amount.yuan:,.2f}", f"{self.sums[place.about.key]:,.2f}"
                    self.totals[-1] += f"（{place.about.caption}合计 {stated} 元，逐行相加 {added} 元，不一致）"

    def _row(self, number: int, texts: Sequence[str | None]) -> RegisterRow:
        values: dict[str, Value] = {}
        for text, place in zip(texts, self.places, strict=True):
            values[place.about.key] = self._value(number, text, place)
        for key in self.sums:
            amount = values[key]
            if isinstance(amount, Decimal):
                self.sums[key] += amount
        aside, self.aside = self.aside, {}
        row = self.sheet.rows[number]
        extra = {caption: text.strip() for c, caption in self.others.items() if c < len(row) and (text := row[c]) and not is_blank(text)}
        return RegisterRow(self.sheet.name, number + 1, values, self.columns, extra | aside)

    def _value(self, number: int, text: str | None, place: _Place) -> Value:
        about = place.about
        if text is None:
            value, fault = None, None
        else:
            known = place.seen.get(text)
            if known is None:
                known = place.seen[text] = place.read(text)
            value, fault = known
        if fault is not None:
            self._fault(number, place, text or "", fault)
            return None
        if about.filled_down:
            value = self.last[about.key] = value if value is not None else self.last.get(about.key)
        if value is None and about.required:
            self._fault(number, place, "", Fault("required", f"{about.caption}没有填", about.help or f"请填写{about.caption}"))
        return value

    def _fault(self, number: int, place: _Place, text: str, fault: Fault) -> None:
        if fault.lenient:
            self.lenient[place.about.caption, text] += 1
            self.aside[place.about.caption] = text.strip()
            return
        cell = f"{column_letters(place.column)}{number + 1}"
        self.errors.append(CellError(fault.code, cell, fault.sentence, fault.remedy, number + 1, self.sheet.name, place.about.key, text))

    def notes(self) -> Iterator[str]:
        """What was passed over, in Chinese."""
        if self.totals:
            yield f"“{self.sheet.name}”第 {'、'.join(self.totals)} 行是合计，没有导入"
        if self.hidden:
            yield f"“{self.sheet.name}”有 {self.hidden} 行是隐藏的（或被筛选掉的），也一并读入"
        for (caption, text), count in self.lenient.items():
            yield f"“{self.sheet.name}”{caption}“{text}”未能识别，{count} 行按没有填处理"


def _numbers_columns(row: Sequence[str | None]) -> bool:
    """A row below the captions that only numbers the columns: 栏次, 甲, 乙, 1, 2, 3 …"""
    texts = [squeeze(text) for text in row if text and not is_blank(text)]
    figures = [int(text) for text in texts if text.isdecimal() and len(text) < 3]
    known = all(text.isdecimal() or text in _COLUMN_WORDS for text in texts)
    return known and len(figures) > 2 and figures == list(range(figures[0], figures[0] + len(figures)))


def _doubles(register: Register, rows: Sequence[RegisterRow]) -> list[CellError]:
    """Rows whose key stands in the file already."""
    errors = []
    for group in register.unique:
        first: dict[tuple[object, ...], RegisterRow] = {}
        for row in rows:
            values = [row.values.get(key) for key in group]
            if values[0] is None:
                continue
            key = tuple(fold(value) if isinstance(value, str) else value for value in values)
            other = first.setdefault(key, row)
            if other is not row:
                errors.append(_double(register, group, row, other))
    return errors


def _double(register: Register, group: Sequence[str], row: RegisterRow, other: RegisterRow) -> CellError:
    names = "、".join(register.column(key).caption for key in group if key in row.columns)
    where = f"第 {other.row} 行" if other.sheet == row.sheet else f"“{other.sheet}”第 {other.row} 行"
    cell = f"{row.columns.get(group[0], 'A')}{row.row}"
    return CellError(
        "duplicate",
        cell,
        f"{names}与{where}重复",
        "请删去其中一行，或改正后再导入",
        row.row,
        row.sheet,
        group[0],
        str(row.values.get(group[0]) or ""),
    )
