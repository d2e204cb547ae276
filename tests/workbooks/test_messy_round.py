"""The messy round: 示例县's units return their forms in twenty hands; what is wrong must be found, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.workbooks.scoring import Score, score

from hengji.config.cli import main
from hengji.demo.round import PAYMENTS, PREVIOUS, REPORTS, ROSTER, TARGETS, make_round


def check(folder: Path, forms: Path) -> Score:
    result = folder / "检查.json"
    lists = ["--roster", ROSTER, "--targets", TARGETS, "--payments", PAYMENTS, "--reports", REPORTS, "--previous", PREVIOUS]
    arguments = [word if word.startswith("--") else str(folder / word) for word in lists]
    assert main(["check", str(forms), *arguments, "--as-of", "2023-07-31", "--out", str(folder / "结果"), "--json", str(result)]) == 0
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    return score(expected, json.loads(result.read_text("utf-8")))


@pytest.fixture(scope="module", params=[1, 7])
def messy(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Score:
    folder = tmp_path_factory.mktemp("messy")
    make_round(folder, seed=request.param)
    return check(folder, folder / "监控表")


def test_faults_are_found(messy: Score) -> None:
    assert messy.recall >= 0.95, messy.report()


def test_nobody_is_accused_without_reason(messy: Score) -> None:
    assert not messy.false_errors, messy.report()
    assert messy.clean_errors == 0 and messy.clean_warnings <= 2, messy.report()


def test_cells_are_read_right(messy: Score) -> None:
    assert messy.read >= 0.99, messy.report()


def test_totals_are_exact(messy: Score) -> None:
    assert not messy.totals and not messy.lost_forms, messy.report()


def test_clean_round_gives_no_findings(tmp_path: Path) -> None:
    make_round(tmp_path, seed=3, clean=True)
    made = check(tmp_path, tmp_path / "监控表")
    assert not made.false_errors and len(made.false_warnings) <= 2, made.report()


def test_a_small_round_is_made_too(tmp_path: Path) -> None:
    """A form without a row that a later one could correct is passed over, not stumbled on."""
    assert make_round(tmp_path, seed=3, objects=24).exists()


def test_same_seed_same_round(tmp_path: Path) -> None:
    made = [make_round(tmp_path / name, seed=5, objects=30).read_text("utf-8") for name in "ab"]
    assert made[0] == made[1]
