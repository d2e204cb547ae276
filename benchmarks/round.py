"""Bar **round page**: coverage, lights, quadrant, departments, funds, problems of 858 objects and 10,000 indicators, beside the same
aggregates in hand-written SQL; and the round's list of forms, 50 of 858."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from benchmarks.measure import Cost, call, growth, machine, typical, verdict
from benchmarks.site import Browser, analysed, queries, server_clock, site, vendor

PAGE_GOAL, LIST_GOAL = 2, 4
NOT_PROVED = """\
not proved: one process, one person, a warm database on a local disk; forms, results and findings are bulk rows, not judged ones.  The
floor of the round page is its SQL alone (rows fetched, nothing counted in Python, no access beyond the round); "drawn" is the whole
request with its page and has no goal of its own.  The floor of the list draws its rows, behind the same middleware.  On PostgreSQL the
CPU of the server's process is counted on both sides."""


def run(sizes: Sequence[int], rounds: int, postgres: bool) -> int:
    """Prints the bar; a goal that is not met is printed."""
    with site(postgres):
        from benchmarks import county, round_rows  # noqa: PLC0415 - models load only once Django is set up
        from hengji.apps.monitoring import queries as monitoring  # noqa: PLC0415

        made = county.found()
        row, browser = round_rows.a_round(made), Browser(made.people["office"])
        print(f"round: {round_rows.FORMS} objects at 1x, sizes {list(sizes)}; {vendor()}; {machine()}")
        each: list[float] = []
        for size in sizes:
            round_rows.grow(made, row, round_rows.FORMS * size)
            analysed()
            office = made.actor("office")
            steps: dict[str, Callable[[], object]] = {
                "empty view": partial(browser.get, "/bench/empty/"),
                "SQL": partial(round_rows.bare_page, row.pk),
                "round page": partial(monitoring.round_page, office, row.pk, round_rows.NOW),
                "drawn": partial(browser.get, f"/rounds/{row.pk}/"),
                "SQL + strings": partial(browser.get, f"/bench/rounds/{row.pk}/"),
                "list of forms": partial(browser.get, f"/rounds/{row.pk}/forms/?tab=all&size=50"),
            }
            each.append(_size(size, size * round_rows.FORMS, steps, max(3, rounds) * 3))
        if len(each) > 1:
            print(f"growth of CPU of the round page per object: {growth(each)}")
    print(NOT_PROVED)
    return 0


def _size(size: int, objects: int, steps: dict[str, Callable[[], object]], times: int) -> float:
    asked = {name: queries(step) for name, step in steps.items()}
    costs: dict[str, list[Cost]] = {name: [] for name in steps}
    clock = server_clock()
    for _ in range(times):
        for name, step in steps.items():
            costs[name].append(call(step, 2, clock))
    held = {name: typical(own) for name, own in costs.items()}
    print(f"{size:3}x  {objects} objects")
    for name, cost in held.items():
        print(f"      {name:14} {cost}  {asked[name]} queries")
    page, floor = held["round page"].cpu, held["SQL"].cpu
    print(f"      round page ÷ SQL, CPU {verdict(page / floor, PAGE_GOAL)}   wall {held['round page'].wall / held['SQL'].wall:.2f} x")
    lists = held["list of forms"].cpu / held["SQL + strings"].cpu
    print(f"      list ÷ SQL + strings, CPU {verdict(lists, LIST_GOAL)}")
    return page / objects
