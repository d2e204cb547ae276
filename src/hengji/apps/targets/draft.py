"""A declaration's content as typed: every cell a text, rows with ids of their own.

Pure; the columns of the grid, of Excel and of the rules meet here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from typing import Any, NamedTuple

from hengji.apps.records.keys import uuid7
from hengji.rules.declaration import DeclaredFund, DeclaredIndicator, TargetDeclaration
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.measures import Measure, MeasureSource, infer
from hengji.rules.money import parse_amount
from hengji.rules.targetreview import DraftContext, ObjectKind, TargetDraft, TargetRow, draft_rule, examine_draft, place_of
from hengji.rules.values import Target, read_target

MONTHS = tuple(f"m{month}" for month in range(1, 13))
TEXTS = ("level1", "level2", "name", "sign", "value", "unit", "weight", "measure", "core", "evidence", "basis")
COLUMNS = (*TEXTS, *MONTHS)
"""What may stand in a row; the month plan is what is to be reached by the end of each month."""

VALUES = ("value", *MONTHS)
"""What is not taken over from another year or object."""

_SAME_SIGN = {"＝": "=", "≧": "≥", "≦": "≤", "＞": ">", "＜": "<", "&gt;": ">", "&lt;": "<", "⩾": "≥", "⩽": "≤"}
MOST_ROWS = 200
LONGEST = {"level1": 60, "level2": 60, "name": 300, "sign": 10, "value": 300, "unit": 60, "weight": 20}
"""The most characters a revision can hold, by column; the others hold what a cell can."""
NEW = "new-"
_OF_THE_REVIEW = {"operator": "sign", "target": "value", "rows": "", "amount": "", "program": "", "goal": "goal"}

Cell = tuple[str, str, str]
"""Row id, column, text as typed."""


@dataclass(frozen=True, slots=True)
class Draft:
    """``rows``: texts by column key and ``id``; blank cells are left out."""

    goal: str = ""
    medium_goal: str = ""
    rows: tuple[Mapping[str, str], ...] = ()

    def plain(self) -> dict[str, Any]:
        """As kept in a step of the way, to be compared later."""
        return {"goal": self.goal, "medium_goal": self.medium_goal, "rows": [dict(row) for row in self.rows]}

    @staticmethod
    def of(kept: Mapping[str, Any]) -> Draft:
        """A draft from ``plain``."""
        return Draft(kept.get("goal", ""), kept.get("medium_goal", ""), tuple(kept.get("rows", ())))


@dataclass(frozen=True, slots=True)
class Subject:
    """What a draft is about, as far as the rules ask; ``amount`` in yuan."""

    kind: ObjectKind
    program: str
    unit: str
    department: str
    year: int
    amount: Decimal | None
    function: str | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding at its cell (``row`` and ``column`` empty: of the whole), with what the unit answered.

    ``key`` changes with the sentence: an answer never stands for a fault it did not see."""

    key: str
    code: str
    severity: Severity
    row: str
    column: str
    place: str
    sentence: str
    remedy: str
    aspect: str = ""
    answer: str = ""

    @property
    def open(self) -> bool:
        """It keeps the declaration from being sent."""
        return self.severity is Severity.ERROR or (self.severity is Severity.WARNING and not self.answer)


class Measured(NamedTuple):
    """A row's measure, who said so, and why in Chinese."""

    measure: Measure
    source: MeasureSource
    reason: str

    @property
    def chinese(self) -> str:
        return _MEASURED[self.source].format(self.measure.chinese)


_MEASURED = {
    MeasureSource.UNIT: "{}",
    MeasureSource.APPROVED: "{}（批复）",
    MeasureSource.INFERRED: "{}（推定）",
    MeasureSource.GUESSED: "{}（估）",
}


def new_id() -> str:
    """The id of a new row."""
    return f"r{uuid7().hex}"


def trimmed(row: Mapping[str, str]) -> dict[str, str]:
    """A row without its blank cells, its sign in one spelling."""
    held = {key: value for key, value in row.items() if key == "id" or value.strip()}
    if "sign" in held:
        held["sign"] = _SAME_SIGN.get(held["sign"].strip(), held["sign"].strip())
    return held


