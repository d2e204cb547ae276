"""Judged again where payments, budgets, targets or rules have moved on: by the worker, some forms at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from hengji.apps.audit.operations import operation
from hengji.apps.monitoring.judged import fund_results, judged, summary
from hengji.apps.monitoring.known import JOINED, known_of
from hengji.apps.monitoring.models import FundResult, MonitoringForm, Round
from hengji.apps.monitoring.objects import REPORTED
from hengji.apps.monitoring.whole import alike, judge_many, keep_alike
from hengji.rules.access import Actor
from hengji.rules.findings import Finding


@operation(audited=False)
def judge_again(actor: Actor, form_ids: Collection[UUID], *, at: datetime) -> int:
    """Judge forms of one round as they stand; returns how many.  Nothing anybody typed or decided changes, so nothing is recorded.

    Of a form that is not handed in yet only money and lights are kept: a finding is of what a unit has said."""
    rows = list(MonitoringForm.objects.select_for_update(of=("self",)).filter(pk__in=list(form_ids)).select_related(*JOINED).order_by("pk"))
    judge_many([row for row in rows if row.state in REPORTED], at=at)
    _money([row for row in rows if row.state not in REPORTED], at)
    return len(rows)


def _money(rows: list[MonitoringForm], at: datetime) -> None:
    known = known_of(rows)
    made: list[FundResult] = []
    for row in rows:
        one = judged(row, known[row.pk])
        MonitoringForm.objects.filter(pk=row.pk).update(**summary(one, row, at=at))
        made += fund_results(row, one)
    FundResult.objects.filter(form__in=[row.pk for row in rows]).delete()
    FundResult.objects.bulk_create(made, 1000)


def compare(actor: Actor, row: Round, *, at: datetime) -> int:
    """Compare all forms of a round with each other anew; returns how many findings that makes.  The comparing is done before anything
    is locked."""
    return _keep_compared(actor, row, alike(row), at=at)


@operation(audited=False)
def _keep_compared(actor: Actor, row: Round, shared: Mapping[UUID, tuple[Finding, ...]], *, at: datetime) -> int:
    return keep_alike(row, shared, at=at)


@operation(audited=False)
def note_refreshed(actor: Actor, round_id: UUID, *, at: datetime) -> None:
    """Until when the round's figures are known to be fresh."""
    Round.objects.filter(pk=round_id).update(refreshed_at=at)
