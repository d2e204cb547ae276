"""What of monitoring waits for somebody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Count
from django.utils.timezone import localdate

from hengji.apps.monitoring.judged import due_of
from hengji.apps.monitoring.models import FormFinding, MonitoringForm, Round
from hengji.apps.monitoring.objects import ASKED
from hengji.apps.monitoring.queries.reviewing import mine
from hengji.apps.organisations.scope import scoped
from hengji.rules.access import Action, Actor
from hengji.rules.lifecycles.monitoring import DRAFT, RETURNED, FindingState, FormState, RoundState
from hengji.rules.waiting import Waiting

_MANY = 8
"""More forms of one round than this stand together in one line."""


def waiting(actor: Actor, on: date) -> tuple[Waiting, ...]:
    """Forms to fill or to mend, forms to review, findings to decide on when all is in."""
    return (*_to_fill(actor), *_to_review(actor), *_to_decide(actor))


def _to_fill(actor: Actor) -> Iterator[Waiting]:
    if not actor.can(Action.FORM_FILL):
        return
    rows = scoped(MonitoringForm.objects.filter(round__state=RoundState.PUBLISHED), actor, Action.FORM_FILL)
    held = rows.filter(state__in=[DRAFT, RETURNED]).select_related("round", "program__unit").order_by("round__due_unit", "pk")
    found: dict[Any, list[MonitoringForm]] = {}
    for row in held:
        found.setdefault(row.round_id, []).append(row)
    for forms in found.values():
        if len(forms) > _MANY:
            yield _together(forms)
        else:
            yield from (_one(row) for row in forms)


def _one(row: MonitoringForm) -> Waiting:
    program: Any = row.program
    returned = row.state == RETURNED
    gist = "被退回，请按意见修改后重新报送" if returned else row.round.name
    return Waiting(
        localdate(due_of(row)), "修改监控表" if returned else "填报监控表", str(program), program.unit.name, gist,
        label="修改" if returned else "填报", url_name="forms-fill", url_args=(str(row.pk),),
    )  # fmt: skip


def _together(forms: list[MonitoringForm]) -> Waiting:
    returned = sum(row.state == RETURNED for row in forms)
    gist = f"其中 {returned} 张被退回" if returned else ""
    return Waiting(
        localdate(min(due_of(row) for row in forms)), "填报监控表", f"{len(forms)} 张监控表", forms[0].round.name, gist, len(forms), "填报",
        "rounds-forms", (str(forms[0].round_id),), "?tab=mine",
    )  # fmt: skip


_DUES = {FormState.SUBMITTED: "due_department", FormState.DEPARTMENT_REVIEWED: "due_division", FormState.DIVISION_REVIEWED: "due_division"}


def _to_review(actor: Actor) -> Iterator[Waiting]:
    rows = scoped(MonitoringForm.objects.filter(mine(actor)), actor, Action.FORM_VIEW).order_by()
    counted = rows.values("round", "round__name", "state", *(f"round__{name}" for name in sorted(set(_DUES.values()))))
    for one in counted.annotate(count=Count("pk")):
        due: datetime | None = one[f"round__{_DUES[FormState(one['state'])]}"]
        yield Waiting(
            localdate(due) if due else None, "审核监控表", f"{one['count']} 张监控表", one["round__name"], count=one["count"], label="审核",
            url_name="forms-queue",
        )  # fmt: skip


def _to_decide(actor: Actor) -> Iterator[Waiting]:
    """Of rounds in which every form is through: what nobody decided on keeps the circular from being drawn."""
    if not actor.can(Action.ROUND_EDIT):
        return
    done = scoped(Round.objects.filter(state=RoundState.PUBLISHED), actor, Action.ROUND_EDIT)
    under_way = MonitoringForm.objects.filter(round__in=done).exclude(state__in=[FormState.ACCEPTED, FormState.EXEMPT]).values("round")
    open_ones = [FindingState.FOUND, FindingState.ANSWERED]
    rows = FormFinding.objects.filter(ASKED, form__round__in=done.exclude(pk__in=under_way), state__in=open_ones)
    for one in rows.order_by().values("form__round", "form__round__name").annotate(count=Count("pk")):
        yield Waiting(
            None, "认定问题", f"{one['count']} 条错误、疑点", one["form__round__name"], count=one["count"], label="认定",
            url_name="rounds-findings", url_args=(str(one["form__round"]),),
        )  # fmt: skip
