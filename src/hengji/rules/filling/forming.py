"""A page's content as a ``Form``, exactly as an Excel form with the same content is read, and back onto an Excel form taken in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from hengji.rules.filling.cells import matched, plain_typed, said, typed_of
from hengji.rules.filling.sheet import FUND_WORDS, ROW_WORDS, TEXT_WORDS, TOTAL, Sheet, SheetFund, SheetIndicator, Typed, address
from hengji.rules.forms import (
    AMOUNT_COLUMNS,
    ApprovedIndicator,
    ApprovedTarget,
    Cause,
    Form,
    FundRow,
    FundSource,
    IndicatorRow,
    Kind,
    Likelihood,
    Program,
)
from hengji.rules.measures import MeasureSource
from hengji.rules.money import WAN, parse_amount, plain
from hengji.rules.periods import period_word
from hengji.rules.programs import SECRET_NAME
from hengji.rules.ticks import LIKELIHOODS, causes_in, likelihood_in
from hengji.rules.values import Operator, Target, read_actual, read_target

_TICK = "√"
_COLUMNS = frozenset(
    (
        *("fund.initial", "fund.executed", "fund.forecast", "head.goal"),
        *(
            f"indicator.{key}"
            for key in ("level1", "level2", "name", "target", "actual", "forecast", "explanation", "likelihood", "remark")
        ),
        *(f"indicator.{cause.value}" for cause in Cause),
    )
)
_HEADS = {
    Kind.MONITORING: ("项目支出绩效目标执行监控表", {"name": "项目名称", "department": "主管部门及代码", "unit": "实施单位"}),
    Kind.OVERALL_MONITORING: ("部门整体支出绩效目标执行监控表", {"unit": "部门（单位）名称"}),
    Kind.TRANSFER_MONITORING: (
        "转移支付绩效目标执行监控表", {"name": "转移支付（项目）名称", "department": "地方主管部门", "unit": "资金使用单位"},
    ),
}  # fmt: skip
"""Title and captions of the printed forms (财预〔2019〕136号 附表)."""
_BOXES = ("stage", "stage_on", "implementation", "management", "adjustment_reason", "head")
_TOTAL_LABEL = "年度资金总额"


def to_form(sheet: Sheet, typed: Typed) -> Form:
    """The page as a form; its cells are addresses ``part/row/column``.  A secret program fills none: ValueError."""
    if sheet.program == SECRET_NAME:
        raise ValueError("涉密项目不在本系统填报")
    title, captions, cells, columns = _frame(sheet.kind, sheet.as_of, any(line.adjusted is not None for line in sheet.funds))
    texts, rows = typed.get("texts", {}), typed.get("rows", {})
    name = (sheet.unit if sheet.kind.overall else sheet.program) or None
    return Form(
        file="", sheet="", kind=sheet.kind, family="mof-2019",
        program=Program(name, sheet.code or None, sheet.department or (name if sheet.kind.overall else None), sheet.unit or None),
        title=title, year=sheet.year, as_of=sheet.as_of, goal=said(sheet.goal), goal_actual=said(texts.get("goal_actual")),
        funds=_funds(sheet, typed.get("funds", {})),
        indicators=tuple(
            _row(number, one, tuple(rows.get(one.key, _NOTHING).items()), sheet.year) for number, one in enumerate(sheet.indicators, 1)
        ),
        prescribed_base="adjusted" if "fund.adjusted" in columns else "initial", amount_unit=WAN,
        boxes={TEXT_WORDS[key]: text for key in _BOXES if (text := said(texts.get(key)))},
        columns=columns, cells=cells, captions=captions,
    )  # fmt: skip


_NOTHING: Mapping[str, str] = {}


@lru_cache(maxsize=256)
def _frame(kind: Kind, as_of: date, adjusted: bool) -> tuple[str, Mapping[str, str], Mapping[str, str], frozenset[str]]:
    """Title, captions, addresses and columns of a page of this kind."""
    title, head = _HEADS[kind]
    period = period_word(as_of)
    captions = {
        **head, "title": title, "goal": "年度总体目标", "fund.initial": FUND_WORDS["initial"], "fund.executed": f"{period}执行数",
        "fund.forecast": FUND_WORDS["forecast"], "indicator.name": "三级指标", "indicator.target": "年度指标值",
        "indicator.actual": f"{period}执行情况", "indicator.forecast": ROW_WORDS["forecast"], "indicator.explanation": "原因说明",
        "indicator.remark": "备注",
    }  # fmt: skip
    columns = _COLUMNS | {f"head.{key}" for key in head}
    if adjusted:
        columns |= {"fund.adjusted"}
        captions["fund.adjusted"] = FUND_WORDS["adjusted"]
    cells = {key: address("texts", "", key) for key in (*head, "goal", "goal_actual")}
    return title, captions, cells | {TEXT_WORDS[key]: address("texts", "", key) for key in _BOXES}, frozenset(columns)


# ---- funds


def _funds(sheet: Sheet, typed: Mapping[str, Mapping[str, str]]) -> tuple[FundRow, ...]:
    """The total first, then the lines; a sheet that has a total of its own gets no second one."""
    adjusted = any(line.adjusted is not None for line in sheet.funds)
    lines = tuple(_line(line, typed.get(line.id, _NOTHING), adjusted) for line in sheet.funds)
    if any(line.source is FundSource.TOTAL for line in sheet.funds):
        return lines
    return (_total(lines, typed.get(TOTAL, _NOTHING)), *lines)


def _line(line: SheetFund, typed: Mapping[str, str], adjusted: bool) -> FundRow:
    current = line.adjusted if line.adjusted is not None or not adjusted else line.initial
    executed = in_wan(line.executed) if line.told else said(typed.get("executed")) or in_wan(line.executed)
    given = {
        "initial": in_wan(line.initial), "adjusted": in_wan(current), "executed": executed, "forecast": said(typed.get("forecast")),
        "explanation": said(typed.get("explanation")),
    }  # fmt: skip
    row = fund_row(line.source, line.label, line.id, {key: text for key, text in given.items() if text is not None})
    return replace(row, issued=line.issued, ends=line.ends) if line.issued or line.ends else row


def in_wan(yuan: Decimal | None) -> str | None:
    """An amount as it is printed under 万元, exact."""
    return None if yuan is None else plain(yuan / WAN)


def fund_row(source: FundSource, label: str, row: str, texts: Mapping[str, str]) -> FundRow:
    """A fund row from its texts under 万元, read as the cells of an Excel form are."""
    read = {key: amount for key in AMOUNT_COLUMNS if (amount := parse_amount(texts.get(key), WAN)) is not None}
    money = {key: amount.yuan for key, amount in read.items()}
    return FundRow(
        source=source, label=label, initial=money.get("initial"), adjusted=money.get("adjusted"), executed=money.get("executed"),
        forecast=money.get("forecast"), texts={"label": label, **texts}, cells=_fund_cells(row),
        quantum={key: amount.quantum for key, amount in read.items()},
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _fund_cells(row: str) -> Mapping[str, str]:
    return {key: address("funds", row, key) for key in ("label", "initial", "adjusted", "executed", "forecast", "explanation")}


def _total(lines: tuple[FundRow, ...], typed: Mapping[str, str]) -> FundRow:
    """What the lines add up to; executed and forecast only where every line has its own, unless they were typed for all together."""
    texts = {key: text for key in AMOUNT_COLUMNS if (text := in_wan(_added(lines, key))) is not None}
    for key in ("executed", "forecast"):
        if key not in texts and (own := said(typed.get(key))):
            texts[key] = own
    row = fund_row(FundSource.TOTAL, _TOTAL_LABEL, TOTAL, texts)
    return replace(row, quantum={key: max((own, *_quanta(lines, key))) for key, own in row.quantum.items()})


def _added(lines: tuple[FundRow, ...], key: str) -> Decimal | None:
    given = [amount for line in lines if (amount := line.amount(key)) is not None]
    whole = len(given) == len(lines) or key in ("initial", "adjusted")
    return sum(given, Decimal(0)) if given and whole else None


def _quanta(lines: tuple[FundRow, ...], key: str) -> Iterator[Decimal]:
    return (line.quantum[key] for line in lines if key in line.quantum)


# ---- indicators


@lru_cache(maxsize=16384)
def _sealed(one: SheetIndicator, year: int) -> tuple[ApprovedIndicator, Mapping[str, str], Mapping[str, str]]:
    """What was approved of a row: the indicator, its texts as printed, the addresses of its cells."""
    target = read_target(one.value, sign=one.sign or None, unit=one.unit or None, year=year) or Target(one.value, Operator.TEXT)
    measure = one.measure or None if one.measure_source != MeasureSource.GUESSED else None
    approved = ApprovedIndicator(one.name, target, one.level1 or None, one.level2 or None, one.weight, measure, one.months)
    printed = said(f"{one.sign}{one.value}{one.unit}") if one.value else None
    name = f"★{one.name}" if one.core else one.name
    texts = {"level1": one.level1, "level2": one.level2, "name": name, "target": printed or ""}
    cells = {key: address("rows", one.key, key) for key in ("name", "target", "actual", "forecast", "explanation", "likelihood")}
    cells |= {cause.value: address("rows", one.key, "causes") for cause in Cause}
    cells["remark"] = address("rows", one.key, "measures")
    return approved, {key: text for key, text in texts.items() if text}, cells


@lru_cache(maxsize=8192)
def _row(number: int, one: SheetIndicator, cells_typed: tuple[tuple[str, str], ...], year: int) -> IndicatorRow:
    """A row read; of a form that is saved cell by cell all rows but one are as they were."""
    typed = dict(cells_typed)
    approved, sealed, cells = _sealed(one, year)
    target = approved.target if one.value else None
    texts = {**sealed, **row_texts(typed)}
    causes, likelihood = _causes(texts, typed), _likelihood(texts)
    return IndicatorRow(
        row=number, level1=one.level1 or None, level2=one.level2 or None, name=one.name or None, core=one.core, target=target,
        actual=read_actual(texts["actual"], target=target, year=year, name=one.name) if "actual" in texts else None,
        forecast=read_actual(texts["forecast"], target=target, year=year, name=one.name) if "forecast" in texts else None,
        causes=causes, likelihood=likelihood, texts=texts, cells=cells,
    )  # fmt: skip


def row_texts(typed: Mapping[str, str]) -> dict[str, str]:
    """What a unit typed into a row, by the columns of the paper form; measures and other remarks share 备注 and are kept apart too."""
    texts = {key: text for key in ("actual", "forecast", "explanation", "likelihood") if (text := said(typed.get(key)))}
    measures, remark = said(typed.get("measures")), said(typed.get("remark"))
    if measures or remark:
        texts["remark"] = "；".join(text for text in (measures, remark) if text)
    if remark:
        texts |= {"note": remark, **({"measures": measures} if measures else {})}
    return texts


def _causes(texts: dict[str, str], typed: Mapping[str, str]) -> tuple[Cause, ...]:
    """The causes ticked; 原因说明 that only names kinds of cause ticks them, as on paper."""
    named = {part.strip() for part in typed.get("causes", "").split(",")}
    found = tuple(cause for cause in Cause if cause.value in named)
    texts |= {cause.value: _TICK for cause in found}
    if not found and "explanation" in texts and (told := causes_in(texts["explanation"])):
        texts["cause_words"] = texts.pop("explanation")
        return told
    return found


def _likelihood(texts: dict[str, str]) -> Likelihood | None:
    """By its code or its word; the text becomes the word."""
    text = texts.get("likelihood")
    if text is None:
        return None
    found = LIKELIHOODS.get(text) or likelihood_in(text)
    if found is not None:
        texts["likelihood"] = found.chinese
    return found


def approved_of(sheet: Sheet) -> ApprovedTarget:
    """The approved target a sheet was made from, with its budget as it is now and the plans by months."""
    initial = [line.initial for line in sheet.funds if line.initial is not None]
    changed = any(line.adjusted is not None for line in sheet.funds)
    current = [line.adjusted if line.adjusted is not None else line.initial or Decimal(0) for line in sheet.funds]
    return ApprovedTarget(
        name=sheet.program or None, code=sheet.code or None, unit=sheet.unit or None, goal=sheet.goal or None,
        initial=sum(initial, Decimal(0)) if initial else None, adjusted=sum(current, Decimal(0)) if changed else None,
        indicators=tuple(_sealed(one, sheet.year)[0] for one in sheet.indicators),
    )  # fmt: skip


# ---- an Excel form taken in


def overlay(returned: Form, sheet: Sheet, typed: Typed) -> Form:
    """An Excel form as read, with what was typed on the page since put in: untouched cells stay exactly as they were read."""
    lines, keys = where = matched(returned, sheet)
    before, after = plain_typed(typed_of(returned, sheet, where)), plain_typed(typed)
    if before == after:
        return returned
    page = to_form(sheet, typed)
    funds = _fund_overlay(returned, sheet, lines, before.get("funds", {}), after.get("funds", {}))
    rows = _row_overlay(returned, page, sheet, keys, before.get("rows", {}), after.get("rows", {}))
    old, new = before.get("texts", {}), after.get("texts", {})
    boxes = dict(returned.boxes)
    for key in _BOXES:
        if old.get(key) != new.get(key):
            boxes.pop(TEXT_WORDS[key], None)
            boxes |= {TEXT_WORDS[key]: new[key]} if key in new else {}
    goal = returned.goal_actual if old.get("goal_actual") == new.get("goal_actual") else new.get("goal_actual")
    return replace(returned, funds=funds, indicators=rows, goal_actual=goal, boxes=boxes)


_Cells = Mapping[str, Mapping[str, str]]


def _fund_overlay(returned: Form, sheet: Sheet, lines: Mapping[int, str], before: _Cells, after: _Cells) -> tuple[FundRow, ...]:
    """Rows whose amounts were typed anew; where a line changed and the total was not typed, the total follows by the difference."""
    told = {line.id for line in sheet.funds if line.told}
    rows, moved = list(returned.funds), {"executed": Decimal(0), "forecast": Decimal(0)}
    for position, line in lines.items():
        old, new = before.get(line, _NOTHING), after.get(line, _NOTHING)
        keys = [
            key
            for key in ("executed", "forecast", "explanation")
            if old.get(key) != new.get(key) and not (key == "executed" and line in told)
        ]
        if keys:
            fresh = _retyped(rows[position], keys, new, returned.amount_unit)
            for key in moved:
                moved[key] += (fresh.amount(key) or Decimal(0)) - (rows[position].amount(key) or Decimal(0)) if line != TOTAL else 0
            rows[position] = fresh
    total = next((position for position, line in lines.items() if line == TOTAL), None)
    if total is not None and TOTAL not in after:
        rows[total] = _moved(rows[total], moved, returned.amount_unit)
    return tuple(rows)


def _retyped(row: FundRow, keys: list[str], typed: Mapping[str, str], unit: Decimal) -> FundRow:
    """A row with some cells typed anew, in 万元 whatever the paper's unit."""
    texts = {key: text for key, text in row.texts.items() if key not in keys}
    quantum, money = dict(row.quantum), {}
    for key in keys:
        if key in typed:
            texts[key] = typed[key]
        if key in AMOUNT_COLUMNS:
            read = parse_amount(typed.get(key), WAN)
            money[key] = read.yuan if read else None
            quantum |= {key: read.quantum} if read else {}
    return replace(row, texts=texts, quantum=quantum, **money)  # type: ignore[arg-type]


