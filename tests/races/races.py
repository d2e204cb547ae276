"""Several people do the same thing at the same instant, many times over; what came of it, as JSON.  Run in a site of its own."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from threading import Barrier, Lock, Thread
from typing import Any
from uuid import uuid4

from django.db import connection, connections
from targetsworld import AT, YEAR, County, county, drafted, model, person, program

from hengji.apps.appraisal import operations as appraising
from hengji.apps.audit.verify import verify
from hengji.apps.monitoring import operations as monitoring
from hengji.apps.organisations import operations as organising
from hengji.apps.programs import operations as paying
from hengji.apps.starting import operations as starting
from hengji.apps.targets import operations as targets
from hengji.rules.access import Actor, Role
from hengji.rules.appraisal import Result
from hengji.rules.filling import Cell
from hengji.rules.refusals import Refused, StaleVersion

RACERS = 4
Prepared = tuple[Sequence[Any], Sequence[Actor], Callable[[Actor, Any, int], object], Callable[[], dict[str, int]]]
"""What is raced for, who races, one attempt, and what has to be there afterwards (name: count)."""


def deciding(c: County, count: int) -> Prepared:
    """One appraisal, decided by several leaders."""
    rows = [
        model("appraisal.Appraisal").objects.create(
            region=c.region, year=YEAR, unit=c.station, competent=c.department, name=f"评估{n}", kind="project", requested=Decimal(100),
            state="finance-appraisal", state_at=AT, submission=1, submitted_at=AT,
        )
        for n in range(count)
    ]  # fmt: skip
    leaders = [person(c.region, f"局长{n}", Role.LEADER, c.finance) for n in range(RACERS)]

    def attempt(who: Actor, row: Any, _number: int) -> object:
        return appraising.decide(who, row.pk, row.version, Result.REJECT, Decimal(0), "不予支持", "文号", AT.date(), at=AT)

    return rows, leaders, attempt, lambda: {"opinions": model("appraisal.Opinion").objects.count()}


def granting(c: County, count: int) -> Prepared:
    """One post, granted to one person by several administrators."""
    people = [person(c.region, f"新人{n}", Role.REPORTER, c.other) for n in range(count)]
    posts = [model("organisations.Post").objects.create(region=c.region, unit=c.other.lineage, role="reporter") for _ in range(count)]
    admins = [person(c.region, f"安全{n}", Role.SECURITY, c.finance) for n in range(RACERS)]

    def attempt(who: Actor, pair: Any, _number: int) -> object:
        return organising.grant(who, pair[0].pk, pair[1].id, date(YEAR, 1, 1), at=AT)

    held = model("organisations.Assignment").objects
    return list(zip(posts, people, strict=True)), admins, attempt, lambda: {"assignments": held.count()}


def matching(c: County, count: int) -> Prepared:
    """One waiting payment, matched by several officers."""
    place = program(c.region, c.station, "供水工程", code="SL26X99999")
    line = model("programs.FundLine").objects.get(program=place)
    intake = model("programs.Intake").objects.create(
        region=c.region, year=YEAR, register="payments", name="x.xlsx", state="applied", at=AT, by="x", **_intake()
    )
    rows = [
        model("programs.Payment").objects.create(
            region=c.region, intake=intake, year=YEAR, key=uuid4().hex, paid_on=AT.date(), amount=Decimal(100), signature=uuid4().hex,
            state="queued", why="没有对上",
        )
        for _ in range(count)
    ]  # fmt: skip
    officers = [person(c.region, f"经办{n}", Role.OFFICE, c.office) for n in range(RACERS)]

    def attempt(who: Actor, row: Any, _number: int) -> object:
        return paying.match_payment(who, row.pk, row.version, line.pk, alike=False, at=AT)

    return rows, officers, attempt, lambda: {"matched": model("programs.Payment").objects.filter(state="matched").count()}


def _intake() -> dict[str, Any]:
    """What an intake lacks, by its own fields."""
    known = {field.name for field in model("programs.Intake")._meta.get_fields()}
    return {name: value for name, value in {"sha256": uuid4().hex, "size": 1}.items() if name in known}


def rolling(c: County, count: int) -> Prepared:
    """One year, rolled over by several officers; another year each time."""
    officers = [person(c.region, f"经办{n}", Role.OFFICE, c.office) for n in range(RACERS)]
    units = model("organisations.Unit").objects
    each = units.filter(year=YEAR).count()

    def attempt(who: Actor, year: Any, _number: int) -> object:
        counts = starting.roll_over(who, year, year + 1, (), at=AT)
        if not counts["units"]:
            raise Refused("nothing-left")
        return counts

    return range(YEAR, YEAR + count), officers, attempt, lambda: {"years": (units.count() - each) // each}


def saving(c: County, count: int) -> Prepared:
    """One form, saved by several windows that all saw the same version; what the winner typed stands, whole."""
    key = drafted(c).pk
    rows = model("targets.Declaration").objects
    first = rows.get(pk=key).version
    row = rows.get(pk=key).rows[0]["id"]
    writers = [person(c.region, f"填报{n}", Role.REPORTER, c.station) for n in range(RACERS)]

    def attempt(who: Actor, number: Any, _place: int) -> object:
        saved = targets.save_cells(who, key, first + number, [(row, "value", f"{who.name}-{number}")], at=AT)
        assert rows.get(pk=key).rows[0]["value"] == f"{who.name}-{number}"
        return saved

    return range(count), writers, attempt, lambda: {"versions": rows.get(pk=key).version - first}


def filling(c: County, count: int) -> Prepared:
    """The same cells of a monitoring form, typed by several people who all saw them blank: each cell has one writer, none is lost."""
    forms = _forms(_rounds(c, count), c.program)
    writers = [person(c.region, f"填报{n}", Role.REPORTER, c.station) for n in range(RACERS)]
    rows = model("monitoring.MonitoringForm").objects

    def attempt(who: Actor, row: Any, _place: int) -> object:
        own = Cell("texts", "", ("implementation", "management", "goal_actual", "stage")[int(who.name[-1])], "", who.name)
        saved = monitoring.save(who, row.pk, [Cell("texts", "", "head", "", who.name), own], at=AT)
        if saved.conflicts:
            raise Refused("cell-taken")
        return saved

    return forms, writers, attempt, lambda: {"cells": sum(len(row.typed["texts"]) == RACERS + 1 for row in rows.all())}


def reviewing(c: County, count: int) -> Prepared:
    """One monitoring form, accepted by several reviewers who all saw the same version."""
    forms = _forms(_rounds(c, count), c.program, "submitted")
    reviewers = [person(c.region, f"审核{n}", Role.DEPARTMENT, c.department) for n in range(RACERS)]

    def attempt(who: Actor, row: Any, _place: int) -> object:
        return monitoring.accept(who, row.pk, row.version, "同意", at=AT)

    return forms, reviewers, attempt, lambda: {"steps": model("monitoring.FormStep").objects.count()}


def appealing(c: County, count: int) -> Prepared:
    """A unit's quality score of a round, appealed against by several of its reporters, none of whom saw an appeal."""
    rounds = _rounds(c, count)
    _forms(rounds, c.program, first=None)
    reporters = [person(c.region, f"填报{n}", Role.REPORTER, c.station) for n in range(RACERS)]

    def attempt(who: Actor, row: Any, _place: int) -> object:
        return monitoring.appeal(who, row.pk, c.station.lineage, "停电一天", at=AT + timedelta(days=3))

    return rounds, reporters, attempt, lambda: {"appeals": model("monitoring.Appeal").objects.count()}


