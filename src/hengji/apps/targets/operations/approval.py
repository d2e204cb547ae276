"""Approval: reviewed declarations become sealed revisions, many by one document, all or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from hengji.apps.audit.operations import operation, record
from hengji.apps.library.operations.uses import count_use
from hengji.apps.organisations.scope import fetch, require_region
from hengji.apps.records.versions import compare_and_set
from hengji.apps.targets import draft as drafts
from hengji.apps.targets.models import ApprovalBatch, Declaration, Origin, Target, TargetIndicator, TargetRevision
from hengji.apps.targets.objects import budgets, department_of, programs_with
from hengji.apps.targets.operations.drafting import _may_begin
from hengji.apps.targets.operations.route import allowed, judged, locked, move
from hengji.apps.targets.seal import digest
from hengji.rules.access import Action, Actor
from hengji.rules.declaration import TargetDeclaration
from hengji.rules.lifecycles.targets import APPROVED, TargetKind
from hengji.rules.refusals import NotFound, Refused, fitting

_TEXTS = ("level1", "level2", "name", "sign", "value", "unit", "weight", "evidence", "basis")


@operation
def approve(actor: Actor, year: int, document: str, on: date, chosen: Sequence[tuple[UUID, int]], *, at: datetime) -> UUID:
    """Approve declarations (id, version seen) by one document: one batch, one sealed revision each, all or none.

    Raises ``StaleVersion`` (somebody else acted on one of them), ``NotAllowed``, ``Refused``: ``target-none-chosen``,
    ``target-document-missing``, ``target-document-taken`` (the number is another day's),
    ``target-base-moved``, and those of the life cycle."""
    if not chosen:
        raise Refused("target-none-chosen")
    _named(document)
    declarations = [locked(actor, key, version) for key, version in sorted(dict(chosen).items())]
    _own(declarations[0].region_id, document, on)
    batch = _batch(actor, declarations[0].region_id, year, document, on, at)
    amounts = budgets([row.target.program_id for row in declarations])
    for row in declarations:
        _approve(actor, row, batch, amounts, at)
    _batch_recorded(actor, batch, len(declarations), Action.TARGET_APPROVE)
    return batch.pk


def _named(document: str) -> None:
    if not document.strip():
        raise Refused("target-document-missing")


def _own(region: UUID, document: str, on: date) -> None:
    """One number is one document: what it approved on another day it does not approve again."""
    other = ApprovalBatch.objects.filter(region=region, document=document.strip()).exclude(on=on).first()
    if other is not None:
        raise Refused("target-document-taken", document=document.strip(), on=other.on)


def _batch(actor: Actor, region: UUID, year: int, document: str, on: date, at: datetime, to_confirm: bool = False) -> ApprovalBatch:
    return ApprovalBatch.objects.create(
        region_id=region, year=year, document=fitting("批复文号", document, 120), on=on, approved_at=at, approved_by=actor.name,
        to_confirm=to_confirm,
    )  # fmt: skip


def _batch_recorded(actor: Actor, batch: ApprovalBatch, count: int, under: Action) -> None:
    record(actor, "已发文批复", batch, under=under, document=batch.document, on=batch.on, count=count, to_confirm=batch.to_confirm)


def _approve(actor: Actor, declaration: Declaration, batch: ApprovalBatch, amounts: Mapping[UUID, Decimal | None], at: datetime) -> None:
    if declaration.region_id != batch.region_id or declaration.target.program.year != batch.year:
        raise Refused("target-other-year", name=str(declaration), year=batch.year)
    step = allowed(actor, declaration, "approve")
    if step.judges and actor.id in judged(declaration):
        raise Refused("target-own-approval", name=str(declaration))
    move(actor, declaration, step, at=at)
    seal(actor, declaration, batch, amounts.get(declaration.target.program_id), at)


def seal(actor: Actor, declaration: Declaration, batch: ApprovalBatch, amount: Decimal | None, at: datetime) -> TargetRevision:
    """The declaration's content as the next revision; the target points to it.

    Raises ``Refused`` ``target-base-moved`` where another revision has come into force since the declaration was begun."""
    target = declaration.target
    before = target.current
    if declaration.base_id != target.current_id:
        raise Refused("target-base-moved", name=str(declaration), number=before.number if before else 0)
    revision = _head(actor, declaration, batch, amount, at)
    rows = _indicators(declaration, revision)
    revision.digest = digest(revision, rows)
    revision.save(force_insert=True)
    TargetIndicator.objects.bulk_create(rows)
    compare_and_set(Target, target.pk, target.version, current=revision)
    facts = {"digest": revision.digest, "number": revision.number, "document": revision.document, "amount": amount, "indicators": len(rows)}
    _count_uses(actor, declaration, revision, at)
    record(actor, "已封存目标", revision, under=Action.TARGET_APPROVE, declaration=declaration.pk, **facts)
    return revision


def _count_uses(actor: Actor, declaration: Declaration, revision: TargetRevision, at: datetime) -> None:
    """Indicators taken from the library count as used by this object."""
    rows = {row["id"] for row in declaration.rows}
    cited = {UUID(key) for row, key in declaration.cited.items() if row in rows}
    if cited:
        program = declaration.target.program
        count_use(actor, cited, program.pk, revision.program_name, program.unit_id, revision.year, revision.number, at=at)


def _head(actor: Actor, declaration: Declaration, batch: ApprovalBatch, amount: Decimal | None, at: datetime) -> TargetRevision:
    program, before = declaration.target.program, declaration.target.current
    return TargetRevision(
        region_id=declaration.region_id, target=declaration.target, number=before.number + 1 if before else 1, kind=declaration.kind,
        declaration=declaration, batch=batch, year=program.year, program_name=str(program), program_code=program.code,
        unit_name=program.unit.name, department_name=department_of(program).name, amount=amount, medium_goal=declaration.medium_goal,
        goal=declaration.goal, reason=declaration.reason, document=batch.document, on=batch.on, approved_at=at, approved_by=actor.name,
        previous=before.digest if before else "",
    )  # fmt: skip


def _indicators(declaration: Declaration, revision: TargetRevision) -> list[TargetIndicator]:
    year = revision.year
    held = [row for row in declaration.rows if row.get("name") or row.get("value")]
    for number, row, column in drafts.too_long(held):
        most, name = drafts.LONGEST[column], drafts.COLUMN_NAMES[column]
        raise Refused("target-cell-long", program=str(declaration), number=number, column=name, most=most, length=len(row[column]))
    return [_indicator(row, number, revision, year) for number, row in enumerate(held, 1)]


def _indicator(row: Mapping[str, str], number: int, revision: TargetRevision, year: int) -> TargetIndicator:
    said = drafts.measured(row, year)
    months = [row.get(month, "") for month in drafts.MONTHS]
    return TargetIndicator(
        region_id=revision.region_id, revision=revision, position=number, key=row["id"],
        measure=said.measure if said else "", measure_source=said.source if said else "", core=bool(row.get("core")),
        months=months if any(months) else [], **{key: row.get(key, "") for key in _TEXTS},
    )  # fmt: skip


@operation
def begin_with(actor: Actor, year: int, document: str, on: date, given: Sequence[tuple[UUID, TargetDeclaration]], *, at: datetime) -> UUID:
    """Take what was reported as the first approval (以本次报送为初始批复，待确认): a batch that a person has yet to confirm.

    Raises ``NotFound`` (program out of reach), ``Refused``: ``target-none-chosen``, ``target-document-missing``,
    ``target-begun-already``."""
    require_region(actor, Action.START, actor.region)
    if not given:
        raise Refused("target-none-chosen")
    _named(document)
    programs = programs_with(actor, Action.TARGET_VIEW, [key for key, _declared in given])
    amounts = budgets(list(programs))
    batch = _batch(actor, actor.region, year, document, on, at, to_confirm=True)
    for key, declared in given:
        if key not in programs:
            raise NotFound
        declaration = _reported(actor, programs[key], declared, at)
        seal(actor, declaration, batch, amounts.get(key), at)
    _batch_recorded(actor, batch, len(given), Action.START)
    return batch.pk


def _reported(actor: Actor, program: Any, declared: TargetDeclaration, at: datetime) -> Declaration:
    """A declaration that was never on the way: what the returned form says."""
    _may_begin(program)
    target, _new = Target.objects.get_or_create(program=program, defaults={"region_id": program.region_id})
    if target.current_id is not None or target.declarations.exists():
        raise Refused("target-begun-already", program=str(program))
    content = drafts.from_declaration(declared)
    return Declaration.objects.create(
        region_id=program.region_id, target=target, kind=TargetKind.INITIAL, origin=Origin.REPORTED, state=APPROVED, goal=content.goal,
        medium_goal=content.medium_goal, rows=[dict(row) for row in content.rows], begun_at=at, saved_at=at, saved_by=actor.name,
    )  # fmt: skip


@operation
def confirm(actor: Actor, batch_id: UUID, version: int, *, at: datetime) -> int:
    """A person confirms that what was taken as approved is what was approved.  Raises ``StaleVersion``, ``Refused``."""
    batch = fetch(ApprovalBatch.objects.all(), actor, Action.TARGET_APPROVE, batch_id, seen_by=Action.TARGET_VIEW)
    if not batch.to_confirm or batch.confirmed_at is not None:
        raise Refused("target-nothing-to-confirm", document=batch.document)
    now = compare_and_set(ApprovalBatch, batch.pk, version, confirmed_at=at, confirmed_by=actor.name)
    record(actor, "已确认批复", batch, under=Action.TARGET_APPROVE, document=batch.document)
    return now
