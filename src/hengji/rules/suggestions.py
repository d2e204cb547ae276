"""Which indicators of the library to offer while a target is drafted, each with the reason it is offered."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from hengji.rules.text import fold_name
from hengji.rules.tokens import likeness, matches, tokens

_LEAST = 0.05
_MOST_LISTED = 20
_TYPED, _TYPED_WHOLE, _OF_FIELD, _OF_PURPOSE, _OF_USE, _TOO_EASY = 4.0, 2.0, 1.0, 3.0, 0.5, 1.0
_MANY_USES = 20
_ALWAYS = 0.9


@dataclass(frozen=True, slots=True)
class Candidate:
    """An indicator that could be offered.  ``key`` is the caller's own (an id); ``avoid`` are vague wordings it stands in for;
    ``full_rate`` is the share of past uses that ended at exactly 100 % (0…1), None where not known."""

    key: str
    name: str
    field: str
    level1: str
    level2: str
    avoid: tuple[str, ...] = ()
    uses: int = 0
    full_rate: float | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``score`` only ranks (more is better, no unit); ``reason`` is a Chinese sentence without full stop."""

    candidate: Candidate
    score: float
    reason: str


def suggest(
    field: str | None,
    program: str,
    goal: str,
    typed: str,
    candidates: Iterable[Candidate],
    used: Collection[str] = (),
    *,
    level2: str | None = None,
    most: int = _MOST_LISTED,
) -> tuple[Suggestion, ...]:
    """The best indicators first.  ``field`` is a name of ``rules.reference`` or a county's own; ``typed`` what stands in the name cell
    so far (blank: by field, program and goal alone); ``used`` names already in the draft, which are left out; ``level2`` keeps to
    one second level.  Equal scores stand in the order of names, so that a list never jumps."""
    taken = {fold_name(name) for name in used}
    open_ones = (one for one in candidates if fold_name(one.name) not in taken and (level2 is None or one.level2 == level2))
    found = [made for one in open_ones if (made := _weigh(one, field, f"{program} {goal}", typed.strip()))]
    return tuple(sorted(found, key=lambda made: (-made.score, made.candidate.name))[:most])


def _weigh(one: Candidate, field: str | None, purpose: str, typed: str) -> Suggestion | None:
    """What speaks for a candidate; None where what was typed does not point to it, or nothing does."""
    by_name = _by_typed(one, typed) if typed else (0.0, "")
    if typed and by_name[0] <= _LEAST:
        return None
    same_field = bool(field) and one.field == field
    purposeful = _shared(one.name, purpose)
    if not typed and not same_field and purposeful <= _LEAST:
        return None
    score = by_name[0] + _OF_FIELD * same_field + _OF_PURPOSE * purposeful + _OF_USE * min(one.uses, _MANY_USES) / _MANY_USES
    easy = one.full_rate is not None and one.full_rate >= _ALWAYS
    reasons = [by_name[1], _of_field(one, same_field), "与项目名称或目标用词相近" if purposeful > _LEAST else "", _of_use(one, easy)]
    return Suggestion(one, score - _TOO_EASY * easy, "；".join(reason for reason in reasons if reason))


def _by_typed(one: Candidate, typed: str) -> tuple[float, str]:
    """How well the words typed so far point to a candidate: its name, or a vague wording it replaces."""
    if vague := next((word for word in one.avoid if matches(word, typed) or matches(typed, word)), None):
        return _TYPED + _TYPED_WHOLE / 2, f"“{vague}”不易衡量，可改用本指标"
    if matches(typed, one.name):
        begins = fold_name(one.name).startswith(fold_name(typed))
        return _TYPED + _TYPED_WHOLE * (1 + begins) * likeness(typed, one.name), "名称含所填文字"
    alike = likeness(typed, one.name)
    return _TYPED * alike, "名称与所填文字相近"


def _shared(name: str, purpose: str) -> float:
    """The share of a name's tokens that the program's name or goal has."""
    own = set(tokens(name))
    return len(own & set(tokens(purpose))) / len(own) if own else 0.0


def _of_field(one: Candidate, same: bool) -> str:
    return f"属“{one.field}”领域" if same else ""


def _of_use(one: Candidate, easy: bool) -> str:
    used = f"已有{one.uses}个对象采用" if one.uses else ""
    return f"{used}{'，' if used else ''}历年几乎都填100%，区分度低" if easy else used
