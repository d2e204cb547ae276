"""Who is who and who stands where: reads of this app for everyone above it."""

from hengji.apps.organisations.queries.above import regions_above
from hengji.apps.organisations.queries.actors import actor_of, region_and_years, regions_below, unit_names
from hengji.apps.organisations.queries.people import (
    AssignmentLine,
    Holder,
    PersonLine,
    PostLine,
    ProposalLine,
    administrators,
    assignments,
    demo_people,
    holders,
    people,
    person,
    posts,
    proposals,
)
from hengji.apps.organisations.queries.regions import RegionLine, profile, region, years
from hengji.apps.organisations.queries.units import (
    UnitLine,
    divisions,
    find_units,
    unit,
    unit_choices,
    unit_names_in_order,
    unit_rows,
    units,
    units_by_code,
)
from hengji.apps.organisations.queries.work import waiting

__all__ = [
    "AssignmentLine",
    "Holder",
    "PersonLine",
    "PostLine",
    "ProposalLine",
    "RegionLine",
    "UnitLine",
    "actor_of",
    "administrators",
    "assignments",
    "demo_people",
    "divisions",
    "find_units",
    "holders",
    "people",
    "person",
    "posts",
    "profile",
    "proposals",
    "region",
    "region_and_years",
    "regions_above",
    "regions_below",
    "unit",
    "unit_choices",
    "unit_names_in_order",
    "unit_names",
    "unit_rows",
    "units",
    "units_by_code",
    "waiting",
    "years",
]
