"""A round with 858 forms at 1x, judged: 860 programs of the county of the other benches, twelve indicators a form, their money, their
findings; as bulk rows.  And the same aggregates by hand-written SQL."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.http import HttpResponse

from benchmarks import county as house
from hengji.apps.monitoring.models import FormFinding, FundResult, IndicatorResult, MonitoringForm, Round
from hengji.apps.organisations.models import Unit
from hengji.apps.programs.models import FundLine, Program
from hengji.apps.targets.models import Target
from hengji.apps.targets.operations import approve
from hengji.rules.rounds import end_of

FORMS, INDICATORS = 858, 12
NOW = datetime(house.YEAR, 8, 21, 3, 0, tzinfo=UTC)
_LIGHTS = ("red", "yellow", "green", "blue", "grey")
_STATES = ("accepted",) * 10 + ("department-reviewed",) * 4 + ("submitted",) * 3 + ("returned",) + ("draft",) * 2
_PAPERS = {"project": "monitoring", "overall": "overall_monitoring", "transfer": "transfer_monitoring"}


def grow(county: house.County, row: Round, many: int) -> None:
    """Forms for programs that have none yet, until there are so many."""
    house.grow(county, many)
    rng, held = random.Random(many), MonitoringForm.objects.filter(round=row).count()
    forms = [_form(row, program, rng) for program in county.programs[held:many]]
    MonitoringForm.objects.bulk_create(forms, batch_size=house.BULK)
    _bulk(IndicatorResult, (_indicator(form, place, rng) for form in forms for place in range(INDICATORS)))
    lines: dict[Any, list[Any]] = {}
    for line in FundLine.objects.filter(region=county.region):
        lines.setdefault(line.program_id, []).append(line)
    _bulk(FundResult, (_fund(form, place, line) for form in forms for place, line in enumerate(lines[form.program_id])))
    _bulk(FormFinding, (_finding(form, place, rng) for form in forms for place in range(rng.randrange(5))))


def _bulk(model: Any, rows: Any) -> None:
    model.objects.bulk_create(list(rows), batch_size=house.BULK)


def a_round(county: house.County) -> Round:
    """A round that runs, its due day behind."""
    key = Unit.objects.filter(region=county.region, kind="department").order_by("code")[:2]
    return Round.objects.create(
        region=county.region, year=house.YEAR, name="1—7月绩效运行监控", as_of=date(house.YEAR, 7, 31), emphasis="correct",
        state="published", rules="common-practice", due_unit=end_of(date(house.YEAR, 8, 10)), published_at=NOW,
        key_units=[str(one.lineage) for one in key],
    )  # fmt: skip


def _form(row: Round, program: Any, rng: random.Random) -> MonitoringForm:
    budget = Decimal(rng.randint(10, 900)) * 10000
    state = rng.choice(_STATES)
    typed = {"rows": {f"r{number}": {"actual": "120", "explanation": "说明" * 20} for number in range(INDICATORS)}}
    return MonitoringForm(
        region=row.region, round=row, program=program, kind=_PAPERS[program.kind], state=state, joined_at=NOW, typed=typed, budget=budget,
        executed=(budget * rng.randint(20, 90) / 100).quantize(Decimal("0.01")), forecast=budget, light=rng.choice(_LIGHTS[:3]),
        execution_pace=Decimal(rng.randint(20, 150)) / 100, achievement_pace=Decimal(rng.randint(20, 110)) / 100, late=rng.random() < 0.1,
        judged_at=NOW, saved_at=NOW, submitted_at=NOW - timedelta(days=3), first_submitted_at=NOW, errors=rng.randint(0, 2),
        warnings=rng.randint(0, 4), verdict="进度正常",
    )  # fmt: skip


def _indicator(form: MonitoringForm, place: int, rng: random.Random) -> IndicatorResult:
    return IndicatorResult(
        region=form.region, form=form, position=place, key=f"r{place}", level1="产出指标", name=house.THINGS[place % 7], target="≥120处",
        actual="80", light=rng.choice(_LIGHTS), reason="1至7月完成66.67%，时间进度58.33%。",
    )  # fmt: skip


def _fund(form: MonitoringForm, place: int, line: Any) -> FundResult:
    half = (line.initial / 2).quantize(Decimal("0.01"))
    return FundResult(
        region=form.region, form=form, position=place, line=line, label="一般公共预算", budget_kind=line.budget_kind, level=line.level,
        fund_id=line.fund_id, budget=line.initial, executed=half, forecast=line.initial, available=Decimal(100), carried=Decimal(5),
        bound=Decimal(0),
    )  # fmt: skip


def _finding(form: MonitoringForm, place: int, rng: random.Random) -> FormFinding:
    return FormFinding(
        region=form.region, form=form, key=str(place), memory="m", code="too-simple", severity=rng.choice(["error", "warning", "notice"]),
        problem_class=rng.choice([1, 2, 4, 5, None]), addressee="unit", subject="新建供水管网长度", sentence="完成情况说明过于简单。" * 4,
        state=rng.choice(["found", "confirmed"]), found_at=NOW,
    )  # fmt: skip


def handed_out(county: house.County, row: Round, rows: int) -> MonitoringForm:
    """A form of so many indicators, its target approved by operations, of a program of the reporter's unit."""
    program = Program.objects.create(
        region=county.region, year=house.YEAR, kind="project", name="城乡供水一体化工程", unit=county.units[0], code=f"990001{house.YEAR}88"
    )
    line = FundLine.objects.create(region=county.region, program=program, budget_kind="general_public", identity="one", initial=4_000_000)
    line.refresh_from_db()
    target = Target.objects.create(region=county.region, program=program)
    made = house.declaration(county, target, "finance-reviewed", random.Random(1), rows)
    made.save(force_insert=True)
    approve(county.actor("office"), house.YEAR, "示财绩〔2023〕61号", house.AT.date(), [(made.pk, 1)], at=house.AT)
    target.refresh_from_db()
    return MonitoringForm.objects.create(
        region=row.region, round=row, program=program, revision=target.current, kind="monitoring", joined_at=NOW
    )


