"""Walk the sealed revisions of a region and name every one that was tampered with, also where the triggers were dropped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from uuid import UUID

from hengji.apps.audit.queries import Said, said
from hengji.apps.audit.verify import Break
from hengji.apps.targets.models import Target, TargetIndicator, TargetRevision
from hengji.apps.targets.seal import digest

SEALED = "已封存目标"
"""The verb under which a revision's digest stands in the trail."""


def verify_revisions(region: UUID) -> Iterator[Break]:
    """Every revision that no longer is what was approved; ``Break.seq`` is the trail row that sealed it (0: none)."""
    trail = {row.subject_id: row for row in said(region, SEALED)}
    known: set[UUID] = set()
    digests: dict[UUID, str] = {}
    for revision in TargetRevision.objects.filter(region=region).order_by("target", "number").prefetch_related("indicators").iterator(500):
        known.add(revision.pk)
        yield from _revision(revision, trail, digests.get(revision.target_id, ""))
        digests[revision.target_id] = revision.digest
    yield from (_gone(region, row) for key, row in trail.items() if key not in known)
    yield from _pointers(region)
    yield from _strays(region)


def _named(revision: TargetRevision) -> str:
    return f"{revision.unit_name}“{revision.program_name}”绩效目标第{revision.number}版（{revision.document}）"


def _revision(revision: TargetRevision, trail: Mapping[UUID, Said], previous: str) -> Iterator[Break]:
    entry = trail.get(revision.pk)
    seq, name = entry.seq if entry else 0, _named(revision)
    made = digest(revision, revision.indicators.all())
    if made != revision.digest:
        yield Break(revision.region_id, seq, f"{name}的内容与它的校验值不符：批复内容被改过。")
    if entry is None:
        yield Break(revision.region_id, 0, f"{name}在操作日志中没有封存记录：不是经批复产生的。")
    elif entry.payload.get("digest") != revision.digest:
        yield Break(revision.region_id, seq, f"{name}的校验值与日志中封存时的不符：这一版被换过。")
    if revision.previous != previous:
        yield Break(revision.region_id, seq, f"{name}接不上前一版：前一版被改过、删过，或这一版不是接着它批复的。")


def _gone(region: UUID, entry: Said) -> Break:
    return Break(region, entry.seq, f"{entry.subject_name}（{entry.payload.get('document', '')}）不见了：封存的版本被删除过。")


def _pointers(region: UUID) -> Iterator[Break]:
    for target in Target.objects.filter(region=region).select_related("current", "program").prefetch_related("revisions"):
        latest = max(target.revisions.all(), key=lambda one: one.number, default=None)
        if target.current_id != (latest.pk if latest else None):
            pointed = f"第{target.current.number}版" if target.current else "空"
            yield Break(region, 0, f"“{target.program}”的现行目标指向{pointed}，不是最新批复的版本：指向被改过。")


def _strays(region: UUID) -> Iterator[Break]:
    held = TargetRevision.objects.filter(region=region).values("pk")
    count = TargetIndicator.objects.filter(region=region).exclude(revision__in=held).count()
    if count:
        yield Break(region, 0, f"有 {count} 条封存的指标不属于本地区的任何一版目标。")
