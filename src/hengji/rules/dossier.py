"""The dossier of an ex-ante appraisal (申报材料): read as typed, what it lacks, what it asks for.

Contents after 财预〔2021〕6号 and county forms: 立项依据, 主要内容, 绩效目标与指标, 实施方案, 资金来源与测算, 风险与应对."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hengji.rules.findings.finding import Severity
from hengji.rules.money import WAN, parse_amount
from hengji.rules.reference import LEVELS
from hengji.rules.refusals import Refused, fitting
from hengji.rules.text import is_blank
from hengji.rules.values import Operator, read_target

KINDS: dict[str, str] = {"project": "项目", "policy": "政策"}
COUNTY = "county"
SOURCES: dict[str, str] = {COUNTY: "本级财政资金", "above": "上级补助资金", "own": "单位自有资金", "other": "其他资金"}
"""Where money comes from; what is asked of the county's own budget is what is appraised."""
YEARS = 5
"""Budget years a dossier may ask for, the first included."""
_SHORT = 15


@dataclass(frozen=True, slots=True)
class Part:
    """One text of the dossier: key of the draft, caption, what to write there."""

    key: str
    caption: str
    hint: str
    required: bool = True


PARTS: tuple[Part, ...] = (
    Part("basis", "立项依据", "上级文件、本级决策、部门职责，写明文号；为什么现在要做。"),
    Part("content", "主要内容", "做什么、做多少、在哪里做；政策写明补助对象和标准。"),
    Part("goal", "绩效总体目标", "花了这笔钱，年底和三年后会有什么变化。"),
    Part("plan", "实施方案", "谁组织、分几步、每步什么时候完成；用地、审批、采购准备到哪一步。"),
    Part("estimate", "测算依据", "单价、数量、标准及出处；与同类项目比较。"),
    Part("risk", "风险与应对", "可能做不成、超支、没人管护的情形，怎样应对。"),
    Part("note", "其他说明", "与已有项目、政策的关系等。", required=False),
)


@dataclass(frozen=True, slots=True)
class Money:
    """Money of a year from a source, in yuan."""

    year: int
    source: str
    amount: Decimal
    note: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """An indicator expected: second level, name, target as typed."""

    level2: str
    name: str
    target: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a dossier; an error keeps it from being submitted.  ``place`` is the caption, ``key`` the field of the page."""

    severity: Severity
    key: str
    place: str
    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier read.  ``requested`` is what is asked of the county's budget over all years, None where nothing readable was written."""

    name: str
    kind: str
    new: bool
    field: str
    texts: Mapping[str, str]
    money: tuple[Money, ...]
    expected: tuple[Expected, ...]
    faults: tuple[Fault, ...]

    @property
    def requested(self) -> Decimal | None:
        asked = [row.amount for row in self.money if row.source == COUNTY]
        return sum(asked, Decimal(0)) if asked else None

    @property
    def total(self) -> Decimal:
        return sum((row.amount for row in self.money), Decimal(0))

    @property
    def errors(self) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if fault.severity is Severity.ERROR)

    def by_year(self) -> dict[int, dict[str, Decimal]]:
        """Yuan by year and source."""
        found: dict[int, dict[str, Decimal]] = {}
        for row in sorted(self.money, key=lambda one: one.year):
            cell = found.setdefault(row.year, {})
            cell[row.source] = cell.get(row.source, Decimal(0)) + row.amount
        return found


def read(draft: Mapping[str, Any], year: int) -> Dossier:
    """A draft as typed (texts by key; ``money`` rows of year, source, amount in 万元, note; ``expected`` rows of level2, name, target)."""
    texts = {part.key: _text(draft, part.key) for part in PARTS}
    money, money_faults = _money(_rows(draft, "money"), year)
    expected = tuple(
        Expected(_text(row, "level2"), _text(row, "name"), _text(row, "target"))
        for row in _rows(draft, "expected")
        if _text(row, "name") or _text(row, "target")
    )
    name, kind = _text(draft, "name"), _text(draft, "kind")
    faults = (*_of_head(name, kind), *_of_texts(texts), *money_faults, *_of_expected(expected))
    return Dossier(name, kind, _text(draft, "new") != "0", _text(draft, "field"), texts, money, expected, tuple(faults))


def blank(draft: Mapping[str, Any]) -> dict[str, Any]:
    """A draft reduced to what a draft may hold.  Raises ``Refused`` ``text-long`` (nothing is cut), ``appraisal-rows-many``."""
    kept: dict[str, Any] = {key: _within(draft, key, caption, 150) for key, caption in _HEAD.items()}
    kept |= {part.key: _within(draft, part.key, part.caption, 5000) for part in PARTS}
    return kept | {group: _rows_within(draft, group, *of_group) for group, of_group in _GROUPS.items()}


