"""An entry of the indicator library: what it must say before it is kept, and where its wording is vague."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from decimal import Decimal

from hengji.rules.library import entry_faults
from hengji.rules.measures import Measure, infer
from hengji.rules.money import percent
from hengji.rules.reference import LEVELS, ReferenceField
from hengji.rules.refusals import Refused, fitting
from hengji.rules.text import fold, fold_name, squeeze
from hengji.rules.tokens import matches
from hengji.rules.values import read_target

WORDS, DAY = "定性", "时间"
OPERATORS: dict[str, str] = {"≥": "不低于", "≤": "不超过", "=": "等于", ">": "高于", "<": "低于", WORDS: "用文字", DAY: "到某一天"}
"""Signs of a target with their words."""
_IN_WORDS = frozenset((WORDS, DAY))
CAPTIONS = {
    "category": "领域",
    "level1": "一级指标",
    "level2": "二级指标",
    "name": "指标名称",
    "operator": "符号",
    "unit": "计量单位",
    "measure": "计量方式",
    "value": "参考值",
    "explanation": "指标解释",
    "how_measured": "取数方式",
    "evidence": "佐证材料",
    "basis": "设定依据",
}
LONGEST = {"category": 60, "level1": 30, "level2": 30, "name": 150, "unit": 30, "value": 60, "explanation": 2000, "how_measured": 1000,
           "evidence": 1000, "basis": 1000}  # fmt: skip
_REQUIRED = ("category", "name", "level2", "level1")
_SUFFERED = {"library-unit-unknown", "library-level-unknown"}
"""Faults a county's own library may have: rare units, second levels of its own (where the first level is said)."""
_VAGUE = ("效果", "成效", "作用", "影响", "情况", "水平", "程度", "能力", "环境", "明显", "显著", "有效", "进一步", "不断")
"""Words that name no thing one could count."""
_COUNTED = ("率", "度", "数", "额", "量", "次", "天", "时间", "比例", "面积", "长度", "人次")
_WORDS_OF = frozenset(("category", "level1", "level2", "name", "unit"))
_ALWAYS = 0.9
_ENOUGH = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """An indicator as the library keeps it; ``operator`` one of ``OPERATORS``, ``measure`` a value of ``Measure``."""

    category: str
    level1: str
    level2: str
    name: str
    operator: str = "≥"
    unit: str = ""
    measure: str = ""
    value: str = ""
    explanation: str = ""
    how_measured: str = ""
    evidence: str = ""
    basis: str = ""
    avoid: tuple[str, ...] = ()
    common: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """What may stand only once in a region's library."""
        return fold(self.category), fold(self.level2), fold_name(self.name)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to think about; nothing is forbidden by it."""

    sentence: str
    remedy: str


def checked(entry: Entry) -> Entry:
    """The entry as it is kept: outer blanks gone, first level and measure filled in where the rest leaves no doubt.

    Raises ``Refused``: ``library-missing``, ``text-long``, and what ``rules.library.entry_faults`` gives."""
    whole = _completed(_tidied(entry))
    for key in _REQUIRED:
        if not getattr(whole, key):
            raise Refused("library-missing", caption=CAPTIONS[key])
    for key, most in LONGEST.items():
        fitting(CAPTIONS[key], getattr(whole, key), most)
    grave = [fault for fault in _faults(whole) if fault.code not in _SUFFERED]
    if grave:
        raise grave[0]
    return whole


def _faults(entry: Entry) -> tuple[Refused, ...]:
    return entry_faults(name=entry.name, level2=entry.level2, operator=entry.operator, unit=entry.unit, measure=entry.measure)


def _tidied(entry: Entry) -> Entry:
    texts = {one.name: value for one in fields(entry) if isinstance(value := getattr(entry, one.name), str)}
    short = {key: squeeze(value) if key in _WORDS_OF else value.strip() for key, value in texts.items()}
    short["operator"] = {"＞": ">", "＜": "<", "＝": "="}.get(short["operator"], short["operator"])
    return replace(entry, **short, avoid=tuple(dict.fromkeys(word.strip() for word in entry.avoid if word.strip())))  # type: ignore[arg-type]


def _completed(entry: Entry) -> Entry:
    level1 = entry.level1 or LEVELS.get(entry.level2, "")
    return replace(entry, level1=level1, measure=entry.measure or guessed_measure(replace(entry, level1=level1)))


def guessed_measure(entry: Entry) -> str:
    """How the indicator's value comes about, as name, levels, sign and unit let one suppose; "" where the sign is unknown."""
    if entry.operator in _IN_WORDS:
        return (Measure.QUALITATIVE if entry.operator == WORDS else Measure.MILESTONE).value
    target = read_target(entry.value or "1", sign=entry.operator, unit=entry.unit or None) if entry.operator in OPERATORS else None
    if target is None:
        return ""
    found = infer(entry.name, entry.level1, entry.level2, target).measure
    return Measure.LEVEL.value if found in (Measure.QUALITATIVE, Measure.MILESTONE) else found.value


