"""The small county of targets with a monitoring round under way: money paid, last round's form accepted, this round's to be filled."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from wsgiref.simple_server import make_server

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from tests.apps.targetsworld import AT, ROWS, YEAR, County, approved, county, model, person

from hengji.apps.monitoring.models import MonitoringForm
from hengji.apps.monitoring.operations import filling, route
from hengji.apps.monitoring.operations import rounds as running
from hengji.apps.monitoring.operations.rounds import RoundPlan
from hengji.clock import now
from hengji.rules.access import Role
from hengji.rules.filling import Cell

FIRST, SECOND = date(YEAR, 6, 30), date(YEAR, 10, 31)
SECOND_AT = datetime(YEAR, 11, 3, 1, 30, tzinfo=UTC)
ACTUALS = {
    FIRST: ("5.2", "100", "在建", "18", "900", "91"),
    SECOND: ("9.8", "98", "在建", "19.6", "1120", "92"),
}
"""What the unit reports, in the order of ``targetsworld.ROWS``."""


@dataclass
class World:
    """The county and the forms of its two rounds, by program."""

    c: County
    first: UUID
    second: UUID

    def form(self, program: Any = None, round_id: UUID | None = None) -> MonitoringForm:
        return MonitoringForm.objects.get(program=program or self.c.program, round=round_id or self.second)


def world(
    rows: tuple[dict[str, str], ...] = ROWS, *, two_hands: bool = False, at: datetime = SECOND_AT, first: bool = True, **more: Any
) -> World:
    """Two rounds: the first filled and accepted, the second published and empty (``first`` False: nothing was reported before); ``more``
    is said of the second."""
    c = county()
    approved(c, rows=rows)
    pay(c.program, ((date(YEAR, 3, 9), 60), (date(YEAR, 6, 20), 40), (date(YEAR, 9, 28), 72)))
    before = published(c, "上半年绩效运行监控", FIRST, at - timedelta(days=120))
    w = World(c, before, before)
    if first:
        handed_in(w, at - timedelta(days=110))
    w.second = published(c, "1—10月绩效运行监控", SECOND, at, two_hands=two_hands, **more)
    return w


def pay(program: Any, amounts: tuple[tuple[date, int], ...]) -> None:
    """Payments of the treasury out of the program's first line, in 万元."""
    line = model("programs.FundLine").objects.filter(program=program).order_by("pk").first()
    intake = model("programs.Intake").objects.create(
        region=program.region, year=YEAR, register="payments", name="支付.xlsx", sha256=str(program.pk), state="applied", at=AT, by="马晓兰"
    )
    model("programs.Payment").objects.bulk_create(
        model("programs.Payment")(
            region=program.region, year=YEAR, intake=intake, line=line, key=f"{program.pk}-{number}", paid_on=day,
            amount=Decimal(amount) * 10000, signature="s", state="matched", why="按指标文匹配", voucher=f"ZF{number}",
        )
        for number, (day, amount) in enumerate(amounts)
    )  # fmt: skip


def published(c: County, name: str, as_of: date, at: datetime, **more: Any) -> UUID:
    """A round handed out to everybody."""
    plan = RoundPlan(name, as_of, more.pop("emphasis", "hint"), at + timedelta(days=15), document="示财绩〔2026〕31号", **more)
    key = running.create_round(c.officer, YEAR, plan, at=at)
    version = model("monitoring.Round").objects.get(pk=key).version
    running.publish(c.officer, key, version, at=at)
    return key


def typed(w: World, form: MonitoringForm, at: datetime) -> list[Cell]:
    """Cells of a form as a unit would fill it."""
    line = model("programs.FundLine").objects.filter(program=form.program).order_by("pk").first()
    indicators = form.revision.indicators.order_by("position") if form.revision else ()
    actuals = ACTUALS[form.round.as_of]
    cells = [Cell("funds", str(line.pk), "forecast", "", "400")]
    for number, one in enumerate(indicators):
        actual = actuals[number % len(actuals)]
        forecast = one.value if one.sign else "11月"
        cells += [Cell("rows", one.key, "actual", "", actual), Cell("rows", one.key, "forecast", "", forecast)]
        cells.append(Cell("rows", one.key, "likelihood", "", "certain"))
    texts = {"goal_actual": f"已完成供水管网{actuals[0]}公里，其余按计划推进。", "head": "赵主任"}
    return [*cells, *(Cell("texts", "", column, "", text) for column, text in texts.items())]