_HEAD = {"name": "名称", "kind": "类别", "new": "新增或延续", "field": "领域"}
_GROUPS: Mapping[str, tuple[str, int, Mapping[str, str]]] = {
    "money": ("资金", 30, {"year": "年度", "source": "资金来源", "amount": "金额", "note": "说明"}),
    "expected": ("预期指标", 60, {"level2": "二级指标", "name": "名称", "target": "目标值"}),
}
"""Of each table its caption, the most rows, its columns."""


def _within(row: Mapping[str, Any], key: str, caption: str, most: int) -> str:
    return fitting(f"“{caption}”", _text(row, key), most)


def _rows_within(draft: Mapping[str, Any], group: str, caption: str, most: int, columns: Mapping[str, str]) -> list[dict[str, str]]:
    rows = _rows(draft, group)
    if len(rows) > most:
        raise Refused("appraisal-rows-many", what=caption, most=most, count=len(rows))
    return [
        {key: _within(row, key, f"{caption}第 {number} 行{word}", 200) for key, word in columns.items()}
        for number, row in enumerate(rows, 1)
    ]


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    return value.strip().replace("\x00", "") if isinstance(value, str) else ""


def _rows(draft: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    rows = draft.get(key)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, Sequence) and not isinstance(rows, str) else []


def _of_head(name: str, kind: str) -> Iterator[Fault]:
    if is_blank(name):
        yield _error("name", "名称", "没有填写项目（政策）名称", "请填写全称，与申报预算时一致")
    if kind not in KINDS:
        yield _error("kind", "类别", "没有选择是项目还是政策", "请选择一项")


def _of_texts(texts: Mapping[str, str]) -> Iterator[Fault]:
    for part in PARTS:
        text = texts[part.key]
        if part.required and is_blank(text):
            yield _error(part.key, part.caption, f"没有填写{part.caption}", part.hint.rstrip("。"))
        elif part.required and len(text) < _SHORT:
            yield Fault(Severity.WARNING, part.key, part.caption, f"只写了 {len(text)} 个字，评估时难以判断", part.hint.rstrip("。"))


def _money(rows: Sequence[Mapping[str, Any]], year: int) -> tuple[tuple[Money, ...], tuple[Fault, ...]]:
    found: list[Money] = []
    faults: list[Fault] = []
    for number, row in enumerate(rows, 1):
        if not _text(row, "amount"):
            continue
        fault = _money_fault(row, number, year)
        faults += [fault] if fault else []
        if not fault:
            amount = parse_amount(_text(row, "amount"), WAN)
            assert amount is not None
            found.append(Money(int(_text(row, "year")), _text(row, "source"), amount.yuan, _text(row, "note")))
    if not any(row.source == COUNTY and row.amount > 0 for row in found) and not faults:
        faults.append(_error("money", "资金", "没有申请本级财政资金", "请在资金表里按年度填写申请金额；不需要本级资金的，不必申报事前评估"))
    return tuple(found), tuple(faults)


def _money_fault(row: Mapping[str, Any], number: int, year: int) -> Fault | None:
    amount, when = parse_amount(_text(row, "amount"), WAN), _text(row, "year")
    place = f"资金第 {number} 行"
    if amount is None or amount.yuan < 0:
        return _error("money", place, f"金额“{_text(row, 'amount')[:20]}”不能确定是多少钱", "请按万元填写数字，如 120.50")
    if not when.isdigit() or not year <= int(when) < year + YEARS:
        return _error("money", place, f"年度“{when[:10]}”不在 {year} 至 {year + YEARS - 1} 年之内", "请选择资金使用的年度")
    if _text(row, "source") not in SOURCES:
        return _error("money", place, "没有选择资金来源", "请选择资金来源")
    return None


def _of_expected(expected: Sequence[Expected]) -> Iterator[Fault]:
    if not expected:
        yield _error("expected", "预期指标", "没有填写预期绩效指标", "至少写一条产出指标和一条效益指标，写明目标值")
        return
    levels = {LEVELS.get(row.level2, "") for row in expected}
    for level in ("产出指标", "效益指标"):
        if level not in levels:
            yield Fault(Severity.WARNING, "expected", "预期指标", f"没有{level}", f"请补充至少一条{level}")
    vague = [row.name for row in expected if row.target and _in_words(row.target)]
    missing = [row.name or "（未写名称）" for row in expected if not row.target]
    if missing:
        yield _error("expected", "预期指标", f"“{'”“'.join(missing[:3])}”没有写目标值", "请写明目标值，如 ≥12公里")
    if len(vague) * 2 > len(expected):
        yield Fault(
            Severity.WARNING,
            "expected",
            "预期指标",
            f"{len(expected)} 条指标中有 {len(vague)} 条没有数字",
            "尽量改成可以数、可以测的目标值",
        )


def _in_words(text: str) -> bool:
    target = read_target(text)
    return target is None or target.operator is Operator.TEXT


def _error(key: str, place: str, sentence: str, remedy: str) -> Fault:
    return Fault(Severity.ERROR, key, place, sentence, remedy)
