"""What was supported becomes a program, or is tied to the one that is there."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.timezone import localdate

from hengji.apps.appraisal.models import Appraisal
from hengji.apps.appraisal.rows import linkable, take
from hengji.apps.audit.operations import operation, record
from hengji.apps.programs.drafts import ProgramDraft
from hengji.apps.programs.operations import create_program
from hengji.apps.programs.queries import chosen
from hengji.apps.records.versions import compare_and_set
from hengji.rules.access import Action, Actor
from hengji.rules.appraisal import Result
from hengji.rules.refusals import NotFound, Refused


@operation
def make_program(actor: Actor, key: UUID, version: int, *, kind: str = "project", code: str = "", at: datetime) -> UUID:
    """Enter what was supported as an object of its year; returns the program's id.  Its money comes with the budget, not from here."""
    row = _supported(actor, key, at)
    draft = ProgramDraft(
        row.year,
        kind,
        row.unit_id,
        row.name,
        code,
        row.competent_id,
        str(row.draft.get("field", "")),
        str(row.draft.get("content", ""))[:1000],
    )
    program = create_program(actor, draft, at=at)
    _tie(actor, row, version, program)
    return program


@operation
def link_program(actor: Actor, key: UUID, version: int, program: UUID, *, at: datetime) -> int:
    """Tie an appraisal to a program that is there already; returns the appraisal's new version.  Raises ``NotFound``, ``Refused``
    ``appraisal-program-other`` where it is of another unit or year, or has an appraisal."""
    row = _supported(actor, key, at)
    if program not in chosen(actor, [program], action=Action.PROGRAM_EDIT):
        raise NotFound
    if not linkable(actor, row).filter(pk=program).exists():
        raise Refused("appraisal-program-other", year=row.year, unit=row.unit.name)
    return _tie(actor, row, version, program)


def _supported(actor: Actor, key: UUID, at: datetime) -> Appraisal:
    row = take(actor, Action.APPRAISAL_FINANCE, key, localdate(at))
    if not row.result or not Result(row.result).supports:
        raise Refused("appraisal-not-supported", name=row.name)
    if row.program_id is not None:
        raise Refused("appraisal-has-program", name=row.name)
    return row


def _tie(actor: Actor, row: Appraisal, version: int, program: UUID) -> int:
    now = compare_and_set(Appraisal, row.pk, version, program_id=program)
    record(actor, "已关联", row, under=Action.APPRAISAL_FINANCE, program=str(program))
    return now
