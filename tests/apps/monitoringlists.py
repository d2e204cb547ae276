"""A county set up from the lists that stand beside a folder of forms (roster, approved targets, payments): the site then knows exactly
what ``hengji check`` is told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.apps.targetsworld import model, person, unit

from hengji.apps.monitoring.models import MonitoringForm, Round
from hengji.apps.targets import operations as targets
from hengji.demo.round import PAYMENTS, ROSTER, TARGETS
from hengji.papers.tables import read_payments, read_roster, read_targets
from hengji.papers.workbook import open_workbook
from hengji.rules.access import Actor, Role
from hengji.rules.declaration import DeclaredIndicator, TargetDeclaration
from hengji.rules.forms import ApprovedIndicator, ApprovedTarget, FundSource, Payment, RosterEntry
from hengji.rules.round import _key, roster_key, target_key

AT = datetime(2023, 8, 28, 2, 0, tzinfo=UTC)
AS_OF = date(2023, 7, 31)
YEAR = 2023
_HERE = ZoneInfo("Asia/Shanghai")
_MONEY = {
    FundSource.GENERAL_PUBLIC: ("general_public", "", ""), FundSource.OTHER: ("unit_funds", "", ""),
    FundSource.CARRY_OVER: ("general_public", "", "上年结转资金"), FundSource.CENTRAL: ("general_public", "central", ""),
    FundSource.PROVINCE: ("general_public", "province", ""), FundSource.COUNTY: ("general_public", "county", ""),
    None: ("general_public", "city", ""),
}  # fmt: skip
_WRITTEN = re.compile(r"(?P<sign>[≥≤＝=><＞＜]?)(?P<value>[\d.]+)(?P<unit>.*)", re.DOTALL)


@dataclass
class Lists:
    """The county, its office, the round."""

    region: Any
    officer: Actor
    round: Any
    units: dict[str, Any] = field(default_factory=dict)


def from_lists(folder: Path) -> Lists:
    """Units, objects, money, payments, sealed targets and a round with a form an object, all from the lists in ``folder``."""
    region = model("organisations.Region").objects.create(code="990001000", name="示例县")
    finance = unit(region, "县财政局", "finance", "101", year=YEAR)
    office = unit(region, "绩效股", "division", "10101", finance, year=YEAR)
    row = Round.objects.create(
        region=region, year=YEAR, name="1-7月监控", as_of=AS_OF, emphasis="hint", state="published", rules="common-practice", due_unit=AT,
        published_at=AT,
    )  # fmt: skip
    made = Lists(region, person(region, "马晓兰", Role.OFFICE, office), row)
    roster = read_roster(open_workbook(folder / ROSTER))
    approved = {target_key(one): one for one in read_targets(open_workbook(folder / TARGETS))}
    paid: dict[Any, list[Payment]] = {}
    for one in read_payments(open_workbook(folder / PAYMENTS)):
        paid.setdefault(_key(one.code, (one.unit,), one.name, "整体支出" in (one.name or "")), []).append(one)
    programs = [(entry, _program(made, entry)) for entry in roster]
    _money(made, [(program, approved.get(roster_key(entry)), paid.get(roster_key(entry), [])) for entry, program in programs])
    _seal(made, [(program, approved[roster_key(entry)]) for entry, program in programs if roster_key(entry) in approved])
    for entry, program in programs:
        _form(made, entry, program)
    return made


def _unit(made: Lists, name: str, above: Any = None) -> Any:
    if name not in made.units:
        kind = "department" if above is None else "subordinate"
        made.units[name] = unit(made.region, name, kind, str(300 + len(made.units)), above, year=YEAR)
    return made.units[name]


def _program(made: Lists, entry: RosterEntry) -> Any:
    department = _unit(made, entry.department) if entry.department and entry.department != entry.unit else None
    place = _unit(made, entry.unit, department)
    return model("programs.Program").objects.create(
        region=made.region, year=YEAR, kind="overall" if entry.overall or "整体支出" in (entry.name or "整体支出") else "project",
        name=entry.name or "部门整体支出", code=entry.code or "", unit=place, competent=place.department,
    )  # fmt: skip


def _money(made: Lists, given: Sequence[tuple[Any, ApprovedTarget | None, list[Payment]]]) -> None:
    """A line for every source and document that was paid from; the budget, known in one sum only, stands on the first."""
    intake = model("programs.Intake").objects.create(
        region=made.region, year=YEAR, register="payments", name=PAYMENTS, sha256="0" * 64, state="applied", by="马晓兰", at=AT
    )
    for program, target, payments in given:
        groups: dict[Any, list[Payment]] = {}
        for one in payments:
            groups.setdefault((one.source, one.document, one.issued), []).append(one)
        if not groups:
            groups[FundSource.OTHER if program.kind == "overall" else FundSource.GENERAL_PUBLIC, None, None] = []
        for number, ((source, document, issued), own) in enumerate(groups.items()):
            _line(made, intake, program, number, source, document, issued, own, target if number == 0 else None)


def _line(
    made: Lists, intake: Any, program: Any, number: int, source: Any, document: str | None, issued: date | None, own: list[Payment],
    target: ApprovedTarget | None,
) -> None:  # fmt: skip
    kind, level, label = _MONEY[source]
    initial, adjusted = (target.initial, target.adjusted) if target else (None, None)
    line = model("programs.FundLine").objects.create(
        region=made.region, program=program, budget_kind=kind, level=level, label=label, document=document or "", issued_on=issued,
        identity=str(number), initial=initial, adjusted=adjusted,
        changed=None if adjusted is None else adjusted - (initial or Decimal(0)),
    )  # fmt: skip
    model("programs.Payment").objects.bulk_create(
        model("programs.Payment")(
            region=made.region, intake=intake, line=line, year=YEAR, key=f"{line.pk.hex}{place:08}", paid_on=one.paid_on or AS_OF,
            amount=one.amount, signature="0", state="matched", why="清单",
        )
        for place, one in enumerate(own)
    )  # fmt: skip


def _seal(made: Lists, given: Sequence[tuple[Any, ApprovedTarget]]) -> None:
    declared = tuple(
        (program.pk, TargetDeclaration("", 0, str(program), YEAR, goal=one.goal or "", indicators=tuple(map(_indicator, one.indicators))))
        for program, one in given
    )
    targets.begin_with(made.officer, YEAR, "示财绩〔2023〕8号", date(2023, 3, 1), declared, at=AT)


def _indicator(one: ApprovedIndicator) -> DeclaredIndicator:
    written = _WRITTEN.fullmatch(one.target.text) if one.target.number is not None else None
    sign, value, measured = (written["sign"], written["value"], written["unit"]) if written else ("", one.target.text, "")
    return DeclaredIndicator(one.level1 or "", one.level2 or "", one.name, sign, value, measured, one.weight)


def _form(made: Lists, entry: RosterEntry, program: Any) -> None:
    revision = model("targets.Target").objects.filter(program=program).values_list("current", flat=True).first()
    MonitoringForm.objects.create(
        region=made.region, round=made.round, program=program, revision_id=revision, joined_at=AT,
        kind="overall_monitoring" if program.kind == "overall" else "monitoring",
        due=entry.due.replace(tzinfo=_HERE) if entry.due else None,
        first_submitted_at=entry.received.replace(tzinfo=_HERE) if entry.received else None,
    )  # fmt: skip
