"""While an operation judges, somebody else writes to the very same thing; what came of it, as JSON.  Run in a site of its own."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from threading import Thread, get_ident
from typing import Any

from django.db import connection, connections

from hengji.apps.audit.verify import verify
from hengji.apps.monitoring import operations as monitoring
from hengji.apps.monitoring.operations.refreshing import judge_again
from hengji.apps.targets import operations as targets
from hengji.rules.filling import Cell
from races import AT, County, _forms, _rounds, county, drafted, model, tried

_ANYONE: Any = None
PATIENCE = 8.0
"""Seconds after which a second writer would be held up by whoever judges."""


@dataclass
class Case:
    """What somebody does, by which function it judges, what another does meanwhile, what has to stand in the end."""

    judges: str
    first: Callable[[], object]
    other: Callable[[], object]
    after: Callable[[], object]


def said(text: str) -> list[Cell]:
    return [Cell("texts", "", text, "", text)]


def saving(c: County) -> Case:
    """Another cell of the same form: both stand, and what is found is found in both."""
    [form] = _forms(_rounds(c, 1), c.program)
    rows = model("monitoring.MonitoringForm").objects
    return Case(
        "monitoring.operations.filling.judged", lambda: monitoring.save(c.reporter, form.pk, said("stage"), at=AT),
        lambda: monitoring.save(c.reporter, form.pk, said("management"), at=AT), lambda: sorted(rows.get(pk=form.pk).typed["texts"]),
    )  # fmt: skip


def submitting(c: County) -> Case:
    """Something typed while the form is being sent: it is not sent unseen."""
    [form] = _forms(_rounds(c, 1), c.program)
    rows = model("monitoring.MonitoringForm").objects
    return Case(
        "monitoring.operations.route.judged", lambda: monitoring.submit(c.officer, form.pk, form.version, "王局长", at=AT),
        lambda: monitoring.save(c.reporter, form.pk, said("management"), at=AT),
        lambda: [rows.get(pk=form.pk).state, *rows.get(pk=form.pk).typed["texts"]],
    )  # fmt: skip


def refreshing(c: County) -> Case:
    """Something typed while the worker judges: what it judged is of yesterday and not kept."""
    [form] = _forms(_rounds(c, 1), c.program)
    rows = model("monitoring.MonitoringForm").objects
    return Case(
        "monitoring.operations.refreshing.judged_of", lambda: judge_again(c.officer, [form.pk], at=AT.replace(year=AT.year - 1)),
        lambda: monitoring.save(c.reporter, form.pk, said("management"), at=AT), lambda: rows.get(pk=form.pk).judged_at.year == AT.year,
    )  # fmt: skip


def declaring(c: County) -> Case:
    """The goal is written while cells are saved: both stand, and the counts are those of both."""
    key = drafted(c).pk
    rows = model("targets.Declaration").objects
    row = rows.get(pk=key)

    def counted() -> object:
        from hengji.apps.targets.contents import remarks_of  # noqa: PLC0415 - models load only now
        from hengji.apps.targets.operations.drafting import counts  # noqa: PLC0415

        now = rows.get(pk=key)
        return [now.goal, now.rows[0]["value"], counts(remarks_of(now)) == {"errors": now.errors, "warnings": now.warnings}]

    return Case(
        "targets.operations.drafting.remarks_of",
        lambda: targets.save_cells(c.reporter, key, row.version, [(row.rows[0]["id"], "value", "3")], at=AT.replace(minute=1)),
        lambda: targets.save_text(c.reporter, key, "goal", row.goal, "", at=AT.replace(minute=2)), counted,
    )  # fmt: skip


CASES = {"save": saving, "submit": submitting, "refresh": refreshing, "declare": declaring}


def held_up(case: Case) -> tuple[str, int, list[str]]:
    """How it ended for the first, how often he judged, how it had ended for the other before the first went on."""
    module, name = f"hengji.apps.{case.judges}".rsplit(".", 1)
    place = import_module(module)
    judge, mine = getattr(place, name), get_ident()
    ended: list[str] = []
    other, calls, meanwhile = Thread(target=_elsewhere, args=(case.other, ended)), 0, ["waits"]

    def slow(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls, meanwhile
        if get_ident() == mine:
            calls += 1
            if calls == 1:
                other.start()
                other.join(PATIENCE)
                meanwhile = list(ended)
        return judge(*args, **kwargs)

    setattr(place, name, slow)
    outcome = tried(lambda *_: case.first(), _ANYONE, None, 0)
    other.join(60)
    return outcome, calls, meanwhile


def _elsewhere(act: Callable[[], object], ended: list[str]) -> None:
    try:
        act()
        ended.append("won")
    except Exception as trouble:
        ended.append(repr(trouble)[:300])
    finally:
        connections.close_all()


def main(kind: str) -> None:
    c = county()
    case = CASES[kind](c)
    outcome, judged, other = held_up(case)
    found = {"vendor": connection.vendor, "outcome": outcome, "judged": judged, "other": other, "after": case.after()}
    sys.stdout.write(json.dumps({**found, "breaks": [one.sentence for one in verify(c.region.pk)]}, ensure_ascii=False) + "\n")
