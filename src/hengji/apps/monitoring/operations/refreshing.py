"""Judged again where payments, budgets, targets or rules have moved on: by the worker, some forms at a time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from hengji.apps.audit.operations import held, operation, writing
from hengji.apps.monitoring.judged import Many, fund_results, keep_many, summary
from hengji.apps.monitoring.known import JOINED
from hengji.apps.monitoring.models import FundResult, MonitoringForm, Round
from hengji.apps.monitoring.objects import REPORTED
from hengji.apps.monitoring.whole import as_read, judged_of, keep_sharing, sharing
from hengji.rules.access import Actor


@operation(audited=False, ahead=True)
def judge_again(actor: Actor, form_ids: Collection[UUID], *, at: datetime) -> int:
    """Judge forms of one round as they stand; returns how many.  Nothing anybody typed or decided changes, so nothing is recorded, and
    their versions stay.

    Of a form that is not handed in yet only money and lights are kept: a finding is of what a unit has said."""
    many = judged_of(list(held(MonitoringForm.objects.filter(pk__in=list(form_ids)).select_related(*JOINED).order_by("pk"))))
    with writing():
        there = as_read(many)
        for row, one in there.values():
            MonitoringForm.objects.filter(pk=row.pk).update(**summary(one, row, at=at))
        keep_many({key: pair for key, pair in there.items() if pair[0].state in REPORTED}, at=at)
        _keep_money({key: pair for key, pair in there.items() if pair[0].state not in REPORTED})
    return len(there)


def _keep_money(many: Many) -> None:
    FundResult.objects.filter(form__in=list(many)).delete()
    FundResult.objects.bulk_create([made for row, one in many.values() for made in fund_results(row, one)], 1000)


@operation(audited=False, ahead=True)
def compare(actor: Actor, round_id: UUID, *, at: datetime) -> int:
    """Compare all forms of a round with each other anew; returns how many findings that makes."""
    found = sharing(Round.objects.get(pk=round_id))
    if not found:
        return 0
    with writing():
        return keep_sharing(found, at=at)


@operation(audited=False)
def note_refreshed(actor: Actor, round_id: UUID, *, at: datetime) -> None:
    """Until when the round's figures are known to be fresh."""
    Round.objects.filter(pk=round_id).update(refreshed_at=at)
