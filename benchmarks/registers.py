"""Both sides of the imports: files of the size wanted, the house's way and the bare way into the same tables."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from python_calamine import CalamineWorkbook

from benchmarks.county import AT, YEAR, County, declaration, reviews, unit_rows
from hengji.apps.audit.chain import GENESIS, link
from hengji.apps.audit.models import Entry
from hengji.apps.audit.verify import verify
from hengji.apps.organisations.models import Unit
from hengji.apps.organisations.operations import import_units
from hengji.apps.organisations.sheets import UnitRow, plan_unit_file
from hengji.apps.programs.models import FundLine, Payment, Program
from hengji.apps.programs.operations import start_import
from hengji.apps.programs.queries import intake
from hengji.apps.programs.tasks import apply_file, proposal_of, receive, try_out
from hengji.apps.records.keys import uuid7
from hengji.apps.targets.models import Declaration, Review, Target
from hengji.apps.targets.operations import approve
from hengji.papers.registers import PAYMENTS, UNITS, write

BULK = 400


def bare_rows(content: bytes) -> list[list[Any]]:
    """The cells below the header row as calamine gives them."""
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)[2:]


def _key(key: UUID | None = None) -> object:
    made = key or uuid7()
    return made.hex if connection.vendor == "sqlite" else made


def _erase(model: Any, **where: object) -> None:
    """Rows taken away again, past the collector of related ones."""
    rows = model.objects.filter(**where)
    rows._raw_delete(rows.db)


class Payments:
    """A treasury export of so many rows of the county's programs."""

    def __init__(self, county: County, rows: int) -> None:
        self.rows, self._county, self._actor = rows, county, county.actor("office")
        self._content = write(PAYMENTS, list(self._lines(random.Random(7))))
        self._intake: UUID | None = None

    def _lines(self, rng: random.Random) -> Iterator[dict[str, Any]]:
        lines = list(FundLine.objects.filter(region=self._county.region).select_related("program__unit").order_by("pk"))
        for number in range(self.rows):
            line = lines[number % len(lines)]
            program = line.program
            yield {
                "paid_on": date(YEAR, rng.randint(2, 7), rng.randint(1, 28)), "unit_code": program.unit.code, "unit": program.unit.name,
                "code": program.code if number % 50 else None, "name": program.name, "document": line.document, "nature": line.budget_kind,
                "level": line.level, "amount": Decimal(rng.randint(100, 9_000_000)) / 100, "summary": f"{program.name}进度款",
                "payee": "王建军" if number % 9 == 0 else "示例建设工程有限公司", "account": f"62{rng.randint(10**14, 10**15)}",
                "voucher": f"{YEAR}{number:08d}",
            }  # fmt: skip

    def floor(self) -> None:
        """Cells into the table as they stand."""
        names = ("paid_on", "unit_code", "unit_name", "code", "name", "document", "amount", "summary", "payee", "account", "voucher")
        fixed = {"region_id": _key(self._county.region.pk), "version": 1, "intake_id": _key(self._county.intake.pk), "year": YEAR,
                 "nature": "", "level": "", "fund": "", "place": "", "signature": "0" * 64, "state": "queued", "why": "",
                 "decided_by": ""}  # fmt: skip
        rows = bare_rows(self._content)
        columns, same = ("id", "key", *names, *fixed), tuple(fixed.values())
        values = [(_key(), sha256(str(row).encode()).hexdigest(), *_payment(row), *same) for row in rows]
        _insert("programs_payment", columns, values)
        _erase(Payment, state="queued", signature="0" * 64)

    def dry_run(self) -> None:
        """Upload, columns, trial with its report."""
        self._intake = self._tried(self._content)

    def _tried(self, content: bytes) -> UUID:
        key = receive(self._actor, "payments", YEAR, "国库支付明细.xlsx", content, at=AT)
        if intake(self._actor, key).state == "columns":
            try_out(self._actor, key, intake(self._actor, key).version, proposal_of(self._actor, key).mapping, at=AT)
        return key

    def apply(self) -> None:
        """The job of the import."""
        assert self._intake is not None
        start_import(self._actor, self._intake, intake(self._actor, self._intake).version, at=AT)
        apply_file(self._actor, _silent, at=AT, intake=str(self._intake))
        found = Payment.objects.filter(intake=self._intake).count()
        assert found == self.rows, (found, intake(self._actor, self._intake))

    def undo(self) -> None:
        _erase(Payment, intake=self._intake)

    def faults(self) -> str:
        """What the report says of a file with a bad date in every fiftieth row."""
        rows = list(self._lines(random.Random(8)))
        for row in rows[::50]:
            row["paid_on"] = date(YEAR + 1, 2, 3)
        key = self._tried(write(PAYMENTS, rows))
        return f"{intake(self._actor, key).report['fault_count']} faults by cell"


def _payment(row: Sequence[Any]) -> tuple[object, ...]:
    return (str(row[0])[:10], *map(str, row[1:6]), round(float(row[9]) * 100), *map(str, row[10:14]))


def _silent(*_said: object) -> None:
    """Progress nobody looks at."""


