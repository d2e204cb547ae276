"""What units type into their monitoring forms: values that follow from the plan and from how the work goes, in a clerk's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_DOWN, Decimal
from typing import NamedTuple

from hengji.apps.monitoring.queries.formfacts import FormPage, IndicatorCells
from hengji.demo.facts import WAN
from hengji.rules.filling import Cell
from hengji.rules.money import plain

_MONTH = re.compile(r"(\d{1,2})月")
_YEARS_END = re.compile("满意度|增收|就业率|产能|户均|需求")
"""Rates and effects nobody measures before the year is over."""
_SMALL = Decimal(31)
_ON_PACE = Decimal("0.8")


class Reason(NamedTuple):
    """Why something is behind: the kind of cause, the words, what is done about it."""

    cause: str
    why: str
    remedy: str


REASONS = (
    Reason("equipment", "6月连续强降雨冲毁施工便道，停工{days}天", "已增派1个施工班组，{then}月底前补齐进度"),
    Reason("institution", "施工图审查和招标比计划晚{days}天，合同签订推迟", "已倒排工期，每周调度一次，{then}月底前赶上计划"),
    Reason("funding", "前期资料未补齐，进度款没有按时拨付，材料进场晚{days}天", "结算资料已报送，资金到位后{then}月集中施工"),
    Reason("personnel", "技术人员抽调参加防汛{days}天，现场管理力量不足", "抽调人员已返岗，{then}月起加开夜班"),
    Reason("other", "项目区部分农户外出务工，入户协商占用{days}天", "由村两委逐户联系，{then}月底前完成签约和实施"),
    Reason("equipment", "定制构件和管材到货晚{days}天", "厂家已分两批发货，{then}月中旬全部到货后集中安装"),
    Reason("institution", "实施方案调整后重新公示，占用{days}天", "公示已结束，{then}月按新方案全面铺开"),
)


@dataclass(frozen=True, slots=True)
class Manner:
    """How an object stands: ``pace`` is done ÷ planned; ``why`` the reason where it is behind; ``number`` makes its words its own;
    ``spending`` what is said of slow payments."""

    pace: Decimal = Decimal(1)
    why: Reason = REASONS[0]
    number: int = 0
    spending: str = ""
    texts: Mapping[str, str] | None = None


def cells(page: FormPage, manner: Manner) -> list[Cell]:
    """Everything the unit types into a blank form."""
    found = [cell for one in page.indicators for cell in _row(page, one, manner)]
    for fund in page.funds:
        share = Decimal(1) if manner.pace > Decimal("0.5") else Decimal("0.95")
        found.append(_cell("funds", fund.id, "forecast", plain((fund.budget or Decimal(0)) * share / WAN)))
        if not fund.told:
            paid = (fund.budget or Decimal(0)) * page.as_of.month / 12 * manner.pace
            found.append(_cell("funds", fund.id, "executed", plain((paid / WAN).quantize(Decimal("0.01")))))
        if manner.spending:
            found.append(_cell("funds", fund.id, "explanation", manner.spending))
    return [*found, *(_cell("texts", "", column, text) for column, text in (manner.texts or {}).items())]


def _cell(part: str, row: str, column: str, text: str) -> Cell:
    return Cell(part, row, column, "", text)


def _row(page: FormPage, one: IndicatorCells, manner: Manner) -> Iterator[Cell]:
    actual, behind = _actual(page, one, manner)
    said = {"actual": actual, "forecast": _forecast(one), "likelihood": "certain"}
    if behind:
        month, reason = page.as_of.month, manner.why
        words = {"days": 9 + manner.number % 17, "then": min(month + 2, 11)}
        said |= {
            "causes": reason.cause,
            "explanation": f"{reason.why.format(**words)}，{month}月底完成{actual}，比计划少{behind}",
            "measures": f"{reason.remedy.format(**words)}（责任人已明确）" if manner.number % 2 else reason.remedy.format(**words),
            "likelihood": "certain" if manner.pace > Decimal("0.55") else "possible",
        }
    return (_cell("rows", one.key, column, text) for column, text in said.items())


def _actual(page: FormPage, one: IndicatorCells, manner: Manner) -> tuple[str, str]:
    """The value as typed, and by how much it is behind its plan ("" where it is not)."""
    number = _number(one.value)
    if number is None:
        return _words(page, one), ""
    if one.measure.startswith("累计"):
        return _done(page, one, number, manner)
    if _YEARS_END.search(one.name):
        return "未到考核时点", ""
    if one.measure.startswith("控制"):
        kept = number if number < _SMALL or "." in one.value else number * Decimal("0.97")
        return f"{_as_printed(kept, one.value)}{one.unit}", ""
    if "%" in one.unit and one.sign == "≥":
        return f"{plain(min(number + Decimal(manner.number % 5) / 2, Decimal(100)))}%", ""
    return f"{one.value}{one.unit}", ""


def _done(page: FormPage, one: IndicatorCells, number: Decimal, manner: Manner) -> tuple[str, str]:
    month = page.as_of.month
    planned = _number(one.months[month - 1]) if len(one.months) >= month else None
    if planned is None:
        planned = number * month / 12
    upwards = manner.pace >= _ON_PACE
    done = min(_as_printed(planned * manner.pace, one.value, ROUND_CEILING if upwards else ROUND_DOWN), number)
    lacking = _as_printed(planned, one.value) - done
    return f"{plain(done)}{one.unit}", f"{plain(lacking)}{one.unit}" if not upwards and lacking > 0 else ""


def _as_printed(number: Decimal, like: str, how: str = ROUND_DOWN) -> Decimal:
    """With as many decimals as the target prints."""
    places = len(like.partition(".")[2])
    return number.quantize(Decimal(1).scaleb(-places), rounding=how)


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except ArithmeticError:
        return None


def _words(page: FormPage, one: IndicatorCells) -> str:
    """A node is reached on a day before its end, or not due; a quality is what was wanted of it."""
    month = _MONTH.search(one.value)
    if month is None:
        return one.value
    return f"{page.year}年{int(month[1])}月{11 + len(one.name) % 15}日" if int(month[1]) <= page.as_of.month else "未到考核时点"


def _forecast(one: IndicatorCells) -> str:
    return f"{one.value}{one.unit}" if _number(one.value) is not None else one.value.removesuffix("前")
