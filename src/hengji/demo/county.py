"""The county's facts: who spends what on which project, what was approved, what is true on 31 July."""

from __future__ import annotations

import copy
import random
import re
import tomllib
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from hengji.demo.facts import AS_OF, PROGRESS, WAN, Form, Fund, Indicator, Object, Payment, Report, Value, rounded

COUNTY = "示例县"
LEVEL2 = {
    "数": ("产出指标", "数量指标"),
    "质": ("产出指标", "质量指标"),
    "时": ("产出指标", "时效指标"),
    "本": ("产出指标", "成本指标"),
    "经": ("效益指标", "经济效益指标"),
    "社": ("效益指标", "社会效益指标"),
    "生": ("效益指标", "生态效益指标"),
    "续": ("效益指标", "可持续影响指标"),
    "满": ("满意度指标", "服务对象满意度指标"),
}
OPERATORS = {"≥": "ge", "≤": "le", "＝": "eq"}
BLOCKS = {"产出指标": 50, "效益指标": 30, "满意度指标": 10}
DUE = datetime(2023, 8, 18, 18, 0)
REPORT_DUE = datetime(2023, 8, 25, 18, 0)


def catalogue() -> dict[str, Any]:
    """The invented departments and project outlines."""
    return tomllib.loads(Path(__file__).with_name("projects.toml").read_text(encoding="utf-8"))