def filled(w: World, form: MonitoringForm, at: datetime) -> int:
    """The form filled, what the engine doubts answered; its version."""
    filling.save(w.c.reporter, form.pk, typed(w, form, at), at=at)
    saved = filling.save(w.c.reporter, form.pk, [], at=at)
    for one in saved.remarks:
        if one.open and not one.blocking:
            version = MonitoringForm.objects.get(pk=form.pk).version
            filling.answer(w.c.reporter, form.pk, version, one.key, "管材到货晚，8月起每月完成1公里，11月底前补齐。", at=at)
    return MonitoringForm.objects.get(pk=form.pk).version


def explained(w: World, form: MonitoringForm, at: datetime) -> None:
    """Errors mended as a unit would: deviations explained, measures named."""
    saved = filling.save(w.c.reporter, form.pk, [], at=at)
    rows = {one.row for one in saved.remarks if one.blocking and one.part == "rows"}
    cells = []
    for row in rows:
        cells += [
            Cell("rows", row, "causes", "", "equipment"),
            Cell("rows", row, "explanation", "", "PE管材6月中标，到货晚35天，7月18日起恢复施工。"),
            Cell("rows", row, "measures", "", "增派2个班组，11月底前补齐。"),
        ]
    filling.save(w.c.reporter, form.pk, cells, at=at)


def handed_in(w: World, at: datetime, form: MonitoringForm | None = None) -> MonitoringForm:
    """The form filled, sent and accepted by everybody on its way."""
    row = form or w.form(round_id=w.first)
    sent(w, row, at)
    for who in (w.c.reviewer, w.c.divisional):
        route.accept(who, row.pk, MonitoringForm.objects.get(pk=row.pk).version, "同意", at=at)
    return MonitoringForm.objects.get(pk=row.pk)


def sent(w: World, row: MonitoringForm, at: datetime) -> MonitoringForm:
    """The form filled and sent by the unit."""
    filling.save(w.c.reporter, row.pk, typed(w, row, at), at=at)
    explained(w, row, at)
    version = filled(w, row, at)
    route.submit(w.c.reporter, row.pk, version, at=at)
    return MonitoringForm.objects.get(pk=row.pk)


# ---- a site for browsers


def prepared() -> dict[str, Any]:
    """A second round under way by the clock on the wall, its people logged in."""
    from targets_site import _logged_in  # noqa: PLC0415 - the folder of this module is on the path of a site only

    w = world(at=now())
    names = ("reporter", "second", "reviewer", "officer", "divisional", "leader", "second_reviewer")
    sessions = {name: _logged_in(w.c, getattr(w.c, name)) for name in names}
    return {
        "sessions": sessions,
        "form": str(w.form().pk),
        "overall": str(w.form(w.c.overall).pk),
        "first": str(w.form(round_id=w.first).pk),
    }


def two_handed() -> dict[str, Any]:
    """A round that wants two hands: the form filled but for its head's name, two people of the unit and its department logged in."""
    from targets_site import _logged_in  # noqa: PLC0415

    w = world(at=now(), two_hands=True)
    form, at = w.form(), now()
    filling.save(w.c.reporter, form.pk, typed(w, form, at), at=at)
    explained(w, form, at)
    filled(w, form, at)
    filling.save(w.c.reporter, form.pk, [Cell("texts", "", "head", "赵主任", "")], at=at)
    people = {"reporter": w.c.reporter, "hand": person(w.c.region, "李青", Role.REPORTER, w.c.station), "reviewer": w.c.reviewer}
    return {"sessions": {name: _logged_in(w.c, who) for name, who in people.items()}, "form": str(form.pk)}


def returned_late() -> dict[str, Any]:
    """A form that came five days late and was returned, its unit and reviewer logged in."""
    from targets_site import _logged_in  # noqa: PLC0415

    w = world(at=now() - timedelta(days=20))
    form = sent(w, w.form(), now())
    route.give_back(w.c.reviewer, form.pk, form.version, "请核实本期实际", at=now())
    people = {"reporter": w.c.reporter, "reviewer": w.c.reviewer}
    return {"sessions": {name: _logged_in(w.c, who) for name, who in people.items()}, "form": str(form.pk)}


def serve(prepare: Callable[[], dict[str, Any]] = prepared) -> None:
    """Serve until the reader of our first line goes away: the line says where, and what was prepared."""
    from targets_site import _Server, _Silent  # noqa: PLC0415

    facts = prepare()
    server = make_server("127.0.0.1", 0, StaticFilesHandler(get_wsgi_application()), _Server, _Silent)
    sys.stdout.write(json.dumps({**facts, "at": f"http://127.0.0.1:{server.server_port}"}) + "\n")
    sys.stdout.flush()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()
