"""What waits for a person here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hengji.apps.appraisal.models import Appraisal
from hengji.apps.appraisal.queries.listing import to_score, turns
from hengji.apps.appraisal.rows import cycle
from hengji.rules.access import Actor
from hengji.rules.lifecycles.appraisal import DECIDED, DEPARTMENT_APPRAISED, RETURNED, SUBMITTED
from hengji.rules.money import wan
from hengji.rules.waiting import Waiting

_MATTERS = {
    RETURNED: ("补充评估材料", "修改"),
    SUBMITTED: ("部门事前评估", "评估"),
    DEPARTMENT_APPRAISED: ("受理事前评估", "受理"),
    DECIDED: ("办结事前评估", "办结"),
}


def waiting(actor: Actor, on: date) -> tuple[Waiting, ...]:
    """Appraisals whose turn it is with this person, experts' tasks with their deadline first."""
    return (*_scores(actor, on), *_steps(actor, on))


def _scores(actor: Actor, on: date) -> Iterator[Waiting]:
    for one in to_score(actor, on).select_related("appraisal__unit").order_by("ends", "pk"):
        row = one.appraisal
        yield Waiting(
            one.ends,
            "事前评估评分",
            row.name,
            row.unit.name,
            _asked(row),
            label="评分",
            url_name="appraisal-score",
            url_args=(str(row.pk),),
        )


def _steps(actor: Actor, on: date) -> Iterator[Waiting]:
    for row in turns(actor, on):
        matter, label = _MATTERS.get(row.state, ("填报评估材料" if not row.submission else "补充评估材料", "填报"))
        if row.state == "finance-appraisal":
            matter, label = "核定事前评估", "核定"
        gist = f"{cycle(row).label(row.state)}，{_asked(row)}"
        yield Waiting(None, matter, row.name, row.unit.name, gist, label=label, url_name="appraisal", url_args=(str(row.pk),))


def _asked(row: Appraisal) -> str:
    return "尚未填写申请金额" if row.requested is None else f"申请 {wan(row.requested)} 万元"
