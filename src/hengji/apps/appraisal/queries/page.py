"""One appraisal with everything its page needs, as far as the actor may see each part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from hengji.apps.appraisal.models import Appraisal, ExpertScore
from hengji.apps.appraisal.queries.listing import AppraisalLine, line
from hengji.apps.appraisal.rows import DECIDING, action_of, cycle, linkable, look, no_task, reached, rules_of, stands, tasks
from hengji.apps.files.queries import open_bytes
from hengji.apps.organisations.queries import holders
from hengji.apps.organisations.scope import fetch
from hengji.rules.access import Action, Actor, Role
from hengji.rules.appraisal import Requirement, Result, Scores, Sheet, requirement, together
from hengji.rules.dossier import PARTS, Dossier, read
from hengji.rules.lifecycle import Step, actions
from hengji.rules.lifecycles.appraisal import CLOSED, DECIDED, DRAFT, FINANCE_APPRAISAL, RETURNED
from hengji.rules.money import wan
from hengji.rules.refusals import NotFound


@dataclass(frozen=True, slots=True)
class OpinionLine:
    """A step taken, with what was said."""

    at: datetime
    who: str
    what: str
    opinion: str


@dataclass(frozen=True, slots=True)
class AttachmentLine:
    """A file of the dossier; size in bytes."""

    id: UUID
    title: str
    name: str
    size: int
    added_at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class ExpertLine:
    """An expert's task as its organisers see it; ``total`` and ``opinion`` only once handed in and where the reader may see them."""

    id: UUID
    version: int
    name: str
    starts: date
    ends: date
    submitted_at: datetime | None
    withdrawn_why: str
    total: Decimal | None
    advice: str
    opinion: str
    late: bool


@dataclass(frozen=True, slots=True)
class AppraisalPage:
    """An appraisal.  ``steps`` are those this actor may take now; ``scores`` None where they may not be seen yet; ``own_sheet`` the
    actor's task as expert."""

    line: AppraisalLine
    version: int
    year: int
    unit: UUID
    first_level: bool
    draft: dict[str, Any]
    dossier: Dossier
    requirement: Requirement
    submission: int
    changed_since: tuple[tuple[str, str, str], ...]
    steps: tuple[Step, ...]
    editable: bool
    may_assign: bool
    may_decide: bool
    may_make_program: bool
    opinions: tuple[OpinionLine, ...]
    attachments: tuple[AttachmentLine, ...]
    experts: tuple[ExpertLine, ...]
    scores: Scores | None
    own_sheet: UUID | None
    reason: str
    decided_on: date | None
    program: UUID | None
    track: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """An expert's own sheet."""

    id: UUID
    version: int
    appraisal: UUID
    name: str
    unit_name: str
    requested: Decimal | None
    starts: date
    ends: date
    scores: dict[str, str]
    opinion: str
    advice: str
    submitted_at: datetime | None
    dossier: Dossier
    attachments: tuple[AttachmentLine, ...]
    together: Scores | None


def appraisal(actor: Actor, key: UUID, on: date) -> AppraisalPage:
    """One appraisal.  Raises ``NotFound`` where the actor may not see it."""
    row = look(actor, key, on)
    dossier = read(row.draft, row.year)
    steps = _steps(actor, row, on)
    organiser = _organises(actor, row, on)
    sheets = tuple(row.experts.select_related("person").order_by("pk"))
    own = next((one for one in sheets if one.person_id == actor.id and tasks(on).filter(pk=one.pk).exists()), None)
    return AppraisalPage(
        line(row),
        row.version,
        row.year,
        row.unit_id,
        row.first_level,
        row.draft,
        dossier,
        requirement(dossier.requested, new=row.new, rules=rules_of(row.region_id)),
        row.submission,
        _changed(row),
        tuple(step for step in steps if step.action not in DECIDING),
        row.state in (DRAFT, RETURNED) and _may(actor, Action.APPRAISAL_DRAFT, row, on),
        row.state == FINANCE_APPRAISAL and _may(actor, Action.APPRAISAL_FINANCE, row, on),
        any(step.action in DECIDING for step in steps),
        row.state in (DECIDED, CLOSED) and row.result in _SUPPORTING and row.program_id is None and actor.can(Action.PROGRAM_EDIT),
        _opinions(row),
        attachments(row),
        tuple(_expert(one, on, organiser) for one in sheets) if organiser else (),
        _scores(row, sheets, own, organiser),
        own.pk if own else None,
        row.reason,
        row.decided_on,
        row.program_id,
        tuple((state.name, state.label) for state in cycle(row).states if state.name not in (RETURNED, "withdrawn")),
    )


def sheet(actor: Actor, key: UUID, on: date) -> ScoreSheet:
    """One's own score sheet of an appraisal, while the task lasts.  Raises ``NotFound``; ``Refused`` on other days."""
    mine = tasks(on).filter(appraisal=key, person=actor.id).values_list("pk", flat=True).first()
    if mine is None:
        raise no_task(actor, key, on)
    held = fetch(tasks(on).select_related("appraisal__unit", "appraisal__competent", "person"), actor, Action.APPRAISAL_SCORE, mine)
    row = held.appraisal
    sheets = tuple(row.experts.select_related("person").filter(withdrawn_at__isnull=True).order_by("pk"))
    return ScoreSheet(
        held.pk, held.version, row.pk, row.name, row.unit.name, row.requested, held.starts, held.ends, held.scores, held.opinion,
        held.advice, held.submitted_at, read(row.draft, row.year), attachments(row), _scores(row, sheets, held, False),
    )  # fmt: skip


