"""``goal-conflict``: the annual goal contradicts the indicators, or itself.  Better silent than wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate, pairwise

from hengji.rules.findings.approvals import pair
from hengji.rules.findings.case import Case
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.phrasing import GOAL, at, quoted
from hengji.rules.findings.rule import Rule
from hengji.rules.forms import IndicatorRow
from hengji.rules.indicators import target_text
from hengji.rules.money import plain
from hengji.rules.text import fold
from hengji.rules.units import canonical, convert, is_count
from hengji.rules.values import Operator

_SENTENCE = re.compile(r"[。；;！!\n]|(?:^|(?<=\D))\d{1,2}[.、](?!\d)|[（(]\d{1,2}[)）]|[①-⑳]|目标\d{1,2}[:：]")
_CLAUSE = re.compile(r"[，,、：:]")
_FIGURE = re.compile(r"(\d+(?:,\d{3})*(?:\.\d+)?)\s*([万亿]?[一-龥%㎡/a-zA-Z]{1,4})")
_OTHER_SPAN = re.compile(r"累计|[三五]年|20\d\d\s*[-—至~]|以上年|上年|去年|同比|每|人均|户均|亩均|平均|含|约|近|余|力争|分别")
_GENERIC = re.compile(
    r"数量|个数|人数|人次数|人次|次数|面积|长度|里程|规模|总量|总数|户数|台数|期数|场次|批次|件数|数$|量$|完成|新建|建设|开展|实施|年度|项目|工程|指标|新增|购置|采购|支持|补助|举办|组织|临时|各类|相关|全年|本年"
)
_NOT_THE_WHOLE = re.compile(r"女|少数民族|脱贫|党员|残疾|贫困|监测|低保|重点|优秀|新增")
_SMALL_UNITS = frozenset("个项次件份处")
_HALF_WIDTH = str.maketrans("０１２３４５６７８９．％", "0123456789.%")
_NEAR, _NEARER = Decimal("0.8"), Decimal("0.9")
_MUCH, _MOST = 0.6, 0.8


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a goal with the words around it."""

    number: Decimal
    unit: str
    clause: str
    sentence: str


def find(case: Case) -> Iterator[Finding]:
    """Figures beside an indicator's words in the same unit; then 共 … 其中 … sums."""
    goal = re.sub(r"(?<=\d),(?=\d{3})", "", (case.form.goal or "").translate(_HALF_WIDTH))
    if not re.search(r"\d", goal):
        return
    yield from _against_indicators(case, goal)
    yield from _parts(case, goal)


# ---- the goal against the indicators


def _against_indicators(case: Case, goal: str) -> Iterator[Finding]:
    rows = [row for row in case.form.indicators if row.target and row.target.number is not None and row.target.unit and row.name]
    named = tuple((row.name or "", row.target.unit if row.target else None) for row in rows)
    for row, figure in zip(rows, meant(goal, named), strict=True):
        if figure and (number := _contradiction(figure, row)) is not None:
            yield _finding(case, row, figure, number)


_Named = tuple[str, str | None]
"""An indicator's name and unit."""


@lru_cache(maxsize=1024)
def meant(goal: str, rows: tuple[_Named, ...]) -> tuple[Figure | None, ...]:
    """The one figure of the goal that means each row; kept, for a form is asked about with every cell typed."""
    figures, alike = list(figures_of(goal)), dict[str | None, _Alike]()
    for _, unit in rows:
        if unit not in alike:
            alike[unit] = _in_unit(unit, figures, rows)
    about = (_about(at, row, alike[row[1]]) for at, row in enumerate(rows))
    return tuple(found[0] if len(found) == 1 else None for found in about)


@dataclass(frozen=True, slots=True)
class _Alike:
    """The goal's figures in a unit, each with (the numbers of) the rows its clause speaks of, and how many rows there are in that unit."""

    spoken: tuple[tuple[Figure, tuple[int, ...]], ...]
    rows: int


def _in_unit(unit: str | None, figures: list[Figure], rows: tuple[_Named, ...]) -> _Alike:
    own = [figure for figure in figures if same_unit(figure.unit, unit)]
    peers = [at for at, (_, other) in enumerate(rows) if own and same_unit(own[0].unit, other)]
    return _Alike(tuple((figure, tuple(at for at in peers if _speaks_of(figure, rows[at][0]))) for figure in own), len(peers))