def closing(c: County, count: int) -> Prepared:
    """A round, closed while the office sends on the forms of three objects: each is in the figures kept or refused."""
    places = [c.program, *(program(c.region, c.station, f"工程{n}", code=f"SL26X8000{n}") for n in range(RACERS - 2))]
    rounds = _rounds(c, count)
    for place in places:
        _forms(rounds, place)
    officers = [person(c.region, f"经办{n}", Role.OFFICE, c.office) for n in range(RACERS)]
    rows = model("monitoring.MonitoringForm").objects

    def attempt(who: Actor, row: Any, _place: int) -> object:
        number = int(who.name[-1])
        if not number:
            return monitoring.close(who, row.pk, row.version, at=AT)
        form = rows.get(round=row, program=places[number - 1])
        return monitoring.submit(who, form.pk, form.version, at=AT)

    def after() -> dict[str, int]:
        ended = model("monitoring.Round").objects.filter(state="closed")
        unlike = sum(one.figures["coverage"]["已报"] != rows.filter(round=one, state="submitted").count() for one in ended)
        return {"closed": len(ended), "in": rows.filter(state="submitted").count(), "unlike": unlike}

    return rounds, officers, attempt, after


def _rounds(c: County, count: int) -> list[Any]:
    return [
        model("monitoring.Round").objects.create(
            region=c.region, year=YEAR, name=f"第{n}批", as_of=AT.date(), emphasis="hint", state="published", rules="common-practice",
            due_unit=AT,
        )
        for n in range(count)
    ]  # fmt: skip


def _forms(rounds: Sequence[Any], place: Any, state: str = "draft", first: datetime | None = AT) -> list[Any]:
    """A form of the object in each round."""
    made = model("monitoring.MonitoringForm").objects.create
    return [
        made(region=place.region, round=one, program=place, kind="monitoring", joined_at=AT, state=state, first_submitted_at=first)
        for one in rounds
    ]


KINDS = {
    "decide": deciding, "grant": granting, "match": matching, "roll": rolling, "save": saving, "fill": filling, "review": reviewing,
    "appeal": appealing, "close": closing,
}  # fmt: skip


def race(kind: str, count: int) -> dict[str, Any]:
    """Everything is raced for by all at once; what came of it."""
    c = county()
    things, racers, attempt, after = KINDS[kind](c, count)
    barrier, lock, won, said = Barrier(RACERS), Lock(), Counter[int](), Counter[str]()

    def run(number: int) -> None:
        try:
            for place, thing in enumerate(things):
                barrier.wait(120)
                outcome = tried(attempt, racers[number], thing, place)
                barrier.wait(120)
                with lock:
                    said[outcome] += 1
                    won[place] += outcome == "won"
        except BaseException as trouble:
            barrier.abort()
            with lock:
                said[f"broken: {trouble!r}"[:300]] += 1
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(number,)) for number in range(RACERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    breaks = [one.sentence for one in verify(c.region.pk)]
    return {"vendor": connection.vendor, "said": dict(said), "winners": dict(Counter(won.values())), "breaks": breaks, **after()}


def tried(attempt: Callable[[Actor, Any, int], object], who: Actor, thing: Any, place: int) -> str:
    try:
        attempt(who, thing, place)
    except StaleVersion:
        return "told"
    except Refused as refusal:
        return f"refused {refusal.code}"
    return "won"


def main(kind: str, count: int) -> None:
    sys.stdout.write(json.dumps(race(kind, count), ensure_ascii=False) + "\n")
