"""``python -m benchmarks NAME``: runs one bar and prints both sides, their ratio, and what the run does not prove."""

from __future__ import annotations

import argparse

from benchmarks import check, forms_page, imports, intake, lists, papers

NAMES = {
    "check": "858 returned forms read, judged, written",
    "papers": "official form, consolidated table, circular",
    "list": "lists of programs and targets (SQLite; --postgres)",
    "form": "form page and autosave (SQLite; --postgres)",
    "intake": "858 returned forms into the database (SQLite; --postgres)",
    "imports": "payments and units from Excel, approval in one batch, verification of the trail (SQLite; --postgres)",
}


def main() -> int:
    listed = "\n".join(f"  {name:9} {words}" for name, words in NAMES.items())
    parser = argparse.ArgumentParser(
        prog="./bench", description=f"Measures a bar beside its floor:\n{listed}", formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("name", nargs="?", choices=NAMES)
    parser.add_argument("--rounds", type=int, default=3, help="interleaved repetitions at 1x (default 3)")
    parser.add_argument("--most", type=int, default=16, choices=[1, 4, 16], help="largest size (default 16)")
    parser.add_argument("--no-merge", action="store_true", help="check: leave out the pandas merge, which takes a minute")
    parser.add_argument("--postgres", action="store_true", help="list, form, intake, imports: on a PostgreSQL of its own")
    args = parser.parse_args()
    sizes = [size for size in (1, 4, 16) if size <= args.most]
    match args.name:
        case "check":
            return check.run(sizes, args.rounds, merge=not args.no_merge)
        case "papers":
            return papers.run(sizes, args.rounds)
        case "list":
            return lists.run(sizes, args.rounds, args.postgres)
        case "form":
            return forms_page.run(args.rounds, args.postgres)
        case "intake":
            return intake.run(sizes, args.rounds, args.postgres)
        case "imports":
            return imports.run(sizes, args.rounds, args.postgres)
    parser.print_help()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
