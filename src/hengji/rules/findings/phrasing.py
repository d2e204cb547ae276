"""How findings name things: amounts, rates, quoted words, columns."""

from __future__ import annotations

from decimal import Decimal

from hengji.rules.forms import Form, IndicatorRow
from hengji.rules.indicators import target_text
from hengji.rules.money import WAN, half_up, plain, wan

FUND_WORDS = {
    "initial": "年初预算数",
    "adjusted": "调整后（全年）预算数",
    "received": "到位数",
    "executed": "执行数",
    "forecast": "全年预计执行数",
    "stated_rate": "执行率",
}
_INDICATOR_WORDS = {
    "name": "三级指标",
    "target": "年度指标值",
    "actual": "实际完成值",
    "forecast": "全年预计完成情况",
    "likelihood": "完成目标可能性",
    "weight": "分值",
    "stated_score": "得分",
    "explanation": "原因说明",
    "remark": "备注",
}
GOAL = "年度总体目标"


def fund_word(form: Form, column: str) -> str:
    """A fund column's caption: as the form prints it where the reader kept it, else the usual word."""
    return form.captions.get(f"fund.{column}") or FUND_WORDS[column]


def indicator_word(form: Form, column: str) -> str:
    """An indicator column's caption, likewise."""
    usual = "执行情况" if column == "actual" and form.kind.monitors else _INDICATOR_WORDS[column]
    return form.captions.get(f"indicator.{column}") or usual


def money(yuan: Decimal) -> str:
    """万元 with two decimals, as tables print it; what would round to nothing in 元."""
    return exact(yuan)[0] if yuan and not half_up(yuan / WAN) else f"{wan(yuan)}万元"


def exact(*amounts: Decimal) -> list[str]:
    """Amounts held against each other, to the last digit: in 万元 where two decimals hide nothing, else all of them in 元."""
    if all(half_up(yuan / WAN) == yuan / WAN for yuan in amounts):
        return [f"{wan(yuan)}万元" for yuan in amounts]
    return [f"{plain(yuan, ',').replace('-', chr(0x2212))}元" for yuan in amounts]


def apart(*amounts: Decimal) -> list[str]:
    """Amounts that differ, in 万元; to the last digit only where two decimals would hide that they do."""
    words = [f"{wan(yuan)}万元" for yuan in amounts]
    return words if len(set(words)) == len(set(amounts)) else exact(*amounts)


def quoted(text: str, most: int = 40) -> str:
    """The form's own words in quotation marks, cut where they are long."""
    short = " ".join(text.split())
    return f"“{short if len(short) <= most else short[: most - 1] + '…'}”"


def aim(row: IndicatorRow) -> str:
    """A row's target in one form: sign, number and unit even where the form prints them in columns of their own."""
    target = row.target
    if target is None or target.number is None:
        return row.texts.get("target") or (target.text if target else "")
    return target_text(target)


def at(cell: str | None) -> str:
    """（D14）, or nothing where there is no cell."""
    return f"（{cell}）" if cell else ""


def object_name(form: Form) -> str:
    """The object's name as subject: the project, of an overall form the department."""
    program = form.program
    return program.name or program.unit or form.title or "（未填项目名称）"
