"""Walk a region's chain and name every row that was tampered with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from hengji.apps.audit.anchors import anchors_file, lines_kept
from hengji.apps.audit.chain import GENESIS, link
from hengji.apps.audit.models import Anchor, Entry


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the trail does not hold; ``sentence`` says what is wrong there."""

    region: UUID
    seq: int
    sentence: str


def verify(region: UUID, walked: Callable[[int], None] = lambda _seq: None) -> Iterator[Break]:
    """Every break of the chain of a region, in order; nothing when it is whole.  ``walked`` is told every thousandth row."""
    kept = _kept(region)
    wanted = {seq for _, _, seq, _ in kept}
    previous, expected, hashes = GENESIS, 1, {}
    for row in Entry.objects.filter(region=region).order_by("seq").iterator(2000):
        yield from _row(row, previous, expected)
        if row.seq in wanted:
            hashes[row.seq] = row.hash
        if row.seq % 1000 == 0:
            walked(row.seq)
        previous, expected = row.hash, row.seq + 1
    for day, where, seq, digest in kept:
        if hashes.get(seq) != digest:
            yield Break(region, seq, f"{day} 日终留存在{where}的校验值（第 {seq} 条）与现在的日志不符：日志被整段改写过或末尾被截去。")
    yield from _unkept(region)


def _row(row: Entry, previous: str, expected: int) -> Iterator[Break]:
    name = f"第 {row.seq} 条（{timezone.localtime(row.at):%Y-%m-%d %H:%M} {row.actor_name} {row.verb} {row.subject_name}）"
    if row.seq != expected:
        yield Break(row.region_id, row.seq, f"第 {expected} 条到第 {row.seq - 1} 条不见了：日志被删除过。")
    elif row.previous != previous:
        yield Break(row.region_id, row.seq, f"{name}接不上前一条：前一条被改过或换过。")
    if row.hash != link(row):
        yield Break(row.region_id, row.seq, f"{name}的内容与它的校验值不符：这一条被改过。")


def _kept(region: UUID) -> list[tuple[str, str, int, str]]:
    """What the heads were: day, where that is kept, seq, hash; from the table and from the file outside the database."""
    rows = Anchor.objects.filter(region=region).order_by("day").values_list("day", "seq", "hash")
    inside = [(str(day), "数据库", seq, digest) for day, seq, digest in rows]
    outside = [(str(head.day), f"文件 {anchors_file().name} ", head.seq, head.hash) for head in lines_kept() if head.region == region]
    return inside + outside


def _unkept(region: UUID) -> Iterator[Break]:
    """Anchors of the database whose line outside has gone."""
    lines = {(head.day, head.seq) for head in lines_kept() if head.region == region}
    for day, seq in Anchor.objects.filter(region=region).order_by("day").values_list("day", "seq"):
        if (day, seq) not in lines:
            yield Break(
                region,
                seq,
                f"文件 {anchors_file().name} 里没有 {day} 日终的校验值（第 {seq} 条）：文件被改过、删过，或恢复备份时没有一起恢复。",
            )
