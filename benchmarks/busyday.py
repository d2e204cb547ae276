"""A county on the last day of a round: units with one object each, money paid, targets approved, forms handed out, everybody logged in.

Units, people, posts, approval and round come by operations; programs, money and declarations as bulk rows."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from benchmarks import county as house
from hengji.apps.monitoring.known import JOINED, sheet_of
from hengji.apps.monitoring.models import MonitoringForm, Round
from hengji.apps.monitoring.operations import rounds
from hengji.apps.organisations.models import Person, Region, Unit
from hengji.apps.organisations.operations import INSTALLER, PersonFacts, create_person, found_region, grant_role, import_units
from hengji.apps.programs.models import FundLine, Intake, Payment, Program
from hengji.apps.records.keys import uuid7
from hengji.apps.targets.models import Declaration, Target
from hengji.apps.targets.operations import approve
from hengji.config.commands import ground
from hengji.papers.layouts import layout_for
from hengji.papers.writing.form import write_form
from hengji.rules.access import Role
from hengji.rules.filling import Cell, apply_cells, to_form
from hengji.rules.rounds import end_of

AT, YEAR = house.AT, house.YEAR
AS_OF, DUE = date(YEAR, 7, 31), date(YEAR, 8, 21)
BUDGET = Decimal(1_200_000)
ROWS = 10
THINGS = ("新建供水管网长度", "修缮校舍面积", "培训基层人员次数", "补助发放户数", "安装路灯数量", "设备采购数量", "清淤渠道长度")


@dataclass(frozen=True)
class Filler:
    """A unit's reporter as the load generator needs him: his cookie, his form, what he will type, his Excel form ("" none)."""

    cookie: str
    form: str
    round: str
    cells: list[list[str]]
    excel: str = ""
    other: str = ""


@dataclass(frozen=True)
class Reviewer:
    """A department's reviewer and the forms below him."""

    cookie: str
    forms: list[str]


@dataclass(frozen=True)
class BusyDay:
    """The world as plain data, for a process without Django."""

    round: str
    fillers: list[Filler]
    reviewers: list[Reviewer]

    def plain(self) -> dict[str, Any]:
        return asdict(self)


