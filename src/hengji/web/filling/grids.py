"""The two grids of a monitoring form: columns, rows, findings.  What a person fills is white, what was approved or reckoned is not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import groupby

from django.urls import reverse

from hengji.apps.monitoring.contents import PAST, Lit, Note, Remark, Strip
from hengji.apps.monitoring.queries.formfacts import FormPage, FundCells, IndicatorCells
from hengji.rules.filling import TEXT_CELLS, TOTAL, Typed
from hengji.rules.filling.cells import CAUSE_WORDS
from hengji.rules.findings.finding import Severity
from hengji.rules.forms import Likelihood
from hengji.rules.lights import Light
from hengji.rules.measures import Measure
from hengji.rules.money import half_up
from hengji.web.ui.grid import Editor, GridColumn, GridFinding, GridRow, GridState
from hengji.web.ui.words import MISSING, rate, wan

CAUSES = tuple((code, words, str(digit)) for digit, (code, words) in enumerate(CAUSE_WORDS.items(), 1))
LIKELIHOODS = tuple((one.value, one.chinese, str(digit)) for digit, one in enumerate(Likelihood, 1))
CONTEST = "执行数异议"
MEASURES = {one.value: one.chinese for one in Measure}

FUND_COLUMNS = (
    GridColumn("name", "资金来源", Editor.SHOWN, least=148),
    GridColumn("initial", "年初预算数", Editor.SHOWN, 80, sealed=True, right=True),
    GridColumn("adjusted", "调整后预算数", Editor.SHOWN, 84, sealed=True, right=True),
    GridColumn("last", "上轮执行数", Editor.SHOWN, 80, right=True),
    GridColumn("rate", "执行率", Editor.SHOWN, 60, unit="%", right=True),
    GridColumn("light", "灯", Editor.LIGHT, 76),
    GridColumn("paced", "按进度推算", Editor.SHOWN, 80, right=True, help="执行数÷序时进度"),
    GridColumn("executed", "执行数", Editor.NUMBER, 96, help="取自国库支付明细的不用填；没有明细的由单位填写，标“自报”"),
    GridColumn("forecast", "全年预计执行数", Editor.NUMBER, 104, required=True, help="到 12 月底预计执行多少，万元"),
    GridColumn("contract", "合同锁定额", Editor.NUMBER, 84, help="已签合同、年内付不出去但不能收回的数，万元；没有的不填"),
    GridColumn("explanation", "支出情况说明", Editor.LONG, least=160, help="支出慢的写明卡在哪一步、何时付出去"),
    GridColumn("contest", "认为应为的执行数", Editor.NUMBER, 88, fold=CONTEST, help="支付明细不对的，填本单位账上的数，万元"),
    GridColumn("contest_why", "异议理由", Editor.LONG, 160, fold=CONTEST, help="写明差在哪一笔、凭证号"),
)  # fmt: skip
"""What is typed stands side by side, as on the paper form: a block of it can be pasted."""

ALONG = ("likelihood", Likelihood.CERTAIN.value)
"""Who forecasts a value says that it will be reached, unless he says otherwise; a forecast below the target is found beside it."""
_CAUSES_SAID = "、".join(f"{digit} {words}" for _, words, digit in CAUSES)
ROW_COLUMNS = (
    GridColumn("level2", "二级", Editor.SHOWN, 68),
    GridColumn("name", "三级指标", Editor.SHOWN, 128),
    GridColumn("target", "年度指标值", Editor.SHOWN, 112, sealed=True, right=True),
    GridColumn("before", "上轮实际", Editor.SHOWN, 60, right=True),
    GridColumn("due", "本期应达", Editor.SHOWN, 64, right=True),
    GridColumn("light", "灯", Editor.LIGHT, 76),
    GridColumn("actual", "本期实际", Editor.NUMBER, 72, required=True, help="年初到监控时点实际完成的数，与年度指标值同一计量单位"),
    GridColumn("forecast", "全年预计", Editor.NUMBER, 68, required=True, help="到年底预计完成的数", along=ALONG),
    GridColumn("causes", "偏差原因", Editor.MULTI, 140, options=CAUSES, help=f"有偏差的按数字勾选，可多选：{_CAUSES_SAID}"),
    GridColumn("explanation", "原因说明", Editor.LONG, least=124, help="有偏差的写明差在哪一步、为什么"),
    GridColumn("likelihood", "完成可能性", Editor.SELECT, 76, options=LIKELIHOODS, help="按 1 确定能，2 有可能，3 完全不可能"),
    GridColumn("measures", "备注", Editor.LONG, unit="原因及措施", least=124, help="不能完成的，写明原因和拟采取的措施、何时补上"),
    GridColumn("remark", "其他说明", Editor.LONG, least=80),
    GridColumn("papers", "佐证", Editor.SHOWN, 48, help="按空格去看或添加佐证材料"),
)  # fmt: skip
_NO_SUMS = ("contract", "explanation", "contest", "contest_why")
"""What is said of single lines only."""
_NOT_TAKEN = frozenset({"actual"})
"""Columns F4 never takes over from last round: what was done is always new."""


def fund_grid(page: FormPage) -> GridState:
    """The grid of funds (万元)."""
    rows = (_total(page), *(_fund(page, line) for line in page.funds))
    folded = () if any(line.typed.get("contest") for line in page.funds) else (CONTEST,)
    return _state(page, "funds", "资金执行情况", FUND_COLUMNS, rows, folded)


def row_grid(page: FormPage) -> GridState:
    """The grid of indicators."""
    rows = tuple(_row(page, one, heading) for one, heading in headed(page.indicators))
    return _state(page, "rows", "绩效指标完成情况", ROW_COLUMNS, rows, ())


def _state(
    page: FormPage, part: str, caption: str, columns: tuple[GridColumn, ...], rows: tuple[GridRow, ...], folded: tuple[str, ...]
) -> GridState:
    return GridState(
        key=f"form-{page.id}-{part}", caption=caption, save_url=reverse("forms-save", args=[page.id]), version=page.version,
        columns=columns, rows=rows, findings=findings(page, part), readonly=not page.writable,
        rows_change=False, saved_at=page.saved_at, folded=folded, part=part, answer_url=reverse("forms-answer", args=[page.id]),
    )  # fmt: skip


# ---- funds


def _total(page: FormPage) -> GridRow:
    """The line of sums.  Where no line is known the unit fills in the sums themselves; of several lines it may give the forecast of all."""
    added = ("executed",) if len(page.funds) > 1 else ("executed", "forecast") if page.funds else ()
    sums = {"name": "年度资金总额", **_budgets(page), **_sums(page.strip, page.total)}
    return GridRow(TOTAL, sums, (*added, *_NO_SUMS), total=True, proposed=page.proposed["funds"].get(TOTAL, {}))


def _budgets(page: FormPage) -> dict[str, str]:
    initial, adjusted, last = budgets(page)
    return {"initial": wan(initial), "adjusted": wan(adjusted), "last": wan(last)}


def budgets(page: FormPage) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Initial and adjusted budget and last round's payments, each the sum of its column: one never adjusted has no adjusted sum (yuan)."""
    if not page.funds:
        return page.strip.budget, None, None
    touched = any(line.adjusted is not None for line in page.funds)
    adjusted = _sum(line.initial if line.adjusted is None else line.adjusted for line in page.funds) if touched else None
    return _sum(line.initial for line in page.funds), adjusted, _sum(line.last for line in page.funds)


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """None where no line knows one."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


def _sums(strip: Strip, typed: Mapping[str, str]) -> dict[str, str]:
    paced = _paced(strip.executed, strip.time_progress)
    return {
        **typed, "executed": wan(strip.executed), "rate": rate(strip.rate), "light": strip.execution_light,
        "forecast": typed.get("forecast") or ("" if strip.forecast is None else wan(strip.forecast)), "paced": wan(paced),
    }  # fmt: skip


def _fund(page: FormPage, line: FundCells) -> GridRow:
    told = {"executed": wan(line.executed)} if line.told else {}
    cells = {
        **line.typed, **told, "name": line.label, "initial": wan(line.initial), "adjusted": wan(line.adjusted), "last": wan(line.last),
        "paced": wan(_paced(line.executed, page.strip.time_progress)), **_lit(page.strip.funds.get(line.id, line.lit)),
    }  # fmt: skip
    source = f"支付明细 {line.count} 笔" if line.told else "自报"
    links = {"executed": f"{reverse('program-payments', args=[page.program])}?tab=all&line={line.id}"} if line.told else {}
    subs = {"executed": source, "name": line.document}
    sealed = ("executed",) if line.told else ("contest", "contest_why")
    return GridRow(line.id, cells, sealed, links, subs=subs, proposed=page.proposed["funds"].get(line.id, {}))


def _lit(lit: Lit) -> dict[str, str]:
    return {"rate": rate(lit.rate), "light": lit.light}


def _paced(executed: Decimal | None, progress: Decimal | None) -> Decimal | None:
    """What a year would spend at the pace so far."""
    return half_up(executed / progress) if executed is not None and progress else None


# ---- indicators


def headed(rows: Iterable[IndicatorCells]) -> list[tuple[IndicatorCells, str]]:
    """Rows in the order of the form, the first of each first level with its heading."""
    found = [(level, list(group)) for level, group in groupby(rows, key=lambda one: one.level1)]
    return [(one, _heading(level, group) if at == 0 else "") for level, group in found for at, one in enumerate(group)]


def _heading(level: str, rows: list[IndicatorCells]) -> str:
    weights = [one.weight for one in rows if one.weight is not None]
    return f"{level or '未分级'}　{points(sum(weights, Decimal(0)))} 分" if weights else level or "未分级"


def level(words: str) -> str:
    """A second level without the word every one ends in: 数量."""
    return words.removesuffix("指标") or words


def due(expected: Decimal | None) -> str:
    """What should be reached by now, at most two decimals."""
    return MISSING if expected is None else points(half_up(expected))


def points(weight: Decimal) -> str:
    """A weight without idle zeros: 10, 7.5."""
    return f"{weight:f}".rstrip("0").rstrip(".") if "." in f"{weight:f}" else f"{weight:f}"


def below(one: IndicatorCells) -> str:
    """The small line under an indicator's name: by what measure, how heavy, whether it is a core one."""
    weight = f"{points(one.weight)} 分" if one.weight is not None else ""
    return "　".join(filter(None, [one.measure, weight, "★核心" if one.core else ""]))


