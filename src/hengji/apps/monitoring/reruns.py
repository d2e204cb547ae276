"""A round tried under another rule set: every form handed in judged as if, whose light would change, and what it was tried on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from hengji.apps.monitoring.contents import Strip
from hengji.apps.monitoring.judged import judged
from hengji.apps.monitoring.known import JOINED, known_of
from hengji.apps.monitoring.models import MonitoringForm, Round
from hengji.apps.monitoring.objects import OBJECTS, REPORTED
from hengji.rules.lights import Light

_A_BLOCK = 100
"""Forms judged at a time: what is known beside them is read in one go."""
_JUDGED = ("pk", "submissions", "light", "verdict", "budget", "executed", "execution_pace", "achievement_pace")


def base_of(row: Round) -> str:
    """What a trial rests on: the forms handed in, in which version, as they are judged now.  A step of a review moves nothing."""
    held = row.forms.filter(state__in=REPORTED).order_by("pk").values_list(*_JUDGED)
    return sha256("\n".join(map(str, held)).encode()).hexdigest()


def tried(row: Round, rules: str, changes: Mapping[str, str], told: Callable[[int, int], None]) -> dict[str, Any]:
    """What another rule set says of every form handed in, plain for a JSON column: ``forms`` how many, ``before`` and ``after`` counts
    by light, ``changed`` who changes from what to what and why.  Nothing is written."""
    keys = list(row.forms.filter(state__in=REPORTED).order_by("program__unit__code", "pk").values_list("pk", flat=True))
    before, after, changed = Counter[str](), Counter[str](), list[dict[str, str]]()
    for start in range(0, len(keys), _A_BLOCK):
        told(start, len(keys))
        for one in _judged_by(keys[start : start + _A_BLOCK], rules, changes):
            before[one["before"] or Light.GREY.value] += 1
            after[one["after"] or Light.GREY.value] += 1
            if (one["before"], one["verdict_before"]) != (one["after"], one["verdict_after"]):
                changed.append(one)
    return {"forms": len(keys), "before": dict(before), "after": dict(after), "changed": changed}


def _judged_by(keys: Sequence[UUID], rules: str, changes: Mapping[str, str]) -> list[dict[str, str]]:
    rows = list(MonitoringForm.objects.filter(pk__in=keys).select_related(*JOINED).order_by("program__unit__code", "pk"))
    known = known_of(rows)
    found = []
    for row in rows:
        before, verdict = row.light, row.verdict
        row.round.rules, row.round.changes = rules, dict(changes)  # judged as if; never saved
        strip = judged(row, known[row.pk]).strip
        program: Any = row.program
        found.append({
            "form": str(row.pk), "unit_name": program.unit.name, "name": str(program), "kind": OBJECTS[row.kind], "before": before,
            "after": strip.light, "verdict_before": verdict, "verdict_after": strip.verdict, "sentence": "；".join(strip.reasons),
            "cell": decisive(strip),
        })  # fmt: skip
    return found


def decisive(strip: Strip) -> str:
    """The cell that gives a form its light: its money, else the first of the indicators with the worst light; "" where none has any."""
    if strip.light and strip.execution_light == strip.light:
        return "funds/total/executed"
    bad = (key for light in (Light.RED, Light.YELLOW) for key, lit in strip.rows.items() if lit.light == light)
    return next((f"rows/{key}/actual" for key in bad), "")