def changed(
    rows: Sequence[Mapping[str, str]], cells: Iterable[Cell], order: Sequence[str] | None
) -> tuple[tuple[dict[str, str], ...], dict[str, str]]:
    """The rows with cells typed over and put in order, and the ids given to rows made in the browser.

    Rows that ``order`` leaves out are gone; cells of rows that are not there are passed over."""
    by_id = {row["id"]: dict(row) for row in rows}
    ids = {key: new_id() for key in order or () if key.startswith(NEW) and key not in by_id}
    by_id |= {new: {"id": new} for new in ids.values()}
    for key, column, text in cells:
        row = by_id.get(ids.get(key, key))
        if row is not None and column in COLUMNS:
            row[column] = text
    keys = [ids.get(key, key) for key in order] if order is not None else list(by_id)
    return tuple(trimmed(by_id[key]) for key in keys if key in by_id), ids


def weight_of(row: Mapping[str, str]) -> Decimal | None:
    """The points of a row, None where none can be read."""
    read = parse_amount(row.get("weight", "").removesuffix("分"), Decimal(1))
    return read.yuan if read else None


def target_of(row: Mapping[str, str], year: int | None) -> Target | None:
    """The target of a row as the house reads it."""
    return read_target(row.get("value"), sign=row.get("sign") or None, unit=row.get("unit") or None, year=year)


_CHOSEN = frozenset(Measure)


def measured(row: Mapping[str, str], year: int | None) -> Measured | None:
    """A row's measure: what the unit chose, else inferred or guessed; None while there is no target to tell it from."""
    chosen = row.get("measure")
    if chosen in _CHOSEN:
        return Measured(Measure(chosen), MeasureSource.UNIT, "由填报单位选定")
    target = target_of(row, year)
    if target is None:
        return None
    return Measured(*_inferred(row, target))


def _inferred(row: Mapping[str, str], target: Target) -> tuple[Measure, MeasureSource, str]:
    found = infer(row.get("name", ""), row.get("level1", ""), row.get("level2", ""), target)
    return found.measure, found.source, found.reason


def for_review(draft: Draft, subject: Subject) -> TargetDraft:
    """The draft as ``rules.targetreview`` takes it."""
    return TargetDraft(
        kind=subject.kind,
        program=subject.program,
        unit=subject.unit,
        department=subject.department,
        year=subject.year,
        goal=draft.goal or None,
        amount=subject.amount,
        function=subject.function,
        rows=tuple(_row_for_review(row, subject.year) for row in draft.rows),
    )


def _row_for_review(row: Mapping[str, str], year: int) -> TargetRow:
    said, weight = measured(row, year), weight_of(row)
    return TargetRow(
        level1=row.get("level1"),
        level2=row.get("level2"),
        name=row.get("name"),
        operator=row.get("sign"),
        target=row.get("value"),
        unit=row.get("unit"),
        weight=weight,
        weight_text=row.get("weight", "").strip() if weight is None else "",
        measure=said.measure if said else None,
        measure_source=said.source if said else None,
        month_plan=tuple(row.get(month) for month in MONTHS) if any(row.get(month) for month in MONTHS) else (),
        core=bool(row.get("core")),
        basis=row.get("basis"),
        evidence=row.get("evidence"),
    )


def examined(
    draft: Draft, subject: Subject, context: DraftContext, answers: Mapping[str, str], *, months_wanted: bool = False
) -> tuple[Remark, ...]:
    """Everything the rules find in the draft, each at its cell with the unit's answer."""
    found = [_remark(finding, draft, answers) for finding in examine_draft(for_review(draft, subject), context)]
    lacking = tuple(_without_months(draft, subject.year)) if months_wanted else ()
    return (*found, *(_long(row, number, column) for number, row, column in too_long(draft.rows)), *lacking)


