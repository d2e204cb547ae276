"""What a register (a list people keep in Excel) consists of: declared once, read and written by the same declaration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from hengji.rules.money import WAN

Value = str | Decimal | date | bool | None
"""What a cell holds once read: text and codes as ``str``, money in yuan and numbers as ``Decimal``, a choice as its key."""


class ColumnKind(StrEnum):
    """How the cells of a column are read, checked and written."""

    TEXT = "text"
    CODE = "code"
    MONEY = "money"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    BOOL = "bool"


@dataclass(frozen=True, slots=True)
class Column:
    """A column.  ``synonyms`` are other captions (compared folded, without brackets and money units); ``choices`` the words of
    each key, the first of which is written; ``pattern`` what a code must match as a whole, ``pattern_words`` says so in Chinese;
    ``filled_down``: a blank cell means the one above; ``lenient``: a word that is none of the choices is told once and left
    aside, no fault of the row."""

    key: str
    caption: str
    synonyms: tuple[str, ...] = ()
    kind: ColumnKind = ColumnKind.TEXT
    required: bool = False
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    help: str = ""
    width: float = 16
    longest: int = 300
    pattern: str = ""
    pattern_words: str = ""
    filled_down: bool = False
    lenient: bool = False


@dataclass(frozen=True, slots=True)
class Register:
    """A list: stable ``name``, Chinese ``title``, columns in the order they are written.

    ``unit`` is the yuan worth of 1 in money columns, where a header says nothing and when written; ``unique`` are groups of keys
    whose values together may stand only once in a file; ``needed`` are groups of keys of which each needs one column.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    unit: Decimal = WAN
    unique: tuple[tuple[str, ...], ...] = ()
    needed: tuple[tuple[str, ...], ...] = ()
    notes: tuple[str, ...] = ()

    def column(self, key: str) -> Column:
        """The column of a key.  KeyError when there is none."""
        return next(column for column in self.columns if column.key == key)


@dataclass(frozen=True, slots=True)
class CellError:
    """One problem in one cell: where (``sheet``, ``cell`` such as C7, its ``row`` from 1), ``text`` as printed there,
    what is wrong (``sentence``) and what mends it (``remedy``), both in Chinese.  ``key`` is the column's, None for a whole row.
    ``cell`` and ``row`` are empty and 0 where a column or a whole list is missing."""

    code: str
    cell: str
    sentence: str
    remedy: str
    row: int = 0
    sheet: str = ""
    key: str | None = None
    text: str = ""

    @property
    def place(self) -> str:
        """The cell with its sheet (单位!C7), else the row; empty for a whole list."""
        if not self.cell:
            return f"第 {self.row} 行" if self.row else ""
        return f"{self.sheet}!{self.cell}" if self.sheet else self.cell


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One row: values by column key (a key whose column is not there is absent; a blank or faulty cell is None),
    the letters of each column by key, and by caption what stood in columns nobody recognised and the words of lenient ones."""

    sheet: str
    row: int
    values: Mapping[str, Value]
    columns: Mapping[str, str]
    extra: Mapping[str, str] = field(default_factory=dict)
    faulty: bool = False

    def text(self, key: str) -> str | None:
        """A text, code or choice."""
        value = self.values.get(key)
        return value if isinstance(value, str) else None

    def amount(self, key: str) -> Decimal | None:
        """Money in yuan, or a number."""
        value = self.values.get(key)
        return value if isinstance(value, Decimal) else None

    def day(self, key: str) -> date | None:
        value = self.values.get(key)
        return value if isinstance(value, date) else None

    def flag(self, key: str) -> bool | None:
        value = self.values.get(key)
        return value if isinstance(value, bool) else None

    def cell(self, key: str) -> str:
        """Where the value stands (or the row, where it has no such column): Sheet!C7."""
        return f"{self.sheet}!{self.columns.get(key, 'A')}{self.row}"


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """What a column of a file seems to be.  ``certainty``: ``known`` (a caption of the register), ``remembered``,
    ``alike`` (proposed, to be confirmed) or ``none``; ``samples`` are the first values below."""

    column: str
    caption: str
    key: str | None
    certainty: str
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MappingProposal:
    """The columns of a file as far as they can be told, for a person to confirm once.

    ``signature`` names this header row: store ``signature → {column letters: key}`` and give it back as ``remembered``.
    ``lacking`` are captions of needed columns nobody proposes.
    """

    signature: str
    sheet: str
    header_row: int
    guesses: tuple[ColumnGuess, ...]
    lacking: tuple[str, ...] = ()

    @property
    def mapping(self) -> dict[str, str]:
        """Column letters → key of everything proposed, the merely alike too."""
        return {guess.column: guess.key for guess in self.guesses if guess.key}

    @property
    def certain(self) -> bool:
        """Nothing is left to confirm: no column is merely alike, none is lacking."""
        return not self.lacking and all(guess.certainty != "alike" for guess in self.guesses)


@dataclass(frozen=True, slots=True)
class RegisterReading:
    """A file read by a register.  Rows with a fault are among ``rows`` (``faulty``); whether to take the others is the caller's.

    ``mapping`` is column letters → key as used for the first sheet, ``signature`` of its header; ``unrecognised`` captions were
    left aside; ``notes`` say in Chinese what was passed over (totals, hidden sheets); ``unit`` is the yuan worth of 1.
    """

    rows: tuple[RegisterRow, ...]
    errors: tuple[CellError, ...]
    mapping: Mapping[str, str] = field(default_factory=dict)
    signature: str = ""
    unrecognised: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    unit: Decimal = WAN

    @property
    def ok(self) -> bool:
        return not self.errors

    @property
    def sound(self) -> tuple[RegisterRow, ...]:
        """Rows without a fault."""
        return tuple(row for row in self.rows if not row.faulty)
