"""No approved target, no budget: what lacks one, and how many have one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, ExpressionWrapper, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from hengji.apps.records.fields import YuanField
from hengji.apps.targets.objects import budgets, program_rows
from hengji.apps.targets.queries.facts import KindCover, TargetLine, Unapproved
from hengji.apps.targets.queries.listing import annotated, line
from hengji.rules.access import Action, Actor
from hengji.rules.programs import KINDS

_FEN = Value(Decimal("0.01"), output_field=YuanField())
_SEALED: Any = Coalesce("target__current__amount", Value(Decimal(0), output_field=YuanField()), output_field=YuanField())
"""The budget the approval in force was given on, in yuan."""


def _grown() -> Q:
    """Whose budget stands above what the approval in force was given on, by more than a fen; on annotated programs with ``sealed``."""
    return Q(target__current__isnull=False, budget__gt=ExpressionWrapper(F("sealed") + _FEN, output_field=YuanField()))


def _rows(actor: Actor, year: int) -> QuerySet[Any]:
    rows = annotated(program_rows(actor, Action.TARGET_VIEW).filter(year=year, secret=False, state="active"))
    found: QuerySet[Any] = rows.annotate(sealed=_SEALED)
    return found


def without_target(actor: Actor, year: int) -> tuple[Unapproved, ...]:
    """无批复目标的预算: objects of a year with money and no approved target, and those whose budget has grown since the approval
    (年中追加未申报目标), the largest amount without target first.  It blocks nothing."""
    wanted = Q(budget__gt=0, target__current__isnull=True) | _grown()
    held = _rows(actor, year).filter(wanted).select_related("unit__department", "competent", "target__current").order_by("pk")
    return tuple(sorted((_unapproved(row) for row in held), key=lambda one: one.lacking, reverse=True))


def _unapproved(row: Any) -> Unapproved:
    one = line(row)
    return Unapproved(
        one.program, one.name, one.code, one.kind, one.unit_name, one.department_name, row.budget,
        _words(one), one.declaration, None if one.number is None else row.budget - row.sealed,
    )  # fmt: skip


def _words(one: TargetLine) -> str:
    if one.number is None:
        return one.state_words
    return f"年中追加，{one.state_words}" if one.declaration else "年中追加未申报目标"


def added_since(program: Any, sealed: Decimal | None) -> Decimal | None:
    """What a program's budget has grown by since its approval on ``sealed`` yuan, where that is more than a fen; else None."""
    grown = (budgets([program.pk]).get(program.pk) or Decimal(0)) - (sealed or Decimal(0))
    return grown if grown > Decimal("0.01") else None


def coverage(actor: Actor, year: int) -> tuple[KindCover, ...]:
    """By kind: objects that should have an approved target, and that have one.  Secret ones are not among them."""
    rows = _rows(actor, year).annotate(in_force=F("target__current")).order_by()
    rows = rows.annotate(covered=Case(When(_grown(), then=F("sealed")), default=F("budget"), output_field=YuanField()))
    approved = Q(in_force__isnull=False)
    found = rows.values("kind").annotate(
        due=Count("pk"), approved=Count("pk", filter=approved), money=Sum("budget", output_field=YuanField()),
        approved_money=Sum("covered", filter=approved, output_field=YuanField()),
    )  # fmt: skip
    by_kind = {row["kind"]: row for row in found}
    return tuple(_cover(kind, by_kind[kind]) for kind in KINDS if kind in by_kind)


def _cover(kind: str, row: dict[str, object]) -> KindCover:
    due, approved, money, approved_money = row["due"], row["approved"], row["money"], row["approved_money"]
    assert isinstance(due, int) and isinstance(approved, int)
    return KindCover(kind, due, approved, _yuan(money), _yuan(approved_money))


def _yuan(value: object) -> Decimal | None:
    return value if isinstance(value, Decimal) else None
