"""Walk a region's chain and name every row that was tampered with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from hengji.apps.audit.chain import GENESIS, link
from hengji.apps.audit.models import Anchor, Entry


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the trail does not hold; ``sentence`` says what is wrong there."""

    region: UUID
    seq: int
    sentence: str


def verify(region: UUID) -> Iterator[Break]:
    """Every break of the chain of a region, in order; nothing when it is whole."""
    previous, expected, hashes = GENESIS, 1, {}
    for row in Entry.objects.filter(region=region).order_by("seq").iterator(2000):
        yield from _row(row, previous, expected)
        hashes[row.seq] = row.hash
        previous, expected = row.hash, row.seq + 1
    yield from _anchors(region, hashes)


def _row(row: Entry, previous: str, expected: int) -> Iterator[Break]:
    name = f"第 {row.seq} 条（{row.at:%Y-%m-%d %H:%M} {row.actor_name} {row.verb} {row.subject_name}）"
    if row.seq != expected:
        yield Break(row.region_id, row.seq, f"第 {expected} 条到第 {row.seq - 1} 条不见了：日志被删除过。")
    elif row.previous != previous:
        yield Break(row.region_id, row.seq, f"{name}接不上前一条：前一条被改过或换过。")
    if row.hash != link(row):
        yield Break(row.region_id, row.seq, f"{name}的内容与它的校验值不符：这一条被改过。")


def _anchors(region: UUID, hashes: dict[int, str]) -> Iterator[Break]:
    for anchor in Anchor.objects.filter(region=region).order_by("day"):
        if hashes.get(anchor.seq) != anchor.hash:
            yield Break(region, anchor.seq, f"{anchor.day} 日终留存的校验值（第 {anchor.seq} 条）与现在的日志不符：日志被整段改写过或末尾被截去。")
