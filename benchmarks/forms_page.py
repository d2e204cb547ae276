"""Bar **form page and autosave** of a declaration and a monitoring form of 60 lines, beside an empty view behind the same middleware."""

from __future__ import annotations

from typing import Any

from benchmarks.measure import Cost, call, machine, typical
from benchmarks.site import Browser, queries, site, vendor

LINES = 60
PAGE_GOAL, SAVE_GOAL = 25, 15
NOT_PROVED = """\
not proved: the browser's own time (drawing 60 lines × 25 columns); several people saving at once; one process, warm, without a server
in front.  Both have month plans and findings; one cell is changed by each save, and all findings come back with it."""


def run(rounds: int, postgres: bool) -> int:
    """Prints the bar; a goal that is not met is printed."""
    with site(postgres):
        from benchmarks import county  # noqa: PLC0415 - models load only once Django is set up

        made = county.found()
        county.grow(made, county.PROGRAMS)
        key, version = _declared(county, made)
        browser = Browser(made.people["reporter"])
        print(f"form page: a declaration and a monitoring form of {LINES} lines among {county.PROGRAMS}; {vendor()}; {machine()}")
        _measured(browser, f"/targets/declarations/{key}/edit/", _Saving(browser, key, version), max(5, rounds) * 3)
        form = _form(made)
        _measured(browser, f"/forms/{form}/fill/", _Filling(browser, form), max(5, rounds) * 3)
    print(NOT_PROVED)
    return 0


def _declared(county: Any, made: Any) -> tuple[Any, int]:
    """A declaration begun and filled by operations, of a program that has none."""
    from hengji.apps.targets.operations import declare, save_cells, save_text  # noqa: PLC0415
    from hengji.apps.targets.queries import declaration  # noqa: PLC0415

    actor = made.actor("reporter")
    program = county.bare_program(made)
    key = declare(actor, program.pk, "initial", at=county.AT)
    rows = list(county.indicator_rows(LINES))
    names = [f"new-{number}" for number in range(LINES)]
    cells = [(name, column, text) for name, row in zip(names, rows, strict=True) for column, text in row.items() if column != "id"]
    saved = save_cells(actor, key, declaration(actor, key).version, cells, names, at=county.AT)
    save_text(actor, key, "goal", "", county.goal(LINES), at=county.AT)
    return key, saved.version


def _form(made: Any) -> Any:
    """A monitoring form half filled in by an operation, so that it has findings."""
    from benchmarks import round_rows  # noqa: PLC0415
    from hengji.apps.monitoring.operations import filling  # noqa: PLC0415
    from hengji.rules.filling import Cell  # noqa: PLC0415

    form = round_rows.handed_out(made, round_rows.a_round(made), LINES)
    cells = [Cell("rows", f"r{number}", "actual", "", str(60 + number)) for number in range(LINES)]
    filling.save(made.actor("reporter"), form.pk, cells, at=round_rows.NOW)
    return form.pk


def _measured(browser: Browser, page: str, save: _Saving | _Filling, rounds: int) -> None:
    print(f"    {page.split('/')[1]}")
    empty: list[Cost] = []
    pages: list[Cost] = []
    saves: list[Cost] = []
    save.one()
    asked = queries(lambda: browser.get(page)), queries(save.one)
    for _ in range(rounds):
        empty.append(call(lambda: browser.get("/bench/empty/"), 3))
        pages.append(call(lambda: browser.get(page), 3))
        saves.append(call(save.one, 3))
    floor = typical(empty)
    print(f"      empty view {floor}")
    for name, costs, goal, count in (("form page", pages, PAGE_GOAL, asked[0]), ("autosave", saves, SAVE_GOAL, asked[1])):
        cost = typical(costs)
        above = (cost.wall - floor.wall) * 1000
        said = f"goal ≤ {goal} ms: {'met' if above <= goal else 'NOT MET'}"
        own = (cost.cpu - floor.cpu) * 1000
        print(f"      {name:10} {cost}  above the empty view: {above:.1f} ms wall ({said}), {own:.1f} ms CPU; {count} queries")
    print(f"      findings that come back with a save: {save.findings}")


class _Saving:
    """One cell changed after another, each save on the version of the one before."""

    def __init__(self, browser: Browser, key: Any, version: int) -> None:
        from hengji.apps.targets.models import Declaration  # noqa: PLC0415

        self._browser, self._version, self._number, self.findings = browser, version, 0, 0
        self._address = f"/targets/declarations/{key}/save/"
        self._rows = [row["id"] for row in Declaration.objects.get(pk=key).rows]

    def one(self) -> None:
        """Saves one cell."""
        self._number += 1
        change = {"row": self._rows[self._number % LINES], "column": "value", "value": str(200 + self._number)}
        answer = self._browser.post_json(self._address, {"version": self._version, "changes": [change]})
        self._version, self.findings = answer["version"], len(answer["findings"])


class _Filling:
    """One cell of a monitoring form changed after another, each beside what was last seen in it."""

    def __init__(self, browser: Browser, key: Any) -> None:
        self._browser, self._number, self.findings = browser, 0, 0
        self._address = f"/forms/{key}/save/"
        self._seen = {f"r{number}": str(60 + number) for number in range(LINES)}

    def one(self) -> None:
        """Saves one cell."""
        self._number += 1
        row, value = f"r{self._number % LINES}", str(70 + self._number)
        cells = [["rows", row, "actual", self._seen[row], value]]
        answer = self._browser.post_json(self._address, {"version": 0, "cells": cells})
        if answer["conflicts"]:
            raise SystemExit(f"a cell nobody else writes: {answer['conflicts']}")
        self._seen[row], self.findings = value, len(answer["findings"])
