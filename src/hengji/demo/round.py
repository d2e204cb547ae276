"""A county's round on disk: returned forms, roster, approved targets, payments, reports, the round before, and what is wrong with it."""

from __future__ import annotations

import copy
import json
import random
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from hengji.demo import files
from hengji.demo.clerks import CLERKS, Style
from hengji.demo.county import give_previous, give_report, make_county, total_of
from hengji.demo.expected import expected_form, totals
from hengji.demo.facts import AS_OF, WAN, Form, Fund, Indicator, Object, Value, rounded
from hengji.demo.faults import FAULTS, Bench, Fault, boilerplate
from hengji.demo.grid import Grid, notes_sheet
from hengji.demo.hand import plain
from hengji.demo.layout import Sheet, lay_out, stated_rate
from hengji.demo.lists import PAYMENTS, ROSTER, TARGETS, official_names, write_lists
from hengji.demo.reports import write_previous, write_reports

FORMS, REPORTS, PREVIOUS = "监控表", "监控报告", "上次监控"
MOST_FAULTS = 5
FULL = 74
"""Objects of a full round: what the catalogue of projects and townships gives."""


@dataclass
class Round:
    """The objects of a round and what is said about it that belongs to no form."""

    objects: list[Object]
    findings: list[dict[str, Any]] = field(default_factory=list)
    unreadable: dict[str, str] = field(default_factory=dict)


def make_round(out: Path, seed: int = 1, objects: int = FULL, clean: bool = False, clerks: int = len(CLERKS)) -> Path:
    """Writes the whole round into ``out`` and returns the file with what is expected of a checker."""
    rng = random.Random(seed)
    made = Round(make_county(rng, objects, clerks))
    for obj in made.objects:
        _habits(rng, obj)
    if not clean:
        _spoil(rng, made, objects)
    _reports(rng, made, clean)
    for obj in rng.sample(made.objects, min(12, len(made.objects))):
        if obj.previous is None:
            give_previous(rng, obj)
    for obj in made.objects:
        _spent_less_before(obj)
    out.mkdir(parents=True, exist_ok=True)
    forms, counting = _write_forms(out / FORMS, made, rng)
    if not clean:
        made.unreadable = files.bad_files(out / FORMS / "无法读取")
    write_lists(out, made.objects)
    write_reports(out / REPORTS, made.objects)
    write_previous(out / PREVIOUS, made.objects)
    return _write_expected(out, made, forms, counting)


# ---- facts and faults


def _habits(rng: random.Random, obj: Object) -> None:
    """What the clerk's own form asks beyond the official one, and how he writes names."""
    style, form = CLERKS[obj.clerk], obj.form
    if style.adjusted:
        raised = rng.random() < 0.7
        for fund in form.funds[1:]:
            fund.adjusted = rounded((fund.initial or Decimal(0)) * Decimal("1.08"), 0) // 100 * 100 if raised else fund.initial
            fund.forecast = fund.adjusted
        form.funds[0] = total_of(form.funds[1:])
        obj.adjusted = form.total.adjusted
        form.adjustment_reason = "七月经县政府常务会议同意追加资金，用于扩大实施范围。" if raised else None
    if style.received:
        for fund in form.funds[1:]:
            fund.received = rounded((fund.initial or Decimal(0)) * Decimal("0.7"), 0) // 100 * 100
        form.funds[0] = total_of(form.funds[1:])
    if style.wrapped and form.goal:
        form.goal = _broken_goal(form.goal)
    if style.big_units:
        _in_ten_thousands(form)
    if not form.kind.startswith("overall"):
        obj.roster_name = form.name
        if style.year_in_name and form.name:
            form.name = rng.choice([f"2023年{form.name}", f"2023年度“{form.name}”"])


def _broken_goal(goal: str) -> str:
    """The same goal as it comes out of a narrow cell: half-width commas, line breaks, numbers before its parts."""
    first, *rest = goal.split("，")
    return first + ",\n" + ",".join(rest) if rest else goal


def _in_ten_thousands(form: Form) -> None:
    """186万人次 where the approved target says 1860000人次."""
    for row in form.indicators:
        if row.how == "c" and (row.target.number or 0) >= 10000:
            for value in (row.target, row.actual, row.forecast):
                if value.number is not None:
                    value.number, value.unit = value.number / WAN, f"万{value.unit}"


