"""Objects, fund lines and targets met in an office's material, put together by code, else by unit and name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import combinations

from hengji.rules.forms import ApprovedTarget, Form, FundRow, FundSource
from hengji.rules.measures import Measure, MeasureSource, infer
from hengji.rules.money import wan
from hengji.rules.round import is_overall
from hengji.rules.starting.proposal import (
    BudgetRow,
    Confidence,
    Doubt,
    ProposedIndicator,
    ProposedLine,
    ProposedObject,
    ProposedTarget,
    Source,
)
from hengji.rules.starting.units import Unit, look_alike
from hengji.rules.text import fold, fold_name, squeeze

OVERALL = "部门整体支出"
_LETTER = 8
"""Place of the type letter in a national project code of 21 characters: 6 of the region, 2 of the year, then R, Y, T or Z."""
_NATURES = {
    FundSource.GENERAL_PUBLIC: "general_public", FundSource.GOVERNMENT_FUND: "government_fund", FundSource.STATE_CAPITAL: "state_capital",
    FundSource.SOCIAL_INSURANCE: "social_insurance", FundSource.OTHER: "unit_funds",
}  # fmt: skip
_LEVELS = {FundSource.CENTRAL: "central", FundSource.PROVINCE: "province", FundSource.CITY: "city", FundSource.COUNTY: "county"}
_PARTS = frozenset((*_NATURES, *_LEVELS, FundSource.LOCAL, FundSource.CARRY_OVER))
_COARSE = frozenset((FundSource.FISCAL, FundSource.OTHER, FundSource.CARRY_OVER))


@dataclass(slots=True)
class Object:
    """An object as far as it is known by now."""

    key: str
    name: str
    overall: bool
    unit: Unit | None
    code: str | None = None
    kind: str | None = None
    department: Unit | None = None
    secret: bool = False
    confidence: Confidence = Confidence.GUESSED
    why: str = ""
    sources: list[Source] = field(default_factory=list)
    budget: list[BudgetRow] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    approved: tuple[str, ApprovedTarget] | None = None
    listed: tuple[str, Decimal] | None = None
    paid: list[Decimal] = field(default_factory=list)


class Objects:
    """All objects met."""

    def __init__(self) -> None:
        self.all: list[Object] = []
        self._by_code: dict[str, Object] = {}
        self._by_name: dict[tuple[str | None, str], list[Object]] = defaultdict(list)
        self._by_name_alone: dict[str, list[Object]] = defaultdict(list)

    def find(self, name: str | None, code: str | None, unit: Unit | None) -> Object | None:
        """The object of a code; of a unit and name without another code; of a name that stands once where one side names no unit."""
        if code and (found := self._by_code.get(fold(code))):
            return found
        word = _word(name)
        own = [one for one in self._by_name.get((unit.key if unit else None, word), ()) if not (code and one.code)]
        if own:
            return own[0]
        alone = [one for one in self._by_name_alone.get(word, ()) if not (code and one.code)] if word else []
        return alone[0] if len(alone) == 1 and (unit is None or alone[0].unit is None) else None

    def meet(
        self, name: str | None, code: str | None, unit: Unit | None, source: Source, confidence: Confidence, why: str
    ) -> Object | None:
        """The object meant, new where it was not met yet; None where nothing names it."""
        overall = is_overall(name) and not (name is None and code is not None)
        if overall and unit is None and not code:
            return None
        found = self.find(name, code, unit)
        if found is None:
            shown = OVERALL if overall else squeeze(name or code or "")
            found = Object(f"o{len(self.all) + 1}", shown, overall, unit, confidence=confidence, why=why)
            self.all.append(found)
            self._by_name_alone[_word(name)].append(found)
        found.unit = found.unit or unit
        found.code = found.code or code
        if found.code:
            self._by_code.setdefault(fold(found.code), found)
        named = self._by_name[found.unit.key if found.unit else None, _word(name)]
        if found not in named:
            named.append(found)
        if source not in found.sources:
            found.sources.append(source)
        return found

    def proposed(self) -> tuple[tuple[ProposedObject, ...], list[Doubt]]:
        """Every object with its lines and target, and what is doubtful about them."""
        doubts: list[Doubt] = []
        made = tuple(_proposed(one, doubts) for one in self.all)
        return made, [*doubts, *self._alike()]

    def _alike(self) -> Iterator[Doubt]:
        """Two objects of one unit that look alike, or have one name and two codes."""
        by_unit: dict[str, list[Object]] = defaultdict(list)
        for one in self.all:
            if not one.overall:
                by_unit[one.unit.key if one.unit else ""].append(one)
        for group in by_unit.values():
            for a, b in combinations(group, 2):
                x, y = _word(a.name), _word(b.name)
                if x == y or (look_alike(x, y) and not (a.code and b.code)):
                    word = "项目代码不同" if a.code and b.code else "名称相近"
                    yield Doubt(
                        "object-alike",
                        f"“{a.name}”和“{b.name}”{word}，可能是同一个项目，请确认",
                        (a.key, b.key),
                        (*a.sources[:1], *b.sources[:1]),
                    )


def _word(name: str | None) -> str:
    return "" if is_overall(name) else fold_name(name or "")


def _proposed(one: Object, doubts: list[Doubt]) -> ProposedObject:
    kind, kind_why = _kind(one)
    if one.unit is None:
        doubts.append(Doubt("unit-unknown", f"“{one.name}”没有写是哪个单位的，请指定", (one.key,), tuple(one.sources[:1])))
    if len(one.forms) > 1:
        files = "、".join(dict.fromkeys(form.file for form in one.forms))
        doubts.append(Doubt("several-forms", f"“{one.name}”有 {len(one.forms)} 张表（{files}），采用最后保存的一张，请确认", (one.key,)))
    if one.code and len(one.code) == 21 and one.code[_LETTER].upper() == "R":
        doubts.append(
            Doubt("personnel", f"“{one.name}”是人员类项目（代码第 9 位为 R），一般不单独编项目绩效目标，请确认是否纳入", (one.key,))
        )
    lines = _lines(one, doubts)
    return ProposedObject(
        key=one.key, name=one.name, kind=kind, unit=one.unit.key if one.unit else None,
        department=one.department.key if one.department else _department(one), code=one.code, secret=one.secret,
        why="，".join(word for word in (one.why, kind_why) if word), confidence=one.confidence, sources=tuple(one.sources), lines=lines,
        target=_target(one, doubts), paid=sum(one.paid, Decimal("0.00")) if one.paid else None,
    )  # fmt: skip


def _department(one: Object) -> str | None:
    """The competent department: the unit's parent, the unit itself where it has none."""
    if one.unit is None:
        return None
    return one.unit.parent.key if one.unit.parent else one.unit.key