def too_long(rows: Iterable[Mapping[str, str]]) -> Iterable[tuple[int, Mapping[str, str], str]]:
    """Cells that a revision could not hold: number of the row, the row, the column."""
    for number, row in enumerate(rows, 1):
        for column, most in LONGEST.items():
            if len(row.get(column, "")) > most:
                yield number, row, column


def _long(row: Mapping[str, str], number: int, column: str) -> Remark:
    key, place = f"cell-long:{row['id']}:{column}", f"第{number}行{COLUMN_NAMES[column]}"
    said = f"最多 {LONGEST[column]} 个字，这里有 {len(row[column])} 个。"
    return Remark(key, "cell-long", Severity.ERROR, row["id"], column, place, said, "请精简；说明文字可写在设定依据里。", "完整性")


def _remark(finding: Finding, draft: Draft, answers: Mapping[str, str]) -> Remark:
    place = place_of(finding.cell)
    row = draft.rows[place.row]["id"] if place and place.row is not None and place.row < len(draft.rows) else ""
    column = _column(place.column, place.month) if place else ""
    stamp = sha256(finding.message.encode()).hexdigest()[:10]
    key = f"{finding.code}:{row}:{column}:{stamp}"
    words = place.chinese if place else finding.subject
    aspect = draft_rule(finding.code).aspect.chinese
    return Remark(key, finding.code, finding.severity, row, column, words, finding.message, finding.fix, aspect, answers.get(key, ""))


def _column(column: str, month: int | None) -> str:
    if column == "month_plan":
        return f"m{month or 1}"
    return _OF_THE_REVIEW.get(column, column)


def _without_months(draft: Draft, year: int) -> Iterable[Remark]:
    for number, row in enumerate(draft.rows, 1):
        said = measured(row, year)
        if said and said.measure is Measure.CUMULATIVE and not row.get(MONTHS[-1]):
            yield Remark(
                f"month-plan-missing:{row['id']}", "month-plan-missing", Severity.ERROR, row["id"], "m12", f"第{number}行分月计划",
                f"“{row.get('name', '')}”是累计型指标，没有填到 12 月的分月计划。",
                "请逐月填写到月底累计应完成的数；按季完成的填 3、6、9、12 月。", "细化程度",
            )  # fmt: skip


# ---- from and to other shapes


def without_values(rows: Iterable[Mapping[str, str]]) -> tuple[dict[str, str], ...]:
    """Rows taken over from another year or object: no values, no plan, ids of their own; a measure the unit set stays."""
    return tuple(trimmed({**{key: value for key, value in row.items() if key not in VALUES}, "id": new_id()}) for row in rows)


def from_declaration(declaration: TargetDeclaration, kept: Sequence[Mapping[str, str]] = ()) -> Draft:
    """What an Excel declaration says; a row that brings a known ``key`` keeps its id."""
    known = {row["id"] for row in kept}
    rows = tuple(_typed(one, one.key if one.key in known else new_id()) for one in declaration.indicators)
    return Draft(declaration.goal, declaration.medium_goal, rows)


def _typed(one: DeclaredIndicator, key: str) -> dict[str, str]:
    months = dict(zip(MONTHS, one.months, strict=False))
    return trimmed(
        {
            "id": key,
            "level1": one.level1,
            "level2": one.level2,
            "name": one.name,
            "sign": one.sign,
            "value": one.value,
            "unit": one.unit,
            "weight": "" if one.weight is None else f"{one.weight.normalize():f}",
            "measure": one.measure.value if one.measure else "",
            "core": "1" if one.core else "",
            "evidence": one.evidence,
            "basis": one.explanation,
            **months,
        }
    )


@dataclass(frozen=True, slots=True)
class Head:
    """The head of the printed declaration."""

    object_id: str
    version: int
    name: str
    year: int
    code: str = ""
    unit: str = ""
    department: str = ""
    funds: tuple[DeclaredFund, ...] = field(default=())


def to_declaration(draft: Draft, head: Head) -> TargetDeclaration:
    """The draft as the official Excel form takes it."""
    return TargetDeclaration(
        object_id=head.object_id,
        version=head.version,
        name=head.name,
        year=head.year,
        code=head.code,
        unit=head.unit,
        department=head.department,
        funds=head.funds,
        medium_goal=draft.medium_goal,
        goal=draft.goal,
        indicators=tuple(_declared(row) for row in draft.rows),
    )