def _spent_less_before(obj: Object) -> None:
    """Faults may have changed what is true now: the round before stays below it, but for the row that is said to have gone back."""
    if obj.previous is None:
        return
    for before, now in zip(obj.previous.funds, obj.form.funds, strict=False):
        before.executed = min(before.executed or Decimal(0), rounded((now.executed or Decimal(0)) / 2, 0))
    gone_back = {entry.subject for entry in obj.expected if entry.code == "went-back"}
    current = {row.name: row.actual.number for row in obj.form.indicators}
    for row in obj.previous.indicators:
        number = current.get(row.name)
        if row.name not in gone_back and number is not None and row.actual.number is not None:
            row.actual.number = min(row.actual.number, number)


def _spoil(rng: random.Random, made: Round, objects: int) -> None:
    clean = _keep_clean(rng, made.objects)
    rest = [obj for obj in made.objects if obj.key not in clean]
    absent = [obj for obj in rest if CLERKS[obj.clerk].pack == "file"][: max(1, objects // 20)]
    for obj in absent:
        obj.submitted, obj.received, obj.touched = False, None, {"all"}
        name = obj.roster_name or obj.form.name
        made.findings.append(
            {"code": "not-submitted", "severity": "error", "unit": obj.form.unit, "program": name, "subject": None, "or": []}
        )
    _near_match(rest)
    open_to_faults = [obj for obj in rest if obj.submitted]
    used: dict[str, int] = {}
    seen: dict[Fault, set[int]] = {}
    share = Decimal(objects) / FULL
    for fault, many in FAULTS:
        for _ in range(many if fault is boilerplate else max(min(many - 1, 1), int(many * share + Decimal("0.5")))):
            _place(rng, fault, open_to_faults, used, seen.setdefault(fault, set()))
    _drop_lonely_boilerplate(made.objects)
    for obj in made.objects:
        if widest_gap(obj.form) > Decimal("0.16"):
            obj.allow("gap")


def _of_no_form(code: str, obj: Object) -> dict[str, Any]:
    unit, _, name = official_names(obj)
    return {"code": code, "severity": "error", "unit": unit, "program": name, "subject": None, "or": []}


def widest_gap(form: Form) -> Decimal:
    """How far results and money may be said to lie apart, by whichever weights one takes."""
    total = form.total
    budget = total.adjusted or total.initial
    if not budget or total.executed is None:
        return Decimal(0)
    reached = [(row, _reached(row)) for row in form.mains()]
    rows = [(row, share) for row, share in reached if share is not None]
    found = [Decimal(0)]
    for weights in ([row.weight for row, _ in rows], [Decimal(1) for _ in rows]):
        if sum(weights):
            mean = sum((w * share for w, (_, share) in zip(weights, rows, strict=True)), Decimal(0)) / sum(weights)
            found.append(abs(mean - total.executed / budget))
    return max(found)


def _reached(row: Indicator) -> Decimal | None:
    """Share of the annual target of what adds up over the year, None for the rest."""
    if row.how == "m":
        return Decimal(1) if row.forecast.words in ("已完成", "完成") else None
    if row.how == "c" and row.actual.number is not None and row.target.number:
        return min(row.actual.number / row.target.number, Decimal(1))
    return None


def _keep_clean(rng: random.Random, objects: list[Object]) -> set[int]:
    """One object of every clerk, and a third of all, are filled in as they should be."""
    first: dict[int, int] = {}
    for obj in objects:
        first.setdefault(obj.clerk, obj.key)
    kept = set(first.values()) if len(objects) >= 2 * len(first) else set(list(first.values())[::3])
    return kept | {obj.key for obj in objects if rng.random() < 0.06}


def _near_match(rest: list[Object]) -> None:
    """Two units misspell their project and print no code: to be asked, neither missing nor extra."""
    fit = [obj for obj in rest if obj.submitted and obj.form.kind == "monitoring" and len(obj.form.name or "") > 8 and not obj.touched]
    for obj in fit[:2]:
        obj.form.code, obj.form.name, obj.touched = None, f"{obj.form.name}工程", {"all"}
        obj.allow("target-changed", "budget-changed", "executed-mismatch")


def _place(rng: random.Random, fault: Fault, objects: list[Object], used: dict[str, int], before: set[int]) -> None:
    """Puts a fault where it fits, with the clerk who has had it least and the form that has fewest."""
    order = sorted(objects, key=lambda obj: (obj.clerk in before, len(obj.faults), rng.random()))
    for obj in order:
        if len(obj.faults) >= MOST_FAULTS or fault.__name__ in obj.faults:
            continue
        touched = set(obj.touched)
        if fault(obj, Bench(rng, CLERKS[obj.clerk], used)):
            obj.faults.append(fault.__name__)
            before.add(obj.clerk)
            return
        obj.touched = touched


def _drop_lonely_boilerplate(objects: list[Object]) -> None:
    holders = [obj for obj in objects if any(e.code == "boilerplate" for e in obj.expected)]
    if len(holders) < 3:
        for obj in holders:
            obj.expected = [e for e in obj.expected if e.code != "boilerplate"]


def _reports(rng: random.Random, made: Round, clean: bool) -> None:
    """A sixth of the objects owe a report; most of the reports agree with the form, some are late, missing or tell another story."""
    fit = [o for o in made.objects if o.submitted and o.form.name and not o.copies and "funds" not in o.touched and "all" not in o.touched]
    fit = [o for o in fit if not o.form.kind.startswith("overall") and o.form.unit]
    chosen = rng.sample(fit, min(len(fit), max(4, len(made.objects) // 5)))
    for place, obj in enumerate(chosen):
        give_report(obj, place % 4 == 3, stated_rate(obj.form.total, CLERKS[obj.clerk]))
        if not clean:
            _spoil_report(made, obj, place)


def _spoil_report(made: Round, obj: Object, place: int) -> None:
    report, name = obj.report, obj.form.name
    if report is None:
        return
    if place in (1, 4, 7):
        if place == 1:
            report.executed = rounded(report.executed * Decimal("1.04"), 0)
        elif place == 4 or not report.indicator:
            report.rate += Decimal("0.061")
        else:
            row = obj.form.row(report.indicator[0])
            report.indicator = (
                row.name,
                f"{plain((row.actual.number or Decimal(0)) + (row.target.number or Decimal(0)) // 10)}{row.target.unit}",
            )
        obj.must("report-mismatch", "error", name)
        obj.allow("report-mismatch")
    elif place in (2, 8):
        obj.report_received = (obj.report_due or datetime(2023, 8, 25)) + timedelta(hours=30)
        obj.must("report-late", "error", name)
    elif place in (5, 9):
        obj.report = obj.report_received = None
        made.findings.append(_of_no_form("report-missing", obj))


# ---- forms


@dataclass
class _Written:
    """Forms as they were laid out, with the file each one went into."""

    sheets: list[tuple[Object, Sheet, str, bool]] = field(default_factory=list)


def _write_forms(folder: Path, made: Round, rng: random.Random) -> tuple[list[dict[str, Any]], set[int]]:
    written = _Written()
    groups: dict[tuple[int, str], list[Object]] = {}
    for obj in made.objects:
        if obj.submitted:
            home = (obj.approved or obj.form).unit or ""
            groups.setdefault((obj.clerk, home), []).append(obj)
    for (clerk, unit), objects in groups.items():
        _write_unit(folder / unit.removeprefix("示例县"), CLERKS[clerk], objects, written, rng)
    forms = [expected_form(obj, sheet, file, faulty) for obj, sheet, file, faulty in written.sheets]
    latest: dict[int, int] = {}
    for place, (obj, sheet, _, _) in enumerate(written.sheets):
        if sheet.form is obj.form:
            latest[obj.key] = place
    return forms, set(latest.values())


def _write_unit(folder: Path, style: Style, objects: list[Object], written: _Written, rng: random.Random) -> None:
    if style.pack == "file":
        paths = [_write_one(folder, style, obj, obj.form, "", files.SAVED, written) for obj in objects]
        if style.suffix == "zip":
            _zip(folder, paths, written)
    else:
        _write_together(folder, style, objects, written)
    for obj in objects:
        for number, form in enumerate(obj.copies):
            plain_style = style if style.suffix in (".xlsx",) and style.pack == "file" else CLERKS[0]
            _write_one(folder, plain_style, obj, form, f"（第{number + 1}稿）", files.SAVED - timedelta(days=4), written)


def _write_one(folder: Path, style: Style, obj: Object, form: Form, tail: str, saved: datetime, written: _Written) -> Path:
    sheet = lay_out(form, style, style.sheet)
    grids: list[Grid] = [sheet.grid]
    if style.notes:
        grids = [notes_sheet("填表说明", ["填表说明", "1.本表由项目实施单位填报。", "2.金额单位为万元，保留两位小数。"]), *grids]
    suffix = {"csv": "tsv", "html": "html-gbk"}.get(style.suffix, style.suffix) if obj.key % 2 else style.suffix
    path = files.write_form(folder / f"{_file_name(obj, form)}{tail}", suffix, grids, saved)
    written.sheets.append((obj, sheet, str(path.relative_to(folder.parent)), True))
    return path


def _file_name(obj: Object, form: Form) -> str:
    """Half of the names say something, the others do not; all differ."""
    name = re.sub(r"[^\w]", "", (obj.approved or form).name or "监控表")
    return [f"附件2：{name}监控表", f"{obj.key:02d}{name}", f"新建工作表({obj.key})", f"{name}-最终版{obj.key}"][obj.key % 4]


def _write_together(folder: Path, style: Style, objects: list[Object], written: _Written) -> None:
    """All forms of a unit in one workbook, on sheets of their own or under each other."""
    sheets = [lay_out(obj.form, style, f"{style.sheet}{place + 1}") for place, obj in enumerate(objects)]
    if style.pack == "stack":
        for sheet in sheets[1:]:
            sheet.move(sheets[0].grid.below(sheet.grid, 2))
            sheet.grid.name = sheets[0].grid.name
        grids = [sheets[0].grid]
    else:
        grids = [sheet.grid for sheet in sheets]
    if style.notes:
        grids = [
            *([_blank_form(objects[0].form, style)] if style.blank_form else []),
            notes_sheet("填表说明", ["填表说明", "1.每个项目一张表，不得合并。", "2.金额单位：万元。"]),
            *grids,
            notes_sheet("选项", ["确定能", "有可能", "完全不可能"], hidden=True),
        ]
    path = files.write_form(folder / f"{folder.name}监控表汇总", style.suffix, grids)
    for obj, sheet in zip(objects, sheets, strict=True):
        written.sheets.append((obj, sheet, str(path.relative_to(folder.parent)), True))


def _blank_form(form: Form, style: Style) -> Grid:
    """The form as it was handed out, left in the workbook."""
    empty = copy.deepcopy(form)
    empty.name = empty.code = empty.department = empty.unit = empty.goal = None
    empty.funds = [Fund(f.source, f.label, None, None, None) for f in empty.funds]
    empty.indicators = [Indicator(r.level1, r.level2, "", Value("none"), "q", likelihood=None) for r in empty.indicators if not r.parent]
    return lay_out(empty, style, "样表").grid


def _zip(folder: Path, paths: list[Path], written: _Written) -> None:
    target = folder / f"{folder.name}报送材料.zip"
    files.pack(target, paths)
    inside = {str(path.relative_to(folder.parent)): f"{target.relative_to(folder.parent)}/{path.name}" for path in paths}
    written.sheets = [(obj, sheet, inside.get(file, file), faulty) for obj, sheet, file, faulty in written.sheets]
    for path in paths:
        path.unlink()


# ---- what is expected


def _write_expected(out: Path, made: Round, forms: list[dict[str, Any]], counting: set[int]) -> Path:
    codes = Counter(entry["code"] for form in forms for entry in form["must_find"])
    codes.update(entry["code"] for entry in made.findings)
    body = {
        "as_of": AS_OF.isoformat(),
        "forms": forms,
        "findings": made.findings,
        "missing": [{"unit": e["unit"], "program": e["program"]} for e in made.findings if e["code"] == "not-submitted"],
        "unreadable": made.unreadable,
        "totals": totals(forms, counting),
        "count": {"forms": len(forms), "clean": sum(form["clean"] for form in forms), "must_find": dict(sorted(codes.items()))},
    }
    path = out / "expected.json"
    path.write_text(json.dumps(body, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


__all__ = ["FORMS", "FULL", "PAYMENTS", "PREVIOUS", "REPORTS", "ROSTER", "TARGETS", "Round", "make_round"]
