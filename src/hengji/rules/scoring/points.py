"""Points of one row: from completion to score, each with the sentence that works it out.

Shares are exact ratios of the row's points (0…1); a score has two decimals and never leaves [0, points].
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hengji.rules.indicators import is_met
from hengji.rules.money import half_up, plain
from hengji.rules.scoring.sets import ScoringSet, Steps
from hengji.rules.values import Target

_ZERO, _ONE = Decimal(0), Decimal(1)
GRADES = ("优", "良", "中", "差")
_GRADE_WORDS = {
    "优": ("优", "优秀"),
    "良": ("良", "良好"),
    "中": ("中", "中等", "一般", "合格", "及格"),
    "差": ("差", "较差", "不合格", "不及格"),
}


@dataclass(frozen=True, slots=True)
class Share:
    """What part of its points a row earns, and how that was worked out (a Chinese sentence)."""

    share: Decimal
    how: str


def points_of(share: Decimal, weight: Decimal) -> Decimal:
    """Share × points, two decimals half up, within [0, points]."""
    return max(_ZERO, min(weight, half_up(weight * share, 2)))


# ---- quantitative rows


def quantitative(target: Target, value: Decimal, *, ceiling: bool, satisfaction: bool, scoring: ScoringSet) -> Share | None:
    """The share a number earns against its target.  Met: everything.  None where no ratio can be said (a negative target missed)."""
    if target.number is None:
        return None
    if is_met(target, value, ceiling=ceiling) or value == target.number:
        return Share(_ONE, "达到指标值，得满分")
    if target.number == 0:
        return Share(_ZERO, "指标值为0而未达到，不得分")
    if target.number < 0:
        return None
    if ceiling:
        return _exceeded(target.number, value, scoring)
    done = max(_ZERO, value / target.number)
    if satisfaction and scoring.satisfaction_steps and target.unit == "%":
        return _stepped("满意度", value / 100, scoring.satisfaction_steps)
    return _in_proportion(done, f"完成率{plain(value)}÷{plain(target.number)}={percent(done)}", scoring.floor)


def _exceeded(limit: Decimal, value: Decimal, scoring: ScoringSet) -> Share:
    """An exceeded limit, by the place's formula; both give everything at the limit itself."""
    if scoring.inverse == "ratio":
        done, how = limit / value, f"超出控制目标，{plain(limit)}÷{plain(value)}"
    else:
        done, how = max(_ZERO, 2 - value / limit), f"超出控制目标{percent(value / limit - 1)}，1−{percent(value / limit - 1)}"
    return _in_proportion(done, f"{how}={percent(done)}", scoring.floor)


def _in_proportion(done: Decimal, how: str, floor: Decimal) -> Share:
    """The plain proportion or, with a pass mark, (completion − floor) ÷ (1 − floor)."""
    if not floor:
        return Share(min(done, _ONE), how)
    if done < floor:
        return Share(_ZERO, f"{how}，低于{percent(floor)}不得分")
    share = min(_ONE, (done - floor) / (1 - floor))
    return Share(share, f"{how}，（{percent(done)}−{percent(floor)}）÷（1−{percent(floor)}）={percent(share)}")


def _stepped(what: str, reached: Decimal, steps: Steps) -> Share:
    share = next((share for low, share in steps if reached >= low), _ZERO)
    return Share(share, f"{what}{percent(reached)}，按分档{'得' + percent(share) if share else '不得分'}")


# ---- money


def execution(rate: Decimal, *, finished: bool, scoring: ScoringSet) -> Share:
    """The share of the execution points: rate, never above 1; or by steps, then everything when the work is ``finished`` within budget."""
    if rate >= 1:
        return Share(_ONE, f"执行率{percent(rate)}，得满分")
    if not scoring.execution_steps:
        return Share(max(_ZERO, rate), f"执行率{percent(rate)}")
    if finished:
        return Share(_ONE, f"项目完成且执行数在预算规模内（执行率{percent(rate)}），得满分")
    return _stepped("执行率", rate, scoring.execution_steps)


# ---- words


def band(met: bool | None, failed: bool, weight: Decimal, scoring: ScoringSet) -> tuple[Decimal, Decimal, str]:
    """Between what a statement may be scored: 达成 from 80 % up, 部分达成 60–80 %, 未达成 below (by rule set); unknown: anything."""
    if met is None:
        return _ZERO, weight, "定性指标，按所填文字不能判断档次"
    if met:
        return scoring.achieved_from * weight, weight, f"定性指标达成，{percent(scoring.achieved_from)}—100%"
    if failed:
        return _ZERO, scoring.partly_from * weight, f"定性指标未达成，低于{percent(scoring.partly_from)}"
    low, high = scoring.partly_from, scoring.achieved_from
    return low * weight, high * weight, f"定性指标部分达成，{percent(low)}—{percent(high)}"


# ---- grades


def grade_of(total: Decimal, scoring: ScoringSet) -> str:
    """优, 良, 中 or 差 of a total, as it stands with two decimals (89.995 is 90.00, 优)."""
    rounded = half_up(total, 2)
    lines = (scoring.excellent, scoring.good, scoring.fair)
    return next((grade for grade, line in zip(GRADES, lines, strict=False) if rounded >= line), GRADES[-1])


def grade_named(word: str) -> str | None:
    """The grade a printed label means (优秀 → 优, 一般 → 中); None for an unknown one."""
    return next((grade for grade, words in _GRADE_WORDS.items() if word.strip() in words), None)


def percent(share: Decimal) -> str:
    """A ratio as a percentage, two decimals at most: 98%, 86.21%."""
    return f"{plain(half_up(share * 100, 2))}%"
