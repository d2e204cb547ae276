"""How the money stands: rate over the same fund lines, its base, its pace, its light (预算执行)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from hengji.rules.forms import Form, FundRow, FundSource, Payment
from hengji.rules.indicators import Moment, ratio
from hengji.rules.lights import Light
from hengji.rules.money import half_up, percent, wan
from hengji.rules.periods import is_new_line, line_progress
from hengji.rules.rulesets import RuleSet

BASE_WORDS = {"initial": "年初预算数", "adjusted": "调整后预算数"}
_BUDGET_APPROVED_BY = 3
"""Month by which the year's own budgets are issued; staged lines speak of these, not of money added later."""
_PROJECT_WORDS = ("项目支出", "项目经费", "特定目标")


@dataclass(frozen=True, slots=True)
class FundJudgement:
    """One fund row judged.  ``rate`` = executed ÷ ``rate_base`` (a ratio with four decimals; base ``initial`` or ``adjusted``),
    None when either is unknown or the base is zero; ``progress`` is the time progress of this line; ``pace`` = rate ÷ progress.
    ``issued`` is when its budget document was issued, where the payments say so; ``line`` the staged line in force, if any;
    ``slow`` whether the execution is behind it (or, without a line, behind the pace called slow)."""

    rate: Decimal | None = None
    rate_base: str | None = None
    pace: Decimal | None = None
    light: Light | None = None
    reason: str | None = None
    progress: Decimal | None = None
    issued: date | None = None
    line: Decimal | None = None
    slow: bool = False


class _Clock(NamedTuple):
    """The time progress of one fund line; ``young``: issued too short a while ago to be judged."""

    progress: Decimal | None
    issued: date | None = None
    ends: date | None = None
    young: bool = False


def base_of(row: FundRow, prescribed: str) -> str | None:
    """The budget column a row is divided by: the one the layout prescribes, else (blank or zero) the other.  None without any."""
    other = "initial" if prescribed == "adjusted" else "adjusted"
    return next((column for column in (prescribed, other) if row.amount(column)), None)


def judge_funds(form: Form, rules: RuleSet, moment: Moment, payments: Iterable[Payment]) -> tuple[FundJudgement, ...]:
    """Every fund row judged on its own line's time."""
    known = list(payments)
    return tuple(judge_fund(row, form.prescribed_base, _clock(row, form, known, moment, rules), moment, rules) for row in form.funds)


def judge_fund(row: FundRow, prescribed: str, clock: _Clock, moment: Moment, rules: RuleSet) -> FundJudgement:
    """One fund row judged by its rate against the time of its own line."""
    base = base_of(row, prescribed)
    if base is None or row.executed is None:
        return _without_rate(row, base, clock, moment)
    budget = row.amount(base) or Decimal(1)
    exact = row.executed / budget
    pace = half_up(exact / clock.progress, 9) if clock.progress and exact < rules.unit_factor else None
    rate = half_up(exact, 4)
    staged = _line(clock, moment, rules)
    light, judged = _light(exact, pace, staged, clock, rules)
    shown = half_up(pace, 4) if pace is not None else None
    reason = f"{row.label}：执行{wan(row.executed)}万元，占{BASE_WORDS[base]}{wan(budget)}万元的{percent(rate)}，{judged}，{light.chinese}"
    slow = light is not Light.GREY and (exact < staged if staged is not None else pace is not None and pace < rules.slow_pace)
    if not moment.lights:
        return FundJudgement(rate, base, shown, None, None, clock.progress, clock.issued, staged, False)
    return FundJudgement(rate, base, shown, light, reason, clock.progress, clock.issued, staged, slow)


def _without_rate(row: FundRow, base: str | None, clock: _Clock, moment: Moment) -> FundJudgement:
    if not moment.lights:
        return FundJudgement(progress=clock.progress, issued=clock.issued)
    reason = f"{row.label}：{'无预算数' if base is None else '未填执行数'}，不能计算执行率，灰灯"
    return FundJudgement(light=Light.GREY, reason=reason, progress=clock.progress, issued=clock.issued)


def _light(rate: Decimal, pace: Decimal | None, line: Decimal | None, clock: _Clock, rules: RuleSet) -> tuple[Light, str]:
    """By the staged line where the place has one (behind it yellow, red when the pace is also below the red line); else by pace."""
    if rate >= rules.unit_factor:
        return Light.GREY, "执行数与预算数相差悬殊，疑为金额单位填错，不作判断"
    if clock.young:
        return Light.GREY, f"{clock.issued}下达，至监控时点不足{rules.new_line_days}天，单独列示"
    if pace is None or clock.progress is None:
        return Light.GREY, "监控时点不明"
    words = f"时间进度{percent(clock.progress)}，进度比{ratio(half_up(pace, 4))}"
    if clock.ends:
        words = f"{clock.ends}到期，{words}"
    if clock.issued:
        words = f"{clock.issued}下达，{words}"
    low = Light.YELLOW if pace >= rules.execution_yellow else Light.RED
    if line is not None:
        ahead = rate >= line
        return (Light.GREEN if ahead else low), f"{words}，{'达到' if ahead else '低于'}分阶段进度线{percent(line)}"
    return (Light.GREEN if pace >= rules.execution_green else low), words


