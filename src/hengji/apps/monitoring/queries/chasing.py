"""Whom to remind (催报): units with forms on their desk, what the ladder wants now, what was sent already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from hengji.apps.monitoring.models import Chase, Extension, FormStep, MonitoringForm, Round
from hengji.apps.monitoring.queries.facts import ChaseLine, Sent
from hengji.apps.monitoring.queries.rounds import visible
from hengji.apps.notices.queries import Outbox, outbox
from hengji.apps.organisations.queries import contacts
from hengji.apps.organisations.scope import fetch, scoped, whole
from hengji.apps.records.bare import key_of, moment_of
from hengji.apps.records.written import written_bare
from hengji.rules.access import Action, Actor, Role
from hengji.rules.lifecycles.monitoring import DRAFT, RETURNED, Emphasis, RoundState
from hengji.rules.refusals import NotFound
from hengji.rules.rounds import Ladder, Rung, SentBack, chase_text, day_of, due_steps, ladder_read, too_early

BY_HAND = "manual"
"""The step of a reminder that a person sent between the rungs of the ladder."""


class Waiting(NamedTuple):
    """A form on a unit's desk."""

    unit: UUID
    unit_name: str
    department: UUID
    department_name: str
    name: str
    due: datetime
    returned: bool
    began: bool
    budget: Decimal | None
    kind: str
    form: UUID | None = None


@dataclass(frozen=True, slots=True)
class History:
    """What was sent to a unit: ``steps`` since its last extension."""

    steps: frozenset[str] = frozenset()
    times: int = 0
    last_at: datetime | None = None
    last_step: str = ""


_NOTHING = History()


@dataclass(frozen=True, slots=True)
class Owed:
    """A unit with its forms on the desk; ``due`` is the earliest of their days."""

    unit: UUID
    unit_name: str
    department: UUID
    department_name: str
    forms: tuple[Waiting, ...]

    @property
    def due(self) -> datetime:
        return min(one.due for one in self.forms)

    @property
    def budget(self) -> Decimal | None:
        """The budget of its forms where all are of one kind: amounts of several kinds are no figure."""
        known = [(form.kind, form.budget) for form in self.forms if form.budget is not None]
        return sum((amount for _, amount in known), Decimal(0)) if len({kind for kind, _ in known}) == 1 else None

    def overdue(self, now: datetime) -> int:
        """Whole days since the day, 0 where it has not passed."""
        return max((day_of(now) - day_of(self.due)).days, 0)


def owed(forms: Iterable[Waiting]) -> tuple[Owed, ...]:
    """Forms on desks by unit, the longest overdue first, then the most forms."""
    held: dict[UUID, list[Waiting]] = defaultdict(list)
    for one in forms:
        held[one.unit].append(one)
    made = [Owed(key, own[0].unit_name, own[0].department, own[0].department_name, tuple(own)) for key, own in held.items()]
    return tuple(sorted(made, key=lambda one: (one.due, -len(one.forms), one.unit_name)))


def desk_of(actor: Actor | None, row: Round, action: Action = Action.ROUND_CHASE) -> tuple[Owed, ...]:
    """Units with forms on their desk that the actor may do this to (None: the worker, all of them).  One query."""
    rows = MonitoringForm.objects.filter(round=row, state__in=[DRAFT, RETURNED])
    columns = (
        "program__unit__lineage", "program__unit__name", "program__unit__department__lineage", "program__unit__department__name",
        "program__name", "due", "state", "saved_at", "budget", "kind", "pk",
    )  # fmt: skip
    mine = rows if actor is None else scoped(rows, actor, action).exclude(program__unit__lineage__in=_own(actor, row, action))
    return owed(
        Waiting(unit, unit_name, department or unit, department_name or unit_name, name, due or row.due_unit, state == RETURNED,
                state == DRAFT and saved is not None, budget, kind, key)
        for unit, unit_name, department, department_name, name, due, state, saved, budget, kind, key
        in mine.order_by("program__unit__code", "program__name", "pk").values_list(*columns)
    )  # fmt: skip


def _own(actor: Actor, row: Round, action: Action) -> list[UUID]:
    """The units a department's reviewer may not remind because they are no lower: its own, in charge of its own projects."""
    here = [duty for duty in actor.duties if duty.region == row.region_id]
    if action is not Action.ROUND_CHASE or any(duty.role in (Role.OFFICE, Role.DIVISION) for duty in here):
        return []
    return [duty.unit for duty in here if duty.role is Role.DEPARTMENT]


@written_bare
def _extended(round_id: UUID) -> QuerySet[Any, Any]:
    return Extension.objects.filter(round=round_id).order_by("granted_at").values_list("unit__lineage", "granted_at")


@written_bare
def _sent(round_id: UUID) -> QuerySet[Any, Any]:
    return Chase.objects.filter(round=round_id).order_by("at", "pk").values_list("unit__lineage", "at", "step")


def histories(row: Round) -> Mapping[UUID, History]:
    """What was sent in a round, by unit.  Two queries."""
    later = {key_of(unit): moment_of(granted) for unit, granted in _extended(row.pk)}
    held: dict[UUID, list[tuple[datetime, str]]] = defaultdict(list)
    for unit, at, step in _sent(row.pk):
        held[key_of(unit)].append((moment_of(at), step))
    return {
        unit: History(
            frozenset(step for at, step in sent if unit not in later or at > later[unit]), len(sent), sent[-1][0], sent[-1][1]
        )
        for unit, sent in held.items()
    }  # fmt: skip


def ladder_of(row: Round) -> Ladder:
    """The steps of the round's reminders."""
    return ladder_read(row.ladder, Emphasis(row.emphasis))