def attachment(actor: Actor, key: UUID, file: UUID, on: date) -> tuple[str, bytes]:
    """Name and bytes of a file of an appraisal.  Raises ``NotFound``."""
    held = look(actor, key, on).attachments.filter(pk=file, removed_at__isnull=True).select_related("file").first()
    if held is None:
        raise NotFound
    return held.file.name, open_bytes(held.file_id)


def expert_choices(actor: Actor, key: UUID, on: date) -> tuple[tuple[str, str], ...]:
    """(person id, name) of experts who can still be asked for an appraisal."""
    row = look(actor, key, on)
    asked = set(row.experts.filter(withdrawn_at__isnull=True).values_list("person", flat=True))
    people = {one.person: one.name for one in holders(row.region_id, None, Role.EXPERT, on)}
    return tuple((str(person), name) for person, name in people.items() if person not in asked and str(person) not in row.judged)


def program_choices(actor: Actor, key: UUID, on: date) -> tuple[tuple[str, str], ...]:
    """(program id, code and name) of the objects an appraisal can be tied to."""
    rows = linkable(actor, look(actor, key, on)).values_list("pk", "code", "name")
    return tuple((str(pk), f"{code}　{name}".strip()) for pk, code, name in rows)


def attachments(row: Appraisal) -> tuple[AttachmentLine, ...]:
    """The files of a dossier that stand."""
    held = row.attachments.filter(removed_at__isnull=True).select_related("file", "person").order_by("pk")
    return tuple(AttachmentLine(one.pk, one.title, one.file.name, one.file.size, one.added_at, one.person.name) for one in held)


_SUPPORTING = tuple(result.value for result in Result if result.supports)


def _steps(actor: Actor, row: Appraisal, on: date) -> tuple[Step, ...]:
    """The steps of the table open to this actor; what the table closes to those whose work it is does not show."""
    table = cycle(row)
    able: dict[Action, bool] = {}
    found = []
    for step in actions(table, row.state):
        action = action_of(step.side, step.action)
        able.setdefault(action, _may(actor, action, row, on))
        if able[action] and stands(actor, row, step.side) and not (step.judges and str(actor.id) in row.judged):
            found.append(step)
    return tuple(found)


def _may(actor: Actor, action: Action, row: Appraisal, on: date) -> bool:
    return actor.can(action) and reached(actor, action, on).filter(pk=row.pk).exists()


def _organises(actor: Actor, row: Appraisal, on: date) -> bool:
    return any(_may(actor, action, row, on) for action in (Action.APPRAISAL_FINANCE, Action.APPRAISAL_DECIDE))


def _scores(row: Appraisal, sheets: tuple[ExpertScore, ...], own: ExpertScore | None, organiser: bool) -> Scores | None:
    """What the experts say together: organisers see it as it comes in, an expert once all have handed in, others never."""
    standing = [one for one in sheets if one.withdrawn_at is None]
    counted = [one for one in standing if one.submitted_at is not None]
    if not counted or not (organiser or (own is not None and len(counted) == len(standing))):
        return None
    names = [
        Sheet(one.person.name, {code: Decimal(text) for code, text in one.scores.items()} if one.submitted_at else {}) for one in standing
    ]
    return together(names, rules_of(row.region_id))


def _expert(held: ExpertScore, on: date, organiser: bool) -> ExpertLine:
    shown = organiser and held.submitted_at is not None
    total = sum((Decimal(text) for text in held.scores.values()), Decimal(0)) if shown else None
    return ExpertLine(
        held.pk, held.version, held.person.name, held.starts, held.ends, held.submitted_at, held.withdrawn_why, total,
        held.get_advice_display() if shown and held.advice else "", held.opinion if shown else "",
        held.submitted_at is None and held.withdrawn_at is None and held.ends < on,
    )  # fmt: skip


def _opinions(row: Appraisal) -> tuple[OpinionLine, ...]:
    said: QuerySet[Any] = row.opinions.select_related("person").order_by("number")
    return tuple(OpinionLine(one.at, f"{one.person.name}（{one.hat}）", one.label, one.text) for one in said)


def _changed(row: Appraisal) -> tuple[tuple[str, str, str], ...]:
    """What the last submission changed against the one before: caption, before, after."""
    if row.submission < 2:
        return ()
    before, after = (read(one.dossier, row.year) for one in row.submissions.filter(number__gte=row.submission - 1).order_by("number"))
    return tuple((caption, was, now) for caption, was, now in _pairs(before, after) if was != now)


def _pairs(before: Dossier, after: Dossier) -> Iterator[tuple[str, str, str]]:
    yield "名称", before.name, after.name
    yield "申请本级财政资金", _asked(before), _asked(after)
    for part in PARTS:
        yield part.caption, before.texts[part.key], after.texts[part.key]
    yield "预期指标", _expected(before), _expected(after)


def _asked(dossier: Dossier) -> str:
    return "" if dossier.requested is None else f"{wan(dossier.requested)} 万元"


def _expected(dossier: Dossier) -> str:
    return "；".join(f"{row.name} {row.target}" for row in dossier.expected)
