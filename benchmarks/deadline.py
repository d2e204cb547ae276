"""Bar **deadline day**: 400 people filling, saving, handing in Excel forms and sending in the last ten minutes, on a real site."""

from __future__ import annotations

import os
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from benchmarks.measure import machine
from benchmarks.running import Site, begin_people, book_of
from benchmarks.site import analysed, site, vendor

PEOPLE, RATE, SECONDS = 400, 35.0, 600
SAVE_GOAL, PAGE_GOAL, TIMES = 150, 300, 5
NOT_PROVED = """\
not proved: networks and browsers (one machine, which the load generator shares); logging in (sessions were prepared); reviewers, the
office and its papers at the same time; objects with many fund lines or sixty indicators (here one line and ten); a disk that is slow to
flush.  Times are counted from the second a request was due, so waiting behind others is in them."""


def run(people: int, seconds: int, rate: float, postgres: bool) -> int:
    """Prints the bar; 1 where an error came or a value was lost."""
    with site(postgres), tempfile.TemporaryDirectory(prefix="bench-deadline-") as scratch:
        from benchmarks import busyday  # noqa: PLC0415 - models load only once Django is set up

        folder, began = Path(scratch), time.perf_counter()
        day = busyday.made(people, people // 10, folder)
        analysed()
        print(f"deadline: {people} people, {seconds} s, about {rate:g} requests/s; {vendor()}; {machine()}")
        print(f"      made {len(day.fillers)} units with a form each in {time.perf_counter() - began:.0f} s; {people // 10} hand in Excel")
        plan = {"what": "deadline", "seconds": seconds, "rate": rate, "seed": 35, "empty": 4, **day.plain()}
        plan["each"] = max(6, round(rate * 19 / 20 * seconds / len(day.fillers)))
        return _measured(plan, folder, day)


def _measured(plan: dict[str, Any], folder: Path, day: Any) -> int:
    running = Site(folder)
    running.start()
    try:
        _settled(running)
        before, load, start = running.cpu(), os.getloadavg()[0], time.perf_counter()
        book = book_of(begin_people({**plan, "port": running.port}, folder), folder)
        took = time.perf_counter() - start
        after = running.cpu()
        _jobs_done()
    finally:
        running.stop()
    cpu = "、".join(f"{name} {after[name] - before[name]:.1f} s" for name in after)
    print(f"      took {took:.0f} s; load {load:.1f} → {os.getloadavg()[0]:.1f}; CPU {cpu}, load generator {book['cpu']:.1f} s")
    _busiest(book["asked"])
    met = _times(book["asked"])
    lost = compared(book["accepted"]) + _sent(book) + _excel(day, book)
    troubles = book["troubles"] + _said_wrong(running)
    print(f"      errors {len(troubles)}, lost {len(lost)}  (goal 0 and 0: {'met' if not troubles and not lost else 'NOT MET'})")
    for one in [*troubles, *lost][:12]:
        print(f"        {one[:600]}")
    print(NOT_PROVED)
    return int(bool(troubles or lost) or not met)


def _settled(running: Site) -> None:
    """What publishing asked for is done, and every process is warm."""
    import urllib.request  # noqa: PLC0415

    _jobs_done()
    for _ in range(40):
        urllib.request.urlopen(running.address("/login/"), timeout=30).read()


def _jobs_done(seconds: float = 150) -> None:
    from hengji.apps.jobs.models import Job  # noqa: PLC0415

    end = time.monotonic() + seconds
    while Job.objects.filter(state__in=["queued", "running"]).exists() and time.monotonic() < end:
        time.sleep(0.5)


def _busiest(asked: Sequence[Sequence[Any]]) -> None:
    per = Counter(int(due // 10) for _, due, _, _ in asked)
    statuses = dict(Counter(one[3] for one in asked))
    print(f"      requests {len(asked)}; busiest ten seconds {max(per.values()) / 10:.1f}/s; statuses {statuses}")


def _times(asked: Sequence[Sequence[Any]]) -> bool:
    """A line a kind; whether the goals are met."""
    held: dict[str, list[float]] = {}
    for kind, _, seconds, _ in asked:
        held.setdefault(kind, []).append(seconds * 1000)
    empty = at_share(held.get("empty", [0.001]), 0.95)
    met = True
    for kind, times in sorted(held.items(), key=lambda one: -len(one[1])):
        p95, goal = at_share(times, 0.95), {"save": SAVE_GOAL, "page": PAGE_GOAL}.get(kind)
        said = f"p50 {at_share(times, 0.5):7.1f}  p95 {p95:7.1f}  p99 {at_share(times, 0.99):7.1f}  most {max(times):7.1f} ms"
        if goal:
            fine = p95 < goal and p95 <= TIMES * empty
            met = met and fine
            said += f"   {p95 / empty:.1f} × empty view  (goal < {goal} ms, ≤ {TIMES} ×: {'met' if fine else 'NOT MET'})"
        print(f"      {kind:12} {len(times):6}  {said}")
    return met


def at_share(times: Sequence[float], share: float) -> float:
    held = sorted(times)
    return held[min(len(held) - 1, int(share * len(held)))]


# ---- read back from the database


def compared(accepted: Mapping[str, Mapping[str, Sequence[str]]]) -> list[str]:
    """Values the site said it had saved and that are not there."""
    from hengji.apps.monitoring.models import MonitoringForm  # noqa: PLC0415

    stored = dict(MonitoringForm.objects.filter(pk__in=[UUID(key) for key in accepted]).values_list("pk", "typed"))
    lost, many = [], 0
    for form, cells in accepted.items():
        typed = stored[UUID(form)]
        for place, values in cells.items():
            many += 1
            is_there = stored_at(typed, place)
            if is_there not in values:
                lost.append(f"{form} {place}: {is_there!r} stands, {values!r} was saved")
    print(f"      read back {many} cells of {len(accepted)} forms")
    return lost


def stored_at(typed: Mapping[str, Any], place: str) -> str:
    part, row, column = place.split("/")
    held = typed.get(part, {})
    return str((held if part == "texts" else held.get(row, {})).get(column, ""))


def _sent(book: Mapping[str, Any]) -> list[str]:
    """Forms that were said to be sent and are not."""
    from hengji.apps.monitoring.models import MonitoringForm  # noqa: PLC0415

    wanted = {UUID(form) for step, form, _ in book["done"] if step == "submit"}
    there = set(MonitoringForm.objects.filter(state="submitted", steps__action="submit").values_list("pk", flat=True))
    print(f"      sent {len(wanted)} forms of {MonitoringForm.objects.count()}")
    return [f"{form}: sent and not there" for form in wanted - there]


def _excel(day: Any, book: Mapping[str, Any]) -> list[str]:
    """Cells of Excel forms that were said to be applied and are not there."""
    from hengji.apps.monitoring.models import MonitoringForm  # noqa: PLC0415

    applied = {form for step, form, _ in book["done"] if step == "excel"}
    lost = []
    for who in day.fillers:
        if who.form not in applied:
            continue
        typed = MonitoringForm.objects.values_list("typed", flat=True).get(pk=who.form)
        for row in (f"r{number}" for number in range(10)):
            wanted = next(text for part, key, column, text in who.cells if (part, key, column) == ("rows", row, "actual"))
            is_there = stored_at(typed, f"rows/{row}/actual") or "0"
            if Decimal(is_there) != int(wanted) + 1:  # the Excel form is one further ahead than what would have been typed
                lost.append(f"{who.form} rows/{row}/actual: {is_there!r} stands, the Excel form had {int(wanted) + 1}")
    print(f"      Excel forms applied {len(applied)} of {sum(bool(who.excel) for who in day.fillers)}")
    return lost


def _said_wrong(running: Site) -> list[str]:
    """Faults the services wrote into their logs."""
    return [line for name in ("web", "worker") for line in running.log(name).splitlines() if " ERROR " in line or "Traceback" in line]
