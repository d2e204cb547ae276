"""H's rounds of May and August: objects and payments come in by import, units hand their forms in, and the screen, the circular and the
year's sentence print H's totals: 130 / 24,066 万元 / 46 % and 307 / 36,905 万元 / 68 %, both 略高于序时进度."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from docx import Document
from tests.apps.targetsworld import YEAR, County, county, model, person

from hengji.apps.files.queries import open_bytes
from hengji.apps.jobs.running import Workshop, run_due
from hengji.apps.monitoring import operations, queries
from hengji.apps.monitoring.models import MonitoringForm, Round, RoundPaper
from hengji.apps.monitoring.operations.papers import ask_paper
from hengji.apps.monitoring.whole import round_result
from hengji.apps.organisations.queries import actor_of
from hengji.apps.programs.operations import start_import
from hengji.apps.programs.queries import intake
from hengji.apps.programs.tasks import proposal_of, receive, try_out
from hengji.apps.targets.operations import begin_with, confirm
from hengji.apps.targets.queries import batch
from hengji.papers.registers import BUDGETS, PAYMENTS, write
from hengji.rules.access import Actor, Role
from hengji.rules.circular import statement
from hengji.rules.declaration import DeclaredIndicator, TargetDeclaration
from hengji.rules.filling import Cell
from hengji.rules.forms import Kind
from hengji.rules.measures import Measure

pytestmark = pytest.mark.django_db

ZONE = ZoneInfo("Asia/Shanghai")
WAN = 10000
MAY, AUGUST = (130, 24_066, "0.46"), (307, 36_905, "0.68")
"""Objects, money in 万元 and execution rate of a round (H)."""


def moment(month: int, day: int) -> datetime:
    return datetime(YEAR, month, day, 10, tzinfo=ZONE)


def shares(total: int, count: int) -> list[int]:
    """``total`` in ``count`` whole parts, unlike one another and none of them nothing."""
    parts = [1 + (total - count) * (number + 1) * 2 // (count * (count + 1)) for number in range(count)]
    return [*parts[:-1], total - sum(parts[:-1])]


class Year:
    """A county whose objects, payments and forms come in as the year goes on."""

    def __init__(self) -> None:
        self.c: County = county()
        model("programs.FundLine").objects.filter(region=self.c.region).delete()
        model("programs.Program").objects.filter(region=self.c.region).delete()
        self.fills = {one.pk: person(self.c.region, f"{one.name}填表", Role.REPORTER, one) for one in (self.c.department, self.c.other)}
        for who in (self.c.officer, *self.fills.values()):
            duty = who.duties[0]
            post = model("organisations.Post").objects.create(region=self.c.region, unit=duty.unit, role=duty.role)
            model("organisations.Assignment").objects.create(region=self.c.region, post=post, person_id=who.id, starts=date(YEAR, 1, 1))
        self.amounts: list[int] = []
        self.paid = [Decimal(0)] * AUGUST[0]

    def work(self, at: datetime) -> None:
        run_due(Workshop(lambda who: actor_of(who, on=at.date()), lambda: at, heartbeat=None))

    def bring(self, register: str, name: str, content: bytes, at: datetime) -> None:
        office: Actor = self.c.officer
        key = receive(office, register, YEAR, name, content, at=at)
        if intake(office, key).state == "columns":
            try_out(office, key, intake(office, key).version, proposal_of(office, key).mapping, at=at)
        start_import(office, key, intake(office, key).version, at=at)
        self.work(at + timedelta(minutes=5))

    def budgets(self, amounts: list[int], at: datetime) -> None:
        """Objects with their money, and their targets approved."""
        first = len(self.amounts)
        self.amounts += amounts
        rows = [self._object(number, at) for number in range(first, len(self.amounts))]
        self.bring("budgets", "预算项目导出.xlsx", write(BUDGETS, rows), at)
        programs = model("programs.Program").objects.filter(region=self.c.region, target__isnull=True).order_by("code")
        assert len(programs) == len(amounts)
        made = begin_with(
            self.c.officer, YEAR, f"示财绩〔{YEAR}〕{at.month}号", at.date(), [(one.pk, _target(one)) for one in programs], at=at
        )
        confirm(self.c.officer, made, batch(self.c.officer, made).version, at=at)

    def _object(self, number: int, at: datetime) -> dict[str, Any]:
        place = self._unit(number)
        return {
            "code": f"26XM{number:05d}", "name": f"第{number + 1}号民生项目", "kind": "project", "unit_code": place.code,
            "unit": place.name, "department": place.name, "nature": "general_public", "level": "county",
            "document": f"示财预〔{YEAR}〕{at.month}号",
            "issued": at.date(), "initial": Decimal(self.amounts[number]) * WAN, "secret": False,
        }  # fmt: skip

    def _unit(self, number: int) -> Any:
        return self.c.department if number % 2 else self.c.other

    def payments(self, rate: str, on: date) -> None:
        """What brings the payments of all objects together to ``rate``; some are quicker than others."""
        due = [Decimal(one) * WAN * Decimal(rate) for one in self.amounts]
        for number in range(0, len(due) - 1, 2):  # as much as one is behind another is ahead
            moved = min(due[number], due[number + 1]) / 10
            due[number], due[number + 1] = due[number] - moved, due[number + 1] + moved
        rows = [self._payment(number, amount - self.paid[number], on) for number, amount in enumerate(due)]
        self.paid[: len(due)] = due
        self.bring("payments", f"国库支付明细{on.month}月.xlsx", write(PAYMENTS, rows), datetime(YEAR, on.month, 28, 10, tzinfo=ZONE))

    def _payment(self, number: int, amount: Decimal, on: date) -> dict[str, Any]:
        place = self._unit(number)
        return {
            "paid_on": on, "unit_code": place.code, "unit": place.name, "code": f"26XM{number:05d}", "name": f"第{number + 1}号民生项目",
            "nature": "general_public", "level": "county", "amount": amount, "summary": "进度款", "payee": "示例建设工程有限公司",
            "voucher": f"{on:%Y%m}{number:06d}",
        }  # fmt: skip

    def round(self, name: str, as_of: date) -> UUID:
        """A round published, every form filled and handed in by its unit."""
        at = datetime(YEAR, as_of.month, as_of.day, 18, tzinfo=ZONE) + timedelta(days=1)
        plan = operations.RoundPlan(name, as_of, "hint", at + timedelta(days=10), f"示财绩〔{YEAR}〕{as_of.month}0号")
        key = operations.create_round(self.c.officer, YEAR, plan, at=at)
        operations.publish(self.c.officer, key, 1, at=at)
        rows = MonitoringForm.objects.filter(round=key).select_related("round", "program__unit", "revision").order_by("program__code")
        rows = rows.prefetch_related("revision__indicators", "program__lines")
        for number, row in enumerate(rows):
            self._handed_in(row, number, at + timedelta(days=2))
        return key

    def _handed_in(self, row: MonitoringForm, number: int, at: datetime) -> None:
        program: Any = row.program
        who = self.fills[program.unit_id]
        saved = operations.save(who, row.pk, list(_typed(row, number)), at=at)
        version = saved.version
        for one in saved.remarks:
            if one.open and not one.blocking:
                version = operations.answer(who, row.pk, version, one.key, f"第{number + 1}号项目按合同节点支付，下月付款。", at=at)
        operations.submit(who, row.pk, version, "王示例", at=at)


def _target(row: Any) -> TargetDeclaration:
    made = (
        ("产出指标", "数量指标", "完成工程量", "≥", "1200", "米", 50, Measure.CUMULATIVE),
        ("效益指标", "社会效益指标", "受益人口", "≥", "2400", "人", 40, Measure.CUMULATIVE),
    )
    rows = tuple(
        DeclaredIndicator(*texts, Decimal(weight), measure, evidence="台账", key=str(number))  # type: ignore[arg-type]
        for number, (*texts, weight, measure) in enumerate(made, 1)
    )
    return TargetDeclaration(str(row.pk), 0, row.name, YEAR, row.code, goal="完成工程量1200米，受益人口2400人。", indicators=rows)


def _typed(row: MonitoringForm, number: int) -> Iterator[Cell]:
    revision: Any = row.revision
    month = row.round.as_of.month
    for one in revision.indicators.all():
        whole = int(one.value)
        said = {"actual": f"{whole * month // 12 + number % 7}", "forecast": str(whole), "likelihood": "certain"}
        yield from (Cell("rows", one.key, column, "", text) for column, text in said.items())
    program: Any = row.program
    (line,) = program.lines.all()
    yield Cell("funds", str(line.pk), "forecast", "", f"{line.initial / WAN:.2f}")
    yield Cell("texts", "", "goal_actual", "", f"第{number + 1}号项目{month}月底完成{1200 * month // 12 + number % 7}米。")


def told(year: Year, key: UUID, at: datetime) -> str:
    """The circular on a round whose findings are decided; answers its text."""
    found = queries.findings(year.c.officer, key, tab="open", severities=("error", "warning"), window=slice(0, 2000)).rows
    for one in found:
        operations.decide(year.c.officer, one.id, one.version, "confirm", "", at=at)
    ask_paper(year.c.officer, key, "circular", at=at)
    year.work(at)
    paper = RoundPaper.objects.get(round=key, kind="circular")
    return "\n".join(one.text for one in Document(BytesIO(open_bytes(paper.file_id))).paragraphs)


def check(year: Year, key: UUID, figures: tuple[int, int, str], at: datetime, said: str, sentence: str) -> None:
    """The screen, the sentence of the year's report and the circular."""
    count, money, rate = figures
    page = queries.round_page(year.c.officer, key, at)
    (total,) = page.totals
    assert (page.coverage.should, page.coverage.has, total.objects) == (count, count, count)
    assert (total.budget, total.rate) == (Decimal(money) * WAN, Decimal(rate))
    row = Round.objects.get(pk=key)
    assert statement(round_result(row, actor=year.c.officer), Kind.MONITORING) == said
    assert sentence in told(year, key, at)


def test_rounds_of_may_and_august(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hengji.apps.monitoring.making.to_pdf", lambda _word: None)  # Word is what is read here
    year = Year()
    year.budgets(shares(MAY[1], MAY[0]), moment(1, 20))
    year.payments(MAY[2], date(YEAR, 5, 20))
    may = year.round("5月项目绩效监控", date(YEAR, 5, 31))
    check(
        year, may, MAY, moment(6, 20), "5月项目绩效监控130个24,066万元，总体进度46%，略高于序时进度",
        "项目支出130个，年初预算24,066.00万元，已执行11,070.36万元，执行率46.00%，略高于序时进度。",
    )  # fmt: skip
    year.budgets(shares(AUGUST[1] - MAY[1], AUGUST[0] - MAY[0]), moment(7, 10))
    year.payments(AUGUST[2], date(YEAR, 8, 20))
    august = year.round("8月项目绩效监控", date(YEAR, 8, 31))
    check(
        year, august, AUGUST, moment(9, 20), "8月项目绩效监控307个36,905万元，总体进度68%，略高于序时进度",
        "项目支出307个，年初预算36,905.00万元，已执行25,095.40万元，执行率68.00%，略高于序时进度。",
    )  # fmt: skip
