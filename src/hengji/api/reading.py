"""What other systems may read; the same queries as the pages, restricted by the same table."""

from __future__ import annotations

from uuid import UUID

from ninja import Field, Query, Router

from hengji.api.answers import TROUBLES
from hengji.api.door import Called, actor_of
from hengji.api.shapes import (
    AppraisalOut,
    AppraisalsOut,
    Day,
    DeclarationOut,
    DeclarationsOut,
    LibraryFound,
    LibraryOut,
    Me,
    Paging,
    ProgramOut,
    ProgramRevisionsOut,
    ProgramsOut,
    RevisionOut,
    RevisionRefOut,
    TargetOut,
    TargetsOut,
    Text,
    UnitOut,
    UnitsOut,
    Year,
)
from hengji.apps.appraisal.queries import yearly
from hengji.apps.library.queries import IndicatorFilter, indicators
from hengji.apps.organisations.queries import units as units_of
from hengji.apps.programs import queries as programs_of
from hengji.apps.programs.queries import ProgramFilter
from hengji.apps.targets import queries as targets_of
from hengji.clock import today
from hengji.rules.access import Action

router = Router()


class OfYear(Paging):
    """哪一年。"""

    year: Year


class ProgramsAsked(OfYear):
    """要哪些绩效对象。"""

    as_of: Day | None = Field(None, description="执行数截至哪一天，默认今天")
    kind: str = Field(
        "all", pattern="^(all|project|overall|transfer|pending|closed)$", description="project、overall、transfer、pending、closed 或 all"
    )
    text: Text = Field("", description="按名称、代码、单位查找")


class TargetsAsked(OfYear):
    """要哪些目标。"""

    text: Text = Field("", description="按项目名称、代码、单位查找")


class DeclarationsAsked(TargetsAsked):
    """要哪些申报。"""

    tab: str = Field(
        "all",
        pattern="^(all|mine|draft|sent|returned|handled|approved)$",
        description="草稿 draft、在办 sent、退回 returned、已批复 approved 等",
    )


class LibraryAsked(Paging):
    """要哪些指标。"""

    text: Text = Field("", description="按指标名称中的词查找")
    category: Text = Field("", description="领域名称")
    origin: str = Field("own", pattern="^(own|above|reference)$", description="own 本县，above 上级，reference 参考（非官方）")


@router.get("/me", response={200: Me, **TROUBLES}, summary="这个密钥是谁", tags=["密钥"])
def me(request: Called) -> Me:
    """账号、岗位和到期日，用来试密钥通不通。"""
    held = request.auth
    duties = [f"{duty.unit_name} {duty.role.chinese}" for duty in held.actor.duties]
    return Me(key=held.key_name, expires_on=held.expires_on, account=held.account, shown_as=held.actor.name, duties=duties)


@router.get("/units", response={200: UnitsOut, **TROUBLES}, summary="一个年度的单位", tags=["单位"])
def units(request: Called, asked: Query[OfYear]) -> UnitsOut:
    """账号看得到的单位，按单位树的顺序，含已撤销的。"""
    found = units_of(actor_of(request, Action.ORGANISATION_VIEW), asked.year)
    return UnitsOut(count=len(found), page=asked.page, size=asked.size, rows=[UnitOut.of(one) for one in found[asked.window]])


@router.get("/programs", response={200: ProgramsOut, **TROUBLES}, summary="绩效对象、资金来源和执行数", tags=["绩效对象"])
def programs(request: Called, asked: Query[ProgramsAsked]) -> ProgramsOut:
    """执行数截至 as_of（含当日），由导入的支付合计；单位自报另列。"""
    actor, as_of = actor_of(request, Action.PROGRAM_VIEW), asked.as_of or today()
    found = programs_of.programs(
        actor, year=asked.year, as_of=as_of, tab=asked.kind, where=ProgramFilter(text=asked.text), sort="unit", window=asked.window
    )
    lines = programs_of.lines_of([one.id for one in found.rows], as_of)
    rows = [ProgramOut.of(one, lines[one.id]) for one in found.rows]
    return ProgramsOut(count=found.count, page=asked.page, size=asked.size, as_of=as_of, rows=rows)


@router.get("/targets", response={200: TargetsOut, **TROUBLES}, summary="批复的绩效目标", tags=["绩效目标"])
def targets(request: Called, asked: Query[TargetsAsked]) -> TargetsOut:
    """有批复目标的对象，现行的一版和它的指标。"""
    actor = actor_of(request, Action.TARGET_VIEW)
    found = targets_of.listing(actor, asked.year, "approved", text=asked.text, window=asked.window)
    held = targets_of.sealed(actor, [one.revision for one in found.rows if one.revision])
    rows = [TargetOut.of(one, held[one.revision]) for one in found.rows if one.revision in held]
    return TargetsOut(count=found.count, page=asked.page, size=asked.size, rows=rows)


@router.get(
    "/programs/{uuid:key}/revisions", response={200: ProgramRevisionsOut, **TROUBLES}, summary="一个对象的各版批复", tags=["绩效目标"]
)
def revisions(request: Called, key: UUID) -> ProgramRevisionsOut:
    """新的在前；没有批复的是空表。"""
    held = targets_of.of_program(actor_of(request, Action.TARGET_VIEW), key)
    rows = [RevisionRefOut.of(one) for one in held.revisions]
    return ProgramRevisionsOut(program=held.program, name=held.name, unit_name=held.unit_name, rows=rows)


@router.get("/revisions/{uuid:key}", response={200: RevisionOut, **TROUBLES}, summary="封存的一版批复", tags=["绩效目标"])
def revision(request: Called, key: UUID) -> RevisionOut:
    """含指标、封存摘要，并当场核对摘要是否相符。"""
    return RevisionOut.of(targets_of.revision(actor_of(request, Action.TARGET_VIEW), key))


@router.get("/declarations", response={200: DeclarationsOut, **TROUBLES}, summary="目标申报办到哪一步", tags=["绩效目标"])
def declarations(request: Called, asked: Query[DeclarationsAsked]) -> DeclarationsOut:
    """每个对象一行，含没有申报的。"""
    found = targets_of.listing(actor_of(request, Action.TARGET_VIEW), asked.year, asked.tab, text=asked.text, window=asked.window)
    rows = [DeclarationOut.of(one) for one in found.rows]
    return DeclarationsOut(count=found.count, page=asked.page, size=asked.size, rows=rows)


@router.get("/appraisals", response={200: AppraisalsOut, **TROUBLES}, summary="事前评估汇总", tags=["事前评估"])
def appraisals(request: Called, asked: Query[OfYear]) -> AppraisalsOut:
    """全年报送的事前评估和一句话汇总。"""
    total, lines = yearly(actor_of(request, Action.APPRAISAL_VIEW), asked.year, today())
    rows = [AppraisalOut.of(one) for one in lines[asked.window]]
    return AppraisalsOut(count=len(lines), page=asked.page, size=asked.size, sentence=total.sentence, rows=rows)


@router.get("/library", response={200: LibraryFound, **TROUBLES}, summary="查指标库", tags=["指标库"])
def library(request: Called, asked: Query[LibraryAsked]) -> LibraryFound:
    """在用的指标。"""
    wanted = IndicatorFilter(asked.text, (asked.category,) if asked.category else ())
    found = indicators(actor_of(request, Action.LIBRARY_VIEW), asked.origin, wanted, window=asked.window)
    return LibraryFound(count=found.count, page=asked.page, size=asked.size, rows=[LibraryOut.of(one) for one in found.rows])
