"""A small county for tests of targets: a department with a subordinate unit and two programs, the finance side, people for each duty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps

from hengji.apps.targets import operations as targets
from hengji.apps.targets.contents import remarks_of
from hengji.apps.targets.models import Declaration, Target, TargetRevision
from hengji.rules.access import Actor, Duty, Role

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
YEAR = 2026
ROWS = (
    {
        "level1": "产出指标",
        "level2": "数量指标",
        "name": "新建供水管网长度",
        "sign": "≥",
        "value": "12.5",
        "unit": "公里",
        "weight": "20",
        "evidence": "竣工图",
    },
    {
        "level1": "产出指标",
        "level2": "质量指标",
        "name": "工程验收合格率",
        "sign": "＝",
        "value": "100",
        "unit": "%",
        "weight": "15",
        "evidence": "验收报告",
    },
    {
        "level1": "产出指标",
        "level2": "时效指标",
        "name": "主体工程完工时间",
        "value": "2026年11月底前",
        "weight": "10",
        "evidence": "竣工报告",
    },
    {
        "level1": "成本指标",
        "level2": "经济成本指标",
        "name": "管网单位造价",
        "sign": "≤",
        "value": "18",
        "unit": "万元/公里",
        "weight": "15",
        "evidence": "结算书",
    },
    {
        "level1": "效益指标",
        "level2": "社会效益指标",
        "name": "受益人口",
        "sign": "≥",
        "value": "2860",
        "unit": "人",
        "weight": "20",
        "evidence": "花名册",
    },
    {
        "level1": "满意度指标",
        "level2": "服务对象满意度指标",
        "name": "受益群众满意度",
        "sign": "≥",
        "value": "90",
        "unit": "%",
        "weight": "10",
        "evidence": "问卷",
    },
)
GOAL = "新建供水管网12.5公里，2026年11月底前完工，工程验收合格率100%，单位造价不超过18万元/公里，受益人口2860人，受益群众满意度90%以上。"


@dataclass
class County:
    """The county with its people, each an ``Actor``."""

    region: Any
    finance: Any
    office: Any
    division: Any
    department: Any
    station: Any
    other: Any
    program: Any
    overall: Any
    reporter: Actor
    second: Actor
    reviewer: Actor
    officer: Actor
    divisional: Actor
    leader: Actor
    stranger: Actor
    second_reviewer: Actor


def model(name: str) -> Any:
    return apps.get_model(name)


def unit(region: Any, name: str, kind: str, code: str, parent: Any = None, division: Any = None, year: int = YEAR) -> Any:
    made = model("organisations.Unit")(
        region=region, year=year, name=name, kind=kind, code=code, parent=parent, division=division, path="/"
    )
    made.path = f"{parent.path if parent else '/'}{made.lineage.hex}/"
    made.department = parent.department if parent else None
    made.save()
    if parent is None and kind in ("department", "township"):
        made.department = made
        made.save()
    return made


def person(region: Any, name: str, role: Role, place: Any) -> Actor:
    made = model("organisations.Person").objects.create(region=region, login=f"{region.code}-{name}", name=name)
    return Actor(made.pk, name, region.pk, (Duty(role, region.pk, place.lineage, place.name),))


def program(region: Any, place: Any, name: str, *, kind: str = "project", amount: int | None = 400, code: str = "", **more: Any) -> Any:
    made = model("programs.Program").objects.create(
        region=region,
        year=more.pop("year", YEAR),
        kind=kind,
        name=name,
        unit=place,
        code=code,
        competent=more.pop("competent", place.department),
        **more,
    )
    if amount is not None:
        model("programs.FundLine").objects.create(
            region=region, program=made, budget_kind="general_public", level="county", identity="one", initial=Decimal(amount) * 10000
        )
    return made


def county(code: str = "990001000") -> County:
    region = model("organisations.Region").objects.create(code=code, name="示例县")
    finance = unit(region, "县财政局", "finance", "101")
    office = unit(region, "绩效股", "division", "10101", finance)
    division = unit(region, "农业农村股", "division", "10102", finance)
    department = unit(region, "县水利局", "department", "314", division=division)
    station = unit(region, "县农村供水服务中心", "subordinate", "31401", department)
    other = unit(region, "县教育局", "department", "205", division=office)
    return County(
        region, finance, office, division, department, station, other,
        program(region, station, "农村饮水安全巩固提升工程", code="SL26T0036"),
        program(region, department, "县水利局部门整体支出", kind="overall", amount=900),
        person(region, "张海", Role.REPORTER, station), person(region, "陈丽", Role.REPORTER, department),
        person(region, "沈强", Role.DEPARTMENT, department), person(region, "马晓兰", Role.OFFICE, office),
        person(region, "何琳", Role.DIVISION, division), person(region, "周局", Role.LEADER, finance),
        person(region, "外人", Role.REPORTER, other), person(region, "林芳", Role.DEPARTMENT, department),
    )  # fmt: skip


def drafted(
    c: County,
    program_row: Any = None,
    rows: tuple[dict[str, str], ...] = ROWS,
    goal: str = GOAL,
    kind: str = "initial",
    by: Actor | None = None,
) -> Declaration:
    """A declaration begun and filled."""
    who = by or c.reporter
    key = targets.declare(who, (program_row or c.program).pk, kind, at=AT)
    fill(who, key, rows, goal)
    return Declaration.objects.get(pk=key)


def fill(who: Actor, key: UUID, rows: tuple[dict[str, str], ...] = ROWS, goal: str = GOAL) -> None:
    version = Declaration.objects.get(pk=key).version
    ids = [f"new-{number}" for number in range(len(rows))]
    cells = [(key_, column, text) for key_, row in zip(ids, rows, strict=True) for column, text in row.items()]
    targets.save_cells(who, key, version, cells, ids, at=AT)
    targets.save_text(who, key, "goal", "", goal, at=AT)


def version_of(key: UUID) -> int:
    return Declaration.objects.get(pk=key).version


def answered(who: Actor, key: UUID) -> None:
    """Every warning gets an answer."""
    for remark in remarks_of(Declaration.objects.get(pk=key)):
        if remark.open:
            targets.answer(who, key, version_of(key), remark.key, "已核实，情况属实", at=AT)


def reviewed(c: County, program_row: Any = None, **given: Any) -> UUID:
    """A declaration that finance has reviewed."""
    who = given.get("by") or c.reporter
    key = drafted(c, program_row, **given).pk
    return pushed(c, key, who)


def pushed(c: County, key: UUID, who: Actor) -> UUID:
    answered(who, key)
    targets.submit(who, key, version_of(key), at=AT)
    targets.accept(c.reviewer, key, version_of(key), "同意上报", at=AT)
    targets.accept(c.divisional, key, version_of(key), "同意", at=AT)
    return key


def approved(c: County, program_row: Any = None, document: str = "示财绩〔2026〕8号", **given: Any) -> TargetRevision:
    """A target in force."""
    key = reviewed(c, program_row, **given)
    targets.approve(c.leader, YEAR, document, AT.date(), ((key, version_of(key)),), at=AT)
    target = Target.objects.select_related("current").get(program=program_row or c.program)
    assert target.current is not None
    return target.current
