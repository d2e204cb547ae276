"""The old binary formats (.xls, .et): what stands in the OLE container, and what the fast reader does not tell."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from hengji.papers.files import printed
from hengji.papers.files.book import LIMITS, Cell, Unreadable, address
from hengji.papers.files.zipped import ASK_AGAIN, ASK_PASSWORD, ASK_TRIM, BROKEN, PASSWORD

_END = 0xFFFFFFFC
"""Sector numbers from here on are marks, not sectors."""

_NUMBERS = {0x0203, 0x027E, 0x0006}
"""NUMBER, RK, FORMULA: row, column, format index, value."""
_CELLS = _NUMBERS | {0x00FD, 0x0204, 0x0205, 0x00D6}
_MULTIPLE = 0x00BD
_BOF, _EOF = 0x0809, 0x000A


class Ole:
    """The streams of an OLE2 file.  Raises Unreadable when its tables do not hold together."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 512:
            raise Unreadable(BROKEN, ASK_AGAIN)
        self._data = data
        shift = struct.unpack_from("<H", data, 30)[0]
        self._size = 1 << (shift if shift in (9, 12) else 9)
        self._fat = self._read_fat()
        self._entries = dict(self._directory())

    @property
    def names(self) -> set[str]:
        return set(self._entries)

    def stream(self, name: str) -> bytes:
        """A stream's bytes (not the short ones kept in the mini stream)."""
        start, size = self._entries[name]
        return b"".join(self._chain(start))[:size]

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        return self._data[at : at + self._size]

    def _read_fat(self) -> tuple[int, ...]:
        places = list(struct.unpack_from("<109I", self._data, 76))
        following, left = struct.unpack_from("<I", self._data, 68)[0], len(self._data) // self._size
        while following < _END and left > 0:
            block = self._sector(following)
            if len(block) < self._size:
                break
            *more, following = struct.unpack(f"<{self._size // 4}I", block)
            places += more
            left -= 1
        blocks = (self._sector(place) for place in places if place < _END)
        return tuple(number for block in blocks if len(block) == self._size for number in struct.unpack(f"<{len(block) // 4}I", block))

    def _chain(self, number: int) -> Iterator[bytes]:
        for _ in range(len(self._fat) + 1):
            if number >= _END or number >= len(self._fat):
                return
            yield self._sector(number)
            number = self._fat[number]
        raise Unreadable(BROKEN, ASK_AGAIN)

    def _directory(self) -> Iterator[tuple[str, tuple[int, int]]]:
        block = b"".join(self._chain(struct.unpack_from("<I", self._data, 48)[0]))
        for at in range(0, len(block) - 127, 128):
            length = struct.unpack_from("<H", block, at + 64)[0]
            if 2 <= length <= 64:
                start, size = struct.unpack_from("<II", block, at + 116)
                yield block[at : at + length - 2].decode("utf-16-le", "replace"), (start, size)


