"""Races on approvals: several people approve the same declaration at the same instant.  Run in a site of its own (see the test)."""

from __future__ import annotations

import json
import sys
from collections import Counter
from threading import Barrier, Lock, Thread
from typing import Any

from django.db import connection, connections
from targetsworld import AT, GOAL, ROWS, YEAR, County, county, person, program

from hengji.apps.audit.verify import verify
from hengji.apps.targets import operations as targets
from hengji.apps.targets.models import Declaration, Review, Target, TargetIndicator, TargetRevision
from hengji.apps.targets.verify import verify_revisions
from hengji.rules.access import Role
from hengji.rules.refusals import Refused, StaleVersion

RACERS = 4


def prepared(c: County, count: int) -> list[Any]:
    """Declarations that finance has reviewed, put there at once."""
    rows = [{"id": f"r{number}", **row} for number, row in enumerate(ROWS)]
    made = []
    for number in range(count):
        place = program(c.region, c.station, f"工程{number}", code=f"SL26X{number:05d}")
        target = Target.objects.create(region=c.region, program=place)
        made.append(
            Declaration.objects.create(
                region=c.region, target=target, kind="initial", state="finance-reviewed", goal=GOAL, rows=rows, begun_at=AT, saved_at=AT,
                saved_by="张海", submitted_at=AT, submitted_by=c.reporter.id, submissions=1,
            )
        )  # fmt: skip
    Review.objects.bulk_create(
        Review(region=c.region, declaration=one, at=AT, action="submit", label="送审", side="unit", before="draft", after="submitted",
               actor_id=c.reporter.id, actor_name="张海")
        for one in made
    )  # fmt: skip
    return made


def race(count: int) -> dict[str, Any]:
    """Every declaration is approved by all racers at once; what came of it."""
    c = county()
    held = prepared(c, count)
    racers = [person(c.region, f"局长{number}", Role.LEADER, c.finance) for number in range(RACERS)]
    barrier, lock, won, said = Barrier(RACERS), Lock(), Counter[Any](), Counter[str]()

    def run(number: int) -> None:
        try:
            for one in held:
                barrier.wait(60)
                try:
                    targets.approve(racers[number], YEAR, f"示财绩〔2026〕{number}号", AT.date(), ((one.pk, one.version),), at=AT)
                    outcome = "won"
                except StaleVersion:
                    outcome = "told"
                except Refused as refusal:
                    outcome = refusal.code
                with lock:
                    said[outcome] += 1
                    won[one.pk] += outcome == "won"
        except BaseException as trouble:
            barrier.abort()
            with lock:
                said[f"broken: {trouble!r}"[:300]] += 1
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(number,)) for number in range(RACERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {
        "vendor": connection.vendor, "races": count, "said": dict(said), "winners": dict(Counter(won.values())),
        "revisions": TargetRevision.objects.count(), "indicators": TargetIndicator.objects.count() // len(ROWS),
        "approved": Declaration.objects.filter(state="approved").count(),
        "breaks": [one.sentence for one in (*verify(c.region.pk), *verify_revisions(c.region.pk))],
    }  # fmt: skip


def main(count: int) -> None:
    sys.stdout.write(json.dumps(race(count), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    import django

    django.setup()
    main(int(sys.argv[1]))