def _about(at: int, row: _Named, alike: _Alike) -> list[Figure]:
    """The figures in the row's unit that mean the row: whose clause speaks of it alone, else the only one for the only row."""
    if len(alike.spoken) == 1 == alike.rows:
        (figure, named), *_ = alike.spoken
        return [figure] if named or resembles(figure, row[0]) else []
    return [figure for figure, named in alike.spoken if named == (at,) and _only_one(figure, at, alike)]


def figures_of(goal: str) -> Iterator[Figure]:
    """The figures of a goal that mean this year and this object (not 累计, 约, 每, 其中 …), in half-width digits."""
    for sentence in _SENTENCE.split(goal):
        sentence = sentence.split("其中")[0]  # what follows divides the figure before it
        if sentence and not _OTHER_SPAN.search(sentence):
            for clause in _CLAUSE.split(re.sub(r"(?<=\d),(?=\d{3})", "", sentence)):
                for match in _FIGURE.finditer(clause):
                    if unit := _unit(match[2]):
                        yield Figure(Decimal(match[1].replace(",", "")), unit, clause, sentence)


def _unit(words: str) -> str | None:
    """The longest known unit that the words after a number begin with; years are none."""
    for length in range(len(words), 0, -1):
        unit = canonical(words[:length])
        if unit.family not in ("", "unknown") and not words.startswith(("年", "月", "日")):
            return words[:length]
    return None


@lru_cache(maxsize=16384)
def _core(name: str) -> str:
    """What an indicator's name speaks of, without words every name has."""
    return _GENERIC.sub("", re.sub(r"[（(].*?[)）]|[\W_\d]", "", fold(name)))


def _speaks_of(figure: Figure, name: str) -> bool:
    """The name's own words in the clause; beside words as common as 个 or 项 more of the name is needed."""
    core = _core(name)
    if len(core) < (3 if figure.unit in _SMALL_UNITS else 2):
        return False
    letters = _letters(core)
    return core in fold(figure.clause) or (len(letters) >= 4 and letters <= _letters(fold(figure.clause)))


@lru_cache(maxsize=16384)
def _letters(text: str) -> frozenset[str]:
    return frozenset(text)


def resembles(figure: Figure, name: str) -> bool:
    """Most of the name's letters in the clause (清运生活垃圾, 全年清运垃圾)."""
    letters = set(_core(name))
    shared = len(letters & set(fold(figure.clause)))
    least = _MOST if figure.unit in _SMALL_UNITS else _MUCH
    return shared >= 2 and shared >= least * len(letters)


@lru_cache(maxsize=16384)
def same_unit(a: str, b: str | None) -> bool:
    """Measures of one family (公里, 米); of counted things the same word (人次 is neither 人 nor 期)."""
    one, other = canonical(a), canonical(b)
    if one.family != other.family or one.family in ("", "unknown", "percent") or "/" in one.family:
        return False
    people = {"人", "名", "位"}
    return not is_count(a) or one.word == other.word or {one.word, other.word} <= people


def _only_one(figure: Figure, row: int, alike: _Alike) -> bool:
    """The clause has no other figure of that unit, and every other figure of that unit in the sentence belongs to another indicator
    (东段5公里、西段7公里 are parts)."""
    twins = ((twin, named) for twin, named in alike.spoken if twin is not figure and twin.sentence == figure.sentence)
    return all(twin.clause != figure.clause and any(other != row for other in named) for twin, named in twins)


def _contradiction(figure: Figure, row: IndicatorRow) -> Decimal | None:
    """The goal's number in the indicator's unit where it differs; under a limit only what goes beyond it."""
    target = row.target
    assert target is not None and target.number is not None
    number = convert(figure.number, figure.unit, target.unit)
    if number is None or number == target.number:
        return None
    if target.operator in (Operator.LE, Operator.LT) and number < target.number:
        return None
    return number


def _finding(case: Case, row: IndicatorRow, figure: Figure, number: Decimal) -> Finding:
    assert row.target is not None
    cell = case.form.cells.get("goal")
    message = (
        f"年度总体目标{at(cell)}写{quoted(figure.clause)}，指标“{row.subject}”的年度指标值为{target_text(row.target)}"
        f"{at(row.cells.get('target'))}，同一事项数字不一致。"
    )
    fix = "请核对并统一年度总体目标与指标值。"
    return _addressed(case, row, message, fix, cell)


def _addressed(case: Case, row: IndicatorRow, message: str, fix: str, cell: str | None) -> Finding:
    if case.approved and fold(case.approved.goal or "") == fold(case.form.goal or ""):
        one = pair(case.form, case.approved).same.get(case.form.indicators.index(row))
        if one and row.target and one.target.number == row.target.number:
            return RULE.for_reviewer(GOAL, cell, message, fix)
    return RULE.warning(GOAL, cell, message, fix)


