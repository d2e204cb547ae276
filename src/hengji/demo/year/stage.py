"""The stage of the play: who is there under which name, and what has been made so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from hengji.apps.organisations.queries import actor_of, units_by_code
from hengji.demo.year.facts import County, UnitFact
from hengji.rules.access import Actor

ZONE = ZoneInfo("Asia/Shanghai")


def moment(text: str) -> datetime:
    """An instant of the play, "2023-01-18 10:30" in the county's zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@dataclass(slots=True)
class Stage:
    """Ids by what people call things: persons by log-in name, programs by year and code."""

    county: County
    region: UUID
    people: dict[str, UUID] = field(default_factory=dict)
    programs: dict[tuple[int, str], UUID] = field(default_factory=dict)
    declarations: dict[str, UUID] = field(default_factory=dict)
    versions: dict[UUID, int] = field(default_factory=dict)
    places: dict[int, dict[str, UUID]] = field(default_factory=dict)

    def actor(self, login: str, at: datetime) -> Actor:
        """A person with the posts held that day."""
        return actor_of(self.people[login], on=at.date())

    def unit(self, year: int, code: str) -> UUID:
        """A unit of a year by its code."""
        if year not in self.places:
            office = actor_of(self.people["office"], on=moment(f"{year}-12-31 12:00").date())
            self.places[year] = {code: line.id for code, line in units_by_code(office, year).items()}
        return self.places[year][code]

    def fact(self, code: str) -> UnitFact:
        """What is known of a unit by its code."""
        return next(unit for unit in self.county.units if unit.code == code)

    def department(self, code: str) -> str:
        """Code of the first-level unit above (or the unit itself)."""
        return self.fact(code).parent or code

    def division(self, code: str) -> str:
        """Code of the division responsible for a unit."""
        return self.fact(self.department(code)).division or ""
