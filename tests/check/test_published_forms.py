"""The published forms beside the project: what must be found is found, what would be a false alarm is not.

Runs where ``../shared/cases`` (or ``HENGJI_CASES``) is, and says so where it is not.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from hengji.config.cli import main

CASES = Path(os.environ.get("HENGJI_CASES") or Path(__file__).resolve().parents[3] / "shared" / "cases") / "forms"
EXPECTED = sorted(CASES.glob("*.expected.json"))

pytestmark = pytest.mark.skipif(not EXPECTED, reason=f"公开案例不在 {CASES}：没有核对公开的表（可用 HENGJI_CASES 指定）")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    file = tmp_path_factory.mktemp("published") / "result.json"
    assert main(["check", *(str(path) for path in sorted(CASES.glob("*.xlsx"))), "--json", str(file)]) == 0
    return {form["file"]: form["findings"] for form in json.loads(file.read_text(encoding="utf-8"))["forms"]}


def _bare(subject: str | None) -> str | None:
    """A name without the unit some forms print behind it: 租车次数（次）."""
    return re.sub(r"[（(][^（）()]{1,4}[）)]$", "", subject) if subject else subject


def _is(finding: dict[str, Any], wanted: dict[str, Any]) -> bool:
    codes = {wanted["code"], *wanted.get("or", [])}
    return finding["code"] in codes and (wanted.get("subject") is None or _bare(finding["subject"]) == _bare(wanted["subject"]))


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.name.split(".")[0])
def test_findings_of_a_published_form(path: Path, found: dict[str, list[dict[str, Any]]]) -> None:
    expected = json.loads(path.read_text(encoding="utf-8"))
    findings = found[expected["file"]]
    missed = [wanted for wanted in expected["must_find"] if not any(_is(finding, wanted) for finding in findings)]
    barred = [finding for finding in findings if finding["code"] in expected["must_not_find"]]
    barred += [finding for finding in findings if any(_is(finding, {**place, "or": []}) for place in expected["must_not_find_at"])]
    assert (missed, barred) == ([], [])
