"""Targets on their way: declared by units, reviewed, sent back and mended, heard in session, approved by batch, adjusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from hengji.apps.targets.operations import (
    accept,
    answer,
    approve,
    call,
    close_session,
    conclude,
    declare,
    fill,
    give_back,
    open_session,
    opine,
    save_text,
    submit,
)
from hengji.apps.targets.queries import declaration, of_program
from hengji.apps.targets.queries import session as session_page
from hengji.demo.year.facts import ProgramFact, RowFact, month_plan
from hengji.demo.year.stage import Stage
from hengji.rules.declaration import DeclaredIndicator, TargetDeclaration

MINUTE = timedelta(minutes=1)
ANSWER = "按行业标准和往年实际设定，依据材料留存备查"


def declared(program: ProgramFact, key: UUID, year: int) -> TargetDeclaration:
    """What the unit means to declare."""
    rows = tuple(_indicator(row, number) for number, row in enumerate(program.rows, 1))
    return TargetDeclaration(str(key), 0, program.name, year, program.code, goal=program.goal, indicators=rows)


def _indicator(row: RowFact, number: int) -> DeclaredIndicator:
    return DeclaredIndicator(
        row.level1,
        row.level2,
        row.name,
        row.operator,
        row.target,
        row.unit,
        row.weight,
        row.measure,
        evidence="台账、验收单",
        core=row.core,
        months=row.plan,
        key=str(number),
    )


def draft(stage: Stage, program: ProgramFact, year: int, at: datetime, *, kind: str = "initial", origin: str = "empty") -> UUID:
    """The unit begins a declaration (or takes up the one copied from last year) and fills it."""
    actor, key = stage.actor(f"u{program.unit}", at), stage.programs[year, program.code]
    made = of_program(actor, key).declaration or declare(actor, key, kind, origin, at=at)
    stage.versions[made] = fill(actor, made, declaration(actor, made).version, declared(program, key, year), at=at + 9 * MINUTE)
    return made


def send(stage: Stage, program: ProgramFact, key: UUID, at: datetime) -> None:
    """The unit answers what the check asks and sends the declaration for review."""
    actor = stage.actor(f"u{program.unit}", at)
    page = declaration(actor, key)
    version = page.version
    for remark in page.remarks:
        if remark.open:
            version = answer(actor, key, version, remark.key, ANSWER, at=at)
    stage.versions[key] = submit(actor, key, version, at=at + MINUTE)


def review(stage: Stage, program: ProgramFact, key: UUID, at: datetime, steps: int = 2) -> None:
    """Department (or a second person), then the division, accept."""
    for login in reviewers(stage, program)[:steps]:
        actor = stage.actor(login, at)
        stage.versions[key] = accept(actor, key, stage.versions[key], at=at)
        at += timedelta(days=1, minutes=7)


def reviewers(stage: Stage, program: ProgramFact) -> tuple[str, str]:
    """Log-in names of who reviews first and second."""
    first = f"r{stage.department(program.unit)}" if program.competent is None else f"r{program.competent}"
    if program.competent is None and stage.fact(program.unit).parent is None:
        first = f"r{program.unit}"
    division = stage.county.fund["division"] if program.competent else stage.division(program.unit)
    return first, f"d{division}"


def send_back(stage: Stage, program: ProgramFact, key: UUID, at: datetime, why: str) -> None:
    """The first reviewer returns the declaration."""
    actor = stage.actor(reviewers(stage, program)[0], at)
    stage.versions[key] = give_back(actor, key, stage.versions[key], why, at=at)


def hear(stage: Stage, year: int, keys: Sequence[UUID], on: date, at: datetime, *, decided: bool) -> None:
    """A joint session with deputies and experts."""
    office = stage.actor("office", at)
    members = [
        ("示例甲", "县人大财经委", "deputy"),
        ("示例乙", "县政协经济委", "consultative"),
        ("示例丙", "衡信会计师事务所（示例）", "expert"),
    ]
    name = f"{year}年度绩效目标{on.month}月集中会审"
    made = open_session(office, year, name, on, place="财政局三楼会议室", chair="刘月娥", members=members, at=at)
    call(office, made, [(key, stage.versions[key]) for key in keys], at=at)
    page = session_page(office, made)
    for item in page.items if decided else ():
        for member in page.members:
            opine(office, item.id, member.id, "agree", "指标细化、与资金规模匹配", at=at + MINUTE)
        conclude(office, item.id, item.version, "passed", "会审通过", at=at + 5 * MINUTE)
    if decided:
        close_session(office, made, session_page(office, made).version, at=at + 60 * MINUTE)
    stage.versions |= {key: declaration(office, key).version for key in keys}


def approve_all(stage: Stage, year: int, keys: Sequence[UUID], document: str, at: datetime, login: str = "office") -> None:
    """One document for many."""
    actor = stage.actor(login, at)
    approve(actor, year, document, at.date(), [(key, stage.versions[key]) for key in keys], at=at)


def adjust(stage: Stage, program: ProgramFact, year: int, at: datetime, *, row: int, value: str, reason: str, basis: str) -> UUID:
    """A dossier that changes one value of the approved target and everything said with it."""
    changed = tuple(replace(one, target=value, plan=month_plan(Decimal(value))) if i == row else one for i, one in enumerate(program.rows))
    goal = program.goal.replace(f"{program.rows[row].target}{program.rows[row].unit}", f"{value}{program.rows[row].unit}")
    other = replace(program, rows=changed, goal=goal)
    made = draft(stage, other, year, at, kind="adjustment", origin="current")
    actor = stage.actor(f"u{program.unit}", at)
    save_text(actor, made, "reason", "", reason, at=at + 10 * MINUTE)
    save_text(actor, made, "basis", "", basis, at=at + 11 * MINUTE)
    send(stage, other, made, at + 12 * MINUTE)
    return made