def notices(entry: Entry, instead: Iterable[tuple[str, str]] = (), *, outcomes: int = 0, full: int = 0) -> tuple[Notice, ...]:
    """What is soft about an entry.  ``instead``: (vague wording, better indicator) pairs known; ``full`` of ``outcomes`` ended at 100 %."""
    found = [*_vague(entry, instead), *_unmeasured(entry)]
    if outcomes >= _ENOUGH and full / outcomes >= _ALWAYS:
        said = f"已知结果的{outcomes}次中有{full}次恰好完成100%，几乎总是满分，区分度低。"
        found.append(Notice(said, "可提高参考值，或改用更能看出差别的指标。"))
    return tuple(found)


def _vague(entry: Entry, instead: Iterable[tuple[str, str]]) -> Iterable[Notice]:
    pairs = tuple(instead)
    better = [name for vague, name in pairs if matches(vague, entry.name) and not matches(entry.name, name)]
    if better and entry.name not in {name for _, name in pairs}:  # what is proposed instead of vague words is none itself
        yield Notice(f"“{entry.name}”不易衡量。", f"可改用：{'、'.join(dict.fromkeys(better[:3]))}。")
    elif (
        entry.operator == WORDS and not entry.name.endswith(_COUNTED) and (word := next((one for one in _VAGUE if one in entry.name), None))
    ):
        remedy = "尽量改成可以数、可以测的指标；确需定性的，写明达成的标志。"
        yield Notice(f"名称里的“{word}”说不出量的是什么，年底难以判断是否完成。", remedy)


def _unmeasured(entry: Entry) -> Iterable[Notice]:
    if entry.operator == WORDS and not entry.explanation and not entry.how_measured:
        yield Notice("定性指标没有写怎样算达成。", "在“指标解释”或“取数方式”里写明达成、部分达成、未达成各看什么。")
    elif not entry.how_measured:
        yield Notice("没有写取数方式。", "写明数从哪里来、谁统计，监控时才能核对。")
    if any(fault.code == "library-unit-unknown" for fault in _faults(entry)):
        yield Notice(f"计量单位“{entry.unit}”不常见，监控时不能换算。", "能换成常用单位的，请换成常用单位（公里、亩、万元、人次、%）。")


def full_rate_words(outcomes: int, full: int) -> str:
    """How often an indicator ended at exactly 100 %, in words."""
    if not outcomes:
        return "尚无已知结果"
    return f"{percent(Decimal(full) / outcomes)}（{outcomes} 次中 {full} 次）"


def of_reference(field: ReferenceField) -> tuple[Entry, ...]:
    """A field of the reference library as entries."""
    return tuple(
        Entry(field.name, one.level1, one.level2, one.name, one.operator, one.unit or "", one.measure.value, how_measured=one.how,
              evidence=one.evidence, avoid=one.avoid)
        for one in field.indicators
    )  # fmt: skip
