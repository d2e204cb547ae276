"""Coverage of objects (100 % is due and shown), and what waits for a person."""

from __future__ import annotations

from collections import Counter
from datetime import date
from uuid import UUID

from hengji.apps.organisations.queries import UnitLine, units
from hengji.apps.organisations.scope import scoped
from hengji.apps.programs.models import FundLine, Intake, Payment, Program
from hengji.apps.programs.queries.facts import Coverage, UnitCover
from hengji.apps.programs.queries.one import hits
from hengji.rules.access import Action, Actor
from hengji.rules.waiting import Waiting

BUDGETED = frozenset({"department", "subordinate", "township", "finance"})
"""Kinds of unit that have a budget.  Those of the first level owe an overall object (部门整体支出 contains the units below)."""


def coverage(actor: Actor, year: int) -> Coverage:
    """Which first-level units within reach lack an overall object, which units have money and no project,
    which objects have no fund line.  A constant number of queries."""
    due = [unit for unit in units(actor, year, kinds=BUDGETED, action=Action.PROGRAM_VIEW) if unit.open]
    rows = scoped(Program.objects.filter(year=year, state="active"), actor, Action.PROGRAM_VIEW)
    placed = list(rows.values_list("pk", "kind", "unit__lineage", "secret"))
    overall = {lineage for _, kind, lineage, _ in placed if kind == "overall"}
    projects = {lineage for _, kind, lineage, _ in placed if kind == "project"}
    moneyed = _moneyed(actor, year, due) | projects
    lined = set(FundLine.objects.filter(program__in=rows.order_by().values("pk")).values_list("program_id", flat=True))
    bare = [pk for pk, _, _, secret in placed if pk not in lined and not secret]
    first = [unit for unit in due if unit.level == 0]
    with_money = [unit for unit in due if unit.lineage in moneyed]
    return Coverage(
        units=len(first), overall=sum(unit.lineage in overall for unit in first),
        overall_missing=tuple(_cover(unit, "没有部门整体支出对象") for unit in first if unit.lineage not in overall),
        moneyed=len(with_money), projects=sum(unit.lineage in projects for unit in with_money),
        project_missing=tuple(_cover(unit, "有资金，没有项目支出对象") for unit in with_money if unit.lineage not in projects),
        without_lines=hits(Program.objects.filter(pk__in=bare).order_by("unit__code", "code", "name")),
        kinds=dict(Counter(kind for _, kind, _, _ in placed)),
    )  # fmt: skip


def waiting(actor: Actor, on: date) -> tuple[Waiting, ...]:
    """What waits for this person here: payments no rule could place, files half way, objects to confirm."""
    if not actor.can(Action.PAYMENT_IMPORT):
        return ()
    found: list[Waiting] = []
    queued = scoped(Payment.objects.filter(year=on.year, state="queued"), actor, Action.PAYMENT_IMPORT).count()
    if queued:
        found.append(
            Waiting(
                None,
                "认定支付",
                f"{queued}笔支付没有匹配到资金行",
                gist="匹配前不计入执行数",
                count=queued,
                label="认定",
                url_name="programs-payments",
                query="?tab=queued",
            )
        )
    files = scoped(Intake.objects.filter(year=on.year, state__in=["columns", "checked", "failed"]), actor, Action.PAYMENT_IMPORT)
    for pk, name in files.order_by("-at").values_list("pk", "name")[:5]:
        found.append(
            Waiting(None, "导入文件", name, gist="已上传，还没有导入", label="继续", url_name="programs-import", url_args=(str(pk),))
        )
    pending = scoped(Program.objects.filter(year=on.year, pending=True, state="active"), actor, Action.PROGRAM_EDIT).count()
    if pending:
        found.append(
            Waiting(
                None,
                "确认对象",
                f"{pending}个绩效对象待确认",
                gist="以本次报送为初始批复",
                count=pending,
                label="确认",
                url_name="programs",
                query="?tab=pending",
            )
        )
    return tuple(found)


def _moneyed(actor: Actor, year: int, due: list[UnitLine]) -> set[UUID]:
    """Units that money was paid for without any object taking it (a payment that waits names the unit)."""
    queued = scoped(Payment.objects.filter(year=year, state="queued"), actor, Action.PAYMENT_IMPORT)
    named = set(queued.values_list("unit_name", "unit_code").distinct())
    names, codes = {name for name, _ in named if name}, {code for _, code in named if code}
    transfers = scoped(Program.objects.filter(year=year, state="active", kind="transfer"), actor, Action.PROGRAM_VIEW)
    held = set(transfers.filter(lines__isnull=False).values_list("unit__lineage", flat=True))
    return held | {unit.lineage for unit in due if unit.name in names or unit.code in codes}


def _cover(unit: UnitLine, what: str) -> UnitCover:
    return UnitCover(unit.lineage, unit.id, unit.name, unit.department_name or unit.name, what)
