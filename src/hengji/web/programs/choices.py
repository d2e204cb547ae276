"""What the drop-downs of this area offer, as far as the person sees it."""

from __future__ import annotations

from hengji.apps.organisations.queries import unit_names_in_order, units
from hengji.rules.access import Action, Actor

BUDGETED = ("department", "subordinate", "township", "finance")
Options = list[tuple[str, str]]


def unit_options(actor: Actor, year: int) -> Options:
    """Units that may have programs, by id."""
    return [("", "请选择")] + [
        (str(one.id), one.name) for one in units(actor, year, kinds=BUDGETED, action=Action.PROGRAM_VIEW) if one.open
    ]


def department_options(actor: Actor, year: int, empty: str = "按单位的主管部门") -> Options:
    """First-level units, by id."""
    every = units(actor, year, kinds=BUDGETED, action=Action.PROGRAM_VIEW)
    return [("", empty)] + [(str(one.id), one.name) for one in every if one.open and one.level == 0]


def division_options(actor: Actor, year: int) -> Options:
    """Divisions of the finance bureau, by id."""
    return [("", "（未定）")] + [(str(one.id), one.name) for one in units(actor, year, kinds=("division",)) if one.open]


def filters_of(actor: Actor, year: int) -> tuple[Options, Options]:
    """Departments and divisions by lineage, for the filters of a list.  One query."""
    every = unit_names_in_order(actor, year)
    departments = [(str(one.lineage), one.name) for one in every if one.kind in BUDGETED and one.top]
    return departments, [(str(one.lineage), one.name) for one in every if one.kind == "division"]
