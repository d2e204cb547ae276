"""The round that the returned forms of ``forms`` belong to, and the two ways into the database."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

from django.db import connection, transaction
from python_calamine import CalamineWorkbook

from benchmarks import county
from hengji.apps.monitoring.models import MonitoringForm, Round, Upload, UploadEntry
from hengji.apps.monitoring.operations import uploads
from hengji.apps.monitoring.tasks import uploads as tasks
from hengji.apps.organisations.models import Unit
from hengji.apps.programs.models import FundLine, Payment, Program
from hengji.apps.records.keys import uuid7
from hengji.apps.targets.models import Declaration, Target, TargetIndicator, TargetRevision
from hengji.papers.guarded import spread
from hengji.papers.reading import read_forms
from hengji.papers.workbook import read_book
from hengji.rules.forms import Form

AT = datetime(2023, 8, 10, 1, 0, tzinfo=UTC)
_COUNTIES: list[Any] = []


class Returned:
    """A folder of forms, the county's objects they are of with money, payments and sealed targets, and a round that asks for them."""

    def __init__(self, folder: Path) -> None:
        self.county = _COUNTIES[0] if _COUNTIES else county.found()
        _COUNTIES[:] = [self.county]
        self.paths = sorted(folder.rglob("*.xlsx"))
        self.rows = len(self.paths)
        self.zip = _packed(self.paths, folder)
        self.actor = self.county.actor("office")
        self.upload = uuid7()
        forms = spread(lambda path: read_forms(read_book(path.read_bytes()), path.name)[0][0], self.paths)
        self.round = _round(self.county, self.rows)
        _objects(self.county, self.round, [form for form in forms if isinstance(form, Form)])
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE IF NOT EXISTS floor_cells (form integer, place integer, cells text)")

    def prepare(self, step: str) -> None:
        """As before the step: nothing read, or read and not applied."""
        if step == "applied":
            return
        UploadEntry.objects.all().delete()
        Upload.objects.all().delete()
        MonitoringForm.objects.filter(round=self.round).update(typed={}, returned={}, version=1, state="draft", saved_at=None)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM floor_cells")

    def floor(self) -> None:
        """Every cell read and written as it stands, a transaction a form."""
        for number, path in enumerate(self.paths):
            cells = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
            rows = [(number, place, json.dumps(row, ensure_ascii=False, default=str)) for place, row in enumerate(cells)]
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.executemany("INSERT INTO floor_cells (form, place, cells) VALUES (%s, %s, %s)", rows)

    def read(self) -> None:
        """Handed in, read, matched, compared, judged: the dry run."""
        self.upload = uploads.take_in(self.actor, self.round.pk, "报送.zip", self.zip, proxy=True, at=AT)
        tasks.read_upload(self.actor, _told, at=AT, upload=str(self.upload))

    def apply(self) -> None:
        """Every form written in a transaction of its own, with its trail row."""
        row = Upload.objects.get(pk=self.upload)
        uploads.apply(self.actor, row.pk, row.version, at=AT)
        tasks.apply_upload(self.actor, _told, at=AT, upload=str(row.pk), entries=[], send=False)

    @property
    def written(self) -> str:
        """What came of it."""
        counts = Upload.objects.get(pk=self.upload).counts
        if counts != {"applied": self.rows}:
            raise SystemExit(f"not every form was applied: {counts}")
        findings = sum(len(held) for held in UploadEntry.objects.filter(upload=self.upload).values_list("findings", flat=True))
        return f"{findings} findings"


def _told(_done: int, _total: int, _note: str = "") -> None: ...


def _packed(paths: list[Path], folder: Path) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED) as package:
        for path in paths:
            package.write(path, path.relative_to(folder).as_posix())
    return buffer.getvalue()


def _round(made: Any, size: int) -> Round:
    return Round.objects.create(
        region=made.region, year=county.YEAR, name=f"1-7月监控（{size}）", as_of=date(2023, 7, 31), emphasis="hint", state="published",
        rules="common-practice", due_unit=AT, published_at=AT,
    )  # fmt: skip


