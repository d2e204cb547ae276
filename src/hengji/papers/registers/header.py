"""The header of a register in a file: found by the meaning of its captions, remembered by its signature, proposed where it is new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256

from rapidfuzz.fuzz import ratio

from hengji.papers.lists import UNIT_LINE, UNIT_WORD, YEAR, caption_word
from hengji.papers.registers.register import Register
from hengji.papers.workbook import Book, Sheet, column_letters
from hengji.rules.money import MONEY_UNITS
from hengji.rules.text import fold, is_blank, squeeze

WITHIN = 20
"""Rows in which a header is looked for."""

_WIDEST = 200
"""Columns in which captions are looked for."""

_ALIKE = 70.0
"""Per cent by which a caption must be like one of the register's to be proposed."""

Remembered = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Header:
    """A header found: its last row (from 0), captions by column, key by column, and why each is taken for its key."""

    sheet: Sheet
    bottom: int
    captions: Mapping[int, str]
    keys: Mapping[int, str]
    signature: str
    certainty: Mapping[int, str] = field(default_factory=dict)
    unit_line: Decimal | None = None
    year: int | None = None

    def lacking(self, register: Register) -> list[tuple[str, ...]]:
        """Groups of keys of which no column is there."""
        there = set(self.keys.values())
        return [group for group in register.needed if not there.intersection(group)]

    def worth(self, column: int, default: Decimal) -> Decimal:
        """Yuan per 1 under a column: its caption, else the 单位 line above, else the default."""
        found = UNIT_WORD.search(fold(self.captions.get(column, "")))
        return MONEY_UNITS[found[1]] if found else self.unit_line or default

    def with_keys(self, mapping: Mapping[str, str]) -> Header:
        """The header with its columns as a person confirmed them."""
        keys = {column: mapping[column_letters(column)] for column in self.captions if column_letters(column) in mapping}
        return Header(
            self.sheet, self.bottom, self.captions, keys, self.signature, dict.fromkeys(keys, "remembered"), self.unit_line, self.year
        )


def headers(register: Register, book: Book, remembered: Remembered) -> list[Header]:
    """The header of each sheet that has one; hidden sheets only where no other has."""
    found = [header for sheet in book.sheets if (header := _header(register, sheet, remembered))]
    return [header for header in found if not header.sheet.hidden] or found


def _header(register: Register, sheet: Sheet, remembered: Remembered) -> Header | None:
    """The row that is remembered, else the one that matches most columns, by known captions first and likeness after."""
    best: tuple[tuple[int, int], int] | None = None
    words = _words(register)
    for row in range(min(WITHIN, len(sheet.rows))):
        captions = _captions(sheet, row, _bottom(sheet, row))
        if signature_of(register, captions) in remembered:
            return _made(register, sheet, row, remembered)
        own = [caption_word(text) for text in sheet.rows[row][:_WIDEST] if text and not is_blank(text)]
        known = {words[word][0] for word in own if word in words}
        like = sum(word not in words and len(word) > 1 and _alike(word, words) is not None for word in own)
        strength = (len(known) * 2 + like, len(known))
        if strength[0] > 1 and (best is None or strength > best[0]):
            best = (strength, row)
    return _made(register, sheet, best[1], remembered) if best else None


def _made(register: Register, sheet: Sheet, row: int, remembered: Remembered) -> Header:
    bottom = _bottom(sheet, row)
    captions = _captions(sheet, row, bottom)
    signature = signature_of(register, captions)
    above = " ".join(text for line in sheet.rows[:row] for text in line if text)
    unit = UNIT_LINE.search(fold(above))
    year = YEAR.search(above) or YEAR.search(sheet.name)
    keys = match_captions(register, captions)
    header = Header(
        sheet, bottom, captions, keys, signature, dict.fromkeys(keys, "known"),
        MONEY_UNITS[unit[1]] if unit else None, int(year[0]) if year else None,
    )  # fmt: skip
    return header.with_keys(remembered[signature]) if signature in remembered else header


def _bottom(sheet: Sheet, row: int) -> int:
    """The last row of a header that begins in ``row``: where captions are merged downwards, that of the deepest."""
    deep = (bottom for top, left, bottom, right in sheet.merged if top <= row <= bottom and bottom - top < 4 and left <= 40)
    return max(row, *deep, row)


def _captions(sheet: Sheet, top: int, bottom: int) -> dict[int, str]:
    """The lowest caption of each column; above the header's first row one row more (the name of a group)."""
    captions = {}
    for column in range(len(sheet.rows[top])):
        texts = (sheet.text(row, column) for row in range(bottom, max(top - 2, -1), -1))
        if (text := next((text for text in texts if text and not is_blank(text)), None)) is not None:
            captions[column] = squeeze(text)
    return captions


def signature_of(register: Register, captions: Mapping[int, str]) -> str:
    """A name for a header row: its captions in order, without periods and money units."""
    last = max(captions, default=-1)
    row = "\x1f".join(caption_word(captions[column]) if column in captions else "" for column in range(last + 1))
    return sha256(f"{register.name}\x1e{row}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _words(register: Register) -> dict[str, tuple[str, int]]:
    """Key and rank (0 the caption itself) of each word a column may be called."""
    return {
        caption_word(word): (column.key, rank)
        for column in reversed(register.columns)
        for rank, word in reversed(list(enumerate((column.caption, *column.synonyms))))
    }


def match_captions(register: Register, captions: Mapping[int, str]) -> dict[int, str]:
    """Key by column for captions the register knows: of several columns with one key the better word, then the left one."""
    words = _words(register)
    best: dict[str, tuple[int, int]] = {}
    for column, caption in captions.items():
        if (known := words.get(caption_word(caption))) is not None:
            key, rank = known
            best[key] = min(best.get(key, (rank, column)), (rank, column))
    return {column: key for key, (_, column) in best.items()}


def alike_captions(register: Register, header: Header) -> dict[int, str]:
    """Key by column for captions that are merely like one of the register's, the likeliest first, each key once."""
    words, taken = _words(register), set(header.keys.values())
    scored = [
        (found[1], -column, column, found[0])
        for column, caption in header.captions.items()
        if column not in header.keys and (found := _alike(caption_word(caption), words))
    ]
    proposed: dict[int, str] = {}
    for _, _, column, key in sorted(scored, reverse=True):
        if key not in taken:
            taken.add(key)
            proposed[column] = key
    return proposed


def _alike(word: str, words: Mapping[str, tuple[str, int]]) -> tuple[str, float] | None:
    """The key whose word is most like a caption, and how much (per cent)."""
    if not 2 <= len(word) <= 20:
        return None
    score, key = max((ratio(word, other), key) for other, (key, _) in words.items())
    return (key, score) if score >= _ALIKE else None


def samples(header: Header, column: int) -> Iterator[str]:
    """The texts below a caption."""
    for row in range(header.bottom + 1, len(header.sheet.rows)):
        if (text := header.sheet.text(row, column)) and not is_blank(text):
            yield squeeze(text)
