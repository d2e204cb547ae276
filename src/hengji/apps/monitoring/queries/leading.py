"""A round for a leader: one sentence, what is wanted, four numbers, the largest reds, the slowest departments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from hengji.apps.monitoring.judged import rules_of
from hengji.apps.monitoring.models import Round
from hengji.apps.monitoring.objects import REPORTED
from hengji.apps.monitoring.queries.facts import LARGE, Coverage, Decision, LeaderPage, LightCount, Slice
from hengji.apps.monitoring.queries.listing import largest_reds
from hengji.apps.monitoring.queries.rounds import facts_of, round_of, visible
from hengji.apps.monitoring.queries.scanning import (
    Scanned,
    cover,
    departments_of,
    lights_of,
    quadrants,
    scan,
    stages_of,
    standings,
    together,
)
from hengji.rules.access import Actor
from hengji.rules.lifecycles.monitoring import EXEMPT, RoundState
from hengji.rules.lights import Light
from hengji.rules.money import percent
from hengji.rules.periods import time_progress, words_against_progress
from hengji.rules.programs import KINDS

_LARGE = int(LARGE) * 100
"""In fen."""
_SENT = urlencode([("state", state) for state in REPORTED])


def leader_page(actor: Actor, now: datetime, round_id: UUID | None = None) -> LeaderPage | None:
    """A round (by default the latest that is not a draft) in one look; None where the county has none yet."""
    chosen = round_id or visible(actor).exclude(state=RoundState.DRAFT).order_by("-as_of", "-pk").values_list("pk", flat=True).first()
    if chosen is None:
        return None
    row = round_of(actor, chosen)
    forms = scan(actor, row, now)
    held = standings(forms)
    asked = [one for one in forms if one.state != EXEMPT]
    reported = [one for one in asked if one.reported]
    departments = departments_of(asked)
    done, totals, lights = cover("all", "全部", held), together(departments), lights_of(reported)
    slow = [one for one in departments if one.rate is not None and one.kind == main_kind(totals)]
    return LeaderPage(
        facts_of(actor, row), _sentence(row, done, totals, lights), _wanted(row, asked), done, totals,
        quadrants(reported, rules_of(row).quadrant_cut)[0], lights, largest_reds(actor, row), tuple(slow[:5]), stages_of(held),
    )  # fmt: skip


def main_kind(totals: Iterable[Slice]) -> str:
    """The kind a sentence speaks of: projects, where the round has any."""
    held = [one.kind for one in totals]
    return "project" if "project" in held else held[0] if held else "project"


def _sentence(row: Round, done: Coverage, totals: Sequence[Slice], lights: Sequence[LightCount]) -> str:
    """One sentence: coverage, execution against time progress, lights."""
    parts = [f"应报{done.should}个，已报{done.has}个"]
    if done.overdue:
        parts.append(f"{done.overdue}个逾期未报")
    money = next((one for one in totals if one.kind == main_kind(totals)), None)
    if money is not None and money.rate is not None:
        parts.append(f"{KINDS[money.kind]}执行率{percent(money.rate)}，{words_against_progress(money.rate, time_progress(row.as_of))}")
    counts = {one.light: one.count for one in lights}
    if counts[Light.RED] or counts[Light.YELLOW]:
        parts.append(f"红灯{counts[Light.RED]}个、黄灯{counts[Light.YELLOW]}个")
    return f"{row.name}：{'；'.join(parts)}。"


def _wanted(row: Round, asked: Sequence[Scanned]) -> tuple[Decision, ...]:
    """What wants a leader's eye; what waits for him to do is the workbench's."""
    late = {one.unit.lineage for one in asked if one.standing.overdue}
    red = sum(_red(one) and one.key for one in asked)
    large = [one for one in asked if one.object != "overall" and (one.budget or 0) >= _LARGE]
    found = [
        Decision("逾期未报的单位，需要督促", len(late), "个单位", "rounds-chase", (str(row.pk),)),
        Decision("重点监控对象亮红灯", red, "个对象", "rounds-forms", (str(row.pk),), f"?tab=all&light=red&key=1&{_SENT}"),
        Decision(
            "500万元以上的对象亮红灯",
            sum(_red(one) for one in large),
            "个对象",
            "rounds-forms",
            (str(row.pk),),
            f"?tab=all&light=red&large=1&sort=-budget&{_SENT}",
        ),
    ]
    return tuple(one for one in found if one.count)


def _red(one: Scanned) -> bool:
    return one.light == Light.RED and one.reported
