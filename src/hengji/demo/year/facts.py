"""What is true of 示例县 in the demo's year: units, people, money, targets; plain data that the play puts on the site."""

from __future__ import annotations

import random
import re
import tomllib
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from hengji.demo.county import LEVEL2, catalogue
from hengji.demo.facts import WAN, rounded
from hengji.rules.access import Role
from hengji.rules.measures import Measure

MEASURES = {
    "c": Measure.CUMULATIVE,
    "l": Measure.LEVEL,
    "n": Measure.LEVEL,
    "m": Measure.MILESTONE,
    "x": Measure.CEILING,
    "q": Measure.QUALITATIVE,
}
BLOCKS = {"产出指标": 50, "效益指标": 30, "满意度指标": 10}
SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余"
GIVEN = ["建国", "秀英", "志强", "桂兰", "海燕", "永福", "晓梅", "国庆", "玉珍", "文斌", "丽华", "长江"] + [
    "春生",
    "小红",
    "立新",
    "雪梅",
    "德明",
    "淑芬",
    "振华",
    "亚男",
    "成林",
    "月娥",
    "家宝",
    "慧敏",
]


@dataclass(frozen=True, slots=True)
class UnitFact:
    """A unit; ``parent`` and ``division`` by code."""

    code: str
    name: str
    kind: str
    parent: str | None = None
    division: str | None = None


@dataclass(frozen=True, slots=True)
class PersonFact:
    """A person with posts: (unit code, role)."""

    login: str
    name: str
    posts: tuple[tuple[str, Role], ...]
    phone: str = ""


@dataclass(frozen=True, slots=True)
class RowFact:
    """One indicator as a unit types it; ``plan`` by the end of each month, empty where the measure has none."""

    level1: str
    level2: str
    name: str
    operator: str
    target: str
    unit: str
    weight: Decimal
    measure: Measure
    core: bool = False
    plan: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LineFact:
    """Money of one source in yuan."""

    label: str
    budget_kind: str
    level: str
    initial: Decimal
    document: str
    issued: date
    fund: bool = False


@dataclass(frozen=True, slots=True)
class ProgramFact:
    """One object of performance management with its money and target."""

    code: str
    name: str
    kind: str
    unit: str
    competent: str | None
    outline: str
    goal: str
    rows: tuple[RowFact, ...]
    lines: tuple[LineFact, ...]
    secret: bool = False

    @property
    def budget(self) -> Decimal:
        return sum((line.initial for line in self.lines), Decimal(0))


@dataclass(frozen=True, slots=True)
class County:
    """Everything the play needs."""

    code: str
    name: str
    year: int
    units: tuple[UnitFact, ...]
    people: tuple[PersonFact, ...]
    programs: tuple[ProgramFact, ...]
    fund: dict[str, Any]
    appraisals: tuple[dict[str, Any], ...] = field(default=())

    def unit(self, name: str) -> UnitFact:
        """A unit by the short name the outlines use."""
        return next(unit for unit in self.units if short(unit.name) == name)


def short(name: str) -> str:
    return name.removeprefix("示例县").removesuffix("人民政府")


@cache
def county() -> County:
    """示例县, the same every time."""
    data = tomllib.loads(Path(__file__).with_name("county.toml").read_text(encoding="utf-8"))
    rng = random.Random(2023)
    units = tuple(_units(data))
    return County(
        data["code"],
        data["name"],
        data["year"],
        units,
        tuple(_people(units)),
        tuple(_programs(rng, data, units)),
        data["fund"],
        tuple(data["appraisal"]),
    )


# ---- units and people


