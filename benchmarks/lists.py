"""Bar **list page**: 50 of 860 programs, 50 of 860 targets, logged in, rendered, beside hand-written SQL behind the same middleware."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from benchmarks.measure import Cost, call, growth, machine, typical, verdict
from benchmarks.site import Browser, analysed, queries, server_clock, site, vendor

GOAL = 4
NOT_PROVED = """\
not proved: one process, one person, a warm database on a local disk (PostgreSQL on a local socket); no server and no network in front;
people with few rows (a unit) and pages with conditions are not in the ratio; units (153) do not grow with the size."""


def run(sizes: Sequence[int], rounds: int, postgres: bool) -> int:
    """Prints the bar; a goal that is not met is printed."""
    with site(postgres):
        from benchmarks import county  # noqa: PLC0415 - models load only once Django is set up

        made = county.found()
        browser = Browser(made.people["office"])
        print(f"list page: {county.PROGRAMS} objects at 1x, sizes {list(sizes)}; {vendor()}; {machine()}")
        asked: dict[str, list[int]] = {}
        each: dict[str, list[float]] = {}
        for size in sizes:
            county.grow(made, county.PROGRAMS * size)
            analysed()
            for name, page, floor in PAGES:
                asked.setdefault(name, []).append(queries(partial(browser.get, page)))
                each.setdefault(name, []).append(_beside(browser, f"{size:3}x  {name}", page, floor, rounds))
        for name, counts in asked.items():
            constant = "one size only" if len(counts) == 1 else "constant" if len(set(counts)) == 1 else "NOT constant"
            print(f"{name}: queries {counts} ({constant})" + (f"; growth of ratio: {growth(each[name])}" if len(counts) > 1 else ""))
        _others(made.people)
    print(NOT_PROVED)
    return 0


PAGES = (
    ("programs", "/programs/?tab=project&size=50", "/bench/programs/"),
    ("targets", "/targets/?tab=all&size=50", "/bench/targets/"),
)


def _beside(browser: Browser, title: str, page: str, floor: str, rounds: int) -> float:
    """Empty view, floor and page in turn; the ratio of CPU."""
    calls: dict[str, Callable[[], object]] = {address: partial(browser.get, address) for address in ("/bench/empty/", floor, page)}
    for one in calls.values():
        one()
    costs: dict[str, list[Cost]] = {address: [] for address in calls}
    clock = server_clock()
    for _ in range(max(3, rounds) * 3):
        for address, one in calls.items():
            costs[address].append(call(one, 3, clock))
    empty, bare, ours = (typical(held) for held in costs.values())
    print(f"{title}\n      empty view    {empty}\n      SQL + strings {bare}\n      hengji        {ours}")
    print(f"      ratio CPU {verdict(ours.cpu / bare.cpu, GOAL)}   wall {ours.wall / bare.wall:.2f} x")
    return ours.cpu / bare.cpu


def _others(people: Mapping[str, object]) -> None:
    """For orientation: the same pages for people whose rows the access table restricts."""
    for login in ("divisional", "reviewer", "reporter"):
        browser = Browser(people[login])
        for name, page, _floor in PAGES:
            browser.get(page)
            costs = [call(partial(browser.get, page), 3) for _ in range(3)]
            print(f"      {name} as {login:10} {typical(costs)}")