# ---- the floor

_IN = "('submitted','department-reviewed','division-reviewed','accepted')"
_F = "monitoring_monitoringform f JOIN programs_program p ON p.id = f.program_id JOIN organisations_unit u ON u.id = p.unit_id"
_D = f"{_F} LEFT JOIN organisations_unit d ON d.id = u.department_id LEFT JOIN organisations_unit k ON k.id = p.competent_id"
_R = "monitoring_fundresult r JOIN monitoring_monitoringform f ON f.id = r.form_id"
_PAGE = (
    # the dots of the quadrant, with their names
    f"SELECT f.id, f.kind, f.key, f.budget, f.execution_pace, f.achievement_pace, f.light, p.name, u.name FROM {_F}"
    f" WHERE f.round_id = %s AND f.state IN {_IN}",
    # coverage by kind, state, late
    "SELECT kind, state, late, CASE WHEN saved_at IS NULL THEN 0 ELSE 1 END, COUNT(*), SUM(budget), SUM(executed)"
    " FROM monitoring_monitoringform WHERE round_id = %s GROUP BY 1, 2, 3, 4",
    # departments
    "SELECT f.kind, COALESCE(k.lineage, d.lineage), COALESCE(k.name, d.name), COUNT(*), SUM(f.budget), SUM(f.executed), SUM(f.forecast),"
    " SUM(CASE WHEN f.light = 'red' THEN 1 ELSE 0 END), SUM(CASE WHEN f.state IN ('draft','returned') THEN 1 ELSE 0 END)"
    f" FROM {_D} WHERE f.round_id = %s AND f.state <> 'exempt' GROUP BY 1, 2, 3",
    # lights of forms, of indicators
    f"SELECT light, COUNT(*), SUM(budget) FROM monitoring_monitoringform WHERE round_id = %s AND state IN {_IN} GROUP BY 1",
    "SELECT i.light, COUNT(*) FROM monitoring_monitoringform f JOIN monitoring_indicatorresult i ON i.form_id = f.id"
    f" WHERE f.round_id = %s AND f.state IN {_IN} GROUP BY 1",
    # money by budget, by fund, what is likely left
    "SELECT f.kind, r.budget_kind, COUNT(DISTINCT f.id), SUM(r.budget), SUM(r.executed), SUM(r.forecast), SUM(r.available),"
    f" SUM(r.carried), SUM(r.bound), SUM(CASE WHEN r.executed IS NOT NULL THEN r.budget END) FROM {_R}"
    " WHERE f.round_id = %s AND f.state <> 'exempt' GROUP BY 1, 2",
    f"SELECT f.kind, r.fund_id, s.name, COUNT(DISTINCT f.id), SUM(r.budget), SUM(r.executed), SUM(r.forecast) FROM {_R}"
    " JOIN programs_specialfund s ON s.id = r.fund_id WHERE f.round_id = %s AND f.state <> 'exempt' GROUP BY 1, 2, 3",
    "SELECT f.kind, r.fund_id, SUM(f.budget) FROM (SELECT DISTINCT form_id, fund_id FROM monitoring_fundresult WHERE fund_id IS NOT NULL) r"
    " JOIN monitoring_monitoringform f ON f.id = r.form_id WHERE f.round_id = %s AND f.state <> 'exempt' GROUP BY 1, 2",
    # problems by class
    "SELECT g.problem_class, COUNT(*), COUNT(DISTINCT g.form_id), SUM(CASE WHEN g.state IN ('confirmed','named') THEN 1 ELSE 0 END)"
    " FROM monitoring_formfinding g JOIN monitoring_monitoringform f ON f.id = g.form_id"
    f" WHERE f.round_id = %s AND f.state IN {_IN} AND g.severity <> 'notice'"
    " AND g.state IN ('found','answered','confirmed','named','rectified') GROUP BY 1",
    # whom to remind
    "SELECT u.lineage, u.name, d.name, COUNT(*), SUM(CASE WHEN f.state = 'returned' THEN 1 ELSE 0 END), SUM(f.budget), MIN(f.due)"
    f" FROM {_D} WHERE f.round_id = %s AND f.state IN ('draft','returned') GROUP BY 1, 2, 3",
)
_LIST = (
    "SELECT f.id, f.version, p.code, p.name, f.kind, u.name, d.name, k.name, f.state, f.key, f.late, f.submitted_at, f.due, f.budget,"
    f" f.executed, f.light, f.execution_light, f.achievement_light, f.verdict, f.errors, f.warnings FROM {_D}"
    " WHERE f.round_id = %s ORDER BY u.code, p.name, f.id LIMIT 50",
    "SELECT state, kind, COUNT(*), SUM(budget), SUM(executed) FROM monitoring_monitoringform WHERE round_id = %s GROUP BY 1, 2",
)


def _asked(statements: Sequence[str], row: Any) -> list[Sequence[Any]]:
    found = []
    with connection.cursor() as cursor:
        for one in statements:
            cursor.execute(one, [row.hex if connection.vendor == "sqlite" else row])
            found.append(cursor.fetchall())
    return found


def bare_page(row: Any) -> list[Sequence[Any]]:
    """What the round page states, by hand-written SQL."""
    return _asked(_PAGE, row)


def bare_list(row: Any) -> HttpResponse:
    """A page of the list and the counts of its tabs, by SQL and joined strings."""
    rows, tabs = _asked(_LIST, row)
    cells = ("<tr><td>" + "</td><td>".join(str(cell) for cell in one) + "</td></tr>" for one in rows)
    return HttpResponse(f"<ul>{''.join(f'<li>{one}</li>' for one in tabs)}</ul><table>{''.join(cells)}</table>")
