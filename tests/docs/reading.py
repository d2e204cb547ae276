"""The documents as data: what they link to, call, name and quote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HENGJI = ROOT / "src" / "hengji"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
GENERATED = {ROOT / "docs" / "rulebook.md"}
WRITTEN = [path for path in DOCUMENTS if path not in GENERATED]

_FENCE = re.compile(r"^[ ]*```(\w*)\n(.*?)^[ ]*```", re.M | re.S)
_LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)\s]+)\)")


@dataclass(frozen=True, slots=True)
class Called:
    """A command line of ours; ``whole`` where it stands in a block to be copied, not in a sentence."""

    document: str
    line: str
    whole: bool


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def blocks(path: Path) -> list[str]:
    """Content of fenced blocks."""
    return [found[2] for found in _FENCE.finditer(text(path))]


def prose(path: Path) -> str:
    """A document without its fenced blocks."""
    return _FENCE.sub("", text(path))


def spans(path: Path) -> list[str]:
    """Inline code."""
    return re.findall(r"`([^`\n]+)`", prose(path))


def links(path: Path, *, pictures: bool) -> list[str]:
    """Targets of links (or pictures) inside the project, without what follows a #."""
    found = [target.split("#")[0] for mark, target in _LINK.findall(prose(path)) if bool(mark) is pictures]
    return [target for target in found if target and not re.match(r"[a-z]+:", target)]


def calls() -> Iterator[Called]:
    """Every command line ``hengji …`` of the documents."""
    for path in WRITTEN:
        for block in blocks(path):
            for line in block.replace("\\\n", " ").splitlines():
                if found := re.search(r"(?:^\s*|\.venv/bin/)hengji ([a-z][^#]*)", line):
                    yield Called(named(path), found[1].strip(), whole=not re.search(r"[…\[\]|]", found[1]))
        for span in spans(path):
            if found := re.match(r"(?:\.venv/bin/)?hengji ([a-z].*)", span):
                yield Called(named(path), found[1].strip(), whole=False)
