"""``hengji template``: the forms the units receive, filled as far as the bureau knows."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from hengji.papers.guarded import read_file
from hengji.papers.layouts import layout_for
from hengji.papers.tables import Unusable, read_roster, read_targets
from hengji.papers.workbook import open_workbook
from hengji.papers.writing.cells import file_name
from hengji.papers.writing.form import prefilled, write_form
from hengji.rules.forms import ApprovedTarget, Kind, RosterEntry
from hengji.rules.round import is_overall, pair_up


def write_templates(targets: Path, roster: Path | None, as_of: date, out: Path) -> int:
    """One form an object: every approved target, and every object of the roster without one (then without indicators)."""
    approved = read_file(lambda source: read_targets(open_workbook(source)), targets)
    entries = read_file(lambda source: read_roster(open_workbook(source)), roster) if roster else ()
    pairs = pair_up(entries, approved)
    if not pairs:
        raise Unusable("批复目标里没有一个项目，没有可生成的表。")
    taken: dict[Path, set[str]] = {}
    for entry, target in pairs:
        path = _place(out, entry, target, taken)
        path.parent.mkdir(parents=True, exist_ok=True)
        layout = layout_for(_kind(entry, target))
        write_form(layout, prefilled(layout, entry, target, as_of), path)
    bare = sum(target is None for _, target in pairs)
    note = f"其中 {bare} 张没有批复目标，指标栏是空的。" if bare else ""
    sys.stderr.write(f"生成 {len(pairs)} 张监控表，在“{out}”。{note}批复内容已锁住（没有密码），白格由单位填。\n")
    return 0


def _kind(entry: RosterEntry | None, target: ApprovedTarget | None) -> Kind:
    name = (target.name if target else None) or (entry.name if entry else None) or ""
    if (entry is not None and entry.overall) or is_overall(name):
        return Kind.OVERALL_MONITORING
    return Kind.TRANSFER_MONITORING if "转移支付" in name else Kind.MONITORING


def _place(out: Path, entry: RosterEntry | None, target: ApprovedTarget | None, taken: dict[Path, set[str]]) -> Path:
    """A folder a unit, a file an object; ``taken`` are the names already given in each folder."""
    unit = (entry.unit if entry else None) or (target.unit if target else None) or "未写单位"
    name = (target.name if target else None) or (entry.name if entry else None) or "部门整体支出"
    folder = out / file_name(unit, set())
    return folder / f"{file_name(name, taken.setdefault(folder, set()))}.xlsx"