# ---- the goal against itself


_WHOLE = re.compile(
    r"(?P<said>(?:共|合计|总计|总)[^，,。；;\d]{0,12})?(?<![\d.])(?P<whole>\d+(?:\.\d+)?)(?P<unit>[万亿]?[一-龥%]{1,4})"
    r"[^。\d]{0,12}?[。；;]?其中[:：,，]?(?P<rest>[^。\n]*)"
)
_UNEVEN = re.compile(r"各|分别|每|平均|人均|户均|约|近|余|以上|不少于|不低于|至少|超过|力争|累计")
_BETWEEN = re.compile(r"[、，,；;]|(?<=\D)[和及与]")


def _parts(case: Case, goal: str) -> Iterator[Finding]:
    """Of "…0.8万亩，其中…、…" the parts.  With 共 they are meant to be all; without it they only must not exceed the whole, nor
    come so near to it that only a wrong figure explains the rest."""
    for match in _WHOLE.finditer(goal):
        unit, rest = _unit(match["unit"]), match["rest"]
        if unit is None or "%" in unit:
            continue
        whole, (parts, words) = Decimal(match["whole"]), _listed(rest, unit, strict=match["said"] is None)
        if _NOT_THE_WHOLE.search(words) or _UNEVEN.search(words):
            continue
        sums = list(accumulate(parts))[1:]
        if not sums or whole in sums:
            continue
        if sums[-1] >= whole * (_NEAR if match["said"] else _NEARER):
            yield _sum_finding(case, whole, sums[-1], unit, match.group())


def _listed(rest: str, unit: str, *, strict: bool) -> tuple[list[Decimal], str]:
    """The numbers of the parts in the whole's unit, and the words that list them.  ``strict``: of an open list only as far as it
    is sure to be one: joined by one and the same mark, of commas the first two."""
    found = [(m, u) for m in _FIGURE.finditer(rest) if (u := _unit(m[2])) and _adds(u, unit)]
    if strict and len(found) > 1:
        marks = [_BETWEEN.findall(rest[before[0].end(1) : after[0].start()]) for (before, after) in pairwise(found)]
        lone = [mark[0] if len(mark) == 1 else "" for mark in marks]
        same = next((i for i, mark in enumerate(lone) if mark not in (lone[0], "和", "及", "与") or not mark), len(lone))
        found = found[: same + 1] if lone[0] == "、" or len(found) == 2 else found[: min(same, 1) + 1]
    numbers = [convert(Decimal(m[1].replace(",", "")), u, unit) for m, u in found]
    end = found[-1][0].end() if found else 0
    return [number for number in numbers if number is not None], rest[: end + 3]


def _adds(part: str, whole: str) -> bool:
    """Whether amounts in the two units add up: the same unit, the counted noun left out on one side (15个项目, 8个)."""
    one, other = canonical(part), canonical(whole)
    short, long = sorted((one.word, other.word), key=len)
    return same_unit(part, whole) or (one.family == other.family == "count" and len(short) == 1 and long.startswith(short))


def _sum_finding(case: Case, whole: Decimal, added: Decimal, unit: str, words: str) -> Finding:
    cell = case.form.cells.get("goal")
    message = f"年度总体目标{at(cell)}写{quoted(words, 60)}，各项相加为{plain(added)}{unit}，与合计{plain(whole)}{unit}不符。"
    fix = "请核对年度总体目标中的合计数和分项数。"
    if case.approved and fold(case.approved.goal or "") == fold(case.form.goal or ""):
        return RULE.for_reviewer(GOAL, cell, message, fix)
    return RULE.warning(GOAL, cell, message, fix)


RULE = Rule(
    code="goal-conflict",
    title="总体目标与指标矛盾",
    problem_class=2,
    severities=(Severity.WARNING, Severity.NOTICE),
    meaning="年度总体目标中的数字与同一事项、同一单位的指标值不一致，或总体目标中“……其中……”的分项之和与合计不符（没有写“共”的，其中可能只列一部分，分项之和超过合计或十分接近时才判）。事项是否相同有疑问的不判。"
    "批复目标本身如此的，转告目标审核人员。",
    basis="财预〔2021〕101号 附件1（总体目标与指标相互对应）",
    example="总体目标写“硬化道路12公里”，指标值为“≥10公里”。",
    find=find,
)