@dataclass(slots=True)
class Plain:
    """What the records of one sheet say: written extent, percent cells, errors, hidden lines."""

    rows: int = 0
    columns: int = 0
    percents: dict[Cell, tuple[int, bool]] = field(default_factory=dict)
    errors: dict[Cell, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


@dataclass(slots=True)
class _Styles:
    """Number formats of a book: by format number, and which of them each XF record names."""

    formats: dict[int, tuple[int, bool]] = field(default_factory=lambda: {9: (0, True), 10: (2, True)})
    xfs: list[int] = field(default_factory=list)

    def percent(self, xf: int) -> tuple[int, bool] | None:
        return self.formats.get(self.xfs[xf]) if xf < len(self.xfs) else None


def records(stream: bytes, at: int = 0) -> Iterator[tuple[int, int, int]]:
    """Type, start and length of every BIFF record from ``at`` on."""
    end = len(stream) - 4
    while at <= end:
        kind, length = struct.unpack_from("<HH", stream, at)
        if at + 4 + length > len(stream):
            return
        yield kind, at + 4, length
        at += 4 + length


def sheets(stream: bytes) -> list[Plain]:
    """Every sheet in the order of the book, walked from the place the book gives for it, as the fast reader does.

    Raises Unreadable for an extent beyond the limit or beyond what an old book can have.
    """
    styles, order = _Styles(), list[int]()
    for kind, at, length in records(stream):
        if kind == _EOF:
            break
        _global(stream, kind, at, length, styles, order)
    return [_sheet(stream, start, styles) for start in order]


def _sheet(stream: bytes, start: int, styles: _Styles) -> Plain:
    sheet, depth = Plain(), 0
    for kind, at, length in records(stream, start):
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                break
        elif kind == 0x0200:
            _guard_dimensions(stream, at, length)
        elif depth <= 1:
            _local(stream, kind, at, length, styles, sheet)
    if sheet.columns > 256:
        raise Unreadable(BROKEN, ASK_AGAIN)
    if sheet.rows * sheet.columns > LIMITS.cells:
        raise Unreadable(f"表格范围异常大（到 {address(sheet.rows - 1, sheet.columns - 1)}），未予读取", ASK_TRIM)
    return sheet


def _global(stream: bytes, kind: int, at: int, length: int, styles: _Styles, order: list[int]) -> None:
    if kind == 0x002F:
        raise Unreadable(PASSWORD, ASK_PASSWORD)
    if kind == 0x00E0 and length >= 4:
        styles.xfs.append(struct.unpack_from("<H", stream, at + 2)[0])
    elif kind == 0x041E and length > 5:
        number, count, wide = struct.unpack_from("<HHB", stream, at)
        code = stream[at + 5 : at + length].decode("utf-16-le" if wide & 1 else "latin-1", "replace")[:count]
        found = printed.percent_format(code)
        if found:
            styles.formats[number] = found
    elif kind == 0x0085 and length >= 6:
        order.append(struct.unpack_from("<I", stream, at)[0])


def _local(stream: bytes, kind: int, at: int, length: int, styles: _Styles, sheet: Plain) -> None:
    if kind in _CELLS and length >= 6:
        row, column, xf = struct.unpack_from("<HHH", stream, at)
        sheet.rows, sheet.columns = max(sheet.rows, row + 1), max(sheet.columns, column + 1)
        if error := _error(stream, kind, at, length):
            sheet.errors[row, column] = error
        elif kind in _NUMBERS and (found := styles.percent(xf)):
            sheet.percents[row, column] = found
    elif kind == _MULTIPLE and length >= 6:
        row, first = struct.unpack_from("<HH", stream, at)
        count = (length - 6) // 6
        sheet.rows, sheet.columns = max(sheet.rows, row + 1), max(sheet.columns, first + count)
        for index in range(count):
            if found := styles.percent(struct.unpack_from("<H", stream, at + 4 + 6 * index)[0]):
                sheet.percents[row, first + index] = found
    elif kind == 0x0208 and length >= 14 and struct.unpack_from("<H", stream, at + 12)[0] & 0x20:
        sheet.hidden_rows.add(struct.unpack_from("<H", stream, at)[0])
    elif kind == 0x007D and length >= 10 and struct.unpack_from("<H", stream, at + 8)[0] & 1:
        first, last = struct.unpack_from("<HH", stream, at)
        sheet.hidden_columns.update(range(first, min(last, 255) + 1))


def _guard_dimensions(stream: bytes, at: int, length: int) -> None:
    """Refuse an extent no old book can have: the fast reader makes room for whatever stands here."""
    if length < 10:
        raise Unreadable(BROKEN, ASK_AGAIN)
    top, bottom, left, right = struct.unpack_from("<IIHH" if length >= 14 else "<HHHH", stream, at)
    if not (top <= bottom <= 65536 and left <= right <= 256):
        raise Unreadable(BROKEN, ASK_AGAIN)


_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}


def _error(stream: bytes, kind: int, at: int, length: int) -> str | None:
    """The error a BOOLERR or FORMULA record shows."""
    if kind == 0x0205 and length >= 8 and stream[at + 7] == 1:
        return _ERRORS.get(stream[at + 6])
    if kind == 0x0006 and length >= 14 and stream[at + 12 : at + 14] == b"\xff\xff" and stream[at + 6] == 2:
        return _ERRORS.get(stream[at + 8])
    return None


_LOCKED = re.compile(r"encrypt", re.IGNORECASE)


def kind_of(names: set[str]) -> str:
    """``book``, ``locked``, ``word``, ``slides`` or ``other`` from the streams' names."""
    if "EncryptedPackage" in names or any(_LOCKED.search(name) for name in names):
        return "locked"
    if {"Workbook", "Book", "WORKBOOK", "BOOK"} & names:
        return "book"
    if "WordDocument" in names:
        return "word"
    return "slides" if "PowerPoint Document" in names else "other"