def _line(clock: _Clock, moment: Moment, rules: RuleSet) -> Decimal | None:
    """The staged line in force: that of the last completed month that has one; none for money added in the year."""
    if moment.as_of is None or not rules.staged_lines:
        return None
    if clock.issued and clock.issued.year == moment.as_of.year and clock.issued.month > _BUDGET_APPROVED_BY:
        return None
    month_over = date.fromordinal(moment.as_of.toordinal() + 1).day == 1
    return rules.line_at(moment.as_of.month - (not month_over))


# ---- a fund line's own time


class _Document(NamedTuple):
    """Money issued by one document, or one fund line: when, until when it may be spent, how much."""

    issued: date | None
    ends: date | None
    budget: Decimal | None


def _clock(row: FundRow, form: Form, payments: list[Payment], moment: Moment, rules: RuleSet) -> _Clock:
    """Time progress of a line: from its issue date (to its end date) where the line itself or the payments name one; else, and for
    money carried over, that of the round.  Several documents weigh by their budgets (equally where those are unknown); one without an
    issue date has the whole year; those too new to judge are left out."""
    documents = _documents(row, form, payments)
    if not any(one.issued or one.ends for one in documents) or moment.as_of is None or row.source is FundSource.CARRY_OVER:
        return _Clock(moment.progress)
    old = [one for one in documents if not is_new_line(moment.as_of, one.issued, rules.new_line_days)]
    if not old:
        return _Clock(None, max(one.issued for one in documents if one.issued), young=True)
    issued = min((one.issued for one in old if one.issued), default=None) if all(one.issued for one in old) else None
    ends = old[0].ends if len({one.ends for one in old}) == 1 else None
    return _Clock(_together(old, moment.as_of), issued, ends)


def _documents(row: FundRow, form: Form, payments: list[Payment]) -> list[_Document]:
    """What a row's money was issued by: the row itself or, of the total, its lines, where any of them is dated; else the payments."""
    if any(one.issued or one.ends for one in form.funds):
        lines = [one for one in form.funds if one.source is not FundSource.TOTAL] if row.source is FundSource.TOTAL else [row]
        return [_dated(one, form.prescribed_base) for one in lines or [row]]
    own = [p for p in payments if p.source is row.source] or (payments if payments and _speaks_for_all(row, form) else [])
    return list({(p.document, p.issued): _Document(p.issued, None, p.budget) for p in own}.values())


def _dated(row: FundRow, prescribed: str) -> _Document:
    """A line as a document; what was carried over has the round's time."""
    base = base_of(row, prescribed)
    budget = row.amount(base) if base else None
    carried = row.source is FundSource.CARRY_OVER
    return _Document(None if carried else row.issued, None if carried else row.ends, budget)


def _together(documents: list[_Document], as_of: date) -> Decimal:
    """The time progress of several documents together, by budget."""
    budgets = [one.budget or Decimal(0) for one in documents]
    weights = budgets if all(budget > 0 for budget in budgets) else [Decimal(1)] * len(documents)
    shares = [line_progress(as_of, one.issued, one.ends, new_line_days=0) or Decimal(0) for one in documents]
    return sum((w * s for w, s in zip(weights, shares, strict=True)), Decimal(0)) / sum(weights)


def _speaks_for_all(row: FundRow, form: Form) -> bool:
    return row.source is FundSource.TOTAL or len(form.funds) == 1


# ---- the line a form is judged by


def decisive_position(form: Form, judged: tuple[FundJudgement, ...]) -> int | None:
    """The fund row a form is judged by: of overall spending that of projects, where the form shows it apart; else the total."""
    rows = list(enumerate(form.funds))
    if form.kind.overall:
        for position, row in rows:
            if any(word in row.label for word in _PROJECT_WORDS) and judged[position].rate is not None:
                return position
    total = next((position for position, row in rows if row.source is FundSource.TOTAL), None)
    return 0 if total is None and len(rows) == 1 else total


def decisive(form: Form, judged: tuple[FundJudgement, ...]) -> FundJudgement:
    """The judgement of the row at ``decisive_position``; grey where the form has none."""
    position = decisive_position(form, judged)
    return FundJudgement(light=Light.GREY if form.kind.monitors else None) if position is None else judged[position]
