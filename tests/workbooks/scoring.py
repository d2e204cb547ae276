"""How well a result file agrees with what was expected of it.

``python tests/workbooks/scoring.py DIR RESULT.json`` scores any folder with an ``expected.json`` as ``hengji.demo`` writes it:
recall per code, accusations nobody had reason for, cells read right, totals.  Knows the contract's JSON and nothing else.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

Json = dict[str, Any]
PROGRAM = ("name", "code", "department", "unit")
FUND = ("initial", "adjusted", "executed", "forecast", "stated_rate")
INDICATOR = (
    "level1",
    "level2",
    "parent",
    "operator",
    "target",
    "unit",
    "target_text",
    "actual",
    "actual_text",
    "forecast",
    "causes",
    "explanation",
    "likelihood",
    "remark",
    "cell",
)


@dataclass
class Score:
    """Counts and everything that went wrong, as lines to print."""

    found: Counter[str] = field(default_factory=Counter)
    wanted: Counter[str] = field(default_factory=Counter)
    false_errors: list[str] = field(default_factory=list)
    false_warnings: list[str] = field(default_factory=list)
    false_notices: list[str] = field(default_factory=list)
    clean_errors: int = 0
    clean_warnings: int = 0
    cells: int = 0
    cells_right: int = 0
    wrong_cells: list[str] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)
    severities: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    totals: list[str] = field(default_factory=list)
    lost_forms: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return sum(self.found.values()) / max(1, sum(self.wanted.values()))

    @property
    def read(self) -> float:
        return self.cells_right / max(1, self.cells)

    def report(self, most: int = 60) -> str:
        """Everything a person needs to see what is missing."""
        lines = [f"{'code':24}{'found':>7}{'of':>5}"]
        lines += [
            f"{code:24}{self.found[code]:7}{self.wanted[code]:5}{'' if self.found[code] == many else '  <'}"
            for code, many in sorted(self.wanted.items())
        ]
        lines.append(f"recall {self.recall:.2%}   cells {self.cells_right}/{self.cells} = {self.read:.2%}")
        lines.append(f"on clean forms: {self.clean_errors} errors, {self.clean_warnings} warnings")
        for title, entries in (
            ("forms not found", self.lost_forms),
            ("missed", self.misses),
            ("false errors", self.false_errors),
            ("false warnings", self.false_warnings),
            ("false notices", self.false_notices),
            ("other severity", self.severities),
            ("other cell", self.places),
            ("wrong cells", self.wrong_cells),
            ("totals", self.totals),
        ):
            if entries:
                lines.append(f"-- {title}: {len(entries)}")
                lines += [f"   {entry}" for entry in entries[:most]]
        return "\n".join(lines)


def fold(text: Any) -> str:
    """Width, case, spaces and colons do not matter."""
    folded = unicodedata.normalize("NFKC", str(text or "")).casefold()
    return "".join(sign for sign in folded if not sign.isspace() and sign not in ":;；、")


def score(expected: Json, result: Json) -> Score:
    """Both as parsed JSON; ``expected`` as written by the generator, ``result`` by ``hengji check --json``."""
    made = Score()
    left = list(result["forms"])
    for form in expected["forms"]:
        found = _match(form, left)
        if found is None:
            made.lost_forms.append(f"{form['file']} · {form['program']['name']}")
            made.wanted.update(entry["code"] for entry in form["must_find"])
            made.misses += [f"{form['file']}: {entry['code']} {entry['subject'] or ''} (form not read)" for entry in form["must_find"]]
            made.cells += sum(len(FUND) for _ in form["funds"]) + sum(len(INDICATOR) for _ in form["indicators"])
            continue
        left.remove(found)
        _score_findings(made, form, found)
        _score_cells(made, form, found)
    made.false_errors += [f"form that is none: {form['file']} {form['sheet']}" for form in left]
    _score_round(made, expected, result)
    _score_totals(made, expected["totals"], result["totals"])
    return made


def _match(form: Json, candidates: list[Json]) -> Json | None:
    """The form of the same file whose object is most alike."""
    name = form["file"].rsplit("/", 1)[-1]
    same = [c for c in candidates if c["file"].replace("\\", "/").replace("!", "/").replace("::", "/").rsplit("/", 1)[-1] == name]
    return max(same, key=lambda c: _alike(form, c), default=None)


def _alike(form: Json, candidate: Json) -> float:
    mine, theirs = form["program"], candidate["program"]
    code = 1.0 if mine["code"] and mine["code"] == theirs.get("code") else 0.0
    names = [{fold(i["name"]) for i in f["indicators"]} for f in (form, candidate)]
    shared = len(names[0] & names[1]) / max(1, len(names[0] | names[1]))
    return (
        code
        + shared
        + SequenceMatcher(None, fold(mine["name"]), fold(theirs.get("name"))).ratio()
        + (form["sheet"] == candidate.get("sheet"))
    )


# ---- findings


def _score_findings(made: Score, form: Json, result: Json) -> None:
    left = list(result["findings"])
    for entry in sorted(form["must_find"], key=lambda entry: entry["subject"] is None):  # those that fit anywhere come last
        made.wanted[entry["code"]] += 1
        hit = next((f for f in left if _meets(entry, f)), None)
        if hit is None:
            seen = [f"{f['code']} {f['subject']}" for f in result["findings"] if f["code"] == entry["code"]]
            made.misses.append(
                f"{form['file']} [{form['format']}]: {entry['code']} {entry['subject'] or ''} {entry['cell'] or ''}  (has {seen})"
            )
            continue
        left.remove(hit)
        made.found[entry["code"]] += 1
        where = f"{form['file']}: {entry['code']} {entry['subject']}"
        if hit["code"] == entry["code"] and entry["severity"] not in ("any", hit["severity"]):
            made.severities.append(f"{where}: {hit['severity']}, expected {entry['severity']}")
        if hit["code"] == entry["code"] and entry["cell"] and hit.get("cell") != entry["cell"]:
            made.places.append(f"{where}: {hit.get('cell')}, expected {entry['cell']}")
    for extra in left:
        if not any(_meets(entry, extra) for entry in form["may_find"] + form["must_find"]):
            _accuse(made, form, extra)


def _accuse(made: Score, form: Json, extra: Json) -> None:
    line = f"{form['file']}{' (clean)' if form['clean'] else ''}: {extra['code']} {extra['subject']} {extra.get('cell')} {extra['message']}"
    if extra["severity"] == "error":
        made.false_errors.append(line)
        made.clean_errors += form["clean"]
    elif extra["severity"] == "warning":
        made.false_warnings.append(line)
        made.clean_warnings += form["clean"]
    else:
        made.false_notices.append(line)


def _meets(entry: Json, found: Json) -> bool:
    if found["code"] != entry["code"] and found["code"] not in entry["or"]:
        return False
    wanted, subject = fold(entry["subject"]), fold(found.get("subject"))
    return not wanted or wanted in subject or (subject and subject in wanted) or bool(entry["cell"] and entry["cell"] == found.get("cell"))


def _score_round(made: Score, expected: Json, result: Json) -> None:
    """Findings of no form: who has not reported, and files that could not be read."""
    left = list(result["findings"])
    for entry in expected["findings"]:
        made.wanted[entry["code"]] += 1
        hit = next((f for f in left if f["code"] == entry["code"] and _same_object(entry, f)), None)
        if hit is None:
            made.misses.append(f"round: {entry['code']} {entry['unit']} {entry['program']}")
        else:
            left.remove(hit)
            made.found[entry["code"]] += 1
    for extra in left:
        line = f"round: {extra['code']} {extra.get('unit')} {extra.get('program')} {extra['message']}"
        {"error": made.false_errors, "warning": made.false_warnings}.get(extra["severity"], made.false_notices).append(line)
    listed = {entry["file"].replace("\\", "/").rsplit("/", 1)[-1] for entry in result["unreadable"]}
    made.misses += [f"unreadable file not listed: {name} ({why})" for name, why in expected["unreadable"].items() if name not in listed]
    made.false_errors += [f"listed as unreadable: {name}" for name in sorted(listed - set(expected["unreadable"]))]


def _same_object(entry: Json, found: Json) -> bool:
    unit = fold(entry["unit"]) == fold(found.get("unit"))
    program = fold(found.get("program"))
    return unit and (
        not program or program in fold(entry["program"]) or fold(entry["program"]) in program or "整体" in (entry["program"] or "")
    )


# ---- cells and totals


def _score_cells(made: Score, form: Json, result: Json) -> None:
    where = form["file"]
    for key in PROGRAM:
        _compare(made, f"{where}: program.{key}", form["program"][key], result["program"].get(key))
    _compare(made, f"{where}: kind", form["kind"], result["kind"])
    _compare(made, f"{where}: as_of", form["as_of"], result["as_of"])
    _compare(made, f"{where}: goal", form["goal"], result["goal"])
    _score_funds(made, form, result)
    _score_rows(made, form, result)


def _score_funds(made: Score, form: Json, result: Json) -> None:
    left = list(result["funds"])
    for fund in form["funds"]:
        found = next((f for f in left if f["source"] == fund["source"]), None)
        if found in left:
            left.remove(found)
        for key in FUND:
            _compare(made, f"{form['file']}: fund {fund['label']}.{key}", fund[key], (found or {}).get(key), missing=found is None)
    for extra in left:
        if any(extra.get(key) is not None for key in FUND):
            made.cells += 1
            made.wrong_cells.append(f"{form['file']}: fund row that is none: {extra['label']} ({extra['source']})")


def _score_rows(made: Score, form: Json, result: Json) -> None:
    by_name: dict[str, list[Json]] = defaultdict(list)
    for row in result["indicators"]:
        by_name[fold(row["name"])].append(row)
    for row in form["indicators"]:
        same = by_name[fold(row["name"])]
        found = same.pop(0) if same else None
        for key in INDICATOR:
            if (key in ("target_text", "cell") and row[key] is None) or (key == "unit" and row["operator"] == "text"):
                continue
            if row["target"] is None and key in ("unit", "actual", "forecast"):  # what they mean depends on the target
                continue
            _compare(
                made, f"{form['file']} [{form['format']}]: {row['name']}.{key}", row[key], (found or {}).get(key), missing=found is None
            )
    for name, rows in by_name.items():
        if rows:
            made.cells += 1
            made.wrong_cells.append(f"{form['file']}: row that is none: {name}")


def _compare(made: Score, where: str, expected: Any, got: Any, missing: bool = False) -> None:
    made.cells += 1
    if not missing and _equal(expected, got):
        made.cells_right += 1
    else:
        made.wrong_cells.append(f"{where}: {'not found' if missing else repr(got)}, expected {expected!r}")


def _equal(expected: Any, got: Any) -> bool:
    if isinstance(expected, list):
        return sorted(expected) == sorted(got or [])
    try:
        return Decimal(str(expected)) == Decimal(str(got))
    except InvalidOperation:
        return fold(expected) == fold(got)


def _score_totals(made: Score, expected: Json, result: Json) -> None:
    for key in ("initial", "adjusted", "executed", "rate"):
        if not _equal(expected[key], result.get(key)):
            made.totals.append(f"{key}: {result.get(key)}, expected {expected[key]}")


def main(argv: list[str]) -> int:
    folder, result = Path(argv[0]), Path(argv[1])
    made = score(json.loads((folder / "expected.json").read_text("utf-8")), json.loads(result.read_text("utf-8")))
    sys.stdout.write(made.report(1000 if "--all" in argv else 60) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