def make_county(rng: random.Random, objects: int, clerks: int) -> list[Object]:
    """So many objects of the round, every kind among them; a clerk fills two forms of a unit."""
    data = catalogue()
    codes = dict(data["departments"])
    parents = dict(data["subordinates"])
    made: list[Object] = []
    seats: dict[tuple[str, int], int] = {}
    for outline, home in _pick(data, objects):
        unit = f"{COUNTY}{home}人民政府" if home[-1] in "镇乡" else f"{COUNTY}{home}"
        department = f"{COUNTY}{parents[home]}" if home in parents else unit
        desk = (unit, sum(1 for obj in made if obj.form.unit == unit) // 2)
        clerk = seats.setdefault(desk, len(seats) % clerks)
        made.append(_object(rng, len(made), clerk, outline, unit, department, codes.get(parents.get(home, home), "301")))
    return made


def _pick(data: dict[str, Any], objects: int) -> list[tuple[dict[str, Any], str]]:
    """Outlines with their homes: overall, transfers and projects mixed; township projects repeat until there are enough."""
    fixed = [(p, p["home"]) for p in data["project"] if p["home"] != "乡镇"]
    rural = [(p, town) for town in data["townships"] for p in data["project"] if p["home"] == "乡镇"]
    special = [pair for pair in fixed if "kind" in pair[0]]
    plain = [pair for pair in fixed if "kind" not in pair[0]]
    order: list[tuple[dict[str, Any], str]] = []
    while plain or rural or special:
        for source, many in ((plain, 4), (rural, 3), (special, 1)):
            order += source[:many]
            del source[:many]
    return order[:objects]


def _object(rng: random.Random, key: int, clerk: int, outline: dict[str, Any], unit: str, department: str, number: str) -> Object:
    kind = {"overall": "overall_monitoring", "transfer": "transfer_monitoring"}.get(outline.get("kind", ""), "monitoring")
    factor = rng.choice([Decimal("0.8"), Decimal(1), Decimal("1.25"), Decimal("1.5")])
    budget = rounded(Decimal(str(outline["budget"])) * factor * WAN, 0) // 100 * 100
    rate = Decimal(rng.randint(520, 625)) / 1000
    funds = _funds(rng, kind, budget, rate)
    indicators = _indicators(rng, outline["lines"], factor, budget, funds[0], rate)
    name = department if kind.startswith("overall") else _name(rng, outline["name"], unit)
    code = f"9999{number}23{key + 1:06d}"
    form = Form(kind, name, None if kind.startswith("overall") else code, department, unit, None, funds, indicators)
    form.goal = _goal(outline["goal"], form, budget)
    received = DUE - timedelta(hours=rng.choice([0, rng.randint(2, 200), rng.randint(2, 200)]))
    return Object(key, clerk, copy.deepcopy(form), form, _payments(rng, key, funds), budget, None, DUE, received)


def _name(rng: random.Random, name: str, unit: str) -> str:
    town = re.search(r"县(..[镇乡])", unit)
    prefix = town[1] if town and rng.random() < 0.6 else ""
    return f"{prefix}{name}项目" if town else name + rng.choice(["", "项目", "经费"])


def _goal(text: str, form: Form, budget: Decimal) -> str:
    for row in form.indicators:
        text = text.replace("{" + row.name + "}", f"{row.target.number}{row.target.unit}")
    return text.replace("{预算}", f"{budget / WAN:f}万元")


# ---- money


def _funds(rng: random.Random, kind: str, budget: Decimal, rate: Decimal) -> list[Fund]:
    """The total row first, then its parts; most amounts are whole hundreds of yuan, some go down to the cent."""
    plans = {
        "monitoring": [
            [("general_public", 1)],
            [("general_public", 8), ("other", 2)],
            [("general_public", 7), ("carry_over", 3)],
            [("central", 5), ("province", 3), ("county", 2)],
        ],
        "overall_monitoring": [[("general_public", 1)], [("general_public", 9), ("other", 1)]],
        "transfer_monitoring": [[("central", 7), ("local", 3)], [("central", 6), ("local", 3), ("other", 1)]],
    }
    labels = {
        "general_public": "本年一般公共预算拨款",
        "other": "其他资金",
        "carry_over": "上年结转资金",
        "central": "中央补助资金",
        "province": "省级补助资金",
        "county": "县级配套资金",
        "local": "地方资金",
    }
    plan = rng.choice(plans[kind])
    whole = sum(share for _, share in plan)
    cents = rng.random() < 0.3
    rows, left = [], budget
    for place, (source, share) in enumerate(plan):
        last = place == len(plan) - 1
        initial = left if last else rounded(budget * share / whole, 0) // 100 * 100
        left -= initial
        spent = initial * (rate + Decimal(rng.randint(-25, 25)) / 1000)
        executed = rounded(spent) if cents else rounded(spent, 0) // 100 * 100
        rows.append(Fund(source, labels[source], initial, executed, initial))
    return [total_of(rows), *rows]


def total_of(rows: list[Fund]) -> Fund:
    """The total row of the given rows."""
    total = Fund("total", "年度资金总额", Decimal(0), Decimal(0), Decimal(0))
    for column in ("initial", "executed", "forecast"):
        setattr(total, column, sum((getattr(row, column) for row in rows), Decimal(0)))
    if any(row.adjusted is not None for row in rows):
        total.adjusted = sum((row.adjusted or Decimal(0) for row in rows), Decimal(0))
    if any(row.received is not None for row in rows):
        total.received = sum((row.received or Decimal(0) for row in rows), Decimal(0))
    return total


def respend(rng: random.Random, obj: Object, rate: Decimal, source: str | None = None) -> None:
    """Other truth: so much of the budget (or of one source's) is spent, in the form and in the treasury's export."""
    parts = obj.form.funds[1:]
    for fund in parts:
        if source in (None, fund.source):
            fund.executed = rounded((fund.initial or Decimal(0)) * rate, 0) // 100 * 100
            fund.forecast = max(fund.forecast or Decimal(0), fund.executed)
    obj.form.funds[0] = total_of(parts)
    for row in obj.form.indicators:
        own = f"row {row.name}" not in obj.touched and row.how == "x" and row.target.unit == "万元"
        if own and (row.target.number or 0) * WAN == obj.form.total.initial:
            row.actual.number = rounded((obj.form.total.executed or Decimal(0)) / WAN)
    obj.payments = _payments(rng, obj.key, obj.form.funds)


def _payments(rng: random.Random, key: int, funds: list[Fund]) -> list[Payment]:
    made = []
    for place, fund in enumerate(funds[1:]):
        document = f"示财预〔2023〕{key * 3 + place + 1}号"
        issued = date(2023, 1, rng.randint(10, 28))
        executed = fund.executed or Decimal(0)
        for paid_on, amount in _instalments(rng, executed):
            made.append(Payment(fund.source, document, issued, paid_on, amount))
        made.append(Payment(fund.source, document, issued, date(2023, 8, rng.randint(2, 11)), rounded((fund.initial or Decimal(0)) / 20)))
    return made


def _instalments(rng: random.Random, executed: Decimal) -> list[tuple[date, Decimal]]:
    """Two to five payments up to the last day of July, sometimes one too much and paid back."""
    parts = rng.randint(2, 5)
    amounts = [rounded(executed / parts) for _ in range(parts - 1)]
    amounts.append(executed - sum(amounts, Decimal(0)))
    days = sorted(rng.sample(range(35, 210), parts))
    made = [(date(2023, 1, 1) + timedelta(days=d), a) for d, a in zip(days, amounts, strict=True)]
    if rng.random() < 0.25:
        wrong = rounded(executed / 40)
        made += [(date(2023, 6, 12), wrong), (date(2023, 6, 28), -wrong)]
    if rng.random() < 0.3:
        made[-1] = (AS_OF, made[-1][1]) if made[-1][1] > 0 else made[-1]
    return made


# ---- indicators


def _indicators(rng: random.Random, lines: str, factor: Decimal, budget: Decimal, total: Fund, rate: Decimal) -> list[Indicator]:
    text = [line.split("|") for line in lines.strip().splitlines()]
    scale = Decimal(1) if any(line[0] == "└" for line in text) else factor
    rows: list[Indicator] = []
    for mark, name, target, how in text:
        parent = next(r for r in reversed(rows) if r.parent is None) if mark == "└" else None
        level1, level2 = (parent.level1, parent.level2) if parent else LEVEL2[mark]
        value = _target(target.replace("{预算}", f"{budget / WAN:f}"), how, scale)
        row = Indicator(level1, level2, name.removeprefix("其中：").lstrip("★"), value, how, core=name.startswith("★"))
        row.parent = parent.name if parent else None
        rows.append(row)
    for row in rows:
        _fill(rng, row, total, rate)
    _add_up(rows)
    _weigh(rows)
    return rows


def _target(text: str, how: str, scale: Decimal) -> Value:
    match = re.fullmatch(r"([≥≤＝])([\d.]+)(.*)", text)
    if not match:
        return Value(words=_by_when(text, how))
    number = Decimal(match[2])
    if how == "c" and number > 20:
        places = max(0, -int(number.as_tuple().exponent))
        number = rounded(number * scale, places)
    return Value(OPERATORS[match[1]], number, match[3])


def _by_when(text: str, how: str) -> str:
    """The same date as one or another writes it."""
    found = re.fullmatch(r"2023年(\d+)月底?前?", text)
    if how != "m" or not found:
        return text
    month = int(found[1])
    last = {2: 28, 4: 30, 6: 30, 9: 30, 11: 30}.get(month, 31)
    ways = [text, text, f"{month}月底前", f"2023年{month}月{last}日前", f"2023.{month}.{last}前"]
    return ways[(month + len(text) * 3 + last) % len(ways)]


def _fill(rng: random.Random, row: Indicator, total: Fund, rate: Decimal) -> None:
    """True values of a row that runs as it should."""
    {"c": _cumulative, "l": _level, "m": _milestone, "x": _ceiling, "q": _quality, "n": _level}[row.how](rng, row, total, rate)


def _cumulative(rng: random.Random, row: Indicator, total: Fund, rate: Decimal) -> None:
    goal = row.target.number or Decimal(0)
    places = max(0, -int(goal.as_tuple().exponent))
    done = rounded(goal * (rate + Decimal(rng.randint(-30, 60)) / 1000), places)
    row.actual = Value("eq", max(done, rounded(goal * PROGRESS * Decimal("0.9"), places)), row.target.unit)
    row.forecast = Value("eq", goal, row.target.unit)


def _level(rng: random.Random, row: Indicator, total: Fund, rate: Decimal) -> None:
    goal = row.target.number or Decimal(0)
    row.forecast = Value("eq", goal, row.target.unit)
    if row.how == "n" or (row.target.unit != "%" and row.target.operator == "ge" and row.level1 == "效益指标"):
        row.actual = Value(words=rng.choice(["年底统计", "未到考核时点", "年末评价", "尚未统计", "年底考核时提供"]))
    elif row.level1 == "满意度指标" and rng.random() < 0.3:
        row.actual = Value(words=rng.choice(["未到考核时点", "年底开展问卷调查", "年底测评"]))
    else:
        room = Decimal(100) - goal if row.target.unit == "%" else Decimal(0)
        row.actual = Value("eq", goal + rng.randint(0, min(4, int(room))), row.target.unit)


def _milestone(rng: random.Random, row: Indicator, total: Fund, rate: Decimal) -> None:
    month = int(re.findall(r"(?:2023\.)?(\d+)(?:月|\.\d+)", row.target.words or "")[0])
    if month <= AS_OF.month:
        row.actual = Value(
            words=rng.choice(
                ["已完成", f"{month}月{rng.randint(3, 26)}日完成", f"2023年{month}月", f"2023.{month}.{rng.randint(3, 26)}完成"]
            )
        )
        row.forecast = Value(words=rng.choice(["已完成", "完成"]))
    else:
        row.actual = Value(words=rng.choice(["未到完成时点", "尚未到期", "按计划推进中"]))
        row.forecast = Value(words=rng.choice([row.target.words or "", "按期完成", f"{month}月底前完成"]))


def _ceiling(rng: random.Random, row: Indicator, total: Fund, rate: Decimal) -> None:
    goal, unit = row.target.number or Decimal(0), row.target.unit
    row.forecast = Value("eq", goal, unit)
    if unit == "万元":
        limit = (total.executed or Decimal(0)) / WAN if goal * WAN == total.initial else goal * rate
        row.actual = Value("eq", rounded(limit), unit)
    else:
        row.actual = Value("eq", rng.choice([goal, rounded(goal * Decimal("0.98"))] if "." in str(goal) or goal > 40 else [goal]), unit)


def _quality(rng: random.Random, row: Indicator, total: Fund, rate: Decimal) -> None:
    row.actual = Value(words=rng.choice([row.target.words or "", "达成预期指标"]))
    row.forecast = Value(words=row.target.words)


def _add_up(rows: list[Indicator]) -> None:
    """A row that has parts is their sum."""
    for row in rows:
        parts = [r for r in rows if r.parent == row.name]
        if parts:
            row.actual.number = sum((r.actual.number or Decimal(0) for r in parts), Decimal(0))


def _weigh(rows: list[Indicator]) -> None:
    """Points by block; what is counted weighs half as much again."""
    for block, points in BLOCKS.items():
        mains = [r for r in rows if r.level1 == block and r.parent is None]
        parts = [3 if r.how == "c" else 2 for r in mains]
        for row, part in zip(mains, parts, strict=True):
            row.weight = Decimal(points * part // sum(parts))
        mains[0].weight += points - sum((r.weight for r in mains), Decimal(0))


# ---- reports, and the round before


def give_report(obj: Object, pdf: bool, rate: Decimal | None) -> None:
    """The unit also owes a text report, and it agrees with the form, whose rate it copies."""
    total = obj.form.total
    budget, executed = total.initial or Decimal(0), total.executed or Decimal(0)
    row = next((r for r in obj.form.indicators if r.big), None)
    stated = (row.name, f"{row.actual.number}{row.target.unit}") if row else None
    obj.report = Report(budget, executed, executed / budget if rate is None else rate, stated, pdf)
    obj.report_due, obj.report_received = REPORT_DUE, REPORT_DUE - timedelta(days=3, hours=obj.key % 9)


def give_previous(rng: random.Random, obj: Object) -> None:
    """What the same object had reported by 30 April: everything lower."""
    past = copy.deepcopy(obj.form)
    share = Decimal(rng.randint(45, 60)) / 100
    for fund in past.funds:
        fund.executed = rounded((fund.executed or Decimal(0)) * share, 0) // 100 * 100
    for row in past.indicators:
        if row.how == "c" and row.actual.number is not None:
            row.actual.number = rounded(row.actual.number * share, max(0, -int(row.actual.number.as_tuple().exponent)))
    past.as_of = date(2023, 4, 30)
    obj.previous = past
