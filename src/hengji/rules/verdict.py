"""Dual monitoring (双监控): the weighted achievement beside the execution, their quadrant, and the gap between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from hengji.rules.execution import FundJudgement
from hengji.rules.forms import ApprovedTarget, Form, IndicatorRow
from hengji.rules.indicators import IndicatorJudgement, Measure, ratio
from hengji.rules.lights import Light, worst
from hengji.rules.money import half_up
from hengji.rules.rulesets import RuleSet
from hengji.rules.text import fold_name

QUADRANTS = {(True, True): "双达标", (False, True): "钱慢事快", (True, False): "钱快事慢", (False, False): "双滞后"}
"""Verdict by (money on pace, work on pace)."""


@dataclass(frozen=True, slots=True)
class Achievement:
    """The indicators of a form together: ``pace`` = Σ w·min(pace, 1) ÷ Σ w over what is measurable now (four decimals)."""

    light: Light | None = None
    pace: Decimal | None = None
    reason: str | None = None
    assumed_weights: bool = False


class Weighed(NamedTuple):
    """A row with its judgement and the weight it carries."""

    row: IndicatorRow
    judgement: IndicatorJudgement
    weight: Decimal


class Weights(NamedTuple):
    """The rows that carry weight, and all their weight; ``assumed`` where the weights are neither approved nor printed."""

    rows: tuple[Weighed, ...]
    assumed: bool
    total: Decimal


# ---- weights


def weigh(form: Form, judged: Sequence[IndicatorJudgement], approved: ApprovedTarget | None, rules: RuleSet) -> Weights:
    """Weights as approved, else as printed on the form, else equal within 产出:效益:满意度 (5:3:1 by default).

    Sub-rows (其中) carry none of their own beside their parent; rows without a target none at all.
    """
    pairs = [(row, judgement) for row, judgement in zip(form.indicators, judged, strict=True) if row.target is not None and not row.parent]
    rows = [row for row, _ in pairs]
    given = _approved_weights(rows, approved) or _printed_weights(rows)
    weights = given or _equal_within_blocks(rows, rules)
    weighed = tuple(Weighed(row, judgement, weight) for (row, judgement), weight in zip(pairs, weights, strict=True))
    return Weights(weighed, given is None and bool(rows), sum(weights, Decimal(0)))


def _approved_weights(rows: list[IndicatorRow], approved: ApprovedTarget | None) -> list[Decimal] | None:
    if approved is None or not rows:
        return None
    known: dict[str, list[Decimal | None]] = defaultdict(list)
    for indicator in approved.indicators:
        known[fold_name(indicator.name)].append(indicator.weight)
    found = [known[name].pop(0) if known.get(name := fold_name(row.name or "")) else None for row in rows]
    return _all_positive(found)


def _printed_weights(rows: list[IndicatorRow]) -> list[Decimal] | None:
    return _all_positive([row.weight for row in rows])


def _all_positive(weights: list[Decimal | None]) -> list[Decimal] | None:
    whole = [weight for weight in weights if weight is not None and weight > 0]
    return whole if whole and len(whole) == len(weights) else None


def _equal_within_blocks(rows: list[IndicatorRow], rules: RuleSet) -> list[Decimal]:
    blocks = [block_of(row) for row in rows]
    worth = {"output": rules.block_output, "benefit": rules.block_benefit, "satisfaction": rules.block_satisfaction}
    each = {block: worth[block] / blocks.count(block) for block in set(blocks)}
    return [each[block] for block in blocks]


def block_of(row: IndicatorRow) -> str:
    """The block of an indicator: ``satisfaction``, ``benefit``, or ``output`` (with 成本指标, and what names none)."""
    words = (row.level1 or "") or (row.level2 or "")
    if "满意" in words or "满意" in (row.level2 or ""):
        return "satisfaction"
    return "benefit" if "效益" in words or "影响" in words else "output"


# ---- achievement


def achieve(weights: Weights, rules: RuleSet) -> Achievement:
    """The achievement light: by weighted pace; red also when red rows carry ``red_weight`` of all weight or a core row (★) is red;
    a lone red row makes yellow.  What only guessed measures pull down is yellow at worst, marked （估）."""
    done = _outputs_done(weights)
    measurable = [one for one in weights.rows if one.judgement.counted is not None and (done or not one.judgement.ceiling)]
    pace = _pace(measurable)
    red = [one for one in weights.rows if one.judgement.light is Light.RED]
    if pace is None and not red:
        return Achievement(Light.GREY, None, "绩效目标：目前没有可以判断的指标，灰灯", weights.assumed)
    by_pace = _by_pace(pace, rules)
    firm = _by_pace(_pace([one for one in measurable if not one.judgement.guessed]), rules)
    guess = by_pace is Light.RED and firm is not Light.RED
    light = worst([Light.YELLOW if guess else by_pace, _by_red(red, weights, rules)])
    reason = _reason(pace, measurable, red, weights) + f"，{light.chinese}" + ("（估）" if guess and light is Light.YELLOW else "")
    return Achievement(light, pace, reason, weights.assumed)


def _outputs_done(weights: Weights) -> bool:
    """Whether no countable or dated output of the form is still open: only then do ceilings count."""
    due = (one for one in weights.rows if one.judgement.met is not True and not one.judgement.ceiling)
    return not any(one.judgement.measure in (Measure.CUMULATIVE, Measure.MILESTONE) and block_of(one.row) == "output" for one in due)


def _pace(rows: Sequence[Weighed]) -> Decimal | None:
    total = sum((one.weight for one in rows), Decimal(0))
    if not total:
        return None
    return half_up(sum((one.weight * one.judgement.counted for one in rows if one.judgement.counted is not None), Decimal(0)) / total, 4)


def _by_pace(pace: Decimal | None, rules: RuleSet) -> Light:
    if pace is None:
        return Light.GREY
    if pace >= rules.achievement_green:
        return Light.GREEN
    return Light.YELLOW if pace >= rules.achievement_yellow else Light.RED


def _by_red(red: list[Weighed], weights: Weights, rules: RuleSet) -> Light:
    if not red:
        return Light.GREY
    share = sum((one.weight for one in red), Decimal(0)) / weights.total
    heavy = share >= rules.red_weight or any(one.row.core for one in red)
    return Light.RED if heavy else Light.YELLOW


def _reason(pace: Decimal | None, measurable: list[Weighed], red: list[Weighed], weights: Weights) -> str:
    parts = [f"绩效目标：{len(weights.rows)}个指标中{len(measurable)}个可以判断"]
    if pace is not None:
        parts.append(f"加权完成进度{ratio(pace)}")
    if red:
        share = half_up(sum((one.weight for one in red), Decimal(0)) / weights.total * 100, 1)
        core = "，含核心指标" if any(one.row.core for one in red) else ""
        parts.append(f"红灯指标{len(red)}个，占权重{share}%{core}")
    if weights.assumed:
        parts.append("权重未批复，按产出、效益、满意度分块平均")
    return "，".join(parts)


# ---- both together


def overall(execution: Light | None, achievement: Light | None) -> Light | None:
    """The worse of the two; grey says nothing beside a colour."""
    lights = [light for light in (execution, achievement) if light is not None]
    return worst(lights) if lights else None


def quadrant(execution: Decimal | None, achievement: Decimal | None, rules: RuleSet) -> str | None:
    """双达标 · 钱慢事快 · 钱快事慢 · 双滞后, by the two paces; None unless both are known."""
    if execution is None or achievement is None:
        return None
    return QUADRANTS[execution >= rules.quadrant_cut, achievement >= rules.quadrant_cut]


def explained(word: str, execution: FundJudgement, achievement: Achievement, worse: Light | None, rules: RuleSet) -> str:
    """Why this quadrant, and why a light that says otherwise stands beside it: the quadrant goes by the two paces, the light by the worse
    of the two lights."""
    if execution.pace is None or achievement.pace is None:
        return f"双监控结论：{word}"
    said = f"双监控结论：{word}，执行进度比{ratio(execution.pace)}、加权完成进度{ratio(achievement.pace)}，以{rules.quadrant_cut:f}为界"
    if worse is None or worse is Light.GREY or (worse in (Light.GREEN, Light.BLUE)) == (word == QUADRANTS[True, True]):
        return said
    return f"{said}；综合灯取执行、绩效两灯中较差的，为{worse.chinese}"


def gap(weights: Weights, execution: FundJudgement, rules: RuleSet) -> tuple[Decimal | None, bool]:
    """(Σ w·annual achievement, capped at 1, ÷ Σ w) − execution rate, over cumulative rows and due milestones only, when these carry
    at least ``gap_min_weight`` of all weight; and whether a guessed measure is among them.  A signed ratio, four decimals."""
    shares = [(one, share) for one in weights.rows if (share := _annual_share(one.judgement)) is not None]
    carried = sum((one.weight for one, _ in shares), Decimal(0))
    if execution.rate is None or not carried or carried / weights.total < rules.gap_min_weight:
        return None, False
    reached = sum((one.weight * share for one, share in shares), Decimal(0)) / carried
    return half_up(reached - execution.rate, 4), any(one.judgement.guessed for one, _ in shares)


def _annual_share(judgement: IndicatorJudgement) -> Decimal | None:
    """What a row brings into the gap: annual achievement of a cumulative row, 1 or 0 of a due milestone, else nothing."""
    if judgement.ceiling or not judgement.due:
        return None
    if judgement.measure is Measure.CUMULATIVE and judgement.achievement is not None:
        return max(Decimal(0), min(judgement.achievement, Decimal(1)))
    return judgement.counted if judgement.measure is Measure.MILESTONE else None
