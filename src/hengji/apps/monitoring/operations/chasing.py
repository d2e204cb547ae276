"""Reminders (催报): by hand to chosen units, by the worker along the round's ladder; in-app, by the outbox, with a text to paste."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from hengji.apps.audit.operations import operation, record, unchanged, writing
from hengji.apps.monitoring.models import Chase, MonitoringForm, Round
from hengji.apps.monitoring.objects import unit_rows, units_of
from hengji.apps.monitoring.queries.chasing import BY_HAND, Owed, desk_of, due_chases, words_for
from hengji.apps.monitoring.queries.rounds import visible
from hengji.apps.notices.operations import notify_all, send_again, send_all
from hengji.apps.notices.outbox import Parcel, channels
from hengji.apps.notices.recipients import Message, Recipient, to_post, to_role
from hengji.apps.organisations.queries import Contact, contacts
from hengji.apps.organisations.scope import fetch, scoped
from hengji.rules.access import Action, Actor, Role
from hengji.rules.lifecycles.monitoring import RoundState
from hengji.rules.refusals import NotAllowed, NotFound, Refused
from hengji.rules.rounds import Rung, early_words

LONGEST = 1000
"""Characters of a reminder written by a person."""
_ROLES = {"unit": Role.REPORTER, "department": Role.DEPARTMENT, "office": Role.OFFICE, "leadership": Role.LEADER}
"""Who is meant by the recipients of a rung (``rules.rounds.RECIPIENTS``)."""


@operation
def chase(actor: Actor, round_id: UUID, units: Collection[UUID], text: str = "", *, at: datetime) -> int:
    """Remind units (lineages) now; returns how many.  ``text`` "": the round's own words to each.  A department may remind only those
    below it, a division those it is responsible for or whose funds it manages.

    Raises ``NotFound``, ``NotAllowed``, ``Refused``: ``round-not-running``, ``chase-early``, ``chase-none-chosen``, ``chase-text-long``,
    ``chase-nothing-owed``."""
    row = fetch(visible(actor), actor, Action.ROUND_VIEW, round_id)
    if row.state == RoundState.DRAFT:
        raise Refused("round-not-running", name=row.name, state=RoundState(row.state).chinese)
    if early := early_words(row.as_of, at):
        raise Refused("chase-early", said=early)
    if not units:
        raise Refused("chase-none-chosen")
    if len(text.strip()) > LONGEST:
        raise Refused("chase-text-long", most=LONGEST, length=len(text.strip()))
    wanted = [one for one in desk_of(actor, row) if one.unit in set(units)]
    _all_there(actor, row, units, wanted)
    said = [text.strip()] * len(wanted) if text.strip() else words_for(row, wanted, at)
    sent = list(zip(wanted, said, strict=True))
    _keep(row, sent, BY_HAND, actor.name, at)
    names = [one.unit_name for one in wanted]
    forms = sum(len(one.forms) for one in wanted)
    record(actor, "已催报", row, under=Action.ROUND_CHASE, units=len(wanted), items=names[:50], count=forms, text=text.strip())
    _tell(actor, row, sent, ("unit",), at)
    return len(wanted)


@operation
def resend(actor: Actor, round_id: UUID, parcels: Collection[UUID], *, at: datetime) -> int:
    """Messages of a round that could not be sent go out once more; returns how many.

    Raises ``NotFound``, ``NotAllowed``, ``Refused``: ``resend-none``."""
    row = fetch(visible(actor), actor, Action.ROUND_EDIT, round_id, seen_by=Action.ROUND_VIEW)
    names = send_again(actor, row.pk, parcels, at=at)
    if not names:
        raise Refused("resend-none")
    record(actor, "已再次发送催报", row, under=Action.ROUND_EDIT, count=len(names), items=[name or "群消息" for name in names][:50])
    return len(names)


def _all_there(actor: Actor, row: Round, units: Collection[UUID], wanted: Sequence[Owed]) -> None:
    """Every unit asked for has something to be reminded of, within reach."""
    left = set(units) - {one.unit for one in wanted}
    if not left:
        return
    owing = {one.unit for one in desk_of(actor, row, Action.FORM_VIEW)}
    if left & owing:
        raise NotAllowed("not-allowed", why="这些单位不在你催报的范围内", whom="绩效股经办人、对口业务股室、主管部门")
    forms = scoped(MonitoringForm.objects.filter(round=row), actor, Action.ROUND_CHASE).order_by()
    mine = {*forms.values_list("program__unit__lineage", flat=True), *_units_within(actor, row)}
    places = units_of(row.region_id, row.year, left)
    if left - mine or left - places.keys():
        raise NotFound
    raise Refused("chase-nothing-owed", unit="、".join(sorted(place.name for place in places.values())))


def _units_within(actor: Actor, row: Round) -> Iterable[UUID]:
    return scoped(unit_rows(row.region_id, row.year), actor, Action.ROUND_CHASE).values_list("lineage", flat=True)


@operation(ahead=True)
def chase_by_ladder(actor: Actor, round_id: UUID, *, at: datetime) -> int:
    """What the worker does of itself: every unit whose step of the ladder is due is reminded once, whoever it goes up to is told once of
    all of them.  Returns how many units.  Two workers never send the same step: the round is locked while it is decided."""
    rows = Round.objects.filter(pk=round_id, state=RoundState.PUBLISHED)
    if (running := rows.first()) is None or not due_chases(running, at):  # most days nobody is, and asking locks nothing
        unchanged()
        return 0
    with writing():
        row = rows.select_for_update(of=("self",)).first()
        due = due_chases(row, at) if row else ()
        if row is None or not due:
            unchanged()
            return 0
        _climb(actor, row, due, at)
    return len(due)


def _climb(actor: Actor, row: Round, due: Sequence[tuple[Owed, Rung]], at: datetime) -> None:
    steps: dict[tuple[str, tuple[str, ...]], list[Owed]] = defaultdict(list)
    for one, rung in due:
        steps[rung.code, rung.to].append(one)
    for (code, to), owing in steps.items():
        sent = list(zip(owing, words_for(row, owing, at), strict=True))
        _keep(row, sent, code, actor.name, at, automatic=True)
        _tell(actor, row, sent, to, at)
        record(actor, "已自动催报", row, units=len(owing), items=[one.unit_name for one in owing][:50], by=code)


def _keep(row: Round, sent: Sequence[tuple[Owed, str]], step: str, by: str, at: datetime, automatic: bool = False) -> None:
    places = units_of(row.region_id, row.year, [one.unit for one, _ in sent])
    made = [
        Chase(
            region_id=row.region_id, round=row, at=at, step=step, unit=places[one.unit], forms=len(one.forms),
            overdue_days=one.overdue(at), text=text, by=by, automatic=automatic,
        )
        for one, text in sent
    ]  # fmt: skip
    Chase.objects.bulk_create(made, 500)


def _tell(actor: Actor, row: Round, sent: Sequence[tuple[Owed, str]], to: Sequence[str], at: datetime) -> None:
    """In-app to whoever holds the duties, and into the outbox to those of them that can be reached by mail."""
    people = contacts(row.region_id, [_ROLES[one] for one in to], at.date())
    url = f"/rounds/{row.pk}/"
    messages: list[Message] = []
    parcels: list[Parcel] = []
    for words, subject, recipients, held in _letters(row, sent, to, people, at):
        messages += [Message(one, subject, words, url) for one in recipients]
        parcels += [Parcel("email", one.email, subject, words, row.pk, one.name) for one in held if one.email]
    notify_all(actor, messages, at=at)
    if "webhook" in channels():
        parcels.append(Parcel("webhook", "", f"{row.name}催报", _summary(row, [one for one, _ in sent], at), row.pk))
    send_all(actor, parcels, at=at)


Letter = tuple[str, str, list[Recipient], list[Contact]]
"""Words, subject, recipients in-app, people by mail."""


def _letters(row: Round, sent: Sequence[tuple[Owed, str]], to: Sequence[str], people: Sequence[Contact], at: datetime) -> Iterable[Letter]:
    """Units get their own words, whoever is above one summary."""
    for one, words in sent if "unit" in to else ():
        own = [person for person in people if person.role == Role.REPORTER and person.unit == one.unit]
        yield words, f"催报：{row.name}", [to_role(one.unit, Role.REPORTER)], own
    if "department" in to:
        departments: dict[UUID, list[Owed]] = defaultdict(list)
        for one, _ in sent:
            departments[one.department].append(one)
        for key, owing in departments.items():
            own = [person for person in people if person.role == Role.DEPARTMENT and person.unit == key]
            yield _summary(row, owing, at), f"催报：{row.name}", [to_role(key, Role.DEPARTMENT)], own
    for level in ("office", "leadership"):
        held = [person for person in people if person.role == _ROLES[level]] if level in to else []
        if held:
            yield _summary(row, [one for one, _ in sent], at), f"未报情况：{row.name}", [to_post(one.post) for one in held], held


def _summary(row: Round, owing: Sequence[Owed], at: datetime) -> str:
    """All units in one text: how many forms each owes and since when."""
    forms = sum(len(one.forms) for one in owing)
    listed = "、".join(f"{one.unit_name}{len(one.forms)}张{_since(one, at)}" for one in owing[:30])
    more = f"等{len(owing)}个单位" if len(owing) > 30 else ""
    back = sum(form.returned for one in owing for form in one.forms)
    return f"{row.name}：{len(owing)}个单位{forms}张监控表未报送{f'（其中{back}张退回待修改）' if back else ''}。{listed}{more}。"


def _since(one: Owed, at: datetime) -> str:
    days = one.overdue(at)
    return f"（逾期{days}天）" if days else ""