def _row(page: FormPage, one: IndicatorCells, heading: str) -> GridRow:
    count = len(one.evidence)
    cells = {
        **one.typed, "level2": level(one.level2), "name": one.name, "target": one.written, "before": one.last.get("actual", ""),
        "papers": f"{count} 份" if count else "添加" if page.writable else "—",
        **_due(page.strip.rows.get(one.key, one.lit), one.typed),
    }  # fmt: skip
    last = {key: text for key, text in one.last.items() if key not in _NOT_TAKEN}
    links = {"papers": f"#papers-{one.key}"} if count or page.writable else {}
    return GridRow(
        one.key, cells, links=links, heading=heading, subs={"name": below(one)}, last=last, proposed=page.proposed["rows"].get(one.key, {})
    )


def _due(lit: Lit, typed: Mapping[str, str]) -> dict[str, str]:
    """A row not filled yet has no light: grey would say that its time has not come."""
    return {"due": due(lit.expected), "light": "" if lit.light == Light.GREY and not typed.get("actual") else lamp(lit)}


def lamp(lit: Lit) -> str:
    """The light as it is shown: 未到期 only of what is not due; of a value that tells nothing it is said that nothing can be told."""
    return "unknown" if lit.unknown else lit.light


# ---- texts


def texts(page: FormPage) -> GridState:
    """The texts beside the grids, as a part of one row; findings of the whole form stand with them."""
    row = GridRow("", dict(page.texts), last=dict(page.last_texts), proposed=page.proposed["texts"][""])
    return replace(_state(page, "texts", "文字", (), (row,), ()), findings=(*findings(page, "texts"), *findings(page, "")))


