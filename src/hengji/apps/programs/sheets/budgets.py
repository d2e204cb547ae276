"""A list of programs with their budgets against what is there: entered, changed, the same.  Nothing is written here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from hengji.apps.organisations.queries import UnitLine
from hengji.apps.programs.models import FundLine, Program, SpecialFund
from hengji.apps.programs.sheets.reports import Fault, Line, Report, report, split
from hengji.papers.registers import RegisterReading, RegisterRow
from hengji.rules.money import wan
from hengji.rules.programs import BUDGET_KINDS, KINDS, LEVELS, SECRET_NAME, code_fault
from hengji.rules.text import fold

_OVERALL = ("部门整体", "单位整体", "整体支出")


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A fund line of the file: ``known`` is the line that stands already.  ``set_initial``: the year-start budget is entered or
    corrected; ``set_adjusted``: a step is due that brings the budget there.  Amounts in yuan."""

    budget_kind: str
    level: str
    fund: str
    document: str
    issued_on: date | None
    initial: Decimal | None
    adjusted: Decimal | None
    cell: str
    known: FundLine | None = None
    set_initial: bool = False
    set_adjusted: bool = False

    @property
    def changed(self) -> bool:
        return self.known is None or self.set_initial or self.set_adjusted


@dataclass(frozen=True, slots=True)
class PlannedProgram:
    """A program of the file: ``known`` is the one that stands already, ``changes`` what would become of it (words by field)."""

    code: str
    name: str
    kind: str
    unit: UnitLine
    competent: UnitLine | None
    secret: bool
    cell: str
    known: Program | None = None
    changes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    lines: tuple[PlannedLine, ...] = ()

    @property
    def changed(self) -> bool:
        return self.known is None or bool(self.changes) or any(line.changed for line in self.lines)

    @property
    def shown(self) -> str:
        return f"{SECRET_NAME}（{self.code}）" if self.secret else self.name


@dataclass(frozen=True, slots=True)
class BudgetPlan:
    """What an import would write, and the report of it."""

    programs: tuple[PlannedProgram, ...]
    report: Report


def plan_budgets(region: UUID, year: int, units: Sequence[UnitLine], reading: RegisterReading) -> BudgetPlan:
    """Hold a reading against the programs and lines of a region and year; ``units`` are those of the year."""
    book = _Book(region, year, units)
    grouped: dict[tuple[str, ...], list[RegisterRow]] = defaultdict(list)
    for row in reading.sound:
        key = book.key(row)
        if key is not None:
            grouped[key].append(row)
    planned = tuple(one for rows in grouped.values() if (one := book.program(rows)) is not None)
    wrong, notes = split(reading)
    return BudgetPlan(planned, _report(planned, [*wrong, *book.faults], [*notes, *book.notes()]))


