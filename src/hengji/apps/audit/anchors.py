"""The heads of the chains at the end of a day, kept in a text file outside the database.

Whoever can rewrite the database can recompute every hash of a chain; a line printed, mailed or copied elsewhere the day
before still tells.  A line is: day, region id, region code, seq, hash."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from django.conf import settings

from hengji.apps.audit.models import Anchor, Entry


@dataclass(frozen=True, slots=True)
class Head:
    """Where a region's chain ended on a day."""

    day: date
    region: UUID
    code: str
    seq: int
    hash: str

    @property
    def line(self) -> str:
        return f"{self.day} {self.region} {self.code} {self.seq} {self.hash}"


def anchors_file() -> Path:
    """Where the lines stand."""
    return Path(settings.DATA) / "anchors.txt"


def anchor(day: date) -> tuple[Head, ...]:
    """Keep the head of every region's chain for this day; returns them.  A second time on a day keeps the later head as well."""
    heads = tuple(_heads(day))
    known = set(lines_kept())
    _append([head for head in heads if head not in known])
    for head in heads:  # after the file: a line without a row tells nothing wrong, a row without a line would
        Anchor.objects.update_or_create(region_id=head.region, day=day, defaults={"seq": head.seq, "hash": head.hash})
    return heads


def lines_kept() -> tuple[Head, ...]:
    """The lines of the file that can be read, in their order; nothing where there is no file."""
    path = anchors_file()
    if not path.is_file():
        return ()
    return tuple(head for line in path.read_text(encoding="utf-8").splitlines() if (head := _parsed(line)) is not None)


def _heads(day: date) -> Iterator[Head]:
    for region, code in Entry.objects.filter(seq=1).order_by("region__code").values_list("region_id", "region__code"):
        seq, digest = Entry.objects.filter(region=region).order_by("-seq").values_list("seq", "hash")[0]
        yield Head(day, region, code, seq, digest)


def _append(heads: list[Head]) -> None:
    if not heads:
        return
    path = anchors_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as out:
        out.write("".join(f"{head.line}\n" for head in heads))
        out.flush()
        os.fsync(out.fileno())


def _parsed(line: str) -> Head | None:
    try:
        day, region, code, seq, digest = line.split(" ")
        return Head(date.fromisoformat(day), UUID(region), code, int(seq), digest)
    except ValueError:
        return None
