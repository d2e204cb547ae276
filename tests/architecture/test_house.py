"""Habits of the house that a machine can check."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))


def _tracked_text_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False).stdout.decode().split("\0")
    files = [ROOT / name for name in listed if name] or [path for path in ROOT.rglob("*") if ".venv" not in path.parts and path.is_file()]
    return [path for path in files if path.suffix not in {".png", ".xlsx", ".docx"} and path.is_file()]


def test_no_registry_address_and_no_path_of_a_machine() -> None:
    """Lock files and scripts work against any mirror and on any machine."""
    registries = ("py" + "pi.org", "python" + "hosted", "np" + "mjs", "deb." + "debian")
    machine = ("/wo" + "rk/", "/ro" + "ot/")
    guilty = [
        f"{path.relative_to(ROOT)}: {needle}"
        for path in _tracked_text_files()
        for needle in registries + machine
        if needle in path.read_text(encoding="utf-8", errors="ignore")
    ]
    assert guilty == []


def test_every_locked_requirement_has_a_hash() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        pins = re.split(r"\n(?=[A-Za-z])", lock.read_text().strip())
        unhashed = [pin.split("==")[0] for pin in pins if "==" in pin and "--hash=sha256:" not in pin]
        assert pins and unhashed == [], lock.name


def test_no_drawer_modules() -> None:
    """A module is named for what it knows."""
    drawers = {"utils", "util", "helpers", "helper", "services", "managers", "signals", "common", "misc"}
    assert [path.name for path in SOURCES if path.stem in drawers] == []


def test_functions_are_short() -> None:
    """Median under 10 lines, 95 % under 40 (docs/architecture.md)."""
    lengths = sorted(
        (node.end_lineno or node.lineno) - node.lineno + 1
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    )
    assert statistics.median(lengths) < 10
    assert lengths[int(len(lengths) * 0.95)] < 40


def test_public_things_have_docstrings() -> None:
    naked = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in SOURCES
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        if not ast.get_docstring(node) and len(node.body) > 3
    ]
    assert naked == []


def test_records_are_numbered_without_gaps() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs" / "adr").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_links_in_the_documents_lead_somewhere() -> None:
    broken = [
        f"{page.relative_to(ROOT)} → {target}"
        for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
        if not target.startswith(("http:", "https:", "mailto:")) and not (page.parent / target).exists()
    ]
    assert broken == []
