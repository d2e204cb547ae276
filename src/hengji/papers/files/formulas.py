"""The few formulas clerks leave behind without a saved result: references, SUM, ROUND, + - * / and numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from decimal import ROUND_HALF_UP, Decimal, DecimalException

from hengji.papers.files.book import LIMITS, Cell, column_number

_TOKEN = re.compile(r"\s*(?:(?P<range>\$?[A-Z]{1,3}\$?\d+:\$?[A-Z]{1,3}\$?\d+)|(?P<ref>\$?[A-Z]{1,3}\$?\d+)|(?P<name>SUM|ROUND)\(|"
                    r"(?P<number>\d+(?:\.\d+)?|\.\d+)|(?P<sign>[-+*/(),%]))")  # fmt: skip
_REF = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)")
_DEPTH = 40

Lookup = Callable[[Cell], Decimal | None]
"""The number in a cell: zero when it is empty, None for words; raises NotTrivial for an error."""


class NotTrivial(Exception):  # noqa: N818 - a verdict on a formula, caught here
    """The formula is not one of the few, or looks at a cell that is no number."""


def number_in(text: str | None) -> Decimal | None:
    """The number a cell's text prints, None for words."""
    if text is None:
        return Decimal(0)
    bare = text.strip().replace(",", "")
    try:
        return Decimal(bare[:-1]) / 100 if bare.endswith("%") else Decimal(bare)
    except DecimalException:
        return None


def solve(formulas: Mapping[Cell, str], text_at: Callable[[Cell], str | None]) -> dict[Cell, Decimal]:
    """Values of those formulas that are trivial; the others, and circles of references, are left out."""
    known: dict[Cell, Decimal | None] = {}
    for cell in formulas:
        with suppress(NotTrivial):
            _value(cell, formulas, text_at, known, ())
    return {cell: value for cell, value in known.items() if value is not None}


def _value(
    cell: Cell,
    formulas: Mapping[Cell, str],
    text_at: Callable[[Cell], str | None],
    known: dict[Cell, Decimal | None],
    path: tuple[Cell, ...],
) -> Decimal | None:
    """The number of a cell, None for words.  Raises NotTrivial for an error, a circle or a formula that is not one of the few."""
    if cell not in formulas:
        text = text_at(cell)
        if text is not None and text.startswith(("#", "=")):
            raise NotTrivial
        return number_in(text)
    if cell not in known:
        if cell in path or len(path) > _DEPTH:
            raise NotTrivial
        known[cell] = None
        try:
            known[cell] = _Parser(formulas[cell], lambda other: _value(other, formulas, text_at, known, (*path, cell))).result()
        except (DecimalException, RecursionError, ValueError) as error:
            raise NotTrivial from error
    if (value := known[cell]) is None:
        raise NotTrivial
    return value


def cells_in(reference: str) -> Iterator[Cell]:
    """The cells of ``A1:B3``, row by row.  Raises NotTrivial when there are too many."""
    (left, top), (right, bottom) = _REF.findall(reference)
    columns, rows = range(column_number(left), column_number(right) + 1), range(int(top) - 1, int(bottom))
    if len(columns) * len(rows) > min(LIMITS.cells, 20_000):
        raise NotTrivial
    return ((row, column) for row in rows for column in columns)


class _Parser:
    """Recursive descent over one formula; money-like Decimals throughout."""

    def __init__(self, formula: str, lookup: Lookup) -> None:
        self._text, self._at, self._lookup = formula.lstrip("=").strip().upper(), 0, lookup

    def result(self) -> Decimal:
        """The formula's value.  Raises NotTrivial."""
        if len(self._text) > 500:
            raise NotTrivial
        value = self._sum()
        if self._text[self._at :].strip():
            raise NotTrivial
        return value

    def _peek(self) -> re.Match[str] | None:
        return _TOKEN.match(self._text, self._at)

    def _take(self, signs: str) -> str | None:
        token = self._peek()
        if token is None or token["sign"] is None or token["sign"] not in signs:
            return None
        self._at = token.end()
        return token["sign"]

    def _sum(self) -> Decimal:
        value = self._product()
        while sign := self._take("+-"):
            other = self._product()
            value = value + other if sign == "+" else value - other
        return value

    def _product(self) -> Decimal:
        value = self._factor()
        while sign := self._take("*/"):
            other = self._factor()
            value = value * other if sign == "*" else value / other
        return value

    def _factor(self) -> Decimal:
        if sign := self._take("+-"):
            value = self._factor()
            return -value if sign == "-" else value
        value = self._atom()
        while self._take("%"):
            value /= 100
        return value

    def _atom(self) -> Decimal:
        token = self._peek()
        if token is None:
            raise NotTrivial
        self._at = token.end()
        if token["number"]:
            return Decimal(token["number"])
        if token["ref"]:
            return self._cell(token["ref"])
        if token["name"]:
            return self._total() if token["name"] == "SUM" else self._rounded()
        if token["sign"] == "(":
            return self._closed(self._sum())
        raise NotTrivial

    def _closed(self, value: Decimal) -> Decimal:
        if self._take(")") is None:
            raise NotTrivial
        return value

    def _cell(self, reference: str) -> Decimal:
        letters, row = _REF.findall(reference)[0]
        value = self._lookup((int(row) - 1, column_number(letters)))
        if value is None:
            raise NotTrivial
        return value

    def _total(self) -> Decimal:
        """SUM passes over words in a range, as the office programs do."""
        total = Decimal(0)
        while True:
            token = self._peek()
            if token is not None and token["range"]:
                self._at = token.end()
                total += sum((self._lookup(cell) or Decimal(0) for cell in cells_in(token["range"])), Decimal(0))
            else:
                total += self._sum()
            if self._take(",") is None:
                return self._closed(total)

    def _rounded(self) -> Decimal:
        value = self._sum()
        if self._take(",") is None:
            raise NotTrivial
        places = self._closed(self._sum())
        return value.quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP)