class Units:
    """A list of so many units of next year."""

    def __init__(self, county: County, rows: int) -> None:
        divisions = 10
        departments = (rows - divisions) // 3
        listed = unit_rows(departments, rows - divisions - departments, divisions)
        self._actor, self._county, self.year = county.actor("office"), county, YEAR + 1
        lines = [
            {"code": one.code, "name": one.name, "kind": one.kind, "parent": one.parent_code or None, "division": one.division_name}
            for one in (*_bureau(), *listed)
        ]  # fmt: skip
        self._lines, self._content = lines, write(UNITS, lines)
        self.rows = len(lines)
        self._rows: Sequence[Any] = ()

    def floor(self) -> None:
        columns = ("id", "lineage", "code", "name", "region_id", "version", "year", "kind", "path", "former_names", "credit_code", "remark")
        fixed = (_key(self._county.region.pk), 1, self.year, "department", "/", "[]", "", "")
        values = [(_key(), _key(), str(row[0]), str(row[1]), *fixed) for row in bare_rows(self._content)]
        _insert("organisations_unit", columns, values)
        self.undo()

    def dry_run(self) -> None:
        plan, self._rows = plan_unit_file(self._actor, self.year, self._content)
        assert plan.ok, plan.errors[:3]

    def apply(self) -> None:
        import_units(self._actor, self.year, self._rows, at=AT)
        assert Unit.objects.filter(region=self._county.region, year=self.year).count() == self.rows

    def undo(self) -> None:
        with transaction.atomic():
            _erase(Unit, region=self._county.region, year=self.year)

    def faults(self) -> str:
        lines = [dict(one) for one in self._lines]
        for one in lines[::50]:
            one["parent"] = "没有这个编码"
        plan, _rows = plan_unit_file(self._actor, self.year, write(UNITS, lines))
        return f"{len(plan.errors)} faults by cell"


def _bureau() -> list[Any]:
    return [UnitRow("001", "示例县财政局", "finance", "", None)]


def _insert(table: str, columns: Sequence[str], values: Any) -> None:
    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(statement, values)


class Approval:
    """So many declarations of twelve lines that finance has reviewed (bulk rows), approved by one document."""

    def __init__(self, county: County, rows: int) -> None:
        self.rows, self._county, self._actor, self._round = rows, county, county.actor("office"), 0
        self.written = f"{rows} revisions, {rows * 12} indicators, trail and notices in one transaction"
        self._chosen: list[tuple[UUID, int]] = []

    def prepare(self) -> None:
        self._round += 1
        county, rng = self._county, random.Random(self._round)
        programs = [self._program(number) for number in range(self.rows)]
        targets = [Target(region=county.region, program=program) for program in programs]
        made = [declaration(county, target, "finance-reviewed", rng) for target in targets]
        Program.objects.bulk_create(programs, batch_size=BULK)
        Target.objects.bulk_create(targets, batch_size=BULK)
        Declaration.objects.bulk_create(made, batch_size=BULK)
        Review.objects.bulk_create((step for one in made for step in reviews(county, one)), batch_size=BULK)
        self._chosen = [(one.pk, 1) for one in made]

    def _program(self, number: int) -> Program:
        unit = self._county.units[number % len(self._county.units)]
        return Program(region=self._county.region, year=YEAR, kind="project", name=f"{self._round}-{number}", unit=unit)

    def approve(self) -> None:
        approve(self._actor, YEAR, f"示财绩〔2023〕{50 + self._round}号", AT.date(), self._chosen, at=AT)


class Trail:
    """A chain of so many rows (bulk rows, chained and hashed as the house does)."""

    def __init__(self, county: County, rows: int) -> None:
        self.rows, self._county = rows, county

    def prepare(self) -> None:
        """Rows after those that are there, chained to them."""
        region = self._county.region.pk
        seq, previous = Entry.objects.filter(region=region).order_by("-seq").values_list("seq", "hash").first() or (0, GENESIS)
        held: list[Entry] = []
        for number in range(seq + 1, self.rows + 1):
            entry = Entry(
                region_id=region, seq=number, at=AT + timedelta(seconds=number), actor_id=self._county.people["office"], actor_name="示例",
                hat="绩效股", verb="已认定支付", subject_type="Program", subject_id=self._county.programs[number % 860].pk,
                subject_name="农村饮水安全巩固提升工程", payload={"amount": f"{number}.00", "voucher": f"{number:08d}"}, previous=previous,
            )  # fmt: skip
            previous = entry.hash = link(entry)
            held.append(entry)
        Entry.objects.bulk_create(held, batch_size=BULK)

    def read(self) -> None:
        """Every row by a bare cursor, its texts hashed."""
        with connection.cursor() as cursor:
            columns = "seq, at, actor_name, hat, verb, subject_type, subject_id, subject_name, payload, previous"
            cursor.execute(f"SELECT {columns} FROM audit_entry ORDER BY seq")
            for row in cursor.fetchall():
                sha256(json.dumps(row, ensure_ascii=False, default=str).encode()).hexdigest()

    def verify(self) -> None:
        assert not list(verify(self._county.region.pk))
