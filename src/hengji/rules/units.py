"""Units of measure and their families: what converts (公里/米, 亩/公顷, 万元/元), what cannot be compared (小时/台)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from hengji.rules.money import half_up, trimmed
from hengji.rules.text import fold


class Relation(StrEnum):
    """How two units stand to each other.  Only ``INCOMPARABLE`` is a conflict; ``UNKNOWN`` neither converts nor accuses."""

    SAME = "same"
    CONVERTIBLE = "convertible"
    INCOMPARABLE = "incomparable"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Unit:
    """``family`` names what is measured (``money``, ``time``, ``count``, ``money/count`` …, ``unknown``); ``factor`` is
    the worth of one in the family's base unit, multipliers (万, 亿) included; ``word`` the unit without multiplier."""

    family: str
    factor: Decimal
    word: str


_PLAIN: dict[str, dict[str, str]] = {
    "money": {"元": "1", "圆": "1", "元人民币": "1", "角": "0.1"},
    "money.usd": {"美元": "1", "美金": "1"},
    "money.eur": {"欧元": "1"},
    "money.hkd": {"港元": "1", "港币": "1"},
    "time": {
        "秒": "1", "秒钟": "1", "分钟": "60", "min": "60", "小时": "3600", "个小时": "3600", "钟头": "3600", "个钟头": "3600", "h": "3600",
        "天": "86400", "日": "86400", "日历天": "86400", "自然日": "86400", "周": "604800", "星期": "604800", "个星期": "604800",
    },
    "time.work": {"工作日": "1", "个工作日": "1", "工作天": "1"},
    "time.months": {
        "月": "1", "个月": "1", "月份": "1", "季度": "3", "个季度": "3", "季": "3", "学期": "6", "个学期": "6", "半年": "6",
        "年": "12", "年度": "12", "周年": "12", "学年": "12",
    },
    "length": {
        "毫米": "0.001", "mm": "0.001", "厘米": "0.01", "cm": "0.01", "公分": "0.01", "分米": "0.1", "米": "1", "m": "1", "延米": "1",
        "延长米": "1", "公里": "1000", "千米": "1000", "km": "1000", "里": "500", "华里": "500",
    },
    "area": {  # in thirds of a square metre, so that 亩 (2000/3 平方米) stays exact
        "平方米": "3", "平米": "3", "平方": "3", "m2": "3", "㎡": "3", "亩": "2000", "公顷": "30000", "ha": "30000", "hm2": "30000",
        "顷": "200000", "平方公里": "3000000", "平方千米": "3000000", "km2": "3000000",
    },
    "volume": {
        "毫升": "0.001", "ml": "0.001", "升": "1", "l": "1", "立方米": "1000", "立方": "1000", "方": "1000", "m3": "1000",
    },
    "weight": {
        "毫克": "0.001", "mg": "0.001", "克": "1", "g": "1", "两": "50", "斤": "500", "市斤": "500", "公斤": "1000", "千克": "1000",
        "kg": "1000", "担": "50000", "吨": "1000000", "t": "1000000",
    },
    "energy": {"千瓦时": "1", "kwh": "1", "兆瓦时": "1000"},
    "power": {"瓦": "0.001", "千瓦": "1", "kw": "1", "兆瓦": "1000", "mw": "1000", "kwp": "1"},
    "voltage": {"伏": "1", "千伏": "1000", "kv": "1000"},
    "temperature": {"℃": "1", "摄氏度": "1"},
    "percent": {
        "%": "1", "‰": "0.1", "百分比": "1", "百分率": "1", "百分数": "1", "百分点": "1", "个百分点": "1", "%百分比": "1", "pct": "1",
    },
    "score": {"分": "1", "分值": "1"},
    "ratio": {"倍": "1"},
    "count.people": dict.fromkeys(
        ("人", "名", "位", "人次", "个人", "人天", "人日", "人数", "人员", "学生", "群众", "学员", "教师", "村民"), "1"
    ),
    "count.households": dict.fromkeys(("户", "户次", "农户", "户数", "家庭", "户家庭"), "1"),
    "count.machines": dict.fromkeys(("台", "辆", "艘", "架", "台套", "台(套)", "辆次", "台次", "车辆"), "1"),
    "count.animals": dict.fromkeys(("头", "羽", "匹", "尾", "峰", "头只", "头(只)", "只(头)", "头次"), "1"),
    "count.plants": dict.fromkeys(("株", "棵", "粒", "苗", "株苗"), "1"),
    "count": dict.fromkeys(
        (
            "个", "项", "条", "期", "座", "处", "次", "只", "册", "份", "件", "套", "家", "所", "村", "场", "篇", "批", "块", "口", "眼",
            "盏", "根", "张", "支", "枚", "部", "间", "栋", "幢", "层", "班", "组", "队", "例", "宗", "起", "笔", "单", "类", "种", "门",
            "届", "轮", "车次", "批次", "场次", "班次", "件次", "片", "段", "标段", "盒", "瓶", "包", "袋", "箱", "桶", "床", "副", "双",
            "幅", "面", "扇", "盘", "列", "点", "点位", "站", "网点", "节", "课时", "学时", "乡镇", "镇", "乡", "县", "市", "社区", "街道",
            "学校", "企业", "单位", "机构", "床位", "窝", "对", "本", "版", "则", "首", "集", "封", "通", "车", "艘次", "道", "孔", "樘",
            "屋", "遍", "趟", "回", "顶", "卷", "尊", "宿", "代", "园", "基地", "示范点", "平台", "系统", "项目", "项次", "个次", "户·次",
        ),
        "1",
    ),
}  # fmt: skip
_KNOWN = {fold(word): (family, Decimal(factor)) for family, words in _PLAIN.items() for word, factor in words.items()}
_MULTIPLIERS = {
    "万亿": Decimal(10) ** 12, "千万": Decimal(10) ** 7, "百万": Decimal(10) ** 6, "十万": Decimal(10) ** 5,
    "亿": Decimal(10) ** 8, "万": Decimal(10) ** 4, "千": Decimal(1000), "百": Decimal(100),
}  # fmt: skip
_CLASSIFIERS = frozenset(word for word in _PLAIN["count"] if len(word) == 1) - set("类部版代节期层段级面点批首通车道回对方")
_SPECIFIC = {word: family for family in ("count.people", "count.households", "count.machines") for word in _PLAIN[family]}
_NOT_NOUN = re.compile(r"完成|建成|通过|验收|达到|达标|开工|投入|以上|以下|以内|左右|[并已未将后前按均\d%]")
_BRACKETED = re.compile(r"\(([^()]*)\)")
_PER = re.compile(r"[/每·.*]|\bper\b")


