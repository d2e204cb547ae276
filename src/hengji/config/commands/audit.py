"""``hengji audit verify|anchor``."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import chain as joined

from hengji.apps.audit.anchors import anchor, anchors_file
from hengji.apps.audit.queries import ChainLine, chains
from hengji.apps.audit.verify import Break, verify
from hengji.apps.targets.verify import verify_revisions
from hengji.clock import today
from hengji.config.commands.ground import ready
from hengji.config.saying import UnusableArgument, tell


def run(arguments: argparse.Namespace) -> int:
    """Verify or anchor; 1 where something does not hold."""
    ready()
    return _anchor() if arguments.action == "anchor" else int(verify_all(arguments.region))


def _anchor() -> int:
    heads = anchor(today())
    tell([f"{head.code} 第 {head.seq} 条 {head.hash}" for head in heads])
    tell(f"已留存在 {anchors_file()} 和数据库。请把这个文件另存一份到别的机器，或打印存档。" if heads else "还没有日志可以留存。")
    return 0


def verify_all(code: str | None = None) -> bool:
    """Walk the chains and the sealed revisions, naming every break; whether there was one."""
    wanted = [chain for chain in chains() if code in (None, chain.code)]
    if code is not None and not wanted:
        raise UnusableArgument(f"没有区划代码为 {code} 的日志。可用的有：{'、'.join(chain.code for chain in chains()) or '无'}。")
    return any([_verified(chain) for chain in wanted])  # noqa: C419 - every region is walked


def _verified(chain: ChainLine) -> bool:
    broken = 0
    for found in _breaks(chain):
        broken += 1
        tell(f"不符：{chain.name}（{chain.code}）{found.sentence}")
    kept = f"，最近留存 {chain.anchored}" if chain.anchored else "，还没有留存过校验值"
    tell(f"{chain.name}（{chain.code}）：{chain.length} 条日志{kept}，{f'{broken} 处不符' if broken else '全部相符'}。")
    return broken > 0


def _breaks(chain: ChainLine) -> Iterator[Break]:
    return joined(verify(chain.region), verify_revisions(chain.region))
