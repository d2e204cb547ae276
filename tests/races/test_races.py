"""Of several people who do one thing at one instant exactly one has done it, and the others are told.

A few rounds here; ``HENGJI_RACES=1000 ./test tests/races/test_races.py`` runs the thousand of the bars, with HENGJI_TEST_POSTGRES=1
on PostgreSQL.  The race on an approval is in ``tests/apps/test_targets_seal.py``."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from tests.conftest import Site

RACES = int(os.environ.get("HENGJI_RACES", "12"))
RACERS = 4
HERE = str(Path(__file__).resolve().parent)
AFTER = {
    "decide": "opinions", "grant": "assignments", "match": "matched", "roll": "years", "save": "versions", "fill": "cells",
    "review": "steps", "appeal": "appeals",
}  # fmt: skip
"""What there has to be one of for each race."""


@pytest.mark.parametrize("kind", AFTER)
def test_of_a_race_exactly_one_wins(site: Site, kind: str) -> None:
    site.env["PYTHONPATH"] = os.pathsep.join([site.env["PYTHONPATH"], HERE])
    count = min(RACES, 60) if kind == "roll" else RACES
    said = json.loads(site.python(f"import races; races.main({kind!r}, {count})").splitlines()[-1])
    assert said["winners"] == {"1": count}, said
    assert said["said"]["won"] == count and sum(said["said"].values()) == RACERS * count, said
    assert not [outcome for outcome in said["said"] if outcome.startswith("broken")], said
    assert said[AFTER[kind]] == count and said["breaks"] == [], said


def test_a_form_sent_while_its_round_is_closed_is_counted_or_refused(site: Site) -> None:
    site.env["PYTHONPATH"] = os.pathsep.join([site.env["PYTHONPATH"], HERE])
    said = json.loads(site.python(f"import races; races.main('close', {RACES})").splitlines()[-1])
    assert said["closed"] == RACES and said["unlike"] == 0 and said["breaks"] == [], said
    assert said["in"] + said["said"].get("refused form-round-closed", 0) == (RACERS - 1) * RACES, said
    assert said["said"]["won"] == RACES + said["in"], said


@pytest.mark.parametrize(
    ("kind", "outcome", "judged", "after"),
    [
        ("save", "won", 2, ["management", "stage"]),
        ("submit", "told", 1, ["draft", "management"]),
        ("refresh", "won", 1, True),
        ("declare", "won", 2, ["", "3", True]),
    ],
)
def test_whoever_judges_keeps_nobody_from_writing(site: Site, kind: str, outcome: str, judged: int, after: object) -> None:
    """The engine works before the transaction; what was written meanwhile is not lost, and is judged with the rest."""
    site.env["PYTHONPATH"] = os.pathsep.join([site.env["PYTHONPATH"], HERE])
    said = json.loads(site.python(f"import ahead; ahead.main({kind!r})").splitlines()[-1])
    assert (said["outcome"], said["judged"], said["other"], said["after"]) == (outcome, judged, ["won"], after), said
    assert said["breaks"] == []
