"""One declaration with everything its pages show."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.timezone import localtime

from hengji.apps.organisations.scope import fetch, fetching, scoped, within
from hengji.apps.records.written import written
from hengji.apps.targets import draft as drafts
from hengji.apps.targets.contents import draft_of, of_revision, remarks_of
from hengji.apps.targets.draft import Draft
from hengji.apps.targets.models import Attachment, Declaration, Review
from hengji.apps.targets.objects import LINES, budgets, cycle_of, department_of, finance_divisions, stands
from hengji.apps.targets.operations.route import judged
from hengji.apps.targets.queries.facts import (
    AttachmentFact,
    DeclarationPage,
    FundFact,
    NoteFact,
    ReviewFact,
    RowFact,
    Seen,
)
from hengji.rules.access import Action, Actor
from hengji.rules.declaration import DeclaredFund, TargetDeclaration
from hengji.rules.lifecycle import Side, Step, actions
from hengji.rules.measures import MeasureSource
from hengji.rules.programs import BUDGET_KINDS, LEVELS

_JOINED = ("target__program__unit__department__division", "target__program__competent", "base")
_BATCHWISE = frozenset({"approve", "call-session", "pass-session", "end-session"})
"""Steps that are taken on pages of their own."""


def declaration(actor: Actor, key: UUID) -> DeclarationPage:
    """A declaration.  Raises ``NotFound``."""
    row: Any = _declaration(actor, Action.TARGET_VIEW, key)
    program = row.target.program
    cycle, content = cycle_of(program, row.kind), draft_of(row)
    state, steps = cycle.state(row.state), _steps(actor, row)
    reviews = tuple(_reviews(row.pk))
    divisions = "、".join(finance_divisions(program).values())
    return DeclarationPage(
        id=row.pk, version=row.version, program=program.pk, name=str(program), code=program.code, kind=program.kind, year=program.year,
        unit_name=program.unit.name, department_name=department_of(program).name, division_name=divisions,
        way=row.kind, origin_words=row.get_origin_display(), state=row.state, state_words=state.label,
        waits_words=_waits(program, state.waits, divisions), final=cycle.is_final(row.state), funds=funds_of(program),
        amount=budgets([program.pk]).get(program.pk), medium_goal=row.medium_goal, goal=row.goal, reason=row.reason, basis=row.basis,
        rows=tuple(_row(one, program.year) for one in row.rows), remarks=remarks_of(row), attachments=_attachments(row),
        reviews=tuple(_review(one) for one in reviews), steps=tuple(one for one in steps if one.action not in _BATCHWISE),
        writable=any(one.action == "submit" for one in steps), base=row.base_id, base_number=row.base.number if row.base else None,
        seen=_seen(actor, reviews, content), against_base=drafts.alterations(of_revision(row.base), content) if row.base else (),
        saved_at=row.saved_at, saved_by=row.saved_by, submitted_at=row.submitted_at, submissions=row.submissions,
        revision=row.sealed, industry=program.field,
        text_fields={"goal": row.goal, "medium_goal": row.medium_goal, "reason": row.reason, "basis": row.basis},
    )  # fmt: skip


_declaration = fetching(Declaration.objects.select_related(*_JOINED).annotate(sealed=F("revision")))
_within = within(Declaration.objects.all())


@written
def _reviews(declaration: UUID) -> QuerySet[Review]:
    return Review.objects.filter(declaration=declaration).order_by("pk")


def _waits(program: Any, side: Side | None, divisions: str) -> str:
    if side is Side.DEPARTMENT:
        return str(department_of(program).name)
    if side is Side.DIVISION and divisions:
        return divisions
    return side.chinese if side else ""


def funds_of(program: Any) -> tuple[FundFact, ...]:
    """The money of a program by source."""
    return tuple(
        FundFact("　".join(filter(None, (BUDGET_KINDS[kind], LEVELS.get(level, ""), fund or label))), *money)
        for kind, level, fund, label, *money in _lines(program.pk)
    )


@written
def _lines(program: UUID) -> QuerySet[Any, Any]:
    rows = LINES._default_manager.filter(program=program).order_by("budget_kind", "level", "pk")
    columns = ("budget_kind", "level", "fund__name", "label", "initial", "adjusted", "document", "issued_on")
    found: QuerySet[Any, Any] = rows.values_list(*columns)
    return found


def _steps(actor: Actor, row: Declaration) -> tuple[Step, ...]:
    """What the actor may do now."""
    found = actions(cycle_of(row.target.program, row.kind), row.state)
    held = {asked: _within(actor, asked, row.pk) for asked in {one.asks for one in found}}
    last, program = judged(row), row.target.program
    able = (one for one in found if held[one.asks] and not (one.judges and actor.id in last))
    return tuple(one for one in able if stands(actor, program, one.side))


def _row(row: Mapping[str, str], year: int) -> RowFact:
    said = drafts.measured(row, year)
    return RowFact(
        row["id"], row, said.chinese if said else "", said.reason if said else "", bool(said and said.source is MeasureSource.GUESSED)
    )


def _attachments(row: Declaration) -> tuple[AttachmentFact, ...]:
    return tuple(
        AttachmentFact(one.pk, one.declaration_id, one.file_id, str(one.file), one.caption, one.added_at, one.added_by)
        for one in _papers(row.pk)
    )


@written
def _papers(declaration: UUID) -> QuerySet[Attachment]:
    return Attachment.objects.filter(declaration=declaration).select_related("file").order_by("added_at")


def _review(row: Review) -> ReviewFact:
    notes = tuple(NoteFact(**one) for one in row.notes)
    scores = {code: Decimal(points) for code, points in row.scores.items()}
    return ReviewFact(row.at, row.actor_name, Side(row.side).chinese, row.action, row.label, row.opinion, notes, scores)


def notes(key: UUID) -> tuple[NoteFact, ...]:
    """The cell notes of the return a declaration is to be mended by; the caller has asked whether the actor may see it."""
    last = next(iter(_last(key)), None)
    return tuple(NoteFact(**one) for one in last.notes) if last and last.action == "return" else ()


@written
def _last(declaration: UUID) -> QuerySet[Review]:
    return Review.objects.filter(declaration=declaration).order_by("-pk")[:1]


def _seen(actor: Actor, reviews: tuple[Review, ...], now: Draft) -> Seen | None:
    """What changed since the actor last saw it (or, who never did, since it was last returned)."""
    kept = [one for one in reviews if one.action in ("accept", "return") and one.draft]
    last = next((one for one in reversed(kept) if one.actor_id == actor.id), None) or next(
        (one for one in reversed(kept) if one.action == "return"), None
    )
    if last is None:
        return None
    whose = "你" if last.actor_id == actor.id else last.actor_name
    return Seen(f"{localtime(last.at):%m-%d %H:%M} {whose}{last.label}", drafts.alterations(Draft.of(last.draft), now))


def attachment(actor: Actor, key: UUID) -> AttachmentFact:
    """A paper of a declaration the actor may see; its bytes come from ``files``.  Raises ``NotFound``."""
    row = fetch(Attachment.objects.select_related("file"), actor, Action.TARGET_VIEW, key)
    return AttachmentFact(row.pk, row.declaration_id, row.file_id, str(row.file), row.caption, row.added_at, row.added_by)


def declared(actor: Actor, key: UUID) -> TargetDeclaration:
    """A declaration as the official Excel form takes it.  Raises ``NotFound``."""
    row = fetch(Declaration.objects.select_related(*_JOINED), actor, Action.TARGET_VIEW, key)
    return declared_of(row)


def declared_of(row: Declaration) -> TargetDeclaration:
    """The same of a row already fetched."""
    program = row.target.program
    head = drafts.Head(
        object_id=str(row.pk), version=row.version, name=str(program), year=program.year, code=program.code, unit=program.unit.name,
        department=department_of(program).name,
        funds=tuple(DeclaredFund(one.source, one.budget) for one in funds_of(program)),
    )  # fmt: skip
    return drafts.to_declaration(draft_of(row), head)


def open_declarations(actor: Actor, year: int) -> tuple[tuple[str, TargetDeclaration], ...]:
    """All declarations the actor may write now, as (file name without extension, form)."""
    rows = scoped(Declaration.objects.select_related(*_JOINED), actor, Action.TARGET_DRAFT)
    held = rows.filter(target__program__year=year, state__in=("draft", "returned")).order_by("target__program__unit__code", "pk")
    return tuple((f"{row.target.program.unit.name}-{row.target.program}"[:80], declared_of(row)) for row in held)
