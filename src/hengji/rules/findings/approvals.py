"""Which row of a form is which approved indicator: by name, then by likeness, each once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.fuzz import ratio

from hengji.rules.forms import ApprovedIndicator, ApprovedTarget, Form
from hengji.rules.text import fold, strip_marks
from hengji.rules.values import Target

_PUNCTUATION = re.compile(r"[\W_]+")
_LIKE = 60.0
"""Names of one second level that share this much are one indicator under another name."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """``same``: row position → approved indicator of that name; ``renamed`` likewise under another name;
    ``missing`` approved ones without a row; ``added`` rows without an approved one."""

    same: dict[int, ApprovedIndicator]
    renamed: dict[int, ApprovedIndicator]
    missing: tuple[ApprovedIndicator, ...]
    added: tuple[int, ...]

    def of(self, position: int) -> ApprovedIndicator | None:
        return self.same.get(position) or self.renamed.get(position)


@lru_cache(maxsize=16384)
def words_of(name: str, unit: str = "") -> str:
    """A name for comparing: no numbering, marks, punctuation or closing （unit）; half width."""
    bare = strip_marks(name)[0] or name
    if unit:
        bare = re.sub(rf"[（(]{re.escape(unit)}[）)]$", "", bare)
    return _PUNCTUATION.sub("", fold(bare))


def pair(form: Form, approved: ApprovedTarget) -> Pairs:
    """Pair rows and approved indicators; rows that are only scored are left out, 其中 rows only paired by name."""
    rows = [i for i, row in enumerate(form.indicators) if not row.scored_only and (row.name or row.target)]
    left = list(approved.indicators)
    same = _by_name(form, rows, left)
    free = [i for i in rows if i not in same and not form.indicators[i].parent]
    renamed = _by_likeness(form, free, left)
    return Pairs(same, renamed, tuple(left), tuple(i for i in free if i not in renamed))


def _by_name(form: Form, rows: list[int], left: list[ApprovedIndicator]) -> dict[int, ApprovedIndicator]:
    """Equal names; of several the one with the same target first."""
    found: dict[int, ApprovedIndicator] = {}
    for wanted_target in (True, False):
        for i in (i for i in rows if i not in found and form.indicators[i].name):
            row = form.indicators[i]
            one = next(
                (a for a in left if _same_name(row.name or "", row.target, a) and (not wanted_target or _alike(row.target, a.target))), None
            )
            if one is not None:
                found[i] = one
                left.remove(one)
    return found


def _same_name(name: str, target: Target | None, one: ApprovedIndicator) -> bool:
    if words_of(name) == words_of(one.name):
        return True
    units = {unit for unit in (target.unit if target else None, one.target.unit) if unit}
    return any(words_of(name, unit) == words_of(one.name, unit) for unit in units)


def _alike(a: Target | None, b: Target) -> bool:
    return (
        a is not None and a.number == b.number and fold(a.unit or "") == fold(b.unit or "") and (a.number is not None or a.text == b.text)
    )


def _by_likeness(form: Form, free: list[int], left: list[ApprovedIndicator]) -> dict[int, ApprovedIndicator]:
    """The likeliest pairs first: same second level, names alike, same target."""
    scored = [(score, i, k) for i in free for k, one in enumerate(left) if (score := _score(form, i, one)) >= _LIKE]
    found: dict[int, ApprovedIndicator] = {}
    used: set[int] = set()
    for _, i, k in sorted(scored, key=lambda item: (-item[0], item[1], item[2])):
        if i not in found and k not in used:
            found[i] = left[k]
            used.add(k)
    left[:] = [one for k, one in enumerate(left) if k not in used]
    return found


def _score(form: Form, position: int, one: ApprovedIndicator) -> float:
    row = form.indicators[position]
    score: float = ratio(words_of(row.name), words_of(one.name)) if row.name else 0.0
    if row.level2 and one.level2 and words_of(row.level2) == words_of(one.level2):
        score += 15
    if _alike(row.target, one.target):
        score += 45
    return score
