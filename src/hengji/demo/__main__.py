"""``python -m hengji.demo round|sample --out DIR``: writes an invented county's round; a sample also its self-evaluations."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from hengji.demo.evaluations import EVALUATIONS, write_evaluations
from hengji.demo.round import FULL, make_round


def main(argv: list[str] | None = None) -> int:
    """Writes a round or a sample; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m hengji.demo", description="生成示例县的一次绩效监控（内容均为虚构）。")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, objects, words in (
        ("round", FULL, "整个批次，带预期结果"),
        ("sample", 30, "小样：不到三十张监控表和十张自评表，各种问题都有"),
    ):
        command = commands.add_parser(name, help=words)
        command.add_argument("--out", type=Path, required=True, help="写到哪个文件夹")
        command.add_argument("--seed", type=int, default=1, help="随机种子；相同则内容相同")
        command.add_argument("--objects", type=int, default=objects, help=f"监控对象个数（默认 {objects}）")
        command.add_argument("--clean", action="store_true", help="不放入任何问题")
    args = parser.parse_args(argv)
    written = make_round(args.out, args.seed, args.objects, args.clean)
    if args.command == "sample":
        write_evaluations(args.out / EVALUATIONS)
    sys.stdout.write(f"已写入 {args.out}（预期结果：{written.name}）\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
