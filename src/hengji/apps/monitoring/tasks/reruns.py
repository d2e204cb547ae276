"""Another rule set tried on a round, by the worker."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hengji.apps.jobs.progress import Progress
from hengji.apps.monitoring.models import Trial
from hengji.apps.monitoring.operations.reruns import keep_trial
from hengji.apps.monitoring.queries.rounds import round_of
from hengji.apps.monitoring.reruns import base_of, tried
from hengji.apps.monitoring.tasks.rounds import refresh
from hengji.rules.access import Actor
from hengji.rules.refusals import NotFound


def try_rules(actor: Actor, progress: Progress, *, at: datetime, trial: str) -> dict[str, object]:
    """The job: what is stale is judged by the round's own rules first, so that only the rules make a difference; then every form as if.
    Begun again after a crash it tries again."""
    held = Trial.objects.filter(pk=UUID(trial)).first()
    if held is None:
        raise NotFound
    row = round_of(actor, held.round_id)
    refresh(row, at, lambda done, total: progress(done, total, "正在按现在的规则补判"))
    base = base_of(row)
    outcome = tried(row, held.rules, held.changes, lambda done, total: progress(done, total, "正在试算"))
    keep_trial(actor, held.pk, base, outcome, at=at)
    url = f"/rounds/{row.pk}/rerun/?trial={held.pk}"
    return {"sentence": f"{row.name}：试算{outcome['forms']}张表，{len(outcome['changed'])}张的灯会变。", "url": url}