def _declared(row: Mapping[str, str]) -> DeclaredIndicator:
    measure = row.get("measure")
    months = tuple(row.get(month, "") for month in MONTHS)
    return DeclaredIndicator(
        level1=row.get("level1", ""),
        level2=row.get("level2", ""),
        name=row.get("name", ""),
        sign=row.get("sign", ""),
        value=row.get("value", ""),
        unit=row.get("unit", ""),
        weight=weight_of(row),
        measure=Measure(measure) if measure in set(Measure) else None,
        evidence=row.get("evidence", ""),
        explanation=row.get("basis", ""),
        core=bool(row.get("core")),
        months=months if any(months) else (),
        key=row["id"],
    )


# ---- what changed

COLUMN_NAMES = {
    "goal": "年度总体目标", "medium_goal": "中期目标", "level1": "一级指标", "level2": "二级指标", "name": "三级指标", "sign": "符号",
    "value": "指标值", "unit": "计量单位", "weight": "分值", "measure": "计量方式", "core": "核心指标",
    "evidence": "佐证材料", "basis": "设定依据",
    **{f"m{month}": f"{month}月计划" for month in range(1, 13)},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Alteration:
    """One field before and after, as people read it; ``row`` is empty for the head, ``kind`` is changed, added or removed."""

    row: str
    subject: str
    column: str
    before: str
    after: str
    kind: str = "changed"

    @property
    def label(self) -> str:
        """Where it is: indicator and field."""
        return f"{self.subject}　{COLUMN_NAMES[self.column]}" if self.subject else COLUMN_NAMES[self.column]


def alterations(before: Draft, after: Draft) -> tuple[Alteration, ...]:
    """Field by field what is different; rows go together by id, then by name."""
    head = [
        Alteration("", "", key, old, new)
        for key in ("medium_goal", "goal")
        if (old := getattr(before, key)) != (new := getattr(after, key))
    ]
    pairs, gone = paired(before.rows, after.rows)
    rows = [change for old, new in pairs for change in _of_row(old, new)]
    return (*head, *rows, *(_whole(row, "removed") for row in gone))


def paired(
    before: Sequence[Mapping[str, str]], after: Sequence[Mapping[str, str]]
) -> tuple[list[tuple[Mapping[str, str] | None, Mapping[str, str]]], list[Mapping[str, str]]]:
    """Each new row with the old one it was (None: it is new), and the old rows that are gone."""
    left = list(before)
    found: dict[int, Mapping[str, str]] = {}
    for key in ("id", "name"):
        for position, new in enumerate(after):
            old = next((old for old in left if old.get(key) and old.get(key) == new.get(key)), None) if position not in found else None
            if old is not None:
                found[position] = old
                left.remove(old)
    return [(found.get(position), new) for position, new in enumerate(after)], left


def _of_row(old: Mapping[str, str] | None, new: Mapping[str, str]) -> Iterable[Alteration]:
    if old is None:
        yield _whole(new, "added")
        return
    for column in COLUMNS:
        if old.get(column, "") != new.get(column, ""):
            yield Alteration(new["id"], new.get("name") or old.get("name", ""), column, shown(column, old), shown(column, new))


def _whole(row: Mapping[str, str], kind: str) -> Alteration:
    text = f"{row.get('name', '')} {written(row)}".strip()
    before, after = (text, "") if kind == "removed" else ("", text)
    return Alteration(row["id"], row.get("name", ""), "name", before, after, kind)


def shown(column: str, row: Mapping[str, str]) -> str:
    """A cell as people read it."""
    text = row.get(column, "")
    if column == "measure":
        return Measure(text).chinese if text in set(Measure) else ""
    return ("★" if text else "") if column == "core" else text


def written(row: Mapping[str, str]) -> str:
    """An indicator's value as a person writes it: ≥95%."""
    return f"{row.get('sign', '')}{row.get('value', '')}{row.get('unit', '')}"
