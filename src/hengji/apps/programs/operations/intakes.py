"""Files handed in: kept, their columns confirmed once, tried, started, given up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from hengji.apps.audit.operations import operation, record, unchanged
from hengji.apps.jobs.operations import enqueue
from hengji.apps.organisations.scope import require_region
from hengji.apps.programs.drafts import REGISTERS, checked_mapping
from hengji.apps.programs.models import ColumnMapping, Intake, IntakeState
from hengji.apps.programs.queries.files import ACTIONS, own_file
from hengji.apps.records.versions import compare_and_set
from hengji.rules.access import Actor
from hengji.rules.refusals import Refused

TASK = "hengji.apps.programs.tasks.apply_file"
"""What the job runs."""


@operation
def upload_file(
    actor: Actor, register: str, year: int, name: str, content: bytes, signature: str, mapping: Mapping[str, str], *, at: datetime
) -> UUID:
    """Keep a file until it has been applied; ``mapping`` are its columns as far as they can be told.  Returns its id."""
    require_region(actor, ACTIONS[register], actor.region)
    if not content:
        raise Refused("intake-empty", name=name)
    row = Intake.objects.create(
        region_id=actor.region, year=year, register=register, name=name[:200], sha256=sha256(content).hexdigest(), content=content,
        signature=signature, mapping=dict(mapping), by=actor.name, at=at,
    )  # fmt: skip
    record(actor, "已上传", row, under=ACTIONS[register], register=REGISTERS[register].title, year=year, sha256=row.sha256)
    return row.pk


@operation
def confirm_columns(actor: Actor, key: UUID, version: int, mapping: Mapping[str, str], report: Mapping[str, Any], *, at: datetime) -> int:
    """A person says what the columns mean; remembered for every later file with this header row.  ``report`` is the dry run's."""
    row = own_file(actor, key)
    _in_state(row, IntakeState.COLUMNS, IntakeState.CHECKED, IntakeState.FAILED)
    checked_mapping(row.register, mapping)
    new = compare_and_set(Intake, row.pk, version, mapping=dict(mapping), report=dict(report), state=IntakeState.CHECKED)
    ColumnMapping.objects.update_or_create(
        region_id=row.region_id, register=row.register, signature=row.signature,
        defaults={"mapping": dict(mapping), "confirmed_by": actor.name, "confirmed_at": at},
    )  # fmt: skip
    record(
        actor,
        "已确认列",
        row,
        under=ACTIONS[row.register],
        columns="、".join(f"{letter} {REGISTERS[row.register].column(meant).caption}" for letter, meant in sorted(mapping.items())),
    )
    return new


@operation
def start_import(actor: Actor, key: UUID, version: int, *, at: datetime) -> UUID:
    """Have a tried file applied by a job, whole or not at all; returns the job's id.  Refused while anything in it is faulty."""
    row = own_file(actor, key)
    if row.state == IntakeState.RUNNING:
        raise Refused("intake-duplicate-running")
    _in_state(row, IntakeState.CHECKED, IntakeState.FAILED)
    if row.report.get("fault_count"):
        raise Refused("intake-has-errors", count=row.report["fault_count"])
    if not row.report.get("changes"):
        raise Refused(
            "intake-nothing-new", known=row.report.get("counts", {}).get("此前已导入", row.report.get("counts", {}).get("不变对象", 0))
        )
    compare_and_set(Intake, row.pk, version, state=IntakeState.RUNNING)
    job = enqueue(actor, f"导入{REGISTERS[row.register].title}：{row.name}"[:200], TASK, {"intake": str(row.pk)}, at=at)
    Intake.objects.filter(pk=row.pk).update(job=job)
    record(actor, "已开始导入", row, under=ACTIONS[row.register])
    return job


@operation
def discard_file(actor: Actor, key: UUID, version: int, *, at: datetime) -> None:
    """Give a file up: its content is erased, that it was here stays in the trail."""
    row = own_file(actor, key)
    _in_state(row, IntakeState.COLUMNS, IntakeState.CHECKED, IntakeState.FAILED)
    compare_and_set(Intake, row.pk, version, state=IntakeState.DISCARDED, content=None)
    record(actor, "已放弃", row, under=ACTIONS[row.register])


@operation
def fail_import(actor: Actor, key: UUID, report: Mapping[str, Any], *, at: datetime) -> None:
    """The file could not be applied as it was tried: what is wrong now stands in its report."""
    row = own_file(actor, key)
    if row.state != IntakeState.RUNNING:
        return unchanged()
    compare_and_set(Intake, row.pk, row.version, state=IntakeState.FAILED, report=dict(report))
    record(actor, "未能导入", row, under=ACTIONS[row.register])
    return None


@operation
def finish_import(actor: Actor, key: UUID, counts: Mapping[str, int], report: Mapping[str, Any], *, at: datetime) -> None:
    """The file has been applied: its content goes.  Called within the operation that wrote what was in it."""
    row = own_file(actor, key)
    _in_state(row, IntakeState.RUNNING)
    compare_and_set(
        Intake, row.pk, row.version, state=IntakeState.APPLIED, content=None, counts=dict(counts), report=dict(report), applied_at=at
    )
    record(actor, "已导入", row, under=ACTIONS[row.register], counts=counts, sha256=row.sha256)


def _in_state(row: Intake, *states: IntakeState) -> None:
    if row.state not in states:
        raise Refused("intake-state", state=row.get_state_display())
