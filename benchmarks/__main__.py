"""``python -m benchmarks check|papers``: runs one bar and prints both sides, their ratio, and what the run does not prove."""

from __future__ import annotations

import argparse

from benchmarks import check, papers


def main() -> int:
    parser = argparse.ArgumentParser(prog="./bench", description="Measures a bar beside its floor.")
    parser.add_argument("name", choices=["check", "papers"])
    parser.add_argument("--rounds", type=int, default=3, help="interleaved repetitions at 1x (default 3)")
    parser.add_argument("--most", type=int, default=16, choices=[1, 4, 16], help="largest size (default 16)")
    parser.add_argument("--no-merge", action="store_true", help="check: leave out the pandas merge, which takes a minute")
    args = parser.parse_args()
    sizes = [size for size in (1, 4, 16) if size <= args.most]
    if args.name == "check":
        return check.run(sizes, args.rounds, merge=not args.no_merge)
    return papers.run(sizes, args.rounds)


if __name__ == "__main__":
    raise SystemExit(main())