def _objects(made: Any, row: Round, forms: list[Form]) -> None:
    """An object, a line, a payment, a sealed target and an empty form for every form that came, as bulk rows."""
    units = {unit.name: unit for unit in Unit.objects.filter(region=made.region)}
    fresh = [Unit(region=made.region, year=county.YEAR, code=f"7{number:05d}", name=name, kind="department", path="/")
             for number, name in enumerate(dict.fromkeys(form.program.unit or "" for form in forms)) if name not in units]  # fmt: skip
    for unit in fresh:
        unit.path, unit.department = f"/{unit.lineage.hex}/", unit
    Unit.objects.bulk_create(fresh)
    units |= {unit.name: unit for unit in fresh}
    known = set(Program.objects.filter(region=made.region).values_list("code", flat=True))
    _programs(made, units, [form for form in forms if form.program.code not in known])
    targets = {target.program.code: target for target in Target.objects.select_related("program")}
    asked = [(form, targets[form.program.code or ""]) for form in forms]
    MonitoringForm.objects.bulk_create(
        [MonitoringForm(region=made.region, round=row, program=target.program, revision_id=target.current_id, kind=form.kind, joined_at=AT)
         for form, target in asked], batch_size=county.BULK,
    )  # fmt: skip


def _programs(made: Any, units: dict[str, Any], forms: list[Form]) -> None:
    programs = [Program(region=made.region, year=county.YEAR, kind="project", name=form.program.name or "", code=form.program.code or "",
                        unit=units[form.program.unit or ""], competent=units[form.program.unit or ""]) for form in forms]  # fmt: skip
    Program.objects.bulk_create(programs, batch_size=county.BULK)
    lines = [
        FundLine(
            region=made.region,
            program=program,
            budget_kind="general_public",
            level="county",
            identity="one",
            initial=form.total.initial if form.total else None,
        )
        for program, form in zip(programs, forms, strict=True)
    ]
    FundLine.objects.bulk_create(lines, batch_size=county.BULK)
    Payment.objects.bulk_create(
        [Payment(region=made.region, intake=made.intake, line=line, year=county.YEAR, key=uuid7().hex * 2, paid_on=date(2023, 5, 9),
                 amount=form.total.executed if form.total and form.total.executed else Decimal(0), signature="0" * 64, state="matched",
                 why="一致") for line, form in zip(lines, forms, strict=True)], batch_size=county.BULK,
    )  # fmt: skip
    targets = [Target(region=made.region, program=program) for program in programs]
    Target.objects.bulk_create(targets, batch_size=county.BULK)
    sealed = [Declaration(region=made.region, target=target, kind="initial", state="approved", goal=form.goal or "", rows=[], begun_at=AT,
                          saved_at=AT, saved_by="示例") for target, form in zip(targets, forms, strict=True)]  # fmt: skip
    Declaration.objects.bulk_create(sealed, batch_size=county.BULK)
    revisions = [
        TargetRevision(region=made.region, target=one.target, number=1, kind="initial", declaration=one, batch=made.batch, year=county.YEAR,
                       program_name=one.target.program.name, program_code=one.target.program.code, unit_name="示例", goal=one.goal,
                       document="示财绩〔2023〕6号", on=date(2023, 2, 20), approved_at=AT, approved_by="示例", digest="0" * 64)
        for one in sealed
    ]  # fmt: skip
    TargetRevision.objects.bulk_create(revisions, batch_size=county.BULK)
    rows = (row for one, form in zip(revisions, forms, strict=True) for row in _indicators(made, one, form))
    TargetIndicator.objects.bulk_create(rows, batch_size=county.BULK)
    for one in revisions:
        one.target.current = one
    Target.objects.bulk_update(targets, ["current"], batch_size=county.BULK)


def _indicators(made: Any, revision: TargetRevision, form: Form) -> list[TargetIndicator]:
    return [
        TargetIndicator(region=made.region, revision=revision, position=place, key=f"r{place}", level1=row.level1 or "",
                        level2=row.level2 or "", name=row.name or "", value=row.texts.get("target", ""), unit="", sign="",
                        weight="", measure="")
        for place, row in enumerate(form.indicators)
    ]  # fmt: skip
