"""The papers of a round: which there are, what they are made from, and what they are stamped with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hengji.apps.audit.queries import head
from hengji.apps.files.queries import open_bytes
from hengji.apps.monitoring.kept import unpacked
from hengji.apps.monitoring.models import FormFinding, Round
from hengji.apps.monitoring.objects import REPORTED
from hengji.rules.access import Actor
from hengji.rules.findings.finding import Addressee, Severity
from hengji.rules.lifecycles.monitoring import FindingState, RoundState
from hengji.rules.refusals import Refused
from hengji.rules.results import RoundResult

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
    """What papers are made from, and the stamp that says so."""

    result: RoundResult
    stamp: Mapping[str, Any]


def material(row: Round, actor: Actor) -> Material:
    """The round's result: of a closed round as it was kept, else as it is now.  Where somebody wrote while it was drawn the stamp says
    from which row of the trail to which."""
    kept = row.figures.get(KEPT)
    if row.state == RoundState.CLOSED and kept:
        stamp = {"seq": kept["seq"], "hash": kept["hash"], "rules": row.stamp, "kept": kept["sha256"]}
        return Material(unpacked(open_bytes(UUID(kept["file"]))), stamp)
    from hengji.apps.monitoring.judged import round_result  # noqa: PLC0415

    stamp = stamp_of(row)
    result = round_result(row, actor=actor)
    after, _ = head(row.region_id)
    return Material(result, stamp if after == stamp["seq"] else {**stamp, "until": after})


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


def undecided(row: Round) -> tuple[int, str]:
    """How many errors and doubts that the circular would name nobody has decided on, and where."""
    rows = FormFinding.objects.filter(
        form__round=row, form__state__in=REPORTED, state__in=[one.value for one in FindingState if one.open],
        addressee=Addressee.UNIT.value,
    ).exclude(severity=Severity.NOTICE.value)  # fmt: skip
    found = rows.order_by("form__program__unit__code", "form_id").values_list("form__program__unit__name", flat=True)
    units = Counter(found)
    where = "、".join(f"{unit}{count}处" for unit, count in list(units.items())[:_WHERE_MOST])
    return units.total(), where + ("等" if len(units) > _WHERE_MOST else "")


def require_decided(row: Round) -> None:
    """Nobody is named before a person has decided.  Raises ``Refused`` ``paper-undecided``."""
    count, where = undecided(row)
    if count:
        raise Refused("paper-undecided", count=count, where=where)