class _Book:
    """What is there of a region and year, and the faults met on the way."""

    def __init__(self, region: UUID, year: int, units: Sequence[UnitLine]) -> None:
        self.year = year
        self.units = _Units(units)
        programs = tuple(Program.objects.filter(region=region, year=year).select_related("unit", "competent"))
        self.by_code = {row.code: row for row in programs if row.code}
        self.by_name = {(row.unit_id, row.kind, fold(row.name)): row for row in programs if not row.secret}
        self.lines: dict[UUID, list[FundLine]] = defaultdict(list)
        for line in FundLine.objects.filter(program__in=programs).select_related("fund"):
            self.lines[line.program_id].append(line)
        self.funds = {fold(name) for name in SpecialFund.objects.filter(region=region, year=year).values_list("name", flat=True)}
        self.faults: list[Fault] = []
        self.seen: Counter[str] = Counter()

    def key(self, row: RegisterRow) -> tuple[str, ...] | None:
        """What names the row's program; None where it cannot be placed (the fault is kept)."""
        code = (row.text("code") or "").upper()
        unit = self.units.of(row.text("unit_code"), row.text("unit"))
        if unit is None:
            self._fault(row, "unit", f"{self.year}年度没有这个单位", "先在“单位”中新增，或改成系统里的单位名称、编码")
            return None
        if code and (wrong := code_fault(code)):
            self._fault(row, "code", wrong, "对照一体化系统核对代码")
            return None
        if not code and row.flag("secret"):
            self._fault(row, "secret", "涉密项目没有代码", "涉密项目只按代码登记，请填写代码")
            return None
        return (code,) if code else (str(unit.id), kind_of(row), fold(row.text("name") or ""))

    def program(self, rows: Sequence[RegisterRow]) -> PlannedProgram | None:
        """The program of some rows, with what would become of it."""
        first = rows[0]
        unit = self.units.of(first.text("unit_code"), first.text("unit"))
        if unit is None or not self._of_one_unit(rows, unit):
            return None
        code, kind = (first.text("code") or "").upper(), kind_of(first)
        name = " ".join((first.text("name") or "").split()) or (f"{unit.name}整体支出" if kind == "overall" else "")
        known = self.by_code.get(code) or self.by_name.get((unit.id, kind, fold(name)))
        secret = any(row.flag("secret") for row in rows) or (known is not None and known.secret)
        if not name and not secret:
            self._fault(first, "name", "没有写项目名称", "填写项目名称")
            return None
        competent = self.units.of(None, first.text("department"))
        if first.text("department") and competent is None:
            self._fault(first, "department", f"{self.year}年度没有这个主管部门", "改成系统里的单位名称，或清空这一格")
        planned = PlannedProgram(code, "" if secret else name, kind, unit, competent, secret, first.cell("name"), known)
        lines = () if secret else tuple(self._lines(rows, known))
        self.seen["secret"] += secret
        return self._with_changes(planned, lines)

    def _of_one_unit(self, rows: Sequence[RegisterRow], unit: UnitLine) -> bool:
        others = [row for row in rows if self.units.of(row.text("unit_code"), row.text("unit")) is not unit]
        for row in others:
            self._fault(row, "unit", f"同一代码在前面属于{unit.name}，这里是另一个单位", "核对代码和单位，一个代码只属于一个单位")
        return not others

    def _with_changes(self, planned: PlannedProgram, lines: tuple[PlannedLine, ...]) -> PlannedProgram:
        changes: dict[str, tuple[str, str]] = {}
        known = planned.known
        if known is not None and not planned.secret:
            after = {
                "名称": (known.name, planned.name),
                "单位": (known.unit.name, planned.unit.name),
                "类型": (KINDS[known.kind], KINDS[planned.kind]),
            }
            changes = {word: pair for word, pair in after.items() if pair[0] != pair[1]}
            if planned.competent and known.competent_id != planned.competent.id:
                changes["主管部门"] = (known.competent.name if known.competent else "", planned.competent.name)
        if known is not None and planned.secret and not known.secret:
            changes["涉密"] = ("否", "是")
            if self.lines.get(known.pk):
                self.faults.append(
                    Fault(
                        planned.cell, known.name, "文件标为涉密，系统里已登记了它的资金", "与保密工作机构核实，移除系统中的资金行后再导入"
                    )
                )
        return PlannedProgram(
            planned.code, planned.name, planned.kind, planned.unit, planned.competent, planned.secret, planned.cell, known, changes, lines
        )  # fmt: skip

    def _lines(self, rows: Sequence[RegisterRow], known: Program | None) -> Iterator[PlannedLine]:
        grouped: dict[tuple[str, str, str, str], list[RegisterRow]] = defaultdict(list)
        for row in rows:
            if (
                any(row.values.get(key) for key in ("nature", "fund", "document"))
                or row.amount("initial") is not None
                or row.amount("adjusted") is not None
            ):
                grouped[self._source(row)].append(row)
        standing = self.lines.get(known.pk, []) if known else []
        carried = [line for line in standing if _awaits_money(line)]
        for source, held in grouped.items():
            yield self._line(source, held, _standing(source, standing) or _adopted(source, carried))

    def _source(self, row: RegisterRow) -> tuple[str, str, str, str]:
        nature = row.text("nature") or ""
        if nature and nature not in BUDGET_KINDS:
            self._fault(row, "nature", f"不认识资金性质“{nature}”", f"改为{'、'.join(BUDGET_KINDS.values())}之一")
        self.seen["nature"] += not nature
        level = row.text("level") or ""
        fund = " ".join((row.text("fund") or "").split())
        self.seen["fund"] += bool(fund) and fold(fund) not in self.funds
        self.funds.add(fold(fund))
        return (nature if nature in BUDGET_KINDS else "general_public", level if level in LEVELS else "", fund, row.text("document") or "")

    def _line(self, source: tuple[str, str, str, str], rows: Sequence[RegisterRow], known: FundLine | None) -> PlannedLine:
        self.seen["summed"] += len(rows) - 1
        initial, adjusted = _sum(rows, "initial"), _sum(rows, "adjusted")
        before = None if known is None else (known.adjusted if known.adjusted is not None else known.initial)
        set_initial = initial is not None and (known is None or known.initial != initial)
        if set_initial and known is not None and known.changed is not None:
            said = f"年初预算与已登记的{wan(known.initial or Decimal(0))}万元不同，而这一行已有预算调整"
            self._fault(rows[0], "initial", said, "年初预算经批复后不变；变动请填在调整预算中")
        target = initial if set_initial and (known is None or known.changed is None) else before
        step = adjusted is not None and (target is None or adjusted != target)
        first = rows[0]
        return PlannedLine(*source, first.day("issued"), initial, adjusted, first.cell("initial"), known, set_initial, step)

    def _fault(self, row: RegisterRow, key: str, sentence: str, remedy: str) -> None:
        value = row.values.get(key)
        self.faults.append(Fault(row.cell(key), "" if value is None else str(value), sentence, remedy))

    def notes(self) -> Iterator[str]:
        """What was assumed, in Chinese."""
        if self.seen["nature"]:
            yield f"有{self.seen['nature']}行没有写资金性质，按一般公共预算登记"
        if self.seen["summed"]:
            yield f"同一对象同一资金来源有多行的，已合并相加（{self.seen['summed']}行并入其他行）"
        if self.seen["fund"]:
            yield f"将新增{self.seen['fund']}个专项资金，请随后补上分管股室和主管部门"
        if self.seen["secret"]:
            yield f"有{self.seen['secret']}个{SECRET_NAME}，只登记代码和单位，名称、金额没有存入"


