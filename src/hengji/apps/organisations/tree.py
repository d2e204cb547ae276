"""The unit tree of one year worked out in memory: paths and departments from who belongs to whom."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from hengji.apps.organisations.models import Unit, UnitKind
from hengji.rules.refusals import Refused

NEEDS_PARENT = {UnitKind.SUBORDINATE.value, UnitKind.DIVISION.value}
PARENTS = {
    UnitKind.SUBORDINATE.value: {UnitKind.DEPARTMENT.value, UnitKind.TOWNSHIP.value, UnitKind.FINANCE.value, UnitKind.SUBORDINATE.value},
    UnitKind.DIVISION.value: {UnitKind.FINANCE.value},
}
"""Which kinds of unit a unit may belong to; kinds that are not here stand on the first level."""


def place(units: Iterable[Unit]) -> list[Unit]:
    """Set ``path`` and ``department`` of all units of a year from ``parent_id``; returns those that changed.

    Raises ``Refused`` for a circle and for a unit under a kind it may not belong to."""
    found = {unit.pk: unit for unit in units}
    lines = {key: _line(found, key) for key in found}
    changed = []
    for key, unit in found.items():
        check_parent(unit, found.get(unit.parent_id) if unit.parent_id else None)
        path = "/" + "/".join(found[one].lineage.hex for one in lines[key]) + "/"
        if (path, lines[key][0]) != (unit.path, unit.department_id):
            unit.path, unit.department_id = path, lines[key][0]
            changed.append(unit)
    return changed


def check_parent(unit: Unit, parent: Unit | None) -> None:
    """Refuse a unit that stands where its kind may not."""
    allowed = PARENTS.get(unit.kind, set())
    if parent is None and unit.kind in NEEDS_PARENT:
        raise Refused("unit-needs-parent", name=unit.name, kind=unit.get_kind_display(), kinds=_kinds(allowed))
    if parent is not None and parent.kind not in allowed:
        where = f"应当隶属于{_kinds(allowed)}" if allowed else "是一级单位，不隶属于别的单位"
        raise Refused("unit-wrong-parent", name=unit.name, kind=unit.get_kind_display(), parent=parent.name, where=where)


def _line(found: dict[UUID, Unit], key: UUID) -> list[UUID]:
    """Keys from the first-level unit down to this one."""
    line: list[UUID] = []
    current: UUID | None = key
    while current is not None and current in found:
        if current in line:
            raise Refused("unit-circle", name=found[key].name)
        line.append(current)
        current = found[current].parent_id
    return line[::-1]


def _kinds(kinds: Iterable[str]) -> str:
    return "、".join(kind.label for kind in UnitKind if kind.value in kinds)
