"""Bar **kill -9**: web, worker and (on PostgreSQL) a process of the database, so many times at random moments while people work; then
everything the site had said is looked for in the database."""

from __future__ import annotations

import os
import random
import signal
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

from benchmarks.deadline import at_share, compared, stored_at
from benchmarks.measure import machine
from benchmarks.restless import STEPS
from benchmarks.running import Site, begin_people, book_of
from benchmarks.site import analysed, site, vendor

UNITS, UPLOADERS = 32, 8
VERBS = {"submit": "已报送", "withdraw": "已撤回", "accept": "已审核通过", "return": "已退回", "recall": "已收回审核"}
LEASE = 70
"""Seconds after which a dead worker's job is taken up by the next."""
NOT_PROVED = """\
not proved: a machine that loses power or a disk that lies about flushing (the kernel lives on, and with it what was written);
a database server killed as a whole (one process of it is, upon which it throws out all others and recovers from its log); papers and
payments being made at the moment of the kill (tests/apps/test_jobs_killed.py holds a job's own steps)."""


def run(times: int, postgres: bool) -> int:
    """Prints what was lost, half-applied or left lying; 1 where anything was."""
    with site(postgres), tempfile.TemporaryDirectory(prefix="bench-kills-") as scratch:
        from benchmarks import busyday  # noqa: PLC0415 - models load only once Django is set up

        folder = Path(scratch)
        day = busyday.made(UNITS, UPLOADERS, folder)
        analysed()
        print(f"kills: {times} × SIGKILL while {len(day.fillers)} units and {len(day.reviewers)} departments work; {vendor()}; {machine()}")
        faults = _killed(day, times, folder, postgres)
    print(f"      faults {len(faults)}  (goal 0: {'met' if not faults else 'NOT MET'})")
    for one in faults[:20]:
        print(f"        {one[:600]}")
    print(NOT_PROVED)
    return int(bool(faults))


def _killed(day: Any, times: int, folder: Path, postgres: bool) -> list[str]:
    running, ended = Site(folder), folder / "ended"
    running.start()
    try:
        people = begin_people({"what": "kills", "seed": 9, "until": str(ended), "port": running.port, **day.plain()}, folder)
        began, counts = time.perf_counter(), _kills(running, times, postgres)
        running.wait()
        ended.touch()
        book = book_of(people, folder)
        print(f"      killed {dict(counts)} in {time.perf_counter() - began:.0f} s; load {os.getloadavg()[0]:.1f}")
        _closed()
        left = _left_lying(running)
    finally:
        running.stop()
    answered = Counter(kind for kind, _, _, status in book["asked"] if 0 < status < 500)
    broken = Counter(status for _, _, _, status in book["asked"] if status >= 500)
    print(f"      answered {dict(answered)}; without an answer {sum(not one[3] for one in book['asked'])}; broken {dict(broken)}")
    return [
        *_faults_said(running),
        *book["troubles"],
        *left,
        *compared(book["accepted"]),
        *_steps(book),
        *_excel(day),
        *_uploads(),
        *_intact(),
    ]


def _kills(running: Site, times: int, postgres: bool) -> Counter[str]:
    """One after the other, each once the site answers again and people have worked for a moment."""
    rng, counts, back = random.Random(200), Counter[str](), list[float]()
    whom = ["web", "web", "worker"] + (["database"] if postgres else [])
    for _ in range(times):
        back.append(running.wait())
        time.sleep(rng.uniform(0.1, 2.0))
        name = rng.choice(whom)
        if name == "database":
            _kill_backend(rng)
            counts["a process of the database"] += 1
            continue
        whole = name == "worker" or rng.random() < 0.4
        running.kill(name, whole=whole)
        counts[name if whole else f"{name}, one process"] += 1
        time.sleep(rng.uniform(0, 0.5))
        running.mend()
    print(f"      the site answered again after {at_share(back, 0.5):.1f} s (median), {max(back):.1f} s at most")
    return counts


def _kill_backend(rng: random.Random) -> None:
    """SIGKILL to a process that serves somebody else's connection: the server throws everybody out and recovers."""
    from django.db import DatabaseError, connection  # noqa: PLC0415

    with suppress(DatabaseError, ProcessLookupError), connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()")
        if others := [row[0] for row in cursor.fetchall()]:
            os.kill(rng.choice(others), signal.SIGKILL)
    _closed()


def _closed() -> None:
    from django.db import connections  # noqa: PLC0415

    connections.close_all()


# ---- what is looked for

_AWAY = ("OperationalError", "InterfaceError", "AdminShutdown", "CrashShutdown", "CannotGoOn")
"""What is said while the database recovers."""


def _faults_said(running: Site) -> list[str]:
    """Exceptions in the logs that are no consequence of a database being away."""
    ends = (line for name in ("web", "worker") for line in running.log(name).splitlines())
    said = (line for line in ends if line[:1].isalpha() and line.split(":")[0].endswith(("Error", "Shutdown", "Exception", "Disconnect")))
    return sorted({line for line in said if not line.split(":")[0].endswith(_AWAY)})


