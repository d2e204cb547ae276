"""The papers of a round: which there are, what they are made from, and what they are stamped with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.timezone import localtime

from hengji.apps.audit.queries import head
from hengji.apps.files.queries import open_bytes
from hengji.apps.monitoring.kept import Kept, unpacked
from hengji.apps.monitoring.models import FormFinding, FundResult, MonitoringForm, Round
from hengji.apps.monitoring.objects import ASKED
from hengji.apps.monitoring.whole import round_result
from hengji.apps.records.fields import YuanField
from hengji.rules.access import Actor
from hengji.rules.circular import Covered
from hengji.rules.forms import Kind
from hengji.rules.lifecycles.monitoring import EXEMPT, FindingState, FormState, RoundState
from hengji.rules.refusals import Refused
from hengji.rules.results import Decision, RoundResult, finding_key
from hengji.rules.round import totals
from hengji.rules.rounds import Coverage, counted_as
from hengji.rules.takeback import Together

KEPT = "kept"
"""Where a closed round's ``figures`` say which file holds its result as it was, and where the trail stood then."""
_WHERE_MOST = 4


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A paper that can be made: ``before`` the round is published as well; ``names`` units, so that a person must have decided on every
    finding first."""

    title: str
    note: str
    before: bool = False
    names: bool = False


PAPERS: Mapping[str, PaperKind] = {
    "notice": PaperKind("监控通知", "Word，附报告提纲、填报要求和报送范围；发布前即可起草", before=True),
    "circular": PaperKind("通报", "Word 和 PDF，列点名单位、项目和问题类别；生成后所列问题记为已通报", names=True),
    "brief": PaperKind("一页简报", "Word，供领导阅看"),
    "consolidated": PaperKind("汇总表", "Excel，逐个对象、逐项指标、逐笔资金"),
    "problems": PaperKind("问题清单", "Excel，逐条列单元格和怎么改"),
    "feedback": PaperKind("反馈单", "压缩包，一个单位一份 Excel，附可贴到工作群的文字"),
    "letters": PaperKind("催报函", "Word，逾期未报的单位一家一页"),
    "prints": PaperKind("监控表打印件", "压缩包，逐个对象的正式表样"),
    "pack": PaperKind("审计资料包", "压缩包，按审计调阅顺序：通知、批复、监控表、佐证、问题、报告、通报、催报、日志，附校验值目录"),
}
"""By code, in the order of the page."""

MADE_BESIDE = {"circular-pdf": "通报（PDF）"}
"""Papers that come with another one."""


def title_of(kind: str) -> str:
    """What a paper is called."""
    return PAPERS[kind].title if kind in PAPERS else MADE_BESIDE.get(kind, kind)


@dataclass(frozen=True, slots=True)
class Material:
    """What papers are made from, and the stamp that says from when it is."""

    drawn: Kept | None
    stamp: Mapping[str, Any]

    @property
    def kept(self) -> Kept:
        """Raises ``ValueError`` for a paper that asked for none (``making.wants_material``)."""
        if self.drawn is None:
            raise ValueError("made without the round's result")
        return self.drawn

    @property
    def result(self) -> RoundResult:
        return self.kept.result


def material(row: Round, actor: Actor, at: datetime) -> Material:
    """The round's result: of a closed round as it was kept, else as it is now.  Where somebody wrote while it was drawn the stamp says
    from which row of the trail to which."""
    held = row.figures.get(KEPT)
    if row.state == RoundState.CLOSED and held:
        stamp = {"seq": held["seq"], "hash": held["hash"], "rules": row.stamp, "kept": held["sha256"]}
        return Material(unpacked(open_bytes(UUID(held["file"]))), stamp)
    stamp = stamp_of(row)
    kept = drawn(row, actor, at)
    after, _ = head(row.region_id)
    return Material(kept, stamp if after == stamp["seq"] else {**stamp, "until": after})


def drawn(row: Round, actor: Actor, at: datetime) -> Kept:
    """Everything papers are made from, as it is now."""
    result = _as_of(round_result(row, actor=actor), row, at)
    return Kept(result, covered_by(row), coverage_of(row, at), left_by(row))


def _as_of(result: RoundResult, row: Round, at: datetime) -> RoundResult:
    """The result without reproaches for what is not due yet.  What did not come is a fact of the house: nobody need confirm it, and on the
    site nothing else is named without a decision."""
    here = localtime(at).replace(tzinfo=None)
    waiting = {(one.unit, one.program) for one in result.missing if one.due and one.due > here}
    early = row.report_due is not None and at <= row.report_due
    findings = tuple(
        one
        for one in result.findings
        if not (one.code == "not-submitted" and (one.unit, one.program) in waiting) and not (one.code == "report-missing" and early)
    )
    decisions = {**(result.decisions or {}), **{finding_key(one, None): Decision(True) for one in findings}}
    return replace(result, findings=findings, totals=totals(result.examined, findings), decisions=decisions)


def in_slice(row: Round, lines: str) -> Q:
    """The fund lines a round asks about, where ``lines`` leads to them."""
    found = Q(**{f"{lines}__issued_on__isnull": True}) | Q(**{f"{lines}__issued_on__lte": row.as_of})
    if row.budget_kinds:
        found &= Q(**{f"{lines}__budget_kind__in": row.budget_kinds})
    return found & Q(**{f"{lines}__fund": row.fund_id}) if row.fund_id else found


def money_in(row: Round, lines: str) -> Sum:
    """The money of the lines a round asks about, in yuan."""
    return Sum(Coalesce(f"{lines}__adjusted", f"{lines}__initial"), filter=in_slice(row, lines), output_field=YuanField())


def covered_by(row: Round) -> tuple[Covered, ...]:
    """What the round covers of each kind, the exempt left out: objects, units and the money of the lines it asks about."""
    forms = MonitoringForm.objects.filter(round=row).exclude(state=EXEMPT).order_by().values("kind")
    money = dict(forms.annotate(money=money_in(row, "program__lines")).values_list("kind", "money"))
    counted = forms.annotate(number=Count("pk"), units=Count("program__unit", distinct=True))
    found = {one["kind"]: Covered(Kind(one["kind"]), one["number"], one["units"], money[one["kind"]]) for one in counted}
    return tuple(found[kind] for kind in Kind if kind in found)


def coverage_of(row: Round, at: datetime) -> Coverage:
    """How far the round has come."""
    forms = MonitoringForm.objects.filter(round=row).order_by().values_list("state", "late", "due").annotate(many=Count("pk"))
    counts: Counter[str] = Counter()
    for state, late, due, many in forms:
        for name in counted_as(FormState(state), late=late, past=(due or row.due_unit) < at):
            counts[name] += many
    return Coverage(**counts)


def left_by(row: Round) -> dict[Kind, Together]:
    """What money is likely left at the end of the year, by kind of object."""
    lines = FundResult.objects.filter(form__round=row).exclude(form__state=EXEMPT).order_by().values("form__kind")
    sums = lines.annotate(
        a=Sum("available"), b=Sum("carried"), c=Sum("bound"), unknown=Count("pk", filter=Q(available__isnull=True, budget__isnull=False))
    )
    zero = Decimal(0)
    amounts = {Kind(one["form__kind"]): (one["a"] or zero, one["b"] or zero, one["c"] or zero, one["unknown"]) for one in sums}
    return {kind: Together(sum(some[:3], zero), *some) for kind, some in amounts.items()}


def stamp_of(row: Round) -> dict[str, Any]:
    """Where the trail stands, and the rules judged by."""
    seq, digest = head(row.region_id)
    return {"seq": seq, "hash": digest, "rules": row.stamp}


def stamp_words(stamp: Mapping[str, Any]) -> str:
    """What a paper was made from, in a line: 数据截至日志第1204条（校验码 3F2A…）；规则 …."""
    seq = f"第{stamp.get('seq', 0)}条" + (f"至第{stamp['until']}条之间" if stamp.get("until") else "")
    kept = "办结时留存的数据，" if stamp.get("kept") else ""
    rules = f"；规则 {stamp['rules']}" if stamp.get("rules") else ""
    return f"{kept}数据截至日志{seq}（校验码 {str(stamp.get('hash', ''))[:12].upper()}）{rules}"


def _asked(row: Round) -> QuerySet[FormFinding]:
    """What a circular may name."""
    return FormFinding.objects.filter(ASKED, form__round=row)


def nameable(row: Round) -> tuple[UUID, ...]:
    """Confirmed findings that a circular made now names."""
    return tuple(_asked(row).filter(state=FindingState.CONFIRMED).values_list("pk", flat=True))


def undecided(row: Round) -> tuple[int, str]:
    """How many errors and doubts that the circular would name nobody has decided on, and where."""
    rows = _asked(row).filter(state__in=[one.value for one in FindingState if one.open])
    found = rows.order_by("form__program__unit__code", "form_id").values_list("form__program__unit__name", flat=True)
    units = Counter(found)
    where = "、".join(f"{unit}{count}处" for unit, count in list(units.items())[:_WHERE_MOST])
    return units.total(), where + ("等" if len(units) > _WHERE_MOST else "")


def require_decided(row: Round) -> None:
    """Nobody is named before a person has decided.  Raises ``Refused`` ``paper-undecided``."""
    count, where = undecided(row)
    if count:
        raise Refused("paper-undecided", count=count, where=where)