def _units(data: dict[str, Any]) -> list[UnitFact]:
    outlines = catalogue()
    bureau = UnitFact("001", "示例县财政局", "finance")
    divisions = [UnitFact(code, name, "division", "001") for code, name, _departments in data["divisions"]]
    answers = {department: code for code, _name, departments in data["divisions"] for department in departments}
    departments = [UnitFact(code, f"示例县{name}", "department", None, answers[code]) for name, code in outlines["departments"]]
    codes = dict(outlines["departments"])
    subordinates: list[UnitFact] = []
    for name, parent in outlines["subordinates"]:
        number = 1 + sum(unit.parent == codes[parent] for unit in subordinates)
        subordinates.append(UnitFact(f"{codes[parent]}{number:03d}", f"示例县{name}", "subordinate", codes[parent]))
    rural = data["divisions"][-1][0]
    towns = [
        UnitFact(f"5{number:02d}", f"示例县{name}人民政府", "township", None, rural) for number, name in enumerate(outlines["townships"], 1)
    ]
    agencies = [UnitFact(code, name, "agency") for code, name in data["agencies"]]
    return [bureau, *divisions, *departments, *subordinates, *towns, *agencies]


def _people(units: tuple[UnitFact, ...]) -> list[PersonFact]:
    """Two people in every first-level unit (one fills, one reviews), one in every other; the finance bureau as it is."""
    names = (f"{SURNAMES[i % len(SURNAMES)]}{GIVEN[(i * 7) % len(GIVEN)]}" for i in range(1000))
    people = [
        PersonFact("sys", next(names), (("001", Role.SYSTEM),)),
        PersonFact("sec", next(names), (("001", Role.SECURITY),)),
        PersonFact("aud", next(names), (("001", Role.AUDIT),)),
        PersonFact("leader", next(names), (("001", Role.LEADER),)),
        PersonFact("office", next(names), (("001901", Role.OFFICE),)),
        PersonFact("office2", next(names), (("001901", Role.OFFICE),)),
    ]
    for unit in units:
        if unit.kind == "division" and "001003" < unit.code < "001900":
            people.append(PersonFact(f"d{unit.code}", next(names), ((unit.code, Role.DIVISION),)))
        elif unit.kind == "agency":
            people.append(PersonFact(f"e{unit.code}", next(names), ((unit.code, Role.EXPERT),)))
        elif unit.kind in ("department", "township"):
            people.append(PersonFact(f"u{unit.code}", next(names), ((unit.code, Role.REPORTER),)))
            people.append(PersonFact(f"r{unit.code}", next(names), ((unit.code, Role.DEPARTMENT),)))
        elif unit.kind == "subordinate":
            people.append(PersonFact(f"u{unit.code}", next(names), ((unit.code, Role.REPORTER),)))
    return people


# ---- programs


def _programs(rng: random.Random, data: dict[str, Any], units: tuple[UnitFact, ...]) -> list[ProgramFact]:
    outlines = {row["name"]: row for row in catalogue()["project"] if row.get("kind") != "overall"}
    homes = {short(unit.name): unit for unit in units}
    made: list[ProgramFact] = []
    for unit, name, outline, amount in data["fund"]["projects"]:
        more = {**outlines[outline], "lines": _with(outlines[outline]["lines"], data["fund"]["more"].get(name, ""))}
        made.append(_program(rng, len(made), name, more, homes[unit], Decimal(str(amount)) * WAN, data["fund"]))
    for outline in catalogue()["project"]:
        budget = rounded(Decimal(str(outline["budget"])) * WAN)
        if outline["home"] != "乡镇":
            name = homes[outline["home"]].name if outline.get("kind") == "overall" else outline["name"]
            made.append(_program(rng, len(made), name, outline, homes[outline["home"]], budget, None))
    covered = {program.unit for program in made if program.kind == "overall"}
    for unit in units:
        if unit.kind in ("department", "township") and unit.code not in covered:
            budget = Decimal(rng.randrange(680, 2400, 10)) * WAN
            outline = {**data["overall"], "kind": "overall", "budget": budget / WAN, "name": "部门整体支出"}
            outline["lines"] = outline["lines"].replace("{公用}", f"{rounded(budget / WAN / 20, 0):f}")
            made.append(_program(rng, len(made), unit.name, outline, unit, budget, None))
    return made


