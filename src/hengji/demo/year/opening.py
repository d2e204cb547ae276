"""How the county begins: region, units, people and posts; last year taken from what was reported; the new year rolled over."""

from __future__ import annotations

from datetime import date

from hengji.apps.organisations.operations import (
    INSTALLER,
    FirstPeople,
    PersonFacts,
    create_person,
    found_region,
    grant_role,
    import_units,
)
from hengji.apps.organisations.queries import units_by_code
from hengji.apps.organisations.sheets import UnitRow
from hengji.demo.year.facts import County, UnitFact
from hengji.demo.year.stage import Stage, moment
from hengji.rules.access import Role

FIRST = ("sys", "sec", "aud", "office")
ROLES = {"sys": Role.SYSTEM, "sec": Role.SECURITY, "aud": Role.AUDIT, "office": Role.OFFICE}


def found(county: County) -> Stage:
    """The region with its first four people."""
    names = {person.login: person.name for person in county.people}
    first = FirstPeople({ROLES[login]: names[login] for login in FIRST}, {ROLES[login]: login for login in FIRST})
    made = found_region(
        INSTALLER,
        county.code,
        county.name,
        county.year - 1,
        finance_name=f"{county.name}财政局",
        first=first,
        demo=True,
        at=moment(f"{county.year - 1}-03-01 09:00"),
    )
    return Stage(county, made.region, {login: made.accounts[ROLES[login]].person for login in FIRST})


def settle(stage: Stage) -> None:
    """Units from a list; everybody's account and post."""
    year = stage.county.year - 1
    at = moment(f"{year}-03-02 10:00")
    names = {unit.code: unit.name for unit in stage.county.units}
    rows = [_row(unit, names, number) for number, unit in enumerate(stage.county.units, 1) if unit.code not in ("001", "001901")]
    import_units(stage.actor("office", at), year, rows, at=at)
    lineages = {code: line.lineage for code, line in units_by_code(stage.actor("office", at), year).items()}
    system, security = stage.actor("sys", at), stage.actor("sec", at)
    for person in stage.county.people:
        if person.login in FIRST:
            continue
        stage.people[person.login] = create_person(system, PersonFacts(person.login, person.name), demo=True, at=at).person
        for unit, role in person.posts:
            grant_role(security, lineages[unit], role, stage.people[person.login], date(year, 3, 2), at=at)


def _row(unit: UnitFact, names: dict[str, str], number: int) -> UnitRow:
    return UnitRow(unit.code, unit.name, unit.kind, unit.parent or "", names.get(unit.division or "", ""), row=number)
