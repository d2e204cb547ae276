"""The queue of a reviewer: forms whose turn it is, and those gone through one's hands."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from hengji.apps.monitoring.contents import PAST
from hengji.apps.monitoring.models import FormFinding, FormStep, MonitoringForm
from hengji.apps.monitoring.queries.formfacts import Queue, QueueLine
from hengji.apps.monitoring.ways import cycle_of
from hengji.apps.organisations.scope import scoped
from hengji.apps.records.fields import YuanField
from hengji.apps.targets.objects import left_to
from hengji.rules.access import Action, Actor, Role
from hengji.rules.lifecycles.monitoring import DRAFT, RETURNED, FindingState, FormState, RoundState
from hengji.rules.lights import Light

_PROGRAMS: Any = MonitoringForm._meta.get_field("program").related_model
_SORTS = {
    "submitted": ("submitted_at",), "name": ("program__name",), "unit": ("program__unit__code", "program__name"), "budget": ("budget",),
    "light": ("light",),
}  # fmt: skip
_ON_THE_WAY = (FormState.SUBMITTED, FormState.DEPARTMENT_REVIEWED, FormState.DIVISION_REVIEWED)


def queue(
    actor: Actor, year: int, tab: str = "waiting", *, text: str = "", clean: str = "", sort: str = "", descending: bool = False,
    window: slice = slice(None), now: object = None,
) -> Queue:  # fmt: skip
    """Forms of a year that wait for the actor's review or went through his hands; ``clean``: "yes", "no" or all."""
    seen = scoped(MonitoringForm.objects.filter(round__year=year), actor, Action.FORM_VIEW)
    if text:
        seen = seen.filter(Q(program__name__icontains=text) | Q(program__code__icontains=text) | Q(program__unit__name__icontains=text))
    conditions = _tabs(actor)
    counts = {key: seen.filter(condition).count() for key, condition in conditions.items()}
    rows = seen.filter(conditions.get(tab, conditions["waiting"]))
    count_clean = rows.filter(clean_ones()).count()
    if clean:
        rows = rows.filter(clean_ones()) if clean == "yes" else rows.exclude(clean_ones())
    summed = rows.aggregate(count=Count("pk"), kinds=Count("kind", distinct=True), total=Sum("budget", output_field=YuanField()))
    total = summed["total"] if summed["kinds"] == 1 else None  # amounts of several kinds are no figure
    order = [F(key).desc(nulls_last=True) if descending else F(key).asc(nulls_last=True) for key in _SORTS.get(sort, _SORTS["submitted"])]
    page = rows.annotate(asked=Exists(_asked())).select_related("round", "program__unit__department", "program__competent")
    return Queue(tuple(_line(row) for row in page.order_by(*order, "pk")[window]), summed["count"], counts, total, count_clean)


def _line(row: Any) -> QueueLine:
    program = row.program
    return QueueLine(
        row.pk, row.version, str(program), program.code, program.unit.name, row.round_id, row.round.name, row.get_kind_display(), row.state,
        cycle_of(row).label(row.state), row.late, row.light, row.verdict, row.budget, row.errors, row.warnings, row.submitted_at,
        not row.asked and row.light != Light.RED,
    )  # fmt: skip


def _asked() -> QuerySet[FormFinding]:
    """Findings of a form somebody has to look into before it is accepted."""
    found = FormFinding.objects.filter(form=OuterRef("pk"), state__in=[FindingState.FOUND, FindingState.ANSWERED])
    return found.filter(severity__in=["error", "warning"]).exclude(code__in=PAST)


def clean_ones() -> Q:
    """Forms that may be accepted with others in one go."""
    return ~Q(light=Light.RED) & ~Q(Exists(_asked()))


def _tabs(actor: Actor) -> dict[str, Q]:
    by_me = FormStep.objects.filter(form=OuterRef("pk"), actor_id=actor.id)
    return {
        "waiting": mine(actor),
        "reviewed": Q(Exists(by_me.filter(action="accept"))) & ~Q(state__in=[DRAFT, RETURNED]),
        "returned": Q(Exists(by_me.filter(action="return"))) & Q(state__in=[DRAFT, RETURNED]),
        "handled": Q(Exists(by_me)),
    }


def mine(actor: Actor) -> Q:
    """Forms whose review is the actor's turn, as far as a list can say it."""
    found = Q(pk__in=[])
    for asked, condition in turns(actor):
        held = scoped(MonitoringForm.objects.all(), actor, asked).order_by().values("pk")
        found |= condition & Q(pk__in=held)
    return found & Q(round__state=RoundState.PUBLISHED, state__in=_ON_THE_WAY) & ~Q(submitted_by=actor.id)


def turns(actor: Actor) -> list[tuple[Action, Q]]:
    """By action, in which states somebody who may take it has to."""
    found = [
        (Action.FORM_DEPARTMENT, Q(state=FormState.SUBMITTED) & ~_own_below(actor)),
        (Action.FORM_OFFICE, Q(state=FormState.DIVISION_REVIEWED) | Q(round__proxy=True, state__in=_ON_THE_WAY)),
    ]
    if Role.DIVISION in actor.roles:
        programs = _PROGRAMS._default_manager.filter(left_to(actor)).order_by().values("pk")
        found.append((Action.FORM_FINANCE, Q(state=FormState.DEPARTMENT_REVIEWED, program__in=programs)))
    return [(asked, condition) for asked, condition in found if actor.can(asked)]


def _own_below(actor: Actor) -> Q:
    """Forms of the reviewer's own unit above which somebody else stands: not his to review."""
    units = [duty.unit for duty in actor.duties if duty.role is Role.DEPARTMENT]
    below = ~Q(program__unit__department=F("program__unit")) | (
        Q(program__competent__isnull=False) & ~Q(program__competent=F("program__unit"))
    )
    return Q(program__unit__lineage__in=units) & below & ~Q(program__competent__lineage__in=units)


def beside(actor: Actor, row: MonitoringForm) -> tuple[UUID | None, UUID | None, int, int]:
    """In the actor's queue of this round: the form before and after, the place (0: not in it) and how many there are."""
    rows = scoped(MonitoringForm.objects.filter(round=row.round_id), actor, Action.FORM_VIEW).filter(mine(actor))
    keys = list(rows.order_by("submitted_at", "pk").values_list("pk", flat=True))
    if row.pk not in keys:
        return None, keys[0] if keys else None, 0, len(keys)
    at = keys.index(row.pk)
    return keys[at - 1] if at else None, keys[at + 1] if at + 1 < len(keys) else (keys[0] if at else None), at + 1, len(keys)


def next_in_queue(actor: Actor, key: UUID, now: object = None) -> UUID | None:
    """The form to take up after this one."""
    row = scoped(MonitoringForm.objects.filter(pk=key), actor, Action.FORM_VIEW).first()
    return beside(actor, row)[1] if row else None
