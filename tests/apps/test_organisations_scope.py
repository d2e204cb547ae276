"""The restriction of a list and the answer about one thing agree, on random trees with random duties."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from hengji.apps.organisations.models import Assignment, Person, Region, Unit
from hengji.apps.organisations.scope import scoped
from hengji.apps.organisations.tree import place
from hengji.apps.records.keys import uuid7
from hengji.rules.access import Action, Actor, Duty, Place, Role, may

pytestmark = pytest.mark.django_db


def place_of(row: Unit) -> Place:
    """Where a unit stands, said without any query path."""
    line = tuple(UUID(hex=part) for part in row.path.strip("/").split("/"))
    department = row.department
    division = frozenset({department.division.lineage}) if department and department.division else frozenset()
    return Place(row.region_id, line, divisions=division)


@st.composite
def counties(draw: st.DrawFn) -> tuple[list[tuple[int | None, int | None]], list[tuple[Role, int, int]]]:
    """A tree (parent index, division index of each) and duties (role, region, unit index)."""
    size = draw(st.integers(2, 9))
    tree = [(draw(st.none() | st.integers(0, i - 1)) if i else None, draw(st.none() | st.integers(0, 1))) for i in range(size)]
    duties = draw(st.lists(st.tuples(st.sampled_from(Role), st.integers(0, 1), st.integers(-2, size - 1)), max_size=4))
    return tree, duties


class Agreement(TestCase):
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(counties())
    def test_scoped_and_may_agree(self, county: tuple[list[tuple[int | None, int | None]], list[tuple[Role, int, int]]]) -> None:
        tree, held = county
        above = Region.objects.create(code="990000000", name="示例省")
        regions = [Region.objects.create(code=f"99000{i}000", name=f"示例县{i}", parent=above if i else None) for i in (1, 2)]
        units = {region: build(region, tree) for region in regions}
        everybody = [row for rows in units.values() for row in rows]
        duties = tuple(Duty(role, regions[where].pk, units[regions[where]][index].lineage) for role, where, index in held)
        actor = Actor(uuid7(), "示例人", regions[0].pk, duties, frozenset({regions[1].pk}) if held and held[0][1] else frozenset())
        for action in Action:
            wanted = {row.pk for row in everybody if may(actor, action, place_of(row)).allowed}
            found = set(scoped(Unit.objects.all(), actor, action).values_list("pk", flat=True))
            assert found == wanted, action

    def test_people_stand_to_themselves(self) -> None:
        region = Region.objects.create(code="990001000", name="示例县")
        me, other = (Person.objects.create(region=region, login=login, name=login) for login in ("me", "other"))
        actor = Actor(me.pk, "me", region.pk, (Duty(Role.REPORTER, region.pk, uuid7()),))
        assert set(scoped(Person.objects.all(), actor, Action.ACCOUNT_SELF)) == {me}
        assert other not in scoped(Person.objects.all(), actor, Action.PERSON_VIEW)
        assert not scoped(Assignment.objects.all(), actor, Action.POST_ASSIGN).exists()


def build(region: Region, tree: list[tuple[int | None, int | None]]) -> list[Unit]:
    """Units with their places in the tree; the bureau and its two divisions at the end."""
    bureau = Unit(region=region, year=2026, code="f", name="财政局", kind="finance")
    offices = [Unit(region=region, year=2026, code=f"d{i}", name=f"股{i}", kind="division", parent=bureau) for i in range(2)]
    rows: list[Unit] = []
    for i, (parent, office) in enumerate(tree):
        kind = "subordinate" if parent is not None else "department"
        rows.append(Unit(region=region, year=2026, code=str(i), name=f"单位{i}", kind=kind,
                         parent=rows[parent] if parent is not None else None,
                         division=offices[office] if office is not None and parent is None else None))  # fmt: skip
    made = [*rows, bureau, *offices]
    place(made)
    Unit.objects.bulk_create(made)
    return made