# ---- what a save brings


def computed(strip: Strip, typed: Typed) -> list[tuple[str, str, str, str]]:
    """(part, row, column, value) of everything the server reckons."""
    out = [("funds", TOTAL, column, value) for column, value in _sums(strip, typed.get("funds", {}).get(TOTAL, {})).items()]
    out += [("funds", key, column, value) for key, lit in strip.funds.items() if key != TOTAL for column, value in _lit(lit).items()]
    rows = typed.get("rows", {})
    out += [("rows", key, column, value) for key, lit in strip.rows.items() for column, value in _due(lit, rows.get(key, {})).items()]
    return out


# ---- findings


def findings(page: FormPage, part: str) -> tuple[GridFinding, ...]:
    """Findings and the reviewer's notes of a part, each at its place."""
    remarks = (one for one in page.remarks if one.part == part)
    return told(remarks, (one for one in page.notes if one.part == part), page.strip, writable=page.writable)


def told(remarks: Iterable[Remark], notes: Iterable[Note], strip: Strip, *, writable: bool) -> tuple[GridFinding, ...]:
    """The same of a save.  What was found in the sum of a single line stands at that line, where it can be mended."""
    lines = [key for key in strip.funds if key != TOTAL]
    found = (*(_finding(one, writable) for one in remarks), *(_noted(one) for one in notes))
    if len(lines) != 1:
        return found
    return tuple(replace(one, row=lines[0]) if one.part == "funds" and one.row == TOTAL else one for one in found)


def _finding(one: Remark, writable: bool) -> GridFinding:
    """A finding as a grid shows it: one that was answered or dismissed is a notice that says so."""
    severity, sentence = _ASKS.get(one.code, one.severity), one.sentence
    ask = writable and severity is Severity.WARNING and not one.dismissed
    if one.dismissed:
        severity, sentence = Severity.NOTICE, f"{sentence}（不采纳：{one.dismissed}）"
    elif one.answer and severity is Severity.WARNING:
        severity = Severity.NOTICE
    return GridFinding(
        one.row, one.column, severity, sentence, one.remedy, one.place, one.part, one.key, ask, one.answer, writable and one.blank
    )


_ASKS = dict.fromkeys(PAST, Severity.WARNING)
"""What has happened is no error anybody could mend: the unit says why, in a box of its own."""


def _noted(one: Note) -> GridFinding:
    """What the reviewer wrote at a cell when he gave it back."""
    return GridFinding(one.row, one.column, Severity.WARNING, f"退回意见：{one.text}", "", one.place, one.part)


OPEN: Mapping[str, frozenset[str]] = {
    "funds": frozenset(column.key for column in FUND_COLUMNS if column.editor.fills),
    "rows": frozenset(column.key for column in ROW_COLUMNS if column.editor.fills),
    "texts": frozenset(TEXT_CELLS),
}
"""Columns filled by hand, by part."""