def made(units: int, uploaders: int, folder: Path) -> BusyDay:
    """So many units, a quarter of them departments; the first ``uploaders`` subordinates have an Excel form ready in ``folder``."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody logs in by password: hashing 500 takes a minute
    ground.migrate()
    county = _county(units)
    programs = _programs(county)
    _approved(county, programs)
    round_id = _published(county)
    forms = list(MonitoringForm.objects.filter(round=round_id).select_related(*JOINED).order_by("program__unit__code"))
    reporters = _people(county, [form.program.unit for form in forms], Role.REPORTER)
    departments = {form.program.unit.department_id: form.program.unit.department for form in forms}
    seconds = _people(county, list(departments.values()), Role.DEPARTMENT)
    below = {key: [str(form.pk) for form in forms if form.program.unit.department_id == key] for key in departments}
    excel = [form.pk for form in forms if form.program.unit.kind == "subordinate"][:uploaders]
    fillers = [_filler(form, _cookie(person), folder if form.pk in excel else None) for form, person in zip(forms, reporters, strict=True)]
    reviewers = [Reviewer(_cookie(person), below[key]) for key, person in zip(departments, seconds, strict=True)]
    return BusyDay(str(round_id), fillers, reviewers)


def _county(units: int) -> house.County:
    first = found_region(INSTALLER, "990001000", "示例县", YEAR, at=AT)
    county = house.County(Region.objects.get(pk=first.region))
    county.people |= {role.value: account.person for role, account in first.accounts.items()}
    departments = max(1, units // 4)
    import_units(county.actor("office"), YEAR, house.unit_rows(departments, units - departments, min(10, departments)), at=AT)
    rows = Unit.objects.filter(region=county.region, kind__in=["department", "subordinate"])
    county.units = list(rows.select_related("department").order_by("code"))
    return county


def _programs(county: house.County) -> list[Program]:
    intake = Intake.objects.create(
        region=county.region, year=YEAR, register="payments", name="国库支付明细.xlsx", sha256="0" * 64, state="applied", by="示例", at=AT
    )
    made = [
        Program(region=county.region, year=YEAR, kind="project", name=f"{unit.name}{THINGS[number % 7]}项目", unit=unit,
                code=f"990001{YEAR}{number:011d}", competent=unit.department)
        for number, unit in enumerate(county.units)
    ]  # fmt: skip
    Program.objects.bulk_create(made, batch_size=house.BULK)
    lines = [
        FundLine(region=county.region, program=program, budget_kind="general_public", level="county", identity="one", initial=BUDGET,
                 document="示财预〔2023〕12号", issued_on=date(YEAR, 1, 20))
        for program in made
    ]  # fmt: skip
    FundLine.objects.bulk_create(lines, batch_size=house.BULK)
    Payment.objects.bulk_create((_paid(county, intake, line, month) for line in lines for month in range(2, 8)), batch_size=house.BULK)
    return made


def _paid(county: house.County, intake: Intake, line: FundLine, month: int) -> Payment:
    """A twelfth of the budget and a fifth of that."""
    return Payment(
        region=county.region, intake=intake, line=line, year=YEAR, key=uuid7().hex * 2, paid_on=date(YEAR, month, 9), amount=BUDGET / 10,
        signature="0" * 64, state="matched", why="项目代码、指标文号一致",
    )  # fmt: skip


def _approved(county: house.County, programs: Sequence[Program]) -> None:
    rng = random.Random(5)
    targets = [Target(region=county.region, program=program) for program in programs]
    county.people["reporter"] = county.people["office"]
    made = [house.declaration(county, target, "finance-reviewed", rng) for target in targets]
    for one in made:
        one.rows, one.goal = list(_rows()), "按实施方案完成全年任务，2023年11月底前完工。"
    Target.objects.bulk_create(targets, batch_size=house.BULK)
    Declaration.objects.bulk_create(made, batch_size=house.BULK)
    approve(county.actor("office"), YEAR, "示财绩〔2023〕6号", date(YEAR, 2, 20), [(one.pk, 1) for one in made], at=AT)


def _rows() -> Iterator[dict[str, str]]:
    """Indicators with month plans."""
    for number in range(ROWS):
        months = {f"m{month}": str((120 + number) * month // 12) for month in range(1, 13)}
        yield {
            "id": f"r{number}", "level1": "产出指标", "level2": "数量指标", "name": f"{THINGS[number % 7]}（{number + 1}标段）",
            "sign": "≥", "value": str(120 + number), "unit": "处", "weight": "9", "measure": "cumulative", "evidence": "台账、验收单",
            "basis": "按实施方案", **months,
        }  # fmt: skip


def _published(county: house.County) -> UUID:
    plan = rounds.RoundPlan("1—7月绩效运行监控", AS_OF, "hint", end_of(DUE), document="示财绩〔2023〕31号", required=())
    key = rounds.create_round(county.actor("office"), YEAR, plan, at=AT)
    rounds.publish(county.actor("office"), key, Round.objects.get(pk=key).version, at=AT)
    return key


def _people(county: house.County, units: Iterable[Any], role: Role) -> list[Person]:
    """An account and a post at each unit."""
    system, security = county.actor("system"), county.actor("security")
    made = []
    for number, unit in enumerate(units):
        key = create_person(system, PersonFacts(f"{role.value}{number}", f"{role.chinese[:2]}{number}"), at=AT).person
        grant_role(security, unit.lineage, role, key, date(YEAR, 1, 1), at=AT)
        made.append(key)
    Person.objects.filter(pk__in=made).update(must_change_password=False, password_changed_at=timezone.now())
    held = Person.objects.in_bulk(made)
    return [held[key] for key in made]


def _cookie(person: Person) -> str:
    """A session as the log-in page leaves it."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session["factor"], session["idle_minutes"] = True, 480
    session.save()
    return f"sessionid={session.session_key}; csrftoken={'b' * 32}"


def _filler(form: Any, cookie: str, folder: Path | None) -> Filler:
    line = FundLine.objects.get(program=form.program)
    cells = cells_of(str(line.pk), 3)
    excel = [_excel(form, cells_of(str(line.pk), more), folder / f"{form.pk}-{more}.xlsx") if folder else "" for more in (4, 5)]
    return Filler(cookie, str(form.pk), str(form.round_id), cells, *excel)


def cells_of(line: str, more: int) -> list[list[str]]:
    """What a unit types where all goes as planned; ``more``: by how much it is ahead of its month plan."""
    made = [["funds", line, "forecast", f"{BUDGET / 10000:f}"]]
    for number in range(ROWS):
        made.append(["rows", f"r{number}", "actual", str((120 + number) * 7 // 12 + more)])
        made.append(["rows", f"r{number}", "forecast", str(120 + number)])
        made.append(["rows", f"r{number}", "likelihood", "certain"])
    made.append(["texts", "", "goal_actual", f"已完成{70 + more}处，其余按计划推进，11月底前完工。"])
    return [*made, ["texts", "", "head", "王局长"]]


def _excel(form: Any, cells: Sequence[Sequence[str]], path: Path) -> str:
    """The official form filled in offline."""
    sheet = sheet_of(form)
    typed, _ = apply_cells({}, [Cell(part, row, column, "", text) for part, row, column, text in cells])
    with tempfile.TemporaryDirectory() as scratch:
        held = Path(scratch) / "form.xlsx"
        write_form(layout_for(sheet.kind), to_form(sheet, typed), held)
        path.write_bytes(held.read_bytes())
    return str(path)
