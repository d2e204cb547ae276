"""What of targets waits for somebody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hengji.apps.organisations.scope import scoped
from hengji.apps.targets.models import ApprovalBatch
from hengji.apps.targets.objects import program_rows
from hengji.apps.targets.queries.facts import TargetLine
from hengji.apps.targets.queries.listing import REVIEWED, annotated, line, turns
from hengji.rules.access import Action, Actor
from hengji.rules.lifecycles.targets import RETURNED
from hengji.rules.waiting import Waiting

_MANY = 8
"""More of one kind than this stand together in one line."""

_MATTERS = {
    Action.TARGET_DRAFT: ("编报目标", "编报"),
    Action.TARGET_DEPARTMENT: ("审核目标", "审核"),
    Action.TARGET_FINANCE: ("财政审核目标", "审核"),
    Action.TARGET_APPROVE: ("批复目标", "批复"),
}


def waiting(actor: Actor, on: date) -> tuple[Waiting, ...]:
    """Targets to draw up, mend, review or approve; approvals taken from what was reported that a person has yet to confirm."""
    return (*_turns(actor, on.year), *_to_confirm(actor))


def _turns(actor: Actor, year: int) -> Iterator[Waiting]:
    """Of this year and of those to come: next year's targets are drawn up in autumn."""
    for action, condition in turns(actor):
        rows = annotated(program_rows(actor, action).filter(year__gte=year, secret=False, state="active")).filter(condition)
        held = rows.select_related("unit__department", "competent", "target__current").order_by("unit__code", "name", "pk")
        if action is Action.TARGET_APPROVE:
            yield from _together(action, held.filter(open_state__in=REVIEWED).count(), "targets-ready")
        elif (count := held.count()) > _MANY:
            yield from _together(action, count, "targets")
        else:
            yield from (_one(action, line(row)) for row in held)


def _together(action: Action, count: int, url_name: str) -> Iterator[Waiting]:
    matter, label = _MATTERS[action]
    if count:
        yield Waiting(
            None,
            matter,
            f"{count} 个对象的绩效目标",
            count=count,
            label=label,
            url_name=url_name,
            query="?tab=mine" if url_name == "targets" else "",
        )


def _one(action: Action, target: TargetLine) -> Waiting:
    matter, label = _MATTERS[action]
    returned = target.state == RETURNED
    url_name = "targets-of" if target.declaration is None else "targets-edit" if action is Action.TARGET_DRAFT else "targets-review"
    args = (str(target.declaration or target.program),)
    gist = "被退回，请按意见修改后重新送审" if returned else target.way_words or "还没有开始申报"
    return Waiting(None, "修改目标" if returned else matter, target.name, target.unit_name, gist, label="修改" if returned else label,
                   url_name=url_name, url_args=args)  # fmt: skip


def _to_confirm(actor: Actor) -> Iterator[Waiting]:
    for row in scoped(ApprovalBatch.objects.filter(to_confirm=True, confirmed_at__isnull=True), actor, Action.TARGET_APPROVE):
        gist = f"{row.revisions.count()} 个目标取自报送材料，尚未确认"
        yield Waiting(None, "确认批复", row.document, gist=gist, label="确认", url_name="targets-batch", url_args=(str(row.pk),))