def _split(word: str) -> tuple[str, Decimal]:
    """("人次", 10000) of "万人次"; a unit that only looks multiplied (千米, 百分比) stays whole."""
    if word not in _KNOWN:
        for prefix, factor in _MULTIPLIERS.items():
            if word.startswith(prefix):
                return word[len(prefix) :], factor
    return word, Decimal(1)


def without_multiplier(unit: str) -> str | None:
    """人次 of "万人次", None of a bare 万; a unit that has none as it is."""
    if _split(fold(unit))[1] == 1:
        return unit
    prefix = next(prefix for prefix in _MULTIPLIERS if unit.startswith(prefix))
    return unit[len(prefix) :] or None


def _counted(word: str) -> str | None:
    """The family of a classifier with its noun ("个行政村", "台设备"), None where it is none."""
    if not word or len(word) > 6 or _NOT_NOUN.search(word[1:]):
        return None
    family = _SPECIFIC.get(word[0])
    return family or ("count" if word[0] in _CLASSIFIERS else None)


def _simple(word: str) -> Unit:
    """One unit without denominator, multiplier folded."""
    base, times = _split(word)
    if not base and times != 1:
        return Unit("count", times, "")
    if base in _KNOWN:
        family, factor = _KNOWN[base]
        return Unit(family, factor * times, base)
    counted = _counted(base)
    return Unit(counted or "unknown", times, base)


def _without_note(word: str) -> str:
    """Brackets that are part of the unit (台(套)) or all of it ((个)) kept, others dropped."""
    if word in _KNOWN or "(" not in word:
        return word
    bare = _BRACKETED.sub("", word)
    return bare or _BRACKETED.sub(r"\1", word)


def _parts(word: str) -> Iterator[Unit]:
    return (_simple(part) for part in _PER.split(word) if part)


def _countable(family: str) -> bool:
    return family.split(".")[0] == "count"


