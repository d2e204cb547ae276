"""Approved targets: revisions, their differences, and what monitoring compares with."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Sum
from django.utils.timezone import localdate

from hengji.apps.organisations.scope import fetch, scoped
from hengji.apps.records.fields import YuanField
from hengji.apps.targets import draft as drafts
from hengji.apps.targets.contents import of_revision
from hengji.apps.targets.draft import Alteration
from hengji.apps.targets.models import ApprovalBatch, Declaration, Target, TargetIndicator, TargetRevision
from hengji.apps.targets.objects import cycle_of, last_year, program_of, program_rows
from hengji.apps.targets.queries.facts import (
    BatchLine,
    BatchPage,
    IndicatorFact,
    ProgramTargets,
    RevisionPage,
    RevisionRef,
    Sealed,
    together,
)
from hengji.apps.targets.queries.pages import funds_of
from hengji.apps.targets.seal import digest
from hengji.rules.access import Action, Actor
from hengji.rules.forms import ApprovedIndicator, ApprovedTarget
from hengji.rules.lifecycles.targets import APPROVED, DROPPED, TargetKind
from hengji.rules.measures import Measure, MeasureSource
from hengji.rules.refusals import NotFound
from hengji.rules.starting import marked
from hengji.rules.values import Operator, read_target
from hengji.rules.values import Target as TargetValue

_CHINESE = {
    MeasureSource.UNIT: "{}", MeasureSource.APPROVED: "{}", MeasureSource.INFERRED: "{}（推定）", MeasureSource.GUESSED: "{}（估）",
}  # fmt: skip


def revision(actor: Actor, key: UUID) -> RevisionPage:
    """A sealed revision.  Raises ``NotFound``."""
    joined = ("target__program__unit", "batch", "declaration")
    row = fetch(TargetRevision.objects.select_related(*joined), actor, Action.TARGET_VIEW, key)
    others = tuple(TargetRevision.objects.filter(target=row.target_id).order_by("-number"))
    before = next((one for one in others if one.number == row.number - 1), None)
    indicators = list(row.indicators.order_by("position"))
    return RevisionPage(
        ref=replace(_ref(row), document=_document(row.batch)),
        program=row.target.program_id, name=row.program_name, code=row.program_code, year=row.year, unit_name=row.unit_name,
        department_name=row.department_name, medium_goal=row.medium_goal, goal=row.goal, reason=row.reason, approved_at=row.approved_at,
        approved_by=row.approved_by, digest=row.digest, intact=digest(row, indicators) == row.digest,
        current=row.target.current_id == row.pk,
        to_confirm=row.batch.to_confirm and row.batch.confirmed_at is None, declaration=row.declaration_id,
        indicators=tuple(indicator_of(one) for one in indicators), others=tuple(_ref(one) for one in others),
        changes=drafts.alterations(of_revision(before), of_revision(row, indicators)) if before else (),
        previous=before.number if before else None, funds=funds_of(row.target.program), kind=row.target.program.kind,
    )  # fmt: skip


def difference(actor: Actor, key: UUID, other: UUID) -> tuple[Alteration, ...]:
    """From one revision of a target to another, field by field.  Raises ``NotFound``."""
    rows = TargetRevision.objects.all()
    new, old = fetch(rows, actor, Action.TARGET_VIEW, key), fetch(rows, actor, Action.TARGET_VIEW, other)
    if new.target_id != old.target_id:
        raise NotFound
    return drafts.alterations(of_revision(old), of_revision(new))


def _ref(row: TargetRevision) -> RevisionRef:
    return RevisionRef(row.pk, row.number, row.kind, row.document, row.on, row.amount)


def indicator_of(row: TargetIndicator) -> IndicatorFact:
    """An approved indicator as pages and papers show it."""
    measure = _CHINESE[MeasureSource(row.measure_source)].format(Measure(row.measure).chinese) if row.measure else ""
    return IndicatorFact(
        position=row.position, level1=row.level1, level2=row.level2, name=row.name, written=f"{row.sign}{row.value}{row.unit}",
        sign=row.sign, value=row.value, unit=row.unit, weight=row.weight, measure=measure, measure_source=row.measure_source, core=row.core,
        evidence=row.evidence, basis=row.basis, months=tuple(row.months),
    )  # fmt: skip


def sealed(actor: Actor, keys: Collection[UUID]) -> dict[UUID, Sealed]:
    """What revisions say, as far as the actor sees them; two queries however many."""
    rows = scoped(TargetRevision.objects.filter(pk__in=list(keys)), actor, Action.TARGET_VIEW).prefetch_related("indicators")
    return {row.pk: Sealed(_ref(row), row.medium_goal, row.goal, row.digest, _in_order(row)) for row in rows}


def _in_order(row: TargetRevision) -> tuple[IndicatorFact, ...]:
    return tuple(indicator_of(one) for one in sorted(row.indicators.all(), key=_place))


def _place(row: TargetIndicator) -> int:
    return row.position


def of_program(actor: Actor, key: UUID) -> ProgramTargets:
    """The targets of one object.  Raises ``NotFound``."""
    program = program_of(actor, Action.TARGET_VIEW, key)
    target = Target.objects.filter(program=program).select_related("current").first()
    revisions = tuple(target.revisions.order_by("-number")) if target else ()
    under_way = Declaration.objects.filter(target__program=program).exclude(state__in=[APPROVED, DROPPED]).first()
    return ProgramTargets(
        program=program.pk, name=str(program), secret=program.secret, year=program.year, unit_name=program.unit.name,
        revisions=tuple(_ref(one) for one in revisions), declaration=under_way.pk if under_way else None,
        declaration_words=cycle_of(program, under_way.kind).label(under_way.state) if under_way else "",
        may_begin=_may_begin(actor, program, bool(revisions)) if under_way is None else (), last_year=last_year(program) is not None,
    )  # fmt: skip


def _may_begin(actor: Actor, program: Any, approved: bool) -> tuple[str, ...]:
    if program.secret or program.state != "active" or not program_rows(actor, Action.TARGET_DRAFT).filter(pk=program.pk).exists():
        return ()
    return (TargetKind.ADJUSTMENT, TargetKind.SUPPLEMENT) if approved else (TargetKind.INITIAL, TargetKind.SUPPLEMENT)


def has_approved(keys: Collection[UUID]) -> frozenset[UUID]:
    """Those of the programs that have an approved target."""
    return frozenset(Target.objects.filter(program__in=list(keys), current__isnull=False).values_list("program", flat=True))


def approved_targets(keys: Collection[UUID]) -> dict[UUID, ApprovedTarget]:
    """The target in force of each program that has one, as the rules of monitoring take it; two queries.

    The caller has asked whether the actor may see the programs.  A measure that was only guessed is left open."""
    rows = Target.objects.filter(program__in=list(keys), current__isnull=False).select_related("current")
    found = {row.program_id: row.current for row in rows.prefetch_related("current__indicators")}
    return {program: _approved(revision) for program, revision in found.items() if revision is not None}


def _approved(revision: TargetRevision) -> ApprovedTarget:
    rows = sorted(revision.indicators.all(), key=lambda row: row.position)
    return ApprovedTarget(
        name=revision.program_name, code=revision.program_code or None, unit=revision.unit_name, goal=revision.goal or None,
        initial=revision.amount, indicators=tuple(_approved_row(row, revision.year) for row in rows),
    )  # fmt: skip


def _approved_row(row: TargetIndicator, year: int) -> ApprovedIndicator:
    target = read_target(row.value, sign=row.sign or None, unit=row.unit or None, year=year)
    weight = drafts.weight_of({"weight": row.weight})
    said = row.measure if row.measure_source in (MeasureSource.UNIT, MeasureSource.INFERRED) else None
    return ApprovedIndicator(
        row.name, target or TargetValue(row.value, Operator.TEXT), row.level1 or None, row.level2 or None, weight, said or None,
        tuple(row.months),
    )  # fmt: skip


def batches(actor: Actor, year: int, text: str = "") -> tuple[BatchLine, ...]:
    """The approvals of a year whose document number holds the text, the latest first."""
    rows = scoped(ApprovalBatch.objects.filter(year=year, document__icontains=text), actor, Action.TARGET_VIEW).order_by("-on", "-pk")
    summed = rows.annotate(count=Count("revisions"), total=Sum("revisions__amount", output_field=YuanField()))
    return tuple(_batch(row, row.count, row.total) for row in summed)


def _batch(row: ApprovalBatch, count: int, total: Decimal | None) -> BatchLine:
    return BatchLine(row.pk, _document(row), row.on, row.approved_by, count, total, row.to_confirm, row.confirmed_at)


def _document(row: ApprovalBatch) -> str:
    return marked(row.document, localdate(row.confirmed_at) if row.confirmed_at else None)


def batch(actor: Actor, key: UUID) -> BatchPage:
    """One approval with what it approved.  Raises ``NotFound``."""
    row = fetch(ApprovalBatch.objects.all(), actor, Action.TARGET_VIEW, key)
    revisions = tuple(row.revisions.select_related("target").order_by("unit_name", "program_name"))
    lines = tuple((_ref(one), one.program_name, one.unit_name, one.target.program_id) for one in revisions)
    may = (
        row.to_confirm
        and row.confirmed_at is None
        and scoped(ApprovalBatch.objects.filter(pk=row.pk), actor, Action.TARGET_APPROVE).exists()
    )
    return BatchPage(_batch(row, len(revisions), together(one.amount for one in revisions)), row.version, row.year, may, lines)
