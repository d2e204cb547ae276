"""The papers of an appraisal in Word."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from hengji.apps.appraisal.models import Appraisal, ExpertScore
from hengji.apps.appraisal.rows import look, reached, rules_of
from hengji.apps.organisations.queries import region
from hengji.papers.word.appraisals import write_appraisal_opinion, write_appraisal_report
from hengji.rules.access import Action, Actor
from hengji.rules.appraisal import Result, Sheet, together
from hengji.rules.appraisalpapers import Appraised, Expert
from hengji.rules.dossier import PARTS, read
from hengji.rules.refusals import NotFound, Refused


def opinion_paper(actor: Actor, key: UUID, on: date) -> tuple[str, bytes]:
    """Title and bytes of 事前绩效评估意见, for everyone who may see the appraisal, once it is decided."""
    row = look(actor, key, on)
    if not row.result:
        raise Refused("appraisal-undecided", name=row.name)
    return f"事前绩效评估意见（{row.name}）", write_appraisal_opinion(_said(actor, row, ()))


def report_paper(actor: Actor, key: UUID, on: date) -> tuple[str, bytes]:
    """Title and bytes of 事前绩效评估报告 with the experts' scores, for those who organise the appraisal.  Raises ``NotFound``."""
    row = look(actor, key, on)
    organisers = (Action.APPRAISAL_FINANCE, Action.APPRAISAL_DECIDE)
    if not any(actor.can(action) and reached(actor, action, on).filter(pk=key).exists() for action in organisers):
        raise NotFound
    sheets = row.experts.filter(withdrawn_at__isnull=True, submitted_at__isnull=False).select_related("person").order_by("pk")
    return f"事前绩效评估报告（{row.name}）", write_appraisal_report(_said(actor, row, tuple(map(_expert, sheets))))


def _said(actor: Actor, row: Appraisal, experts: tuple[Expert, ...]) -> Appraised:
    dossier = read(row.draft, row.year)
    sections = tuple((part.caption, dossier.texts[part.key]) for part in PARTS if dossier.texts[part.key])
    return Appraised(
        county=region(actor).name, year=row.year, name=row.name, unit=row.unit.name, requested=row.requested or Decimal(0),
        scores=together([one.sheet for one in experts], rules_of(row.region_id)), experts=experts,
        department=(row.competent or row.unit).name, kind=row.get_kind_display(), result=Result(row.result) if row.result else None,
        supported=row.supported, reason=row.reason, sections=sections, document=row.document, on=row.decided_on,
    )  # fmt: skip


def _expert(held: ExpertScore) -> Expert:
    sheet = Sheet(held.person.name, {code: Decimal(text) for code, text in held.scores.items()})
    return Expert(held.person.name, "", sheet, Result(held.advice) if held.advice else None, held.opinion)