def rung_now(ladder: Ladder, one: Owed, sent: Mapping[UUID, History], now: datetime) -> Rung | None:
    """The step of the ladder that is due for a unit, None where none is."""
    steps = due_steps(now, one.due, ladder, sent.get(one.unit, _NOTHING).steps)
    return steps[0] if steps else None


def due_chases(row: Round, now: datetime) -> tuple[tuple[Owed, Rung], ...]:
    """Every unit the ladder wants reminded now, with the step.  Three queries."""
    if too_early(row.as_of, now):
        return ()
    sent, ladder = histories(row), ladder_of(row)
    pairs = ((one, rung_now(ladder, one, sent, now)) for one in desk_of(None, row))
    return tuple((one, rung) for one, rung in pairs if rung is not None)


def chase_list(actor: Actor, round_id: UUID, now: datetime) -> tuple[ChaseLine, ...]:
    """Units to remind within the actor's reach.  Raises ``NotFound``."""
    row = _running(actor, round_id)
    return _lines(row, desk_of(actor, row), now)


def chase_lines(actor: Actor, row: Round, forms: Sequence[Waiting], now: datetime, most: int) -> tuple[tuple[ChaseLine, ...], int]:
    """The first ``most`` of them from forms that were read already, and how many there are; only of those the actor may remind."""
    mine = whole(actor, Action.ROUND_CHASE, row.region_id)
    units = owed(forms) if mine else desk_of(actor, row)
    return _lines(row, units[:most], now), len(units)


def _lines(row: Round, units: Sequence[Owed], now: datetime) -> tuple[ChaseLine, ...]:
    if not units or too_early(row.as_of, now):
        return ()
    sent = histories(row)
    people: dict[UUID, list[str]] = defaultdict(list)
    for one in contacts(row.region_id, [Role.REPORTER], now.date(), [one.unit for one in units]):
        people[one.unit].append(f"{one.name} {one.phone}".strip())
    ladder = ladder_of(row)
    climbed = ladder if row.state == RoundState.PUBLISHED else ()
    return tuple(
        _line(one, sent.get(one.unit, _NOTHING), ladder, rung_now(climbed, one, sent, now), people.get(one.unit, ()), now) for one in units
    )


def _line(one: Owed, history: History, ladder: Ladder, rung: Rung | None, people: Sequence[str], now: datetime) -> ChaseLine:
    return ChaseLine(
        one.unit, one.unit_name, one.department_name, len(one.forms), sum(form.began for form in one.forms),
        sum(form.returned for form in one.forms), one.budget, one.due, one.overdue(now),
        tuple(dict.fromkeys(people)), history.times, history.last_at, step_words(ladder, history.last_step),
        rung.code if rung else "", rung.words if rung else "",
    )  # fmt: skip


def step_words(ladder: Ladder, step: str) -> str:
    """A step of the log in words; of a ladder that was changed since its code is read."""
    if not step or step == BY_HAND:
        return "人工催报" if step else ""
    return next((rung.words for rung in ladder if rung.code == step), step)


def chase_log(actor: Actor, round_id: UUID, unit: UUID | None = None) -> tuple[Sent, ...]:
    """What was sent in a round, the latest first; of units the actor may remind, or one's own."""
    row = _running(actor, round_id)
    rows = Chase.objects.filter(round=row)
    rows = scoped(rows, actor, Action.ROUND_CHASE) | scoped(rows, actor, Action.FORM_VIEW)
    rows = rows.filter(unit__lineage=unit) if unit else rows
    columns = ("at", "step", "unit__name", "forms", "overdue_days", "by", "automatic", "text")
    ladder = ladder_of(row)
    return tuple(Sent(at, step_words(ladder, step), *rest) for at, step, *rest in rows.order_by("-at", "-pk").values_list(*columns))


def sent_off(actor: Actor, round_id: UUID, most: int) -> Outbox:
    """What became of the reminders that left the house, for who organises the round.  Raises ``NotFound``, ``NotAllowed``."""
    row = fetch(visible(actor), actor, Action.ROUND_EDIT, round_id, seen_by=Action.ROUND_VIEW)
    return outbox(row.pk, most)


def chase_words(actor: Actor, round_id: UUID, unit: UUID, now: datetime) -> str:
    """The text to paste into a chat for a unit within reach.  Raises ``NotFound``."""
    row = _running(actor, round_id)
    one = next((one for one in desk_of(actor, row) if one.unit == unit), None)
    if one is None:
        raise NotFound
    return words_for(row, [one], now)[0]


def words_for(row: Round, owing: Sequence[Owed], now: datetime) -> list[str]:
    """The round's own words to each unit.  One query, none where nothing was returned."""
    why = _returned([form.form for one in owing for form in one.forms if form.returned and form.form])
    return [_words(row, one, now, why) for one in owing]


def _words(row: Round, one: Owed, now: datetime, why: Mapping[UUID, tuple[date, str]]) -> str:
    back = [SentBack(form.name, *why[form.form]) for form in one.forms if form.form and form.form in why]
    unsent = [form.name for form in one.forms if form.form not in why]
    return chase_text(row.name, one.unit_name, unsent, one.due, now, Emphasis(row.emphasis), back)


def _returned(forms: Collection[UUID]) -> dict[UUID, tuple[date, str]]:
    """Since when forms are back on their units' desks, and what is to be mended."""
    if not forms:
        return {}
    steps = FormStep.objects.filter(form__in=forms, action="return").order_by("pk").values_list("form_id", "at", "opinion")
    return {form: (day_of(at), opinion.rstrip("。")) for form, at, opinion in steps}


def _running(actor: Actor, round_id: UUID) -> Round:
    row = fetch(Round.objects.select_related("fund"), actor, Action.ROUND_VIEW, round_id)
    if row.state == RoundState.DRAFT:
        raise NotFound
    return row
