"""A small round for tests of monitoring: the county of ``targetsworld`` with approved targets, payments, a round and its forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from tests.apps.targetsworld import YEAR, County, approved, county, fill, model, person, pushed, version_of

from hengji.apps.monitoring import operations as monitoring
from hengji.apps.monitoring.judged import judged, keep_results, summary
from hengji.apps.monitoring.known import JOINED
from hengji.apps.monitoring.models import FormFinding, MonitoringForm, Round
from hengji.apps.targets import operations as targets
from hengji.apps.targets.models import Target, TargetRevision
from hengji.rules.access import Actor, Role
from hengji.rules.filling import Cell
from hengji.rules.lifecycles.monitoring import Emphasis

AT = datetime(2026, 8, 5, 1, 30, tzinfo=UTC)
LATE = datetime(2026, 8, 20, 1, 30, tzinfo=UTC)
AS_OF = date(2026, 7, 31)
DUE = datetime(2026, 8, 10, 15, 59, 59, tzinfo=UTC)

GOOD: Mapping[str, Mapping[str, str]] = {
    "新建供水管网长度": {"actual": "8", "forecast": "12.5", "likelihood": "certain"},
    "工程验收合格率": {"actual": "100", "forecast": "100", "likelihood": "certain"},
    "主体工程完工时间": {"actual": "尚未完工", "forecast": "2026年11月", "likelihood": "certain"},
    "管网单位造价": {"actual": "17.2", "forecast": "17.5", "likelihood": "certain"},
    "受益人口": {"actual": "1800", "forecast": "2860", "likelihood": "certain"},
    "受益群众满意度": {"actual": "95", "forecast": "95", "likelihood": "certain"},
}
"""What a unit types where all goes as planned, by indicator."""


@dataclass
class World:
    """The county with a round; ``form`` is the station's (a department stands above it), ``own`` the department's overall spending."""

    c: County
    round: Round
    form: MonitoringForm
    own: MonitoringForm
    line: Any
    deputy: Actor
    """A second reporter of the station."""
    officer2: Actor
    """A second officer of the performance office."""


def world(code: str = "990002000", **more: Any) -> World:
    """A published round with two forms; the treasury has told 240 of the station's 400 万元."""
    c = county(code)
    revision = approved(c)
    own = _own_target(c)
    line = model("programs.FundLine").objects.get(program=c.program)
    paid(c, line, "1500000", date(2026, 3, 10))
    paid(c, line, "900000", date(2026, 6, 20))
    paid(c, model("programs.FundLine").objects.get(program=c.overall), "5400000", date(2026, 6, 30))
    row = a_round(c, **more)
    form, whole = handed_out(row, c.program, revision), handed_out(row, c.overall, own, kind="overall_monitoring")
    deputy = person(c.region, "李青", Role.REPORTER, c.station)
    return World(c, row, form, whole, line, deputy, person(c.region, "赵敏", Role.OFFICE, c.office))


def _own_target(c: County) -> TargetRevision:
    """The overall spending of the department: its own second person reviews."""
    key = targets.declare(c.second, c.overall.pk, "initial", at=AT)
    fill(c.second, key)
    pushed(c, key, c.second)
    targets.approve(c.leader, YEAR, "示财绩〔2026〕9号", AT.date(), ((key, version_of(key)),), at=AT)
    current = Target.objects.select_related("current").get(program=c.overall).current
    assert current is not None
    return current


def paid(c: County, line: Any, yuan: str, on: date) -> Any:
    """A payment the treasury told."""
    intake = model("programs.Intake").objects.filter(region=c.region, register="payments").first() or model(
        "programs.Intake"
    ).objects.create(region=c.region, year=YEAR, register="payments", name="支付.xlsx", sha256="0" * 64, state="applied", at=AT, by="x")
    return model("programs.Payment").objects.create(
        region=c.region, intake=intake, line=line, year=YEAR, key=uuid4().hex, paid_on=on, amount=Decimal(yuan), signature=uuid4().hex,
        state="matched", why="项目代码一致",
    )  # fmt: skip


def a_round(c: County, name: str = "1—7月绩效监控", as_of: date = AS_OF, **more: Any) -> Round:
    """A published round."""
    return Round.objects.create(
        region=c.region, year=YEAR, name=name, as_of=as_of, emphasis=more.pop("emphasis", Emphasis.HINT),
        state=more.pop("state", "published"), rules="common-practice", due_unit=more.pop("due_unit", DUE),
        published_at=AT, stamp="common-practice@test", **more,
    )  # fmt: skip


def handed_out(row: Round, place: Any, revision: TargetRevision | None, kind: str = "monitoring") -> MonitoringForm:
    """A form of the round."""
    return MonitoringForm.objects.create(region=row.region, round=row, program=place, revision=revision, kind=kind, joined_at=AT)


def cells(form: MonitoringForm, rows: Mapping[str, Mapping[str, str]] = GOOD, **texts: str) -> list[Cell]:
    """Cells of indicators by name, texts by column, into an empty form."""
    revision: Any = form.revision
    keys = dict(revision.indicators.values_list("name", "key"))
    made = [Cell("rows", keys[name], column, "", text) for name, row in rows.items() for column, text in row.items()]
    return made + [Cell("texts", "", column, "", text) for column, text in texts.items()]


def cell(form: MonitoringForm, name: str, column: str, seen: str, text: str) -> Cell:
    """One cell of an indicator."""
    revision: Any = form.revision
    return Cell("rows", revision.indicators.get(name=name).key, column, seen, text)


def filled(w: World, form: MonitoringForm | None = None, by: Actor | None = None, more: Iterable[Cell] = ()) -> UUID:
    """The form filled in as it should be."""
    row = form or w.form
    funds = [Cell("funds", str(line.pk), "forecast", "", text) for line, text in _forecasts(row)]
    texts = {"goal_actual": "管网建成8公里，其余按计划推进，年底前全部完成。", "head": "王局长"}
    monitoring.save(by or w.c.reporter, row.pk, [*cells(row, **texts), *funds, *more], at=AT)
    return row.pk


def _forecasts(row: MonitoringForm) -> Sequence[tuple[Any, str]]:
    lines = model("programs.FundLine").objects.filter(program=row.program_id)
    return [(line, str(line.initial / 10000)) for line in lines]


def now(key: UUID) -> MonitoringForm:
    return MonitoringForm.objects.select_related("round").get(pk=key)


def remarks(key: UUID) -> list[str]:
    """Codes of what is found now."""
    return [one.code for one in judged(joined(key)).remarks]


def joined(key: UUID) -> MonitoringForm:
    return MonitoringForm.objects.select_related(*JOINED).get(pk=key)


def answered(who: Actor, key: UUID) -> None:
    """Every warning gets an answer."""
    for remark in judged(joined(key)).remarks:
        if remark.open and not remark.blocking:
            monitoring.answer(who, key, now(key).version, remark.key, "已核实，情况属实", at=AT)


def submitted(w: World, at: datetime = AT) -> UUID:
    """The station's form, handed in."""
    key = filled(w)
    answered(w.c.reporter, key)
    monitoring.submit(w.c.reporter, key, now(key).version, "王局长", at=at)
    return key


def found(key: UUID, **where: Any) -> list[FormFinding]:
    return list(FormFinding.objects.filter(form=key, **where).order_by("pk"))


def kept(key: UUID) -> MonitoringForm:
    """Judged with rows of its own, as when it is handed in."""
    row = joined(key)
    one = judged(row)
    MonitoringForm.objects.filter(pk=key).update(**summary(one, row, at=AT))
    keep_results(row, one, at=AT)
    return now(key)
