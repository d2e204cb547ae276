"""The trail's long work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from hengji.apps.audit.operations import note_verified
from hengji.apps.audit.queries import chains_of
from hengji.apps.audit.verify import verify
from hengji.rules.access import Actor

SHOWN = 200
"""How many breaks a result names."""


def verify_chains(actor: Actor, progress: Callable[..., None], *, at: datetime) -> dict[str, object]:
    """Walk the chains of the regions whose audit administrator asked; the result names every broken row (the first ``SHOWN``)."""
    chains = chains_of(actor)
    total, before = sum(chain.length for chain in chains), 0
    broken: list[str] = []
    for chain in chains:
        broken += [found.sentence for found in verify(chain.region, _walked(progress, before, total, chain.name))]
        before += chain.length
    progress(total, total)
    note_verified(actor, total, len(broken), at=at)
    if not broken:
        return {"sentence": f"{total} 条日志逐条核验，全部相符。"}
    return {"sentence": f"{total} 条日志逐条核验，有 {len(broken)} 处不符，可能被改动过。请立即报告。", "lines": broken[:SHOWN]}


def _walked(progress: Callable[..., None], before: int, total: int, name: str) -> Callable[[int], None]:
    return lambda seq: progress(before + seq, total, name)