def _left_lying(running: Site) -> list[str]:
    """Jobs that are not done once the leases of dead workers have run out."""
    from hengji.apps.jobs.models import Job  # noqa: PLC0415

    open_jobs, end = Job.objects.filter(state__in=["queued", "running"]), time.monotonic() + LEASE * 2
    while open_jobs.exists() and time.monotonic() < end:
        running.mend()
        time.sleep(0.5)
    states = Counter(Job.objects.values_list("state", flat=True))
    again = Job.objects.filter(state="done", attempts__gt=1).count()
    print(f"      jobs {dict(states)}, of which taken up again {again}")
    return [f"job {one.title}: {one.state} {one.failure}" for one in Job.objects.exclude(state="done")]


def _steps(book: Mapping[str, Any]) -> list[str]:
    """Steps that were said and are not there, or are there and nobody asked; a form whose state, steps, counters and trail disagree."""
    from hengji.apps.audit.models import Entry  # noqa: PLC0415
    from hengji.apps.monitoring.models import MonitoringForm  # noqa: PLC0415

    said, perhaps = (Counter((step, form) for step, form, _ in book[name]) for name in ("done", "unsure"))
    trail = Counter(Entry.objects.filter(verb__in=VERBS.values()).values_list("verb", "subject_id"))
    faults, many = [], 0
    for form in MonitoringForm.objects.prefetch_related("steps"):
        taken = sorted(form.steps.all(), key=lambda one: one.pk)
        counts = Counter(one.action for one in taken)
        many += len(taken)
        for step in STEPS:
            key = step, str(form.pk)
            if not said[key] <= counts[step] <= said[key] + perhaps[key]:
                faults.append(f"{form.pk} {step}: {counts[step]} stand, {said[key]} were said, {perhaps[key]} without an answer")
            if trail[(VERBS[step], form.pk)] != counts[step]:
                faults.append(f"{form.pk} {step}: {counts[step]} steps, {trail[(VERBS[step], form.pk)]} in the trail")
        faults += _whole(form, taken, counts)
    print(f"      steps {many}, {sum(said.values())} of them answered")
    return faults


def _whole(form: Any, taken: Sequence[Any], counts: Mapping[str, int]) -> list[str]:
    faults = []
    for before, after in zip(taken, taken[1:], strict=False):
        if before.after != after.before:
            faults.append(f"{form.pk}: {after.action} begins at {after.before}, the step before ended at {before.after}")
    if taken and taken[-1].after != form.state:
        faults.append(f"{form.pk}: stands at {form.state}, its last step ended at {taken[-1].after}")
    if form.submissions != counts.get("submit", 0) or form.returns != counts.get("return", 0):
        faults.append(f"{form.pk}: {form.submissions} sendings and {form.returns} returns counted, steps say {dict(counts)}")
    if counts.get("submit") and form.indicators.count() != 10:
        faults.append(f"{form.pk}: sent, and {form.indicators.count()} of 10 indicators judged")
    return faults


def _excel(day: Any) -> list[str]:
    """A form by Excel is one of the two that were handed in, whole."""
    from hengji.apps.monitoring.models import MonitoringForm, UploadEntry  # noqa: PLC0415

    faults = []
    for who in (one for one in day.fillers if one.excel):
        typed = MonitoringForm.objects.values_list("typed", flat=True).get(pk=who.form)
        ahead = {int(float(stored_at(typed, f"rows/r{number}/actual") or 0)) - (120 + number) * 7 // 12 for number in range(10)}
        applied = UploadEntry.objects.filter(form=who.form, outcome="applied").exists()
        if applied and ahead not in ({4}, {5}):
            faults.append(f"{who.form}: a mixture of two Excel forms {typed}")
    return faults


def _uploads() -> list[str]:
    """Counts of an upload are those of its entries; what was applied is in the trail once."""
    from hengji.apps.audit.models import Entry  # noqa: PLC0415
    from hengji.apps.monitoring.models import Upload, UploadEntry  # noqa: PLC0415

    entries: dict[UUID, Counter[str]] = defaultdict(Counter)
    for key, outcome in UploadEntry.objects.values_list("upload_id", "outcome"):
        entries[key][outcome] += 1
    wrong = [f"upload {one.pk}: counts {one.counts}, entries {dict(entries[one.pk])}" for one in Upload.objects.filter(state="applied")
             if one.counts != dict(entries[one.pk])]  # fmt: skip
    stuck = [f"upload {one.pk}: {one.state} without a job" for one in Upload.objects.filter(state__in=["reading", "applying"], job=None)]
    applied = UploadEntry.objects.filter(outcome="applied").count()
    noted = Entry.objects.filter(verb="已录入", subject_type__icontains="form").count()
    print(f"      uploads {dict(Counter(Upload.objects.values_list('state', flat=True)))}, forms applied {applied}")
    return [*wrong, *stuck, *([f"{applied} forms applied, {noted} in the trail"] if applied != noted else [])]


def _intact() -> list[str]:
    """``hengji audit verify``."""
    from hengji.config.commands.audit import verify_all  # noqa: PLC0415

    return ["hengji audit verify found something"] if verify_all() else []