def _moved(row: FundRow, by: Mapping[str, Decimal], unit: Decimal) -> FundRow:
    for key, difference in by.items():
        amount = row.amount(key)
        if difference and amount is not None:
            row = replace(row, texts={**row.texts, key: plain((amount + difference) / unit)}, **{key: amount + difference})  # type: ignore[arg-type]
    return row


def _row_overlay(
    returned: Form, page: Form, sheet: Sheet, keys: Mapping[int, str], before: _Cells, after: _Cells
) -> tuple[IndicatorRow, ...]:
    """Rows typed anew keep their own name, target and cells; an approved row the paper lacks is added once something was typed for it."""
    numbers = {one.key: position for position, one in enumerate(sheet.indicators)}
    rows = [
        _retold(row, page.indicators[numbers[key]], returned.year)
        if (key := keys.get(position)) is not None and before.get(key) != after.get(key)
        else row
        for position, row in enumerate(returned.indicators)
    ]
    lacking = [page.indicators[numbers[one.key]] for one in sheet.indicators if one.key not in keys.values() and after.get(one.key)]
    return (*rows, *lacking)


_OF_THE_PAPER = ("level1", "level2", "name", "direction", "operator", "target", "unit", "weight", "stated_score")


def _retold(row: IndicatorRow, page: IndicatorRow, year: int | None) -> IndicatorRow:
    """The paper's row with the page's words; values are read against the paper's own target."""
    texts = {key: text for key, text in row.texts.items() if key in _OF_THE_PAPER}
    texts |= {key: text for key, text in page.texts.items() if key not in _OF_THE_PAPER}
    return replace(
        row, texts=texts, causes=page.causes, likelihood=page.likelihood,
        actual=read_actual(texts["actual"], target=row.target, year=year, name=row.name) if "actual" in texts else None,
        forecast=read_actual(texts["forecast"], target=row.target, year=year, name=row.name) if "forecast" in texts else None,
    )  # fmt: skip