def _program(
    rng: random.Random, number: int, name: str, outline: dict[str, Any], unit: UnitFact, budget: Decimal, fund: dict[str, Any] | None
) -> ProgramFact:
    kind = outline.get("kind", "project")
    factor = Decimal(1) if fund is None else rounded(budget / (Decimal(str(outline["budget"])) * WAN))
    rows = tuple(_rows(outline["lines"], factor, budget))
    goal = outline["goal"].replace("{预算}", f"{budget / WAN:f}万元")
    for row in rows:
        goal = goal.replace("{" + row.name + "}", f"{row.target}{row.unit}")
    letter = {"project": "T", "transfer": "Z", "overall": "B"}[kind]
    code = f"99012323{letter}{number + 1:012d}"
    lines = _lines(rng, number, kind, budget, fund)
    return ProgramFact(code, name, kind, unit.code, fund["competent"] if fund else None, outline["name"], goal, rows, lines)


def _lines(rng: random.Random, number: int, kind: str, budget: Decimal, fund: dict[str, Any] | None) -> tuple[LineFact, ...]:
    if fund is not None:
        return (LineFact("衔接补助资金", "general_public", "central", budget, fund["document"], fund["issued"], fund=True),)
    document = f"示财预〔2023〕{number + 1}号"
    issued = date(2023, 1, rng.randint(9, 28))
    shares = (
        [("中央补助资金", "central", 7), ("县级配套资金", "county", 3)]
        if kind == "transfer"
        else rng.choice([[("本年一般公共预算拨款", "county", 1)], [("本年一般公共预算拨款", "county", 8), ("上级补助资金", "province", 2)]])
    )
    whole, left, lines = sum(share for *_rest, share in shares), budget, []
    for place, (label, level, share) in enumerate(shares):
        amount = left if place == len(shares) - 1 else rounded(budget * share / whole, 0) // 100 * 100
        left -= amount
        lines.append(LineFact(label, "general_public", level, amount, document, issued))
    return tuple(lines)


def _with(lines: str, more: str) -> str:
    """Further lines of an outline, each among those of its kind."""
    if not more:
        return lines
    marks = list(LEVEL2)
    return "\n".join(sorted([*lines.strip().splitlines(), *more.strip().splitlines()], key=lambda line: marks.index(line[0])))


def _rows(text: str, factor: Decimal, budget: Decimal) -> list[RowFact]:
    """The outline's lines as typed rows; 其中 parts are left out, points are shared out block by block."""
    mains = [line.split("|") for line in text.strip().splitlines() if not line.startswith("└")]
    whole = any(line.startswith("└") for line in text.strip().splitlines())
    rows = [_row(line, Decimal(1) if whole else factor, budget) for line in mains]
    for block, points in BLOCKS.items():
        places = [i for i, row in enumerate(rows) if row.level1 == block]
        share = [Decimal(points // len(places))] * len(places)
        share[0] += points - sum(share)
        for i, weight in zip(places, share, strict=True):
            rows[i] = replace(rows[i], weight=weight)
    return rows


def _row(line: list[str], factor: Decimal, budget: Decimal) -> RowFact:
    mark, name, target, how = line
    level1, level2 = LEVEL2[mark]
    found = re.fullmatch(r"([≥≤＝])([\d.]+)(.*)", target.replace("{预算}", f"{(budget / WAN).normalize():f}"))
    operator, number, unit = ("", target, "") if found is None else (found[1].replace("＝", "="), found[2], found[3])
    if found is not None and how == "c" and Decimal(number) > 20:
        number = f"{rounded(Decimal(number) * factor, max(0, -int(Decimal(number).as_tuple().exponent))):f}"
    plan = month_plan(Decimal(number)) if how == "c" and Decimal(number) >= 20 else ()
    return RowFact(level1, level2, name.lstrip("★"), operator, number, unit, Decimal(0), MEASURES[how], name.startswith("★"), plan)


def month_plan(goal: Decimal) -> tuple[str, ...]:
    """By the end of each month: slow winters, most of the work from April to October."""
    shares = (0, 2, 6, 15, 27, 40, 53, 66, 80, 91, 97, 100)
    places = max(0, -int(goal.as_tuple().exponent))
    return tuple(f"{rounded(goal * share / 100, places):f}" for share in shares)
