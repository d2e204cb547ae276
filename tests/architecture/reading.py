"""The sources as trees, for the tests of habits."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HENGJI = ROOT / "src" / "hengji"


@cache
def tree(path: Path) -> ast.Module:
    """A source file parsed."""
    return ast.parse(path.read_text(encoding="utf-8"))


def sources(*parts: str) -> list[Path]:
    """Python files of a folder under src/hengji, migrations left out."""
    return sorted(path for path in HENGJI.joinpath(*parts).rglob("*.py") if "migrations" not in path.parts)


def called(node: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call under a node, by the last part of the name called."""
    for one in ast.walk(node):
        if isinstance(one, ast.Call):
            name = one.func.id if isinstance(one.func, ast.Name) else one.func.attr if isinstance(one.func, ast.Attribute) else ""
            yield name, one


def named(path: Path, node: ast.AST) -> str:
    """Where a node stands, for a message."""
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
