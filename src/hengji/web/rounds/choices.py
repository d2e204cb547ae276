"""What the drop-downs of a round's pages offer, and what was chosen of a list."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from hengji.apps.organisations.queries import unit_names_in_order
from hengji.rules.access import Actor
from hengji.rules.circular import CLASS_TITLES, OTHER_TITLE
from hengji.rules.refusals import Refused
from hengji.web.identity import Asked
from hengji.web.posted import key_of, whole

BUDGETED = frozenset({"department", "subordinate", "township", "finance"})
Options = tuple[tuple[str, str], ...]
QUADRANTS: Options = (("mw", "双达标"), ("-w", "钱慢事快"), ("m-", "钱快事慢"), ("--", "双滞后"))
LIGHTS: Options = (("red", "红灯"), ("yellow", "黄灯"), ("green", "绿灯"), ("blue", "蓝灯"), ("grey", "未到期"))
CLASSES: Options = (*((str(number), words) for number, words in CLASS_TITLES.items()), ("0", OTHER_TITLE))


def units_and_departments(actor: Actor, year: int) -> tuple[Options, Options]:
    """Units that fill forms and, of these, the first-level ones, by lineage.  One query."""
    every = [one for one in unit_names_in_order(actor, year) if one.kind in BUDGETED]
    units = tuple((str(one.lineage), one.name) for one in every)
    return units, tuple((str(one.lineage), one.name) for one in every if one.top)


def options(pairs: Iterable[tuple[UUID, str]]) -> Options:
    """Things with their names as a drop-down offers them."""
    return tuple((str(key), name) for key, name in pairs)


def ids(values: Iterable[str]) -> tuple[UUID, ...]:
    """The options chosen of a drop-down of things."""
    return tuple(UUID(value) for value in values)


def chosen_of(request: Asked, nothing: str) -> tuple[tuple[UUID, int], ...]:
    """The rows chosen on a list with the version the page showed ("id:version").  Raises ``Refused`` ``nothing`` where none is."""
    found = []
    for said in request.POST.getlist("selected"):
        key, _, version = said.partition(":")
        found.append((key_of(key), whole(version)))
    if not found:
        raise Refused(nothing)
    return tuple(found)
