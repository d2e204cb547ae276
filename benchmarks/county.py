"""The county of the database benches: 153 units, 860 programs at 1x with money, payments and targets in every state; deterministic.

Region, units, people and posts come by operations; programs, lines, payments, declarations and revisions as bulk rows (by operations
860 declarations alone would take minutes).  Only programs grow with the size; the units stay."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from hengji.apps.organisations.models import Region, Unit
from hengji.apps.organisations.operations import INSTALLER, PersonFacts, create_person, found_region, grant_role, import_units
from hengji.apps.organisations.queries import actor_of
from hengji.apps.organisations.sheets import UnitRow
from hengji.apps.programs.drafts import program_tokens
from hengji.apps.programs.models import FundLine, Intake, Payment, Program, SpecialFund
from hengji.apps.records.keys import uuid7
from hengji.apps.targets.draft import COLUMNS
from hengji.apps.targets.models import ApprovalBatch, Declaration, Review, Target, TargetRevision
from hengji.rules.access import Actor, Role

YEAR, AT = 2023, datetime(2023, 8, 1, 1, 30, tzinfo=UTC)
PROGRAMS = 860
DIVISIONS, DEPARTMENTS, SUBORDINATES = 10, 60, 80
PAYMENTS_EACH = 12
BULK = 400
PLACES = ("产出指标 数量指标", "产出指标 质量指标", "产出指标 时效指标", "效益指标 社会效益指标", "满意度指标 服务对象满意度指标")
THINGS = ("新建供水管网长度", "修缮校舍面积", "培训基层人员次数", "补助发放户数", "工程验收合格率", "设备采购数量", "受益群众满意度")


@dataclass
class County:
    """The region, its people as actors, its programs so far."""

    region: Any
    people: dict[str, UUID] = field(default_factory=dict)
    units: list[Any] = field(default_factory=list)
    fund: Any = None
    intake: Any = None
    batch: Any = None
    programs: list[Any] = field(default_factory=list)

    def actor(self, login: str) -> Actor:
        return actor_of(self.people[login], on=AT.date())


def found() -> County:
    """Region, units, people, one special fund; no programs yet."""
    made = found_region(INSTALLER, "990001000", "示例县", YEAR, at=AT)
    county = County(Region.objects.get(pk=made.region))
    county.people |= {role.value: account.person for role, account in made.accounts.items()}
    import_units(county.actor("office"), YEAR, unit_rows(), at=AT)
    budgeted = Unit.objects.filter(region=county.region, kind__in=["department", "subordinate"])
    county.units = list(budgeted.select_related("department").order_by("code"))
    _people(county)
    division = Unit.objects.get(region=county.region, code="001801")
    county.fund = SpecialFund.objects.create(
        region=county.region, year=YEAR, name="衔接推进乡村振兴补助资金", level="central", division=division, competent=county.units[0]
    )
    county.intake = Intake.objects.create(
        region=county.region, year=YEAR, register="payments", name="国库支付明细.xlsx", sha256="0" * 64, state="applied", by="示例", at=AT
    )
    county.batch = ApprovalBatch.objects.create(
        region=county.region, year=YEAR, document="示财绩〔2023〕6号", on=date(2023, 2, 20), approved_at=AT, approved_by="示例"
    )
    return county


def unit_rows(departments: int = DEPARTMENTS, subordinates: int = SUBORDINATES, divisions: int = DIVISIONS) -> list[UnitRow]:
    """A list of units as an import reads it."""
    rows = [UnitRow(f"001{801 + n}", f"示例{n + 1}股", "division", "001", None) for n in range(divisions)]
    rows += [UnitRow(f"{101 + n}", f"示例县第{n + 1}局", "department", "", f"示例{n % divisions + 1}股") for n in range(departments)]
    return rows + [_subordinate(n, 101 + n % departments, n // departments + 1) for n in range(subordinates)]


def _subordinate(number: int, department: int, position: int) -> UnitRow:
    return UnitRow(f"{department}{position:03d}", f"示例县第{number + 1}中心", "subordinate", f"{department}", None)


def _people(county: County) -> None:
    """A reporter, a department's reviewer, a division's officer."""
    posts = {
        "reporter": (county.units[0], Role.REPORTER), "reviewer": (county.units[0], Role.DEPARTMENT),
        "divisional": (Unit.objects.get(region=county.region, code="001801"), Role.DIVISION),
    }  # fmt: skip
    for login, (unit, role) in posts.items():
        county.people[login] = create_person(county.actor("system"), PersonFacts(login, f"示例{role.chinese[:2]}"), at=AT).person
        grant_role(county.actor("security"), unit.lineage, role, county.people[login], date(YEAR, 1, 1), at=AT)


def grow(county: County, many: int) -> None:
    """Adds programs until there are so many."""
    rng = random.Random(len(county.programs))
    fresh = [_program(county, number) for number in range(len(county.programs), many)]
    lines = [line for program in fresh for line in _lines(county, program, rng)]
    Program.objects.bulk_create(fresh, batch_size=BULK)
    FundLine.objects.bulk_create(lines, batch_size=BULK)
    Payment.objects.bulk_create(_payments(county, lines, rng, PAYMENTS_EACH * len(fresh)), batch_size=BULK)
    _targets(county, fresh, rng)
    county.programs += fresh


def _program(county: County, number: int) -> Program:
    unit = county.units[number % len(county.units)]
    overall = number < DEPARTMENTS and unit.kind == "department"
    name = f"{unit.name}部门整体支出" if overall else f"{THINGS[number % 7]}项目（第{number + 1}期）"
    return Program(
        region=county.region, year=YEAR, kind="overall" if overall else "project", name=name, unit=unit,
        code=f"990001{YEAR}{number:011d}", tokens=program_tokens(name, "", unit.name),
    )  # fmt: skip


def _lines(county: County, program: Program, rng: random.Random) -> Iterator[FundLine]:
    for number in range(1 + (rng.random() < 0.3)):
        initial = Decimal(rng.randint(10, 900)) * 10000
        fund = county.fund if number or rng.random() < 0.02 else None
        more: dict[str, Any] = {"adjusted": initial - 10000, "changed": Decimal(-10000)} if rng.random() < 0.1 else {}
        yield FundLine(
            region=county.region, program=program, fund=fund, budget_kind="general_public", level="central" if fund else "county",
            identity=f"line {number}",
            document=f"示财预〔2023〕{rng.randint(1, 400)}号",
            issued_on=date(YEAR, 1, 20), initial=initial, **more,
        )  # fmt: skip


def _payments(county: County, lines: Sequence[FundLine], rng: random.Random, many: int) -> Iterator[Payment]:
    for number in range(many):
        line = lines[number % len(lines)]
        program = line.program
        yield Payment(
            region=county.region, intake=county.intake, line=line, year=YEAR, key=uuid7().hex * 2,
            paid_on=date(YEAR, rng.randint(2, 7), rng.randint(1, 28)), amount=(line.initial or Decimal(0)) / 40,
            unit_code=program.unit.code, unit_name=program.unit.name, code=program.code,
            name=program.name, document=line.document, summary=f"{program.name}支出", payee="示例建设工程有限公司",
            voucher=f"{number:012d}", signature="0" * 64, state="matched", why="项目代码、指标文号一致",
        )  # fmt: skip


# ---- targets

STATES = ("approved",) * 6 + ("draft", "submitted", "department-reviewed", "finance-reviewed")


def _targets(county: County, programs: Sequence[Program], rng: random.Random) -> None:
    """A target each; six of ten approved, the others on their way."""
    targets = [Target(region=county.region, program=program) for program in programs]
    made = [declaration(county, target, STATES[number % 10], rng) for number, target in enumerate(targets)]
    Target.objects.bulk_create(targets, batch_size=BULK)
    Declaration.objects.bulk_create(made, batch_size=BULK)
    Review.objects.bulk_create((review for one in made for review in reviews(county, one)), batch_size=BULK)
    revisions = [_revision(county, one) for one in made if one.state == "approved"]
    TargetRevision.objects.bulk_create(revisions, batch_size=BULK)
    for revision in revisions:
        revision.target.current = revision
    Target.objects.bulk_update([revision.target for revision in revisions], ["current"], batch_size=BULK)


def declaration(county: County, target: Target, state: str, rng: random.Random, rows: int = 12) -> Declaration:
    """One declaration with its rows, not saved."""
    sent = state != "draft"
    return Declaration(
        region=county.region, target=target, kind="initial", state=state, goal=goal(rows), rows=list(indicator_rows(rows)), begun_at=AT,
        saved_at=AT, saved_by="示例", submitted_at=AT if sent else None, submitted_by=county.people["reporter"] if sent else None,
        submissions=int(sent), errors=rng.randint(0, 3) if not sent else 0, warnings=rng.randint(0, 2),
    )  # fmt: skip


def goal(rows: int) -> str:
    """A goal that names some of the rows."""
    return "".join(f"完成{THINGS[number % 7]}第{number + 1}项{120 + number}处，" for number in range(min(rows, 8))) + "2023年11月底前完成。"


def indicator_rows(many: int) -> Iterator[dict[str, str]]:
    """Rows of a grid as typed, month plans included."""
    for number in range(many):
        level1, level2 = PLACES[number % len(PLACES)].split()
        months = {f"m{month}": str((120 + number) * month // 12) for month in range(1, 13)}
        row = {
            "id": f"r{number}", "level1": level1, "level2": level2, "name": f"{THINGS[number % 7]}第{number + 1}项", "sign": "≥",
            "value": str(120 + number), "unit": "处", "weight": "1", "measure": "cumulative", "evidence": "台账、验收单",
            "basis": "按实施方案", **months,
        }  # fmt: skip
        yield {key: value for key, value in row.items() if key == "id" or key in COLUMNS}


def reviews(county: County, one: Declaration) -> Iterator[Review]:
    """The steps a declaration has taken."""
    steps = {"draft": 0, "submitted": 1, "department-reviewed": 2}.get(one.state, 3)
    people = (("submit", "unit", "reporter"), ("accept", "department", "reviewer"), ("accept", "division", "divisional"))
    for action, side, login in people[:steps]:
        yield Review(
            region=county.region, declaration=one, at=AT, action=action, label="送审" if action == "submit" else "同意", side=side,
            before="x", after="y", actor_id=county.people[login], actor_name="示例",
        )  # fmt: skip


def _revision(county: County, one: Declaration) -> TargetRevision:
    program: Any = one.target.program
    facts: Mapping[str, Any] = {"document": county.batch.document, "on": county.batch.on, "approved_at": AT, "approved_by": "示例"}
    return TargetRevision(
        region=county.region, target=one.target, number=1, kind="initial", declaration=one, batch=county.batch, year=YEAR,
        program_name=program.name, program_code=program.code, unit_name=program.unit.name, goal=one.goal, digest="0" * 64, **facts,
    )  # fmt: skip


def bare_program(county: County) -> Program:
    """A program of the reporter's unit without a target."""
    program = Program(
        region=county.region, year=YEAR, kind="project", name="农村饮水安全巩固提升工程", unit=county.units[0],
        code=f"990001{YEAR}99999999999",
    )  # fmt: skip
    program.save(force_insert=True)
    FundLine.objects.create(region=county.region, program=program, budget_kind="general_public", identity="one", initial=Decimal(4_000_000))
    return program