def _kind(one: Object) -> tuple[str, str]:
    if one.kind:
        return one.kind, ""
    if one.overall or (form := _latest(one.forms)) is not None and form.kind.overall:
        return "overall", ""
    if form is not None and form.kind.startswith("transfer"):
        return "transfer", "按转移支付表报送"
    if one.code and len(one.code) == 21 and one.code[_LETTER].upper() == "Z":
        return "transfer", "项目代码第 9 位为 Z"
    return ("transfer", "名称含转移支付") if "转移支付" in one.name else ("project", "")


def _latest(forms: Sequence[Form]) -> Form | None:
    """The form that counts: of the latest as-of date, then saved last."""
    return max(forms, key=lambda form: (form.as_of or date.min, str(form.last_saved or ""), form.file), default=None)


# ---- money


def _lines(one: Object, doubts: list[Doubt]) -> tuple[ProposedLine, ...]:
    """The budget's rows; else the form's fund rows; else the one amount a list states."""
    form = _latest(one.forms)
    total = form.total if form else None
    stated = [row for row in one.budget if row.initial is not None or row.adjusted is not None]
    if stated:
        _compare(one, stated, total, doubts)
        return tuple(_budget_line(row) for row in stated)
    if form is not None and (rows := _fund_rows(form)):
        if total is not None and rows[0] is total and any(row.source in _PARTS and row.initial for row in form.funds):
            doubts.append(
                Doubt(
                    "funds-sum", f"“{one.name}”各资金来源相加不等于资金总额，先按总额登记一行，请补充来源", (one.key,), (_at(form, total),)
                )
            )
        return tuple(_fund_line(form, row) for row in rows)
    if one.listed:
        file, amount = one.listed
        return (ProposedLine(None, None, None, None, None, amount, None, Confidence.STATED, Source(file)),)
    doubts.append(Doubt("no-money", f"“{one.name}”没有找到预算金额，请补填，或建库后导入预算", (one.key,), tuple(one.sources[:1])))
    return ()


