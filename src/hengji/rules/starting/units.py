"""Units met in an office's material, put together by code and name; kind and parent read off lists or guessed from names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from rapidfuzz.fuzz import ratio

from hengji.rules.round import unit_words
from hengji.rules.starting.proposal import Confidence, Doubt, ProposedUnit, Source
from hengji.rules.text import fold, squeeze

_REGION = re.compile(r".{2,8}?(?:自治县|自治州|自治旗|县|市|区|旗|州|盟)(?=.{2})")
_GOVERNMENT = re.compile(r"(?:人民政府|政府|办事处)$")
_LEADING_CODE = re.compile(r"^\s*(\d{3,21})\s*[-—_:：]?\s*(?=\D)")
_TOWNSHIP = re.compile(r"(?:镇|乡|街道)(?:人民政府|政府|办事处|党委)?$")
_AGENCY = re.compile(r"公司|事务所|咨询|评估机构")
_DIVISION = re.compile(r"(?:股|股室)$")
_FIRST_LEVEL = re.compile(r"(?:局|委员会|委|部|政府|法院|检察院|联合会|妇联|总工会|团委|党校|办|办公室)$")
_OWN_OFFICE = re.compile(r"[（(]?(?:机关)?(?:本级|本部)[）)]?$")
_FIGURES = re.compile(r"\d+|[一二三四五六七八九十]+")
_NEAR = 85.0
"""Per cent by which names must be alike to be asked about."""
KINDS = {
    "department": "主管部门", "subordinate": "下属单位", "township": "乡镇",
    "finance": "财政局", "division": "股室", "agency": "第三方机构",
}  # fmt: skip


@dataclass(slots=True)
class Unit:
    """A unit as far as it is known by now."""

    key: str
    name: str
    code: str | None = None
    kind: str | None = None
    parent_code: str | None = None
    parent: Unit | None = None
    division: str | None = None
    stated: bool = False
    heads: bool = False
    sources: list[Source] = field(default_factory=list)
    also: list[str] = field(default_factory=list)


class Units:
    """All units met.  Names that differ in the region before them or in 人民政府 behind them are the same unit's; ``names`` are
    all that will be met, so that the regions are known beforehand."""

    def __init__(self, names: Iterable[str | None]) -> None:
        self.all: list[Unit] = []
        self._by_code: dict[str, Unit] = {}
        self._by_name: dict[str, Unit] = {}
        regions = Counter(found[0] for name in {n for n in names if n} if (found := _REGION.match(unit_words(name))))
        self._regions = sorted((region for region, count in regions.items() if count > 1), key=len, reverse=True)

    def core(self, name: str) -> str:
        """A unit's name without code, region and 人民政府."""
        word = unit_words(name)
        for region in self._regions:
            if word.startswith(region) and len(word) > len(region) + 1:
                word = word.removeprefix(region)
        return _GOVERNMENT.sub("", word) or word

    def find(self, name: str | None, code: str | None = None) -> Unit | None:
        """The unit of a code, else of a name."""
        if code and (found := self._by_code.get(fold(code))):
            return found
        return self._by_name.get(self.core(name)) if name else None

    def meet(self, name: str | None, source: Source, *, code: str | None = None, stated: bool = False) -> Unit | None:
        """The unit a name or a code means, new where it was not met yet; None without either."""
        if not name and not code:
            return None
        led = _LEADING_CODE.match(name or "")
        code = code or (led[1] if led else None)
        shown = squeeze(_LEADING_CODE.sub("", name)) if name else f"单位{code}"
        unit = self.find(name, code)
        if unit is None or (unit.code and code and fold(unit.code) != fold(code)):
            unit = Unit(f"u{len(self.all) + 1}", shown)
            self.all.append(unit)
        self._name(unit, shown, code, stated)
        if source not in unit.sources:
            unit.sources.append(source)
        return unit

    def _name(self, unit: Unit, shown: str, code: str | None, stated: bool) -> None:
        """The name of a list of units stands, else the longest."""
        better = (stated, len(shown)) > (unit.stated, len(unit.name))
        if shown != unit.name and shown not in unit.also and not shown.startswith("单位"):
            unit.also.append(shown)
        if better and shown != unit.name:
            unit.also.append(unit.name)
            unit.name = shown
        unit.also = [name for name in dict.fromkeys(unit.also) if name != unit.name]
        unit.stated = unit.stated or stated
        unit.code = unit.code or code
        if unit.code:
            self._by_code.setdefault(fold(unit.code), unit)
        self._by_name.setdefault(self.core(shown), unit)

    def belongs(self, unit: Unit | None, department: Unit | None) -> None:
        """A list or form names this department beside this unit; a department's own office (本级) is below it, whoever says otherwise."""
        if unit is None or department is None or unit is department:
            return
        if self._own_office(department, unit):
            unit, department = department, unit
        unit.parent = unit.parent or department
        department.heads = True

    def _own_office(self, unit: Unit, department: Unit) -> bool:
        """Whether a unit is a department's own office (某局本级 of 某局)."""
        bare = _OWN_OFFICE.sub("", unit.name)
        return bare != unit.name and self.core(bare) == self.core(department.name)

    def proposed(self) -> tuple[tuple[ProposedUnit, ...], list[Doubt]]:
        """Every unit with its kind and parent, and what is doubtful about them."""
        for unit in self.all:
            above = self._by_code.get(fold(unit.parent_code)) if unit.parent_code else None
            unit.parent = above or unit.parent or self._above_by_code(unit)
            if unit.parent:
                unit.parent.heads = True
        return tuple(_proposed(unit) for unit in self.all), [*self._alike(), *self._orphans()]

    def _above_by_code(self, unit: Unit) -> Unit | None:
        """The unit whose code this one's begins with (219 above 219001)."""
        if not unit.code or len(unit.code) <= 3:
            return None
        return self._by_code.get(fold(unit.code[:3]))

    def _alike(self) -> Iterator[Doubt]:
        cores = [(unit, self.core(unit.name)) for unit in self.all]
        for (a, x), (b, y) in combinations(cores, 2):
            if look_alike(x, y) and not (a.code and b.code) and not self._own_office(a, b) and not self._own_office(b, a):
                yield Doubt(
                    "unit-alike", f"“{a.name}”和“{b.name}”可能是同一个单位，请确认", (a.key, b.key), (*a.sources[:1], *b.sources[:1])
                )

    def _orphans(self) -> Iterator[Doubt]:
        for unit in self.all:
            if _kind(unit)[0] == "subordinate" and unit.parent is None:
                yield Doubt(
                    "parent-unknown", f"“{unit.name}”像是下属单位，材料里没有写主管部门，请指定", (unit.key,), tuple(unit.sources[:1])
                )


