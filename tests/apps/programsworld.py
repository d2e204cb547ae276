"""A small county for the tests of programs: two departments, a subordinate, two divisions, people of each kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from uuid import UUID

import xlsxwriter

from hengji.apps.organisations.models import Region, Unit
from hengji.apps.programs import operations
from hengji.apps.programs.drafts import LineDraft, ProgramDraft
from hengji.rules.access import Actor, Duty, Role

AT = datetime(2026, 8, 21, 9, 0, tzinfo=UTC)
TODAY = date(2026, 8, 21)
CODE = "51130026T000006554711"
HEADS = ("支付日期", "单位名称", "项目代码", "项目名称", "指标文号", "支付金额", "摘要", "收款人", "收款账号", "支付凭证号")


@dataclass
class County:
    region: Region
    units: dict[str, Unit]

    def actor(self, role: Role, unit: str, name: str = "示例人", region: Region | None = None) -> Actor:
        place = region or self.region
        person = UUID(int=abs(hash((role, unit, name))) % 2**100)
        return Actor(person, name, place.pk, (Duty(role, place.pk, self.units[unit].lineage, unit),))

    @property
    def office(self) -> Actor:
        return self.actor(Role.OFFICE, "绩效股", "马晓兰")

    def program(self, name: str = "村道硬化", unit: str = "交通局", **more: object) -> UUID:
        draft = ProgramDraft(**{"year": 2026, "kind": "project", "unit": self.units[unit].pk, "name": name, **more})  # type: ignore[arg-type]
        return operations.create_program(self.office, draft, at=AT)

    def line(self, program: UUID, initial: str | None = "100000", **more: object) -> UUID:
        amount = Decimal(initial) if initial is not None else None
        draft = LineDraft(**{"budget_kind": "general_public", "level": "county", "initial": amount, **more})  # type: ignore[arg-type]
        return operations.add_line(self.office, program, draft, at=AT)


def county(code: str = "990001000", name: str = "示例县") -> County:
    region = Region.objects.create(code=code, name=name)
    units: dict[str, Unit] = {}

    def unit(code: str, name: str, kind: str, parent: str = "", division: str = "", year: int = 2026) -> Unit:
        above = units.get(parent)
        made = Unit(region=region, year=year, code=code, name=name, kind=kind, parent=above, path="")
        made.path = f"{above.path if above else '/'}{made.lineage.hex}/"
        made.department = (above.department or above) if above else None
        made.division = units.get(division)
        made.save()
        if above is None and kind in ("department", "township", "finance"):
            made.department = made
            made.save()
        units[name] = made
        return made

    unit("900", "县财政局", "finance")
    for number, name in enumerate(("绩效股", "农业股", "经建股")):
        unit(f"91{number}", name, "division", "县财政局")
    unit("101", "交通局", "department", division="经建股")
    unit("101001", "公路段", "subordinate", "交通局")
    unit("102", "农业局", "department", division="农业股")
    unit("201", "青溪镇", "township", division="农业股")
    return County(region, units)


def workbook(rows: list[tuple[object, ...]], heads: tuple[str, ...] = HEADS) -> bytes:
    """An export as a module writes it: text cells, amounts as numbers."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("支付明细")
        for r, row in enumerate((heads, *rows)):
            for c, value in enumerate(row):
                sheet.write(r, c, value)
    return buffer.getvalue()


def paid(
    day: str, amount: float, voucher: str, name: str = "村道硬化", unit: str = "交通局", document: str = "", **more: str
) -> tuple[object, ...]:
    """One row of an export."""
    return (
        day,
        unit,
        more.get("code", ""),
        name,
        document,
        amount,
        more.get("summary", "工程款"),
        more.get("payee", "示例建设有限公司"),
        more.get("account", ""),
        voucher,
    )