def _budget_line(row: BudgetRow) -> ProposedLine:
    return ProposedLine(
        row.nature, row.level, row.fund, row.document, row.issued, row.initial, row.adjusted, Confidence.STATED, row.source
    )  # fmt: skip


def _compare(one: Object, rows: Sequence[BudgetRow], total: FundRow | None, doubts: list[Doubt]) -> None:
    """A form's total against the budget's, at the form's printed precision."""
    if total is None or total.initial is None:
        return
    added = sum((row.initial for row in rows if row.initial is not None), Decimal(0))
    if abs(added - total.initial) > total.quantum.get("initial", Decimal("0.01")):
        sentence = f"“{one.name}”预算表是 {wan(added)} 万元，报送的表是 {wan(total.initial)} 万元，按预算表登记，请确认"
        doubts.append(Doubt("amount-differs", sentence, (one.key,), tuple(one.sources[:2])))


def _fund_rows(form: Form) -> list[FundRow]:
    """The finest rows that add up to the total; the total alone where none do."""
    total = form.total
    for sources in (_PARTS, _COARSE):
        rows = [row for row in form.funds if row.source in sources and row.initial]
        added = sum((row.initial or Decimal(0) for row in rows), Decimal(0))
        if rows and (total is None or total.initial is None or added == total.initial):
            return rows
    return [total] if total is not None and total.initial is not None else []


def _fund_line(form: Form, row: FundRow) -> ProposedLine:
    return ProposedLine(
        _NATURES.get(row.source), _LEVELS.get(row.source), None, None, None, row.initial, row.adjusted, Confidence.REPORTED, _at(form, row)
    )  # fmt: skip


def _at(form: Form, row: FundRow) -> Source:
    return Source(form.file, f"{form.sheet}!{row.cells.get('initial') or row.cell or ''}")


# ---- targets


def _target(one: Object, doubts: list[Doubt]) -> ProposedTarget | None:
    """The approved target; else what the last form prints as its target."""
    if one.approved is not None:
        file, approved = one.approved
        indicators = tuple(_approved_indicators(file, approved))
        return ProposedTarget(approved.goal, indicators, Confidence.STATED, Source(file))
    form = _latest(one.forms)
    if form is None:
        return None
    indicators = tuple(_reported_indicators(form))
    lost = [row for row in form.indicators if row.name and not row.scored_only and row.target is None]
    if lost:
        names = "、".join(row.name or "" for row in lost[:3])
        doubts.append(
            Doubt("indicator-without-target", f"“{one.name}”有 {len(lost)} 条指标没有指标值（{names}），未列入", (one.key,),
                  tuple(Source(form.file, f"{form.sheet}!{row.cell or ''}") for row in lost))
        )  # fmt: skip
    if not indicators and not form.goal:
        return None
    return ProposedTarget(form.goal, indicators, Confidence.REPORTED, Source(form.file, f"{form.sheet}!{form.cells.get('goal', '')}"))


def _approved_indicators(file: str, approved: ApprovedTarget) -> Iterator[ProposedIndicator]:
    for item in approved.indicators:
        guess = infer(item.name, item.level1 or "", item.level2 or "", item.target)
        said = Measure(item.measure) if item.measure else None
        yield ProposedIndicator(
            item.name, item.level1, item.level2, item.target, item.target.text, item.weight, False, said or guess.measure,
            MeasureSource.APPROVED if said else guess.source, "批复载明" if said else guess.reason, Source(file),
        )  # fmt: skip


def _reported_indicators(form: Form) -> Iterator[ProposedIndicator]:
    for row in form.indicators:
        if not row.name or row.target is None or row.scored_only:
            continue
        guess = infer(row.name, row.level1 or "", row.level2 or "", row.target)
        yield ProposedIndicator(
            row.name, row.level1, row.level2, row.target, row.texts.get("target", row.target.text), row.weight, row.core, guess.measure,
            guess.source, guess.reason, Source(form.file, f"{form.sheet}!{row.cell or ''}"),
        )  # fmt: skip


def years(forms: Iterable[Form]) -> int | None:
    """The year most forms are of."""
    found = [form.year or (form.as_of.year if form.as_of else None) for form in forms]
    known = [year for year in found if year]
    return max(set(known), key=lambda year: (known.count(year), year)) if known else None
