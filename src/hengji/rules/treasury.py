"""Treasury payments: which fund line an executed amount belongs to, and how an export imported twice never counts twice.

A payment is matched by the document of its budget indicator (指标文号), the project's code, the unit and the project's name, in this
order; what leaves a doubt waits for a person.  Natural persons among the payees are masked before anything is stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class TreasuryPayment:
    """One row of a treasury export, as printed; ``amount`` in yuan, a refund is negative.  ``nature`` is 资金性质, ``level`` 级次
    (中央, 省, 市, 县), ``fund`` the named special fund; ``row`` and ``cell`` say where it stands in the file."""

    amount: Decimal
    paid_on: date | None = None
    unit: str | None = None
    unit_code: str | None = None
    name: str | None = None
    code: str | None = None
    document: str | None = None
    nature: str | None = None
    level: str | None = None
    fund: str | None = None
    summary: str | None = None
    payee: str | None = None
    account: str | None = None
    voucher: str | None = None
    row: int = 0
    cell: str = ""


@dataclass(frozen=True, slots=True)
class LineKey:
    """What a fund line of the house can be known by; ``id`` is the caller's own."""

    id: str
    name: str | None = None
    code: str | None = None
    unit: str | None = None
    unit_code: str | None = None
    document: str | None = None
    nature: str | None = None
    level: str | None = None
    fund: str | None = None


@dataclass(frozen=True, slots=True)
class Matched:
    """The payment belongs to ``line``; ``why`` in Chinese."""

    line: LineKey
    why: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """It may belong to several lines, or to one that only looks alike: a person decides.  ``reason`` in Chinese."""

    candidates: tuple[LineKey, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Unmatched:
    """No line fits; ``reason`` in Chinese says what was looked for."""

    reason: str


Outcome = Matched | Ambiguous | Unmatched


def match(payment: TreasuryPayment, lines: Sequence[LineKey]) -> Outcome:
    """The line a payment belongs to."""
    raise NotImplementedError


def match_all(payments: Sequence[TreasuryPayment], lines: Sequence[LineKey]) -> tuple[Outcome, ...]:
    """``match`` of every payment, the lines indexed once."""
    raise NotImplementedError


def payment_keys(payments: Sequence[TreasuryPayment]) -> tuple[str, ...]:
    """A stable content key for each payment of one file, in order: UNIQUE in the database makes re-import harmless.

    Rows that are equal in everything are numbered, so that two equal payments of one day both count, once.
    """
    raise NotImplementedError


def payment_key(payment: TreasuryPayment, occurrence: int = 1) -> str:
    """The key of the ``occurrence``-th payment with this content: 64 hexadecimal digits."""
    raise NotImplementedError


def is_person(payee: str | None) -> bool:
    """Whether a payee seems to be a natural person (when in doubt: yes)."""
    raise NotImplementedError


def mask_payee(payee: str | None) -> str | None:
    """张三 → 张*; 张三等12人 → 张*等12人; companies, offices and schools stay."""
    raise NotImplementedError


def mask_account(account: str | None) -> str | None:
    """The last four characters: 6222 0200 0000 1234 → ****1234."""
    raise NotImplementedError


def masked(payment: TreasuryPayment) -> TreasuryPayment:
    """The payment as it may be stored: person, account, and the person's name within the summary masked."""
    raise NotImplementedError


def executed(payments: Iterable[tuple[date | None, Decimal]], as_of: date) -> Decimal:
    """What was executed up to and including a day, in yuan; a payment without a date counts."""
    raise NotImplementedError
