"""What this app knows of programs, their units and their money: the one place where it looks at the tables below."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from hengji.apps.organisations.queries import profile
from hengji.apps.organisations.scope import fetch, scoped
from hengji.apps.records.fields import YuanField
from hengji.apps.records.written import written
from hengji.apps.targets.draft import Subject
from hengji.apps.targets.models import Target, TargetRevision
from hengji.papers.rulefiles import load_rules
from hengji.rules.access import Action, Actor, Role
from hengji.rules.lifecycle import LifeCycle, Side
from hengji.rules.lifecycles.targets import TargetKind, cycle_for
from hengji.rules.rulesets import RuleSet
from hengji.rules.targetreview import DraftContext, Known, ObjectKind, by_name
from hengji.rules.values import read_target

PROGRAMS: Any = Target._meta.get_field("program").related_model
LINES: Any = PROGRAMS._meta.get_field("lines").related_model
_JOINED = ("unit__department__division", "competent")


def program_rows(actor: Actor, action: Action = Action.PROGRAM_VIEW) -> QuerySet[Any]:
    """Programs the actor may do this to."""
    return scoped(PROGRAMS._default_manager.all(), actor, action)


def program_of(actor: Actor, action: Action, key: UUID, seen_by: Action | None = None) -> Any:
    """One program with its units.  Raises ``NotFound``, ``NotAllowed``."""
    return fetch(PROGRAMS._default_manager.select_related(*_JOINED), actor, action, key, seen_by=seen_by)


def programs_with(actor: Actor, action: Action, keys: Collection[UUID]) -> dict[UUID, Any]:
    """Programs by id; those out of reach are left out."""
    return {row.pk: row for row in program_rows(actor, action).filter(pk__in=list(keys)).select_related(*_JOINED)}


def budget_of(path: str) -> Subquery:
    """Σ of adjusted, else initial, of the lines of the program that ``path`` leads to, in yuan; None where there is no money."""
    lines = LINES._default_manager.filter(program=OuterRef(path)).order_by().values("program")
    return Subquery(lines.annotate(total=Sum(Coalesce(F("adjusted"), F("initial")))).values("total"), output_field=YuanField())


def budgets(keys: Collection[UUID]) -> dict[UUID, Decimal | None]:
    """The budget of each program, in yuan."""
    return dict(_budgets(tuple(keys)))


@written
def _budgets(programs: tuple[UUID, ...]) -> QuerySet[Any, Any]:
    rows = LINES._default_manager.filter(program__in=programs).order_by().values("program")
    found: QuerySet[Any, Any] = rows.annotate(total=Sum(Coalesce(F("adjusted"), F("initial")))).values_list("program", "total")
    return found


def finance_divisions(program: Any) -> dict[UUID, str]:
    """Names by lineage of the divisions that review for finance: those that manage its funds (资金归口管理股室), else the one
    responsible for its department."""
    own = (program.unit.department or program.unit).division
    return dict(_managing(program.pk)) or ({own.lineage: own.name} if own else {})


@written
def _managing(program: UUID) -> QuerySet[Any, Any]:
    rows = LINES._default_manager.filter(program=program, fund__division__isnull=False).order_by("fund__division__code")
    named: QuerySet[Any, Any] = rows.values_list("fund__division__lineage", "fund__division__name")
    return named


def left_to(actor: Actor) -> Q:
    """Programs whose review for finance is not another division's, on a queryset of programs: of a fund the actor's divisions manage, or of
    no managed fund at all."""
    managed = LINES._default_manager.filter(fund__division__isnull=False).order_by()
    held = [duty.unit for duty in actor.duties if duty.role is Role.DIVISION]
    return Q(pk__in=managed.filter(fund__division__lineage__in=held).values("program")) | ~Q(pk__in=managed.values("program"))


def first_level(program: Any) -> bool:
    """Whether nobody stands above the program's unit: a first-level unit, and no other department is in charge of the project."""
    return program.unit.department_id in (None, program.unit_id) and program.competent_id in (None, program.unit_id)


def cycle_of(program: Any, kind: str) -> LifeCycle:
    """The way a declaration of this program goes."""
    return cycle_for(TargetKind(kind), first_level=first_level(program))


def department_of(program: Any) -> Any:
    """The unit whose department reviews: the competent one, else the first-level unit."""
    return program.competent or program.unit.department or program.unit


def above(actor: Actor, program: Any) -> bool:
    """Whether a department's duty of the actor stands above the program's unit, not within it."""
    units = {duty.unit for duty in actor.duties if duty.role is Role.DEPARTMENT and duty.region == program.region_id} - {
        program.unit.lineage
    }
    competent = program.competent.lineage if program.competent else None
    return any(unit == competent or unit.hex in program.unit.path for unit in units)


def stands(actor: Actor, program: Any, side: Side) -> bool:
    """Whether the actor stands on this side of this program, as far as the table of access cannot say it: a department above its unit,
    the division whose turn it is (or the performance office in its place)."""
    if side is Side.DEPARTMENT:
        return above(actor, program)
    if side is not Side.DIVISION:
        return True
    here = [duty for duty in actor.duties if duty.region == program.region_id]
    if any(duty.role is Role.OFFICE for duty in here):
        return True
    return not finance_divisions(program).keys().isdisjoint(duty.unit for duty in here if duty.role is Role.DIVISION)


@cache
def _rules(name: str) -> RuleSet:
    return load_rules(name) if name else load_rules()


def rules_of(region: UUID) -> tuple[RuleSet, bool]:
    """The rule set of a region, and whether it wants month plans."""
    chosen = profile(region)
    return _rules(chosen.monitoring_rules), chosen.month_plan_required


def subject_of(program: Any) -> Subject:
    """What a draft is about."""
    return Subject(
        ObjectKind(program.kind),
        str(program),
        program.unit.name,
        department_of(program).name,
        program.year,
        budgets([program.pk]).get(program.pk),
        program.summary or None,
    )


def last_year(program: Any) -> TargetRevision | None:
    """The target in force of the same object a year earlier."""
    if program.carried_from_id is None:
        return None
    target = next(iter(_with_current(program.carried_from_id)), None)
    return target.current if target else None


@written
def _with_current(program: UUID) -> QuerySet[Target]:
    return Target.objects.filter(program=program).select_related("current")


def context_of(program: Any, rules: RuleSet) -> DraftContext:
    """What is known beside a draft: last year's target and money."""
    before = last_year(program)
    if before is None:
        return DraftContext(rules)
    return DraftContext(rules, last_targets=_figures(before), last_amount=before.amount)


def _figures(revision: TargetRevision) -> Mapping[str, Known]:
    read = ((row.name, read_target(row.value, sign=row.sign or None, unit=row.unit or None)) for row in revision.indicators.all())
    return {by_name(name): Known(target.number, target.unit) for name, target in read if target and target.number is not None}