class _Units:
    """Units of a year by code, by name and by the names they had."""

    def __init__(self, units: Sequence[UnitLine]) -> None:
        named: dict[str, list[UnitLine]] = defaultdict(list)
        for unit in units:
            for name in {fold(unit.name), *(fold(former.name) for former in unit.former_names)}:
                named[name].append(unit)
        self.by_code = {fold(unit.code): unit for unit in units}
        self.by_name = {name: held[0] for name, held in named.items() if len(held) == 1}

    def of(self, code: str | None, name: str | None) -> UnitLine | None:
        """The unit meant; a code wins over a name."""
        return self.by_code.get(fold(code)) if code and fold(code) in self.by_code else self.by_name.get(fold(name or ""))


def kind_of(row: RegisterRow) -> str:
    """The kind a row says, or what its name says; a project otherwise."""
    said = row.text("kind")
    if said in KINDS:
        return said
    name = row.text("name") or ""
    return "overall" if any(word in name for word in _OVERALL) or not (name or row.text("code")) else "project"


def _standing(source: tuple[str, str, str, str], lines: Iterable[FundLine]) -> FundLine | None:
    """The line that stands for a source; a label of its own does not part it, as long as there is one only."""
    kind, level, fund, document = source
    found = [
        line
        for line in lines
        if (line.budget_kind, line.level, fold(line.fund.name if line.fund else ""), fold(line.document))
        == (kind, level, fold(fund), fold(document))
    ]
    return found[0] if len(found) == 1 else next((line for line in found if not line.label), None)


def _awaits_money(line: FundLine) -> bool:
    """Carried over from last year: a source without document or amount."""
    return not line.document and line.initial is None and line.adjusted is None


def _adopted(source: tuple[str, str, str, str], carried: list[FundLine]) -> FundLine | None:
    """The carried line that this source fills; each is filled once."""
    kind, level, fund, _document = source
    for line in carried:
        if (line.budget_kind, line.level, fold(line.fund.name if line.fund else "")) == (kind, level, fold(fund)):
            carried.remove(line)
            return line
    return None


def _sum(rows: Sequence[RegisterRow], key: str) -> Decimal | None:
    known = [amount for row in rows if (amount := row.amount(key)) is not None]
    return sum(known, Decimal(0)) if known else None


def _report(planned: Sequence[PlannedProgram], faults: Sequence[Fault], notes: Sequence[str]) -> Report:
    lines = [line for one in planned for line in one.lines]
    counts = {
        "新增对象": sum(one.known is None for one in planned),
        "修改对象": sum(one.known is not None and one.changed for one in planned),
        "不变对象": sum(not one.changed for one in planned),
        "新增资金行": sum(line.known is None for line in lines),
        "修改资金行": sum(line.known is not None and line.changed for line in lines),
        "有错误": len(faults),
    }
    shown = [_shown(one) for one in planned if one.changed and one.known is not None]
    return report(counts, faults, shown, notes, sum(one.changed for one in planned))


def _shown(one: PlannedProgram) -> Line:
    words = [f"{word}由“{before}”改为“{after}”" for word, (before, after) in one.changes.items()]
    words += [f"新增资金行{BUDGET_KINDS[line.budget_kind]}{line.document}" for line in one.lines if line.known is None]
    words += [f"年初预算改为{wan(line.initial or Decimal(0))}万元" for line in one.lines if line.known is not None and line.set_initial]
    words += [f"调整后预算改为{wan(line.adjusted or Decimal(0))}万元" for line in one.lines if line.known is not None and line.set_adjusted]
    return Line(one.cell, one.shown, "修改", "；".join(words))
