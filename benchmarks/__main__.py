"""``python -m benchmarks NAME``: runs one bar and prints both sides, their ratio, and what the run does not prove."""

from __future__ import annotations

import argparse
import signal
import sys

from benchmarks import check, deadline, forms_page, imports, intake, kills, lists, papers, round

NAMES = {
    "check": "858 returned forms read, judged, written",
    "papers": "official form, consolidated table, circular",
    "list": "lists of programs and targets (SQLite; --postgres)",
    "form": "form pages and autosave (SQLite; --postgres)",
    "round": "round page and its list of forms (SQLite; --postgres)",
    "intake": "858 returned forms into the database (SQLite; --postgres)",
    "imports": "payments and units from Excel, approval in one batch, verification of the trail (SQLite; --postgres)",
    "deadline": "400 people on the last day, on a real site (SQLite; --postgres; --seconds)",
    "kills": "SIGKILL at random moments while people work (SQLite; --postgres; --times)",
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
    parser.add_argument("--postgres", action="store_true", help="whatever has a database: on a PostgreSQL of its own")
    parser.add_argument("--seconds", type=int, default=deadline.SECONDS, help="deadline: how long (default 600)")
    parser.add_argument("--people", type=int, default=deadline.PEOPLE, help="deadline: how many (default 400)")
    parser.add_argument("--rate", type=float, default=deadline.RATE, help="deadline: requests a second (default 35)")
    parser.add_argument("--times", type=int, default=200, help="kills: how many (default 200)")
    args = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # servers a bench has begun are ended with it
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
        case "round":
            return round.run(sizes, args.rounds, args.postgres)
        case "deadline":
            return deadline.run(args.people, args.seconds, args.rate, args.postgres)
        case "kills":
            return kills.run(args.times, args.postgres)
    parser.print_help()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
