"""Papers on targets in Word: approval of a batch, approval of an adjustment, certificate of one object, minutes of a session; and the
review table in Excel."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import localdate

from hengji.apps.organisations.queries import region
from hengji.apps.organisations.scope import fetch
from hengji.apps.targets import draft as drafts
from hengji.apps.targets.contents import of_revision
from hengji.apps.targets.models import ApprovalBatch, Conclusion, SessionItem, Target, TargetIndicator, TargetRevision
from hengji.apps.targets.objects import program_of
from hengji.apps.targets.queries.facts import ItemFact
from hengji.apps.targets.queries.gaps import added_since
from hengji.apps.targets.queries.pages import declaration
from hengji.apps.targets.queries.revisions import indicator_of
from hengji.apps.targets.queries.sessions import session
from hengji.papers.word.targets import write_adjustment, write_approval, write_certificate, write_minutes
from hengji.papers.writing.review import TargetReview, write_target_review
from hengji.rules.access import Action, Actor
from hengji.rules.lifecycles.targets import TargetKind
from hengji.rules.refusals import Refused
from hengji.rules.targetpapers import (
    Adjustment,
    Approval,
    Certificate,
    Change,
    Member,
    Minutes,
    MinutesItem,
    Opinion,
    PaperIndicator,
    PaperObject,
)
from hengji.rules.targetreview.points import ITEMS

Paper = tuple[str, bytes]
"""Title and bytes of a .docx; of the review table of an .xlsx."""

_EVERYBODY = "各有关部门（单位）"
_JOINED = ("target__program",)


def approval_paper(actor: Actor, key: UUID) -> Paper:
    """绩效目标批复 of a batch.  Raises ``NotFound``, ``Refused`` ``target-batch-taken`` where it was taken from reported material: its own
    document stands elsewhere."""
    batch = fetch(ApprovalBatch.objects.all(), actor, Action.TARGET_VIEW, key)
    if batch.to_confirm:
        raise Refused("target-batch-taken", document=batch.document)
    rows = batch.revisions.select_related(*_JOINED).prefetch_related("indicators").order_by("unit_name", "program_name")
    departments = {row.department_name for row in rows}
    addressee = departments.pop() if len(departments) == 1 else _EVERYBODY
    told = SessionItem.objects.filter(declaration__in=[row.declaration_id for row in rows], conclusion=Conclusion.PASSED).exists()
    said = Approval(
        region(actor).name, batch.year, addressee, tuple(map(_object, rows)), batch.document, batch.on, "集中会审" if told else ""
    )
    return f"关于批复{batch.year}年度绩效目标的通知（{batch.document}）", write_approval(said)


def adjustment_paper(actor: Actor, key: UUID) -> Paper:
    """目标调整批复 of a revision that adjusts another.  Raises ``NotFound``, ``Refused`` ``target-no-adjustment``."""
    row = fetch(_revisions(), actor, Action.TARGET_VIEW, key)
    before = TargetRevision.objects.filter(target=row.target_id, number=row.number - 1).first()
    if row.kind != TargetKind.ADJUSTMENT or before is None:
        raise Refused("target-no-adjustment", name=str(row))
    changes = drafts.alterations(of_revision(before), of_revision(row))
    said = Adjustment(
        county=region(actor).name, year=row.year, addressee=row.department_name or row.unit_name, object=_object(row),
        changes=tuple(Change(one.label, one.before, one.after) for one in changes), reason=row.reason, document=row.document, on=row.on,
        amount_before=before.amount, earlier_document=before.document,
    )  # fmt: skip
    return f"关于调整{row.program_name}{row.year}年度绩效目标的批复", write_adjustment(said)


def review_paper(actor: Actor, key: UUID) -> Paper:
    """项目支出绩效目标审核表 of a declaration as .xlsx with its last review: points and words by item, opinion, who, when.  Before it
    was reviewed only the head is filled, for whoever writes by hand.  Raises ``NotFound``."""
    found = declaration(actor, key)
    said = TargetReview(found.name, found.unit_name, found.year, found.code, found.department_name, found.amount)
    if one := found.judged:
        words = {note.column: note.text for note in one.notes if not note.row and note.column in ITEMS}
        said = replace(
            said, scores=one.scores, opinions=words, comment=one.opinion, reviewer=f"{one.side}　{one.who}", on=localdate(one.at)
        )
    return f"{found.name}{found.year}年度绩效目标审核表", write_target_review(said)


def certificate_paper(actor: Actor, program: UUID, today: date) -> Paper:
    """绩效目标批复证明 of an object: the precondition of its budget.  Raises ``NotFound``, ``Refused`` ``target-no-revision``."""
    found = program_of(actor, Action.TARGET_VIEW, program)
    row = _revisions().filter(pk__in=Target.objects.filter(program=found).values("current")).first()
    if row is None:
        raise Refused("target-no-revision", program=str(found))
    said = Certificate(region(actor).name, row.year, _object(row), row.document, row.on, today, added_since(found, row.amount))
    return f"{row.program_name}绩效目标批复证明", write_certificate(said)


def minutes_paper(actor: Actor, key: UUID) -> Paper:
    """会审纪要 of a session.  Raises ``NotFound``."""
    found = session(actor, key)
    members = tuple(Member(one.name, one.organisation, one.capacity) for one in found.members)
    said = Minutes(region(actor).name, found.name, found.on, tuple(map(_item, found.items)), members, found.place, found.chair)
    return f"{found.name}纪要", write_minutes(said)


def _item(one: ItemFact) -> MinutesItem:
    opinions = tuple(Opinion(said.member_name, said.capacity, said.stance_words, said.text) for said in one.opinions)
    return MinutesItem(one.name, one.unit_name, one.amount, one.way_words, opinions, one.conclusion_words, one.words)


def _revisions() -> QuerySet[TargetRevision]:
    return TargetRevision.objects.select_related(*_JOINED).prefetch_related("indicators")


def _object(row: TargetRevision) -> PaperObject:
    held = sorted(row.indicators.all(), key=lambda one: one.position)
    return PaperObject(
        name=row.program_name, unit=row.unit_name, kind=row.target.program.kind, code=row.program_code, department=row.department_name,
        amount=row.amount, goal=row.goal, indicators=tuple(map(_indicator, held)), number=row.number, digest=row.digest,
    )  # fmt: skip


def _indicator(row: TargetIndicator) -> PaperIndicator:
    said = indicator_of(row)
    return PaperIndicator(said.level1, said.level2, said.name, said.written, drafts.weight_of({"weight": said.weight}), said.measure)
