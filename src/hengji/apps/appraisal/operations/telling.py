"""Whom a step of an appraisal concerns, and in which words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.timezone import localdate

from hengji.apps.appraisal.models import Appraisal
from hengji.apps.notices.operations import notify_all
from hengji.apps.notices.recipients import Message, Recipient, to_person, to_role
from hengji.apps.organisations.queries import holders
from hengji.rules.access import Actor, Role
from hengji.rules.lifecycle import Side, Step
from hengji.rules.lifecycles.appraisal import DECIDED, DEPARTMENT_APPRAISED, RETURNED, SUBMITTED

ADDRESS = "/appraisals/{}/"
_TO_UNIT = {RETURNED: "事前评估被退回", DECIDED: "事前评估已出结论"}


def tell(actor: Actor, row: Appraisal, step: Step, said: str, at: datetime) -> None:
    """Tell those whose turn it is now, and the unit what became of its dossier."""
    url = ADDRESS.format(row.pk)
    messages = [Message(to, f"{subject}：{row.name}"[:200], said, url) for to, subject in _whom(row, step, at)]
    if messages:
        notify_all(actor, messages, at=at)


def tell_experts(actor: Actor, row: Appraisal, people: list[Recipient], until: str, at: datetime) -> None:
    """Tell experts what they were asked to score."""
    url = f"{ADDRESS.format(row.pk)}score/"
    notify_all(actor, [Message(to, f"请评分：{row.name}"[:200], f"请在 {until} 前完成评分。", url) for to in people], at=at)


def _whom(row: Appraisal, step: Step, at: datetime) -> Iterator[tuple[Recipient, str]]:
    department = row.competent.lineage if row.competent else row.unit.lineage
    if step.next == SUBMITTED and step.side is Side.UNIT:
        yield to_role(department, Role.DEPARTMENT), "请评估"
    elif step.next == DEPARTMENT_APPRAISED:
        for one in holders(row.region_id, None, Role.OFFICE, localdate(at)):
            yield to_person(one.person), "请受理事前评估"
    elif step.next in _TO_UNIT:
        yield to_role(row.unit.lineage, Role.REPORTER), _TO_UNIT[step.next]
