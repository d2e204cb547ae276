"""A round with two forms of a small county, and returned Excel forms made for it."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZipFile

from tests.apps.targetsworld import County, approved, county

from hengji.apps.monitoring.known import JOINED, sheet_of
from hengji.apps.monitoring.models import MonitoringForm, Round, Upload
from hengji.apps.monitoring.operations import uploads
from hengji.apps.monitoring.tasks import uploads as tasks
from hengji.papers.layouts import layout_for
from hengji.papers.writing.form import write_form
from hengji.rules.access import Actor
from hengji.rules.filling import to_form

AT = datetime(2026, 8, 10, 1, 0, tzinfo=UTC)
CODE = "51130026T000006554711"
DUE = datetime(2026, 8, 15, 10, 0, tzinfo=UTC)
ACTUALS = {
    "新建供水管网长度": "8公里", "工程验收合格率": "100%", "主体工程完工时间": "未到考核时点", "管网单位造价": "17万元/公里",
    "受益人口": "1700人", "受益群众满意度": "92%",
}  # fmt: skip


def told(_done: int, _total: int, _note: str = "") -> None: ...


@dataclass
class World:
    c: County
    round: Any
    form: Any
    overall: Any


def a_world() -> World:
    c = county()
    c.program.code = CODE
    c.program.save(update_fields=["code"])
    revision = approved(c)
    row = Round.objects.create(
        region=c.region, year=2026, name="2026年1-7月监控", as_of=date(2026, 7, 31), emphasis="hint", state="published",
        rules="common-practice", due_unit=DUE,
    )  # fmt: skip
    form = MonitoringForm.objects.create(region=c.region, round=row, program=c.program, revision=revision, kind="monitoring", joined_at=AT)
    overall = MonitoringForm.objects.create(region=c.region, round=row, program=c.overall, kind="overall_monitoring", joined_at=AT)
    return World(c, row, form, overall)


def joined(form: Any) -> MonitoringForm:
    return MonitoringForm.objects.select_related(*JOINED).get(pk=form.pk)


def typed(form: Any, executed: str = "233.32", **actuals: str) -> dict[str, Any]:
    """A form filled without a fault, but for what is said otherwise."""
    sheet = sheet_of(joined(form))
    rows = {one.key: {"actual": actuals.get(one.name, ACTUALS[one.name]), "likelihood": "certain"} for one in sheet.indicators}
    targets = {one.key: f"{one.value}{one.unit}" for one in sheet.indicators}
    for key, cells in rows.items():
        cells["forecast"] = targets[key]
    funds = {one.id: {"executed": executed, "forecast": "400"} for one in sheet.funds}
    return {"funds": funds, "rows": {key: {k: v for k, v in cells.items() if v} for key, cells in rows.items()}, "texts": {}}


def excel(form: Any, content: dict[str, Any]) -> bytes:
    """The official form with this content, as a unit returns it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "表.xlsx"
        sheet = sheet_of(joined(form))
        write_form(layout_for(sheet.kind), to_form(sheet, content), path)
        return path.read_bytes()


def zipped(**files: bytes) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as package:
        for name, content in files.items():
            package.writestr(f"{name}.xlsx", content)
    return buffer.getvalue()


def tried(who: Actor, round_id: UUID, content: bytes, *, proxy: bool, name: str = "报送.zip") -> Upload:
    """Handed in and read."""
    key = uploads.take_in(who, round_id, name, content, proxy=proxy, at=AT)
    tasks.read_upload(who, told, at=AT, upload=str(key))
    return Upload.objects.get(pk=key)


def applied(who: Actor, upload: Upload, *entries: UUID, send: bool = False) -> Upload:
    uploads.apply(who, upload.pk, Upload.objects.get(pk=upload.pk).version, entries, send=send, at=AT)
    tasks.apply_upload(who, told, at=AT, upload=str(upload.pk), entries=[str(one) for one in entries], send=send)
    return Upload.objects.get(pk=upload.pk)


def outcomes(upload: Upload) -> list[str]:
    return list(upload.entries.order_by("position").values_list("outcome", flat=True))
