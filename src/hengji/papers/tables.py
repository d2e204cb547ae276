"""The lists a bureau keeps beside the forms: roster (花名册), approved targets (批复), payments (支出明细).

Columns are recognised by meaning (``lists.toml``), in whatever order and row the header stands; a list that cannot
be used is refused with the column it lacks and those that were seen.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from hengji.papers.days import read_day, read_instant
from hengji.papers.lists import ListRow, ListTable, Unusable, columns, tables, words
from hengji.papers.workbook import Book
from hengji.rules.forms import ApprovedIndicator, ApprovedTarget, FundSource, Payment, RosterEntry
from hengji.rules.money import WAN
from hengji.rules.round import is_overall
from hengji.rules.text import fold, strip_marks
from hengji.rules.values import read_target

__all__ = ["Unusable", "read_payments", "read_roster", "read_targets"]

_YEAR = re.compile(r"20\d\d")


# ---- roster


def read_roster(book: Book) -> tuple[RosterEntry, ...]:
    """Who should report: one entry a row.  An object without name, or named 部门整体支出, is the overall one of its unit.

    Raises Unusable.
    """
    entries: list[RosterEntry] = []
    for table in tables(book, columns("roster"), "花名册", (("unit",), ("name", "code"))):
        year = table.year or _year_in_dates(table)
        unit = department = None
        for row in table.rows():
            if not (row.text("unit") or row.text("name") or row.text("code")):
                continue
            own = row.text("unit")
            department = row.text("department") or (department if own in (None, unit) else None)
            unit = own or unit
            if unit:
                entries.append(_entry(row, unit, department, year))
    return tuple(entries)


def _entry(row: ListRow, unit: str, department: str | None, year: int | None) -> RosterEntry:
    name, budget = row.text("name"), row.amount("budget", WAN)
    return RosterEntry(
        unit=unit,
        department=department,
        name=name,
        code=row.text("code"),
        overall=is_overall(name) and not (name is None and row.text("code") is not None),
        due=read_instant(row.text("due"), year, until=True),
        received=read_instant(row.text("received"), year),
        report_due=read_instant(row.text("report_due"), year, until=True),
        report_received=read_instant(row.text("report_received"), year),
        budget=budget.yuan if budget else None,
        extra=row.extra() | _dates_not_read(row, year),
    )


def _dates_not_read(row: ListRow, year: int | None) -> dict[str, str]:
    """Words in date columns (另行通知) are kept as they stand."""
    keys = ("due", "received", "report_due", "report_received")
    texts = {columns("roster")[key][0]: row.text(key) for key in keys}
    return {caption: text for caption, text in texts.items() if text and read_day(text, year) is None}


def _year_in_dates(table: ListTable) -> int | None:
    """The year most dates of the list are written with, for those written without."""
    years = [
        int(found[0]) for row in table.rows() for key in ("due", "received") if (text := row.text(key)) and (found := _YEAR.match(text))
    ]
    return max(set(years), key=years.count) if years else None


# ---- approved targets


def read_targets(book: Book) -> tuple[ApprovedTarget, ...]:
    """What was approved: one row an indicator; the object's cells filled once, merged or repeated.

    Amounts are in 万元 unless the header says otherwise.  Raises Unusable.
    """
    targets: list[ApprovedTarget] = []
    for found in tables(book, columns("targets"), "批复的绩效目标表", (("name", "code", "unit"), ("indicator",), ("value",))):
        table = _own_unit_column(found)
        targets += [_target(rows, table.year) for rows in _by_object(table)]
    return tuple(targets)


def _own_unit_column(table: ListTable) -> ListTable:
    """A bare 单位 to the right of the indicators is their unit of measure, not who carries the project out."""
    places = dict(table.columns)
    bare = [column for column, caption in table.captions.items() if fold(caption) == "单位" and column > places["indicator"]]
    if bare and "measure_unit" not in places:
        places["measure_unit"] = bare[0]
        if places.get("unit") == bare[0]:
            del places["unit"]
    return replace(table, columns=places)


def _by_object(table: ListTable) -> Iterator[list[ListRow]]:
    """Rows of one object together: a row that names another object, or its own one by another code or unit, begins the next."""
    group: list[ListRow] = []
    current: tuple[str | None, ...] = ()
    for row in table.rows():
        named = tuple(fold(text) if (text := row.text(key)) else None for key in ("code", "name", "unit"))
        if group and any(new is not None and new != old for new, old in zip(named, current, strict=True)):
            yield group
            group, current = [], ()
        current = tuple(new or old for new, old in zip(named, current or (None,) * 3, strict=True))
        group.append(row)
    if group:
        yield group


def _first(rows: list[ListRow], key: str) -> str | None:
    return next((text for row in rows if (text := row.text(key))), None)


def _target(rows: list[ListRow], year: int | None) -> ApprovedTarget:
    amounts = {key: next((found for row in rows if (found := row.amount(key, WAN))), None) for key in ("initial", "adjusted")}
    return ApprovedTarget(
        name=_first(rows, "name"),
        code=_first(rows, "code"),
        unit=_first(rows, "unit"),
        goal=_first(rows, "goal"),
        initial=amounts["initial"].yuan if amounts["initial"] else None,
        adjusted=amounts["adjusted"].yuan if amounts["adjusted"] else None,
        indicators=tuple(_indicators(rows, year)),
        quantum={key: amount.quantum for key, amount in amounts.items() if amount},
    )


def _indicators(rows: list[ListRow], year: int | None) -> Iterator[ApprovedIndicator]:
    level1 = level2 = None
    for row in rows:
        if (first := row.text("level1")) and first != level1:
            level1, level2 = first, None
        level2 = row.text("level2") or level2
        name = row.text("indicator")
        target = read_target(row.text("value"), sign=row.text("operator"), unit=row.text("measure_unit"), year=year)
        if name and target:
            measure = words()["measures"].get(fold(row.text("measure") or ""))
            weight = _weight(row.text("weight"))
            yield ApprovedIndicator(strip_marks(name)[0] or name, target, level1, level2, weight, str(measure) if measure else None)


def _weight(text: str | None) -> Decimal | None:
    """10, 10分 or 10% → 10."""
    found = re.match(r"\d+(?:\.\d+)?", unicodedata.normalize("NFKC", text or "").strip())
    return Decimal(found[0]) if found else None


# ---- payments


def read_payments(book: Book) -> tuple[Payment, ...]:
    """What the treasury paid: one payment a row, or one total an object where the export has no dates.

    Amounts are in 元 unless the header says 万元.  A document that was issued and nothing paid of it stays, with amount 0.
    Raises Unusable, also for an amount that is none: a sum with a hole would accuse the wrong unit.
    """
    payments: list[Payment] = []
    for table in tables(book, columns("payments"), "支出明细", (("amount",), ("name", "code", "unit"))):
        last: dict[str, str | None] = {}
        for row in table.rows():
            who = {key: row.text(key) for key in ("unit", "name", "code")}
            last = who if any(who.values()) else last
            payment = _payment(row, last)
            if payment is not None:
                payments.append(payment)
    return tuple(payments)


def _payment(row: ListRow, who: Mapping[str, str | None]) -> Payment | None:
    amount, budget, text = row.amount("amount", Decimal(1)), row.amount("budget", Decimal(1)), row.text("amount")
    if not any(who.values()) or (text is None and budget is None):
        return None
    if text is not None and amount is None:
        raise Unusable(f"支出明细第 {row.number + 1} 行的金额“{text}”无法识别，请改为数字后重试")
    return Payment(
        amount=amount.yuan if amount else Decimal("0.00"),
        paid_on=read_day(row.text("paid_on"), row.table.year),
        unit=who.get("unit"),
        name=who.get("name"),
        code=who.get("code"),
        source=_source(row.text("source")),
        document=row.text("document"),
        issued=read_day(row.text("issued"), row.table.year),
        budget=budget.yuan if budget else None,
    )


def _source(text: str | None) -> FundSource | None:
    word = fold(text or "")
    return next((FundSource(str(source)) for mark, source in words()["sources"].items() if mark in word), None)
