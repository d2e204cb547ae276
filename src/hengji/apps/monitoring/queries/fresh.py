"""Which forms of a round were judged by what no longer stands: other payments, another budget, other rules, never judged at all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from hengji.apps.monitoring.known import OUTSIDE
from hengji.apps.monitoring.models import FormStep, FundResult, MonitoringForm, Round
from hengji.apps.programs.queries import Executed, executed_lines
from hengji.rules.filling import source_of
from hengji.rules.lifecycles.monitoring import EXEMPT

_LINES: Any = FundResult._meta.get_field("line").related_model
_PAYMENTS: Any = _LINES._meta.get_field("payments").related_model


def stale(row: Round) -> list[UUID]:
    """Ids of the forms to judge again, in the order they were handed out.  Seven queries."""
    forms = MonitoringForm.objects.filter(round=row).exclude(state=EXEMPT)
    unjudged = forms.filter(Q(judged_at__isnull=True) | ~Q(stamp=row.stamp))
    found = set(unjudged.values_list("pk", flat=True)) | _other_money(row) | _other_lines(row) | _paid_since(row)
    return sorted(found)


def moved_since(row: Round) -> bool:
    """Whether a form was handed in, taken back or returned since the round was last looked at (or a little before: who writes names
    the moment he began)."""
    steps = FormStep.objects.filter(form__round=row)
    return (steps.filter(at__gt=row.refreshed_at - _MARGIN) if row.refreshed_at else steps).exists()


_MARGIN = timedelta(minutes=3)


def _other_money(row: Round) -> set[UUID]:
    """Forms filled in here whose lines the treasury or the budget now says something else of."""
    rows = FundResult.objects.filter(form__round=row, line__isnull=False, form__returned={}).exclude(form__state=EXEMPT).order_by()
    columns = (
        "form_id", "line_id", "line__budget_kind", "line__level", "line__initial", "line__adjusted", "budget", "executed", "self_reported",
    )  # fmt: skip
    kept = list(rows.values_list(*columns))
    now = executed_lines({line for _, line, *_ in kept}, row.as_of)
    found = set()
    for form, line, kind, level, initial, adjusted, budget, executed, typed in kept:
        told = _told(now[line], kind, level)
        known = None if typed else executed
        if budget != (initial if adjusted is None else adjusted) or known != told:
            found.add(form)
    return found


def _told(executed: Executed, kind: str, level: str) -> Any:
    """What the treasury tells of a line; None where it tells nothing and the unit types."""
    tells = executed.paid is not None and (executed.count > 0 or source_of(kind, level) not in OUTSIDE)
    return executed.paid if tells else None


def _other_lines(row: Round) -> set[UUID]:
    """Forms whose object has a fund line that was not judged."""
    rows = MonitoringForm.objects.filter(round=row, judged_at__isnull=False, returned={}).exclude(state=EXEMPT)
    lined = rows.annotate(line=F("program__lines")).filter(line__isnull=False)
    missing = lined.filter(~Exists(FundResult.objects.filter(form=OuterRef("pk"), line=OuterRef("line"))))
    return set(missing.values_list("pk", flat=True))


def _paid_since(row: Round) -> set[UUID]:
    """Forms that came as Excel and whose object was paid something since they were judged: their own figures stay beside the payments."""
    came = MonitoringForm.objects.filter(round=row, judged_at__isnull=False).exclude(state=EXEMPT).exclude(returned={})
    own = _PAYMENTS._default_manager.filter(line__program=OuterRef("program"))
    since = Q(intake__applied_at__gt=OuterRef("judged_at")) | Q(decided_at__gt=OuterRef("judged_at"))
    return set(came.filter(Exists(own.filter(since))).values_list("pk", flat=True))
