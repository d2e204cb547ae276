"""No approved target, no budget: what lacks one, and how many have one."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Count, F, Q, Sum

from hengji.apps.records.fields import YuanField
from hengji.apps.targets.objects import program_rows
from hengji.apps.targets.queries.facts import KindCover, Unapproved
from hengji.apps.targets.queries.listing import annotated, line
from hengji.rules.access import Action, Actor
from hengji.rules.programs import KINDS


def without_target(actor: Actor, year: int) -> tuple[Unapproved, ...]:
    """无批复目标的预算: objects of a year with money and no approved target, the largest first.  It blocks nothing."""
    rows = annotated(program_rows(actor, Action.TARGET_VIEW).filter(year=year, secret=False, state="active"))
    held = rows.filter(budget__gt=0, target__current__isnull=True).select_related("unit__department", "competent", "target__current")
    lines = [line(row) for row in held.order_by("-budget", "pk")]
    return tuple(
        Unapproved(
            one.program, one.name, one.code, one.kind, one.unit_name, one.department_name, one.budget, one.state_words, one.declaration
        )
        for one in lines
        if one.budget is not None
    )


def coverage(actor: Actor, year: int) -> tuple[KindCover, ...]:
    """By kind: objects that should have an approved target, and that have one.  Secret ones are not among them."""
    rows = (
        annotated(program_rows(actor, Action.TARGET_VIEW).filter(year=year, secret=False, state="active"))
        .annotate(in_force=F("target__current"))
        .order_by()
    )
    approved = Q(in_force__isnull=False)
    found = rows.values("kind").annotate(
        due=Count("pk"), approved=Count("pk", filter=approved), money=Sum("budget", output_field=YuanField()),
        approved_money=Sum("budget", filter=approved, output_field=YuanField()),
    )  # fmt: skip
    by_kind = {row["kind"]: row for row in found}
    return tuple(_cover(kind, by_kind[kind]) for kind in KINDS if kind in by_kind)


def _cover(kind: str, row: dict[str, object]) -> KindCover:
    due, approved, money, approved_money = row["due"], row["approved"], row["money"], row["approved_money"]
    assert isinstance(due, int) and isinstance(approved, int)
    return KindCover(kind, due, approved, _yuan(money), _yuan(approved_money))


def _yuan(value: object) -> Decimal | None:
    return value if isinstance(value, Decimal) else None