@lru_cache(maxsize=4096)
def canonical(unit: str | None) -> Unit:
    """The family and worth of a unit as printed ("万人次" → count.people, 10000; "元/公顷" → money/area).

    An empty unit is family ``""``; a word nobody knows is ``unknown`` with itself as ``word``.
    """
    word = _without_note(fold(unit or "").replace("㎡", "m2"))
    if not word:
        return Unit("", Decimal(1), "")
    if word in _KNOWN or not _PER.search(word):
        return _simple(word)
    parts = list(_parts(word))
    if not parts or any(part.family == "unknown" for part in parts):
        return Unit("unknown", Decimal(1), word)
    if len(parts) == 1 or all(_countable(part.family) for part in parts):
        return Unit(parts[0].family, parts[0].factor, parts[0].word)  # 台/套, 人/次: two words for the counted thing
    factor = parts[0].factor
    for part in parts[1:]:
        factor /= part.factor
    return Unit("/".join(part.family for part in parts), factor, word)


def _one_dimension(a: str, b: str) -> Relation:
    """Two plain families."""
    if a == b:
        return Relation.CONVERTIBLE
    if _countable(a) and _countable(b):
        return Relation.CONVERTIBLE if "count" in (a, b) else Relation.INCOMPARABLE
    if a.split(".")[0] == b.split(".")[0] or {a, b} <= {"percent", "score", "ratio"}:
        return Relation.UNKNOWN  # 天 and 个月, 日 and 工作日, 元 and 美元, 分 and %: alike, but no exact factor
    return Relation.INCOMPARABLE


def _families(a: str, b: str) -> Relation:
    """Numerators and denominators one by one; a denominator that one side leaves out is no conflict."""
    left, right = a.split("/"), b.split("/")
    relations = {_one_dimension(x, y) for x, y in zip(left, right, strict=False)}
    if Relation.INCOMPARABLE in relations:
        return Relation.INCOMPARABLE
    return Relation.UNKNOWN if Relation.UNKNOWN in relations or len(left) != len(right) else Relation.CONVERTIBLE


def _bare(unit: Unit) -> bool:
    """A multiplier that nothing is printed behind (万)."""
    return unit.factor != 1 and not unit.word


def _pair(a: str | None, b: str | None) -> tuple[Unit, Unit]:
    """Both units; a bare multiplier beside another unit multiplies that unit (50万 beside 45万元: 万元)."""
    one, other = canonical(a), canonical(b)
    return (_beside(one, other, b), other) if _bare(one) else (one, _beside(other, one, a) if _bare(other) else other)


def _beside(unit: Unit, other: Unit, printed: str | None) -> Unit:
    if not other.word or other.family in ("percent", "unknown"):
        return unit
    return Unit(other.family, unit.factor * other.factor / _split(fold(printed or ""))[1], other.word)


@lru_cache(maxsize=4096)
def relation(a: str | None, b: str | None) -> Relation:
    """How two units as printed stand to each other; an absent unit is the other's own, count words are taken leniently."""
    if fold(a or "") == fold(b or ""):
        return Relation.SAME
    one, other = _pair(a, b)
    if (_bare(one) and not other.word) or (_bare(other) and not one.word):
        return Relation.CONVERTIBLE
    if not one.family or not other.family:
        return Relation.SAME
    if "unknown" in (one.family, other.family):
        return Relation.CONVERTIBLE if one.family == other.family and one.word == other.word else Relation.UNKNOWN
    return _families(one.family, other.family)


def incomparable(a: str | None, b: str | None) -> bool:
    """Whether the two units measure different things (小时 and 台, % and 个): what ``unit-conflict`` may name."""
    return relation(a, b) is Relation.INCOMPARABLE


def convert(number: Decimal, a: str | None, b: str | None) -> Decimal | None:
    """A number in unit ``a`` given in unit ``b``; unchanged where one has no unit, None where they do not convert."""
    kind = relation(a, b)
    if kind is Relation.SAME:
        return number
    if kind is not Relation.CONVERTIBLE:
        return None
    one, other = _pair(a, b)
    return trimmed(half_up(number * one.factor / other.factor, 12))


@lru_cache(maxsize=4096)
def is_count(unit: str | None) -> bool:
    """Whole things that are counted: 个, 条, 台, 期, 座, 户, 人次 …"""
    return _countable(canonical(unit).family) if unit else False


@lru_cache(maxsize=4096)
def is_percent(unit: str | None) -> bool:
    """%, however written (百分比, ％)."""
    return canonical(unit).family == "percent" if unit else False
