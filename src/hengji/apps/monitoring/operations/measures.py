"""How an indicator is measured, confirmed once where it was only guessed: by the unit that fills the form, or by who judges it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hengji.apps.audit.operations import held, operation, record
from hengji.apps.monitoring.judged import judged
from hengji.apps.monitoring.known import JOINED, about_of
from hengji.apps.monitoring.models import ConfirmedMeasure, MonitoringForm
from hengji.apps.monitoring.operations.filling import OPEN, duty, writable
from hengji.apps.monitoring.operations.refreshing import judge_again
from hengji.apps.monitoring.operations.route import allowed
from hengji.apps.organisations.scope import fetch
from hengji.rules.access import Action, Actor
from hengji.rules.lifecycles.monitoring import EXEMPT, RoundState
from hengji.rules.measures import Measure
from hengji.rules.refusals import NotFound, Refused


@operation
def confirm_measure(actor: Actor, form_id: UUID, key: str, measure: str, *, at: datetime) -> None:
    """Say how an indicator is measured where it was guessed: by the guess, or by another measure its target allows.  It stands beside the
    sealed target for this round and later ones; the object's forms of rounds that run are judged again, their versions stay.

    Raises ``NotFound``, ``NotAllowed``; ``Refused``: ``form-measure-settled`` (it is no guess any more, or its target allows no such
    measure), those of ``save`` for the unit, those of a step for who judges."""
    row, under = _in_turn(actor, form_id, at)
    one = judged(row)
    if key not in one.sheet.numbered:
        raise NotFound
    _, item = one.sheet.numbered[key]
    lit = one.strip.rows.get(key)
    if lit is None or measure not in lit.choices:
        raise Refused("form-measure-settled", name=item.name)
    kept = {"measure": measure, "since": row.round.as_of, "form": row, "at": at, "by": actor.name, "person": actor.id}
    ConfirmedMeasure.objects.update_or_create(
        program_id=row.program_id, key=key, about=about_of(item), defaults=kept, create_defaults={**kept, "region_id": row.region_id}
    )
    words = Measure(measure).chinese
    guess = Measure(lit.guess).chinese
    target = f"{item.sign}{item.value}{item.unit}"
    record(actor, "已确认计量方式", row, under=under, place=item.name, target=target, measure=words, guess=guess)
    forms = MonitoringForm.objects.filter(program=row.program_id, round__state=RoundState.PUBLISHED).exclude(state=EXEMPT)
    for other in forms.order_by("pk").values_list("pk", flat=True):
        judge_again(actor, [other], at=at)


def _in_turn(actor: Actor, form_id: UUID, at: datetime) -> tuple[MonitoringForm, Action]:
    """The form, locked, and under which action this person has it on the desk."""
    row = fetch(held(MonitoringForm.objects.select_related(*JOINED)), actor, Action.FORM_VIEW, form_id)
    if row.state in OPEN:
        row = writable(actor, form_id, at)
        return row, duty(actor, row)
    return row, allowed(actor, row, "accept").asks
