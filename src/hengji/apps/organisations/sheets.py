"""Lists of units and people in Excel: what a list would change, with every fault in its cell; and the present list written the same way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models.functions import Lower

from hengji.apps.organisations.models import Assignment, Person, ProposedPost, Unit, UnitKind
from hengji.apps.organisations.queries.people import people
from hengji.apps.organisations.queries.units import units
from hengji.apps.organisations.tree import NEEDS_PARENT, PARENTS
from hengji.papers.registers import PEOPLE, UNITS, CellError, RegisterReading, RegisterRow, Value, read, template, write
from hengji.rules.access import Actor, Role


class Fate(StrEnum):
    """What an import does with a row."""

    NEW = "新增"
    CHANGED = "修改"
    SAME = "不变"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PlanLine:
    """What an import would do with one row of the list."""

    row: int
    code: str
    name: str
    fate: Fate
    changes: tuple[FieldChange, ...] = ()
    key: UUID | None = None


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as a list has it: neighbours by code and name; ``place`` says where it stands in the file.

    None: the list has no such column, so that what is known stays."""

    code: str
    name: str
    kind: str
    parent_code: str | None = None
    division_name: str | None = None
    credit_code: str | None = None
    remark: str | None = None
    row: int = 0
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person with one role at one unit, as a list has it."""

    name: str
    login: str
    unit_code: str
    role: str
    phone: str | None = None
    starts: date | None = None
    ends: date | None = None
    row: int = 0
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """A dry run: what each row would do and every fault.  It can be applied only without errors."""

    lines: tuple[PlanLine, ...]
    errors: tuple[CellError, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.errors and bool(self.lines)

    @property
    def counts(self) -> Mapping[Fate, int]:
        found = Counter(line.fate for line in self.lines)
        return {fate: found.get(fate, 0) for fate in Fate}


def unit_template() -> bytes:
    """An empty list of units to fill."""
    return template(UNITS)


def person_template() -> bytes:
    """An empty list of people to fill."""
    return template(PEOPLE)


def units_as_list(actor: Actor, year: int) -> bytes:
    """The open units of a year as the list that can be read back."""
    found = units(actor, year)
    codes = {one.id: one.code for one in found}
    rows: list[Mapping[str, Value]] = [
        {"code": one.code, "name": one.name, "kind": one.kind, "parent": codes.get(one.parent) if one.parent else None,
         "division": one.division_name or None, "credit_code": one.credit_code or None, "remark": one.remark or None}
        for one in found if one.open
    ]  # fmt: skip
    return write(UNITS, rows, title=f"{year}年度预算单位")


def people_as_list(actor: Actor, year: int, on: date) -> bytes:
    """Everyone who can log in with the posts held on a day, as the list that can be read back."""
    codes = {one.lineage: one.code for one in units(actor, year)}
    rows: list[Mapping[str, Value]] = [
        {"name": one.name, "login": one.login, "unit": codes.get(post.unit), "role": post.role, "mobile": one.phone or None,
         "starts": post.starts, "ends": post.ends}
        for one in people(actor) if one.active for post in one.posts(on)
    ]  # fmt: skip
    return write(PEOPLE, rows, title="人员")


def read_units(source: bytes) -> tuple[tuple[UnitRow, ...], tuple[CellError, ...], tuple[str, ...]]:
    """Rows of a file, faults of its cells, notes.  Raises ``Unreadable``."""
    reading = read(UNITS, source)
    return tuple(_unit_row(row) for row in reading.sound), reading.errors, _notes(reading)


def read_people(source: bytes) -> tuple[tuple[PersonRow, ...], tuple[CellError, ...], tuple[str, ...]]:
    """Rows of a file, faults of its cells, notes.  Raises ``Unreadable``."""
    reading = read(PEOPLE, source)
    return tuple(_person_row(row) for row in reading.sound), reading.errors, _notes(reading)


def plan_unit_file(actor: Actor, year: int, source: bytes) -> tuple[Plan, tuple[UnitRow, ...]]:
    """The dry run of a file with its rows (to be applied by ``operations.import_units``).  Raises ``Unreadable``."""
    rows, errors, notes = read_units(source)
    plan = plan_units(actor, year, rows)
    return Plan(plan.lines, (*errors, *plan.errors), (*notes, *plan.notes)), rows


def plan_person_file(actor: Actor, year: int, source: bytes, on: date) -> tuple[Plan, tuple[PersonRow, ...]]:
    """The dry run of a file of people with its rows.  Raises ``Unreadable``."""
    rows, errors, notes = read_people(source)
    plan = plan_people(actor, year, rows, on)
    return Plan(plan.lines, (*errors, *plan.errors), (*notes, *plan.notes)), rows


def plan_units(actor: Actor, year: int, rows: Sequence[UnitRow]) -> Plan:
    """What a list of units would do to a year: matched by code, nothing that the list lacks is touched."""
    known = {unit.code: unit for unit in Unit.objects.filter(region=actor.region, year=year).select_related("parent", "division")}
    kinds = {**{code: unit.kind for code, unit in known.items()}, **{row.code: row.kind for row in rows}}
    offices = {unit.name for unit in known.values() if unit.kind == UnitKind.DIVISION.value and not unit.closed_on}
    offices |= {row.name for row in rows if row.kind == UnitKind.DIVISION.value}
    parents = {
        **{unit.code: unit.parent.code for unit in known.values() if unit.parent},
        **{row.code: row.parent_code or "" for row in rows},
    }
    errors = [fault for row in rows for fault in _unit_faults(row, kinds, offices, parents, known)]
    return Plan(tuple(_unit_line(row, known.get(row.code)) for row in rows), tuple(errors))


def plan_people(actor: Actor, year: int, rows: Sequence[PersonRow], on: date) -> Plan:
    """What a list of people would do: accounts matched by log-in name, posts proposed where they are not held yet."""
    lineages, known = lineages_by_code(actor.region, year), persons_by_login(rows)
    posts = _posts_of([person.pk for person in known.values()], on)
    errors = [fault for row in rows for fault in _person_faults(actor, row, lineages, known.get(row.login.lower()))]
    errors += _two_names(row for row in rows if row.login.lower() not in known)
    return Plan(tuple(_person_line(row, known.get(row.login.lower()), lineages, posts) for row in rows), tuple(errors))


def lineages_by_code(region: UUID, year: int) -> Mapping[str, UUID]:
    """Lineage of every unit of a year by code."""
    return dict(Unit.objects.filter(region=region, year=year).values_list("code", "lineage"))


def persons_by_login(rows: Iterable[PersonRow]) -> Mapping[str, Person]:
    """The accounts of a list by log-in name in small letters: capitals make no other account."""
    found = Person.objects.annotate(small=Lower("login")).filter(small__in={row.login.lower() for row in rows})
    return {person.login.lower(): person for person in found}


def _posts_of(persons: Sequence[UUID], on: date) -> set[tuple[UUID, UUID, str]]:
    """(person, lineage, role) of posts held or proposed already."""
    held = Assignment.objects.filter(person__in=persons).exclude(ends__lt=on).values_list("person_id", "post__unit", "post__role")
    asked = ProposedPost.objects.filter(person__in=persons, granted__isnull=True).values_list("person_id", "unit", "role")
    return {*held, *asked}


def _unit_row(row: RegisterRow) -> UnitRow:
    values = {key: (row.text(key) or "") if key in row.values else None for key in ("parent", "division", "credit_code", "remark")}
    cells = {key: row.cell(key) for key in ("code", "name", "kind", "parent", "division")}
    return UnitRow(row.text("code") or "", row.text("name") or "", row.text("kind") or "", values["parent"], values["division"],
                   values["credit_code"], values["remark"], row.row, cells)  # fmt: skip


def _person_row(row: RegisterRow) -> PersonRow:
    phone = (row.text("mobile") or "") if "mobile" in row.values else None
    return PersonRow(row.text("name") or "", row.text("login") or "", row.text("unit") or "", row.text("role") or "", phone,
                     row.day("starts"), row.day("ends"), row.row,
                     {key: row.cell(key) for key in ("login", "unit", "role", "ends", "name")})  # fmt: skip


def _notes(reading: RegisterReading) -> tuple[str, ...]:
    left = (f"这些列没有用到：{'、'.join(reading.unrecognised)}。",) if reading.unrecognised else ()
    return (*reading.notes, *left)


def _unit_faults(
    row: UnitRow, kinds: Mapping[str, str], offices: set[str], parents: Mapping[str, str], known: Mapping[str, Unit]
) -> Iterator[CellError]:
    parent = row.parent_code or (parents.get(row.code, "") if row.parent_code is None else "")
    if len(row.name) > 150:
        yield _fault(row, "name", "unit_name_long", f"单位名称有 {len(row.name)} 个字，最多 150 个", "请填写全称，不要带说明文字")
    if parent and parent not in kinds:
        yield _fault(
            row,
            "parent",
            "unit_parent_unknown",
            f"上级单位编码“{parent}”在本年度单位和这份名单里都没有",
            "请核对编码，或把上级单位也列入名单",
        )
    elif fault := _misplaced(row, parent, kinds):
        yield fault
    elif _circles(row.code, parents):
        yield _fault(row, "parent", "unit_circle", f"“{row.name}”的上级单位绕了一圈又回到自己", "请改正上级单位编码")
    if row.division_name and row.division_name not in offices:
        yield _fault(row, "division", "unit_division_unknown", f"没有“{row.division_name}”这个股室", "请核对股室名称，或先把股室列入名单")
    if row.code in known and known[row.code].closed_on:
        yield _fault(
            row, "code", "unit_closed", f"编码“{row.code}”的单位“{known[row.code].name}”已撤销", "请删去这一行，或给新单位用新的编码"
        )


def _misplaced(row: UnitRow, parent: str, kinds: Mapping[str, str]) -> CellError | None:
    allowed, kind = PARENTS.get(row.kind, set()), _kind(row.kind)
    if not parent and row.kind in NEEDS_PARENT:
        return _fault(row, "parent", "unit_needs_parent", f"{kind}“{row.name}”没有填上级单位编码", "请填写它所属单位的编码")
    if parent and not allowed:
        return _fault(
            row, "parent", "unit_wrong_parent", f"{kind}“{row.name}”是一级单位，不应有上级单位", "请清空上级单位编码，或改正单位类型"
        )
    if parent and kinds[parent] not in allowed:
        words = "、".join(_kind(one) for one in UnitKind.values if one in allowed)
        return _fault(row, "parent", "unit_wrong_parent", f"{kind}“{row.name}”不能隶属于{_kind(kinds[parent])}", f"上级单位应为{words}")
    return None


def _circles(code: str, parents: Mapping[str, str]) -> bool:
    seen: set[str] = set()
    while code and code not in seen:
        seen.add(code)
        code = parents.get(code, "")
    return bool(code)


_FIELDS = {"parent": "parent_code", "division": "division_name", "unit": "unit_code"}
"""Columns whose field of a row is called otherwise."""


def _fault(row: UnitRow | PersonRow, key: str, code: str, sentence: str, remedy: str) -> CellError:
    sheet, _, cell = row.cells.get(key, "").rpartition("!")
    typed = getattr(row, _FIELDS.get(key, key), None)
    return CellError(code, cell, sentence, remedy, row.row, sheet, key, "" if typed is None else str(typed))


def _unit_line(row: UnitRow, unit: Unit | None) -> PlanLine:
    if unit is None:
        return PlanLine(row.row, row.code, row.name, Fate.NEW)
    now = {
        "单位名称": (unit.name, row.name), "单位类型": (unit.get_kind_display(), _kind(row.kind)),
        "上级单位": (unit.parent.code if unit.parent else "", row.parent_code),
        "对口股室": (unit.division.name if unit.division else "", None if row.parent_code else row.division_name),
        "统一社会信用代码": (unit.credit_code, row.credit_code), "备注": (unit.remark, row.remark),
    }  # fmt: skip
    changes = tuple(FieldChange(label, before, after) for label, (before, after) in now.items() if after is not None and before != after)
    return PlanLine(row.row, row.code, row.name, Fate.CHANGED if changes else Fate.SAME, changes, unit.pk)


def _person_faults(actor: Actor, row: PersonRow, lineages: Mapping[str, UUID], person: Person | None) -> Iterator[CellError]:
    if row.unit_code not in lineages:
        yield _fault(row, "unit", "person_unit_unknown", f"本年度没有编码为“{row.unit_code}”的单位", "请核对单位编码，或先导入单位")
    if person is not None and person.region_id != actor.region:
        yield _fault(row, "login", "person_elsewhere", f"登录名“{row.login}”已被占用", "请换一个登录名")
    if person is not None and person.region_id == actor.region and person.name != row.name:
        yield _fault(row, "name", "person_other_name", f"登录名“{row.login}”是“{person.name}”的，名单上写的是“{row.name}”",
                     "请核对登录名；确实改名的，请先在人员页面修改姓名")  # fmt: skip
    if row.starts and row.ends and row.ends < row.starts:
        yield _fault(row, "ends", "person_dates", "结束日期早于开始日期", "请改正日期")


def _two_names(rows: Iterable[PersonRow]) -> Iterator[CellError]:
    """One new log-in name for two people: the second would lose his name without a word."""
    first: dict[str, PersonRow] = {}
    for row in rows:
        other = first.setdefault(row.login.lower(), row)
        if other.name != row.name:
            said = f"登录名“{row.login}”在第 {other.row} 行是“{other.name}”的，这里写的是“{row.name}”"
            yield _fault(row, "login", "person_login_twice", said, "一人一个登录名，请给其中一人换一个")


def _person_line(row: PersonRow, person: Person | None, lineages: Mapping[str, UUID], posts: set[tuple[UUID, UUID, str]]) -> PlanLine:
    role = FieldChange("岗位", "", f"{Role(row.role).chinese}（提请授予）" if row.role else "")
    if person is None:
        return PlanLine(row.row, row.login, row.name, Fate.NEW, (role,))
    held = (person.pk, lineages.get(row.unit_code), row.role) in posts
    changes = () if held else (role,)
    if row.phone is not None and row.phone != person.phone:
        changes = (*changes, FieldChange("手机", person.phone, row.phone))
    return PlanLine(row.row, row.login, row.name, Fate.CHANGED if changes else Fate.SAME, changes, person.pk)


def _kind(kind: str) -> str:
    return str(UnitKind(kind).label) if kind in UnitKind.values else kind


def wanted(row: UnitRow) -> dict[str, Any]:
    """Fields of a unit that a list says something about, apart from its neighbours."""
    said = {"name": row.name, "kind": row.kind, "credit_code": row.credit_code, "remark": row.remark}
    return {key: value for key, value in said.items() if value is not None}


__all__ = [
    "Fate", "FieldChange", "PersonRow", "Plan", "PlanLine", "UnitRow", "people_as_list", "person_template", "plan_people",
    "plan_person_file", "plan_unit_file", "plan_units", "read_people", "read_units", "unit_template", "units_as_list", "wanted",
]  # fmt: skip