def look_alike(a: str, b: str) -> bool:
    """Whether two names may be one with a slip in it.  Names that differ in a figure (第一小学 and 第二小学) are two."""
    near = abs(len(a) - len(b)) * 2 <= max(len(a), len(b)) and ratio(a, b) >= _NEAR
    return near and _FIGURES.findall(a) == _FIGURES.findall(b)


def _kind(unit: Unit) -> tuple[str, str, Confidence]:
    """The kind, why, and how sure."""
    if unit.kind:
        return unit.kind, "单位名单载明", Confidence.STATED
    guesses = (
        (_TOWNSHIP, "township"), (re.compile("财政局$"), "finance"), (_AGENCY, "agency"), (_DIVISION, "division"),
    )  # fmt: skip
    for pattern, kind in guesses:
        if pattern.search(unit.name):
            return kind, f"名称像{KINDS[kind]}", Confidence.GUESSED
    if unit.parent is not None and not (unit.heads and _FIRST_LEVEL.search(unit.name)):
        return "subordinate", f"材料中主管部门是“{unit.parent.name}”", Confidence.REPORTED
    if unit.heads:
        return "department", "材料中是别的单位的主管部门", Confidence.REPORTED
    if _FIRST_LEVEL.search(unit.name):
        return "department", "名称像主管部门", Confidence.GUESSED
    return "subordinate", "名称不像主管部门", Confidence.GUESSED


def _proposed(unit: Unit) -> ProposedUnit:
    kind, why, confidence = _kind(unit)
    under = unit.parent if kind in ("subordinate", "division") else None
    confidence = Confidence.STATED if unit.stated and unit.kind else confidence
    return ProposedUnit(
        unit.key,
        unit.name,
        unit.code,
        kind,
        under.key if under else None,
        unit.division,
        why,
        confidence,
        tuple(unit.sources),
        tuple(unit.also),
    )
