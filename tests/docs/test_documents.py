"""What the documents say is so: commands, addresses, settings, terms, pictures, words on the pages."""

from __future__ import annotations

import argparse
import importlib.util
import re
import shlex
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from uuid import UUID

import pytest
from django.urls import Resolver404, resolve
from tests.docs.reading import DOCUMENTS, HENGJI, ROOT, WRITTEN, Called, blocks, calls, links, named, prose, spans, text

from hengji.config import cli, settings
from hengji.rules.access import ROLE_NAMES
from hengji.web.ui.urls import GALLERY

MOST = 200 * 1024
"""Bytes of a picture."""
ANY = str(UUID(int=1))
SETTING = re.compile(r"HENGJI_[A-Z]+")
OUTSIDE = ("/etc/", "/opt/", "/var/", "/usr/", "/tmp/")
EXAMPLES = {"/organisations/remarks/"}
"""What a how-to makes up."""


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_links_lead_somewhere(path: Path) -> None:
    assert [target for target in links(path, pictures=False) if not (path.parent / target).exists()] == []


def test_every_document_is_reached_from_the_readme() -> None:
    seen, ahead = set(), [ROOT / "README.md"]
    while ahead:
        page = ahead.pop().resolve()
        if page not in seen and page.suffix == ".md":
            seen.add(page)
            ahead += [page.parent / target for target in links(page, pictures=False)]
    alone = {path for path in DOCUMENTS if "adr" not in path.parts} - seen
    assert sorted(named(path) for path in alone) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_pictures_are_there_and_small(path: Path) -> None:
    shown = [path.parent / target for target in links(path, pictures=True)]
    assert [str(picture) for picture in shown if not picture.is_file() or picture.stat().st_size > MOST] == []


def test_every_picture_is_shown_and_every_page_pictured_is_taken() -> None:
    shown = {(path.parent / target).resolve() for path in DOCUMENTS for target in links(path, pictures=True)}
    kept = {path.resolve() for path in (ROOT / "docs" / "images").rglob("*.png")}
    assert sorted(str(path) for path in kept - shown) == []
    site = ROOT / "docs" / "images" / "site"
    assert {site / f"{picture.name}.png" for picture in _screenshots().PICTURES} == {path for path in kept if path.parent == site}


def _screenshots() -> ModuleType:
    spec = importlib.util.spec_from_file_location("screenshots", ROOT / "tools" / "screenshots.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["screenshots"] = module
    spec.loader.exec_module(module)
    return module


@cache
def _commands() -> dict[str, argparse.ArgumentParser]:
    parser = cli._parser()
    found = next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    return dict(found.choices)


@pytest.mark.parametrize("call", [*calls()], ids=lambda call: f"{call.document}: {call.line}")
def test_a_command_is_one(call: Called) -> None:
    words = shlex.split(re.sub(r"[\[\]]", " ", re.sub(r"\$\(.*?\)", "x", call.line)))
    if call.whole:
        cli._parser().parse_args(words)  # leaves the program where it does not know them
    known = _commands()[words[0]]
    assert {word for word in words if word.startswith("--")} <= set(known._option_string_actions)
    choices = next((action.choices for action in known._actions if action.choices and not action.option_strings), None)
    if choices and len(words) > 1:
        assert set(words[1].split("|")) <= set(choices)


def test_every_command_of_the_site_is_in_a_document() -> None:
    assert sorted(set(_commands()) - {call.line.split()[0] for call in calls()}) == []


def _addresses(path: Path) -> list[str]:
    found = [re.sub(r"^(GET|POST) ", "", span).split("?")[0] for span in spans(path)]
    found += [address for block in blocks(path) for address in re.findall(r"\$HENGJI_URL(/[^\"\s?]+)", block)]
    return [one for one in found if re.fullmatch(r"/[a-z][^\s*]*", one) and not one.startswith(OUTSIDE)]


@pytest.mark.parametrize("path", WRITTEN, ids=named)
def test_an_address_is_one(path: Path) -> None:
    demo = {f"/{one.pattern}" for one in GALLERY}
    for address in _addresses(path):
        if address not in demo | EXAMPLES:
            try:
                resolve(re.sub(r"…|\$[A-Z]+|[\u4e00-\u9fff]+", ANY, address))
            except Resolver404:
                pytest.fail(f"{address}: no such address")


def test_settings_are_those_of_the_site() -> None:
    known = set(SETTING.findall(str(settings.__doc__)))
    deployment = ROOT / "docs" / "deployment.md"
    assert set(SETTING.findall(text(deployment))) == known
    assert set(SETTING.findall(text(ROOT / "README.md") + text(ROOT / "README.en.md"))) <= known
    used = set(
        SETTING.findall("".join(text(path) for path in [ROOT / "run", ROOT / "test", *ROOT.glob("tests/**/*.py"), *HENGJI.rglob("*.py")]))
    )
    rest = [path for path in WRITTEN if path.name not in ("deployment.md", "api.md")]
    assert {name for path in rest for name in SETTING.findall(text(path))} <= used


@cache
def _source() -> str:
    kinds = ("*.py", "*.html", "*.js", "*.toml", "*.j2")
    return "\n".join(text(path) for kind in kinds for path in HENGJI.rglob(kind))


def _exists(name: str) -> bool:
    """A dotted name or a file of the source."""
    if name.endswith(".py"):
        return any((folder / name).is_file() for folder in (HENGJI, HENGJI / "apps", ROOT))
    return all(re.search(rf"\b{re.escape(part)}\b", _source()) for part in name.split("."))


def test_terms_name_what_is_there() -> None:
    rows = [line.split("|") for line in text(ROOT / "docs" / "glossary.md").splitlines() if line.startswith("|")]
    missing = [name for row in rows for name in re.findall(r"`([^`]+)`", row[3]) if not _exists(name)]
    assert missing == []
    chinese = [row[1].strip() for row in rows]
    assert sorted({term for term in chinese if chinese.count(term) > 1}) == []


def test_the_architecture_names_files_and_functions_that_are_there() -> None:
    for span in spans(ROOT / "docs" / "architecture.md"):
        found = re.fullmatch(r"([\w/]+\.py)(?:: (\w+))?", span)
        if found:
            assert _exists(found[1]), span
            holders = [folder / found[1] for folder in (HENGJI, HENGJI / "apps", ROOT) if (folder / found[1]).is_file()]
            assert found[2] is None or re.search(rf"\b{found[2]}\b", text(holders[0])), span


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "manual").glob("*.md")), ids=named)
def test_words_in_quotes_are_words_of_the_pages(path: Path) -> None:
    """A button or a heading the manual sends people to is called that; …… stands for a number or a name in it."""
    quoted = [part.strip() for words in re.findall(r"“([^”\n]+)”", prose(path)) for part in re.split("→|……", words)]
    assert [words for words in quoted if words and words not in _source() and words != "…"] == []


def test_roles_and_apps_all_have_their_lines() -> None:
    manual = "".join(text(path) for path in (ROOT / "docs" / "manual").glob("*.md"))
    assert [name for name in ROLE_NAMES.values() if name.removesuffix("经办人") not in manual] == []
    apps = {path.name for path in (HENGJI / "apps").iterdir() if (path / "apps.py").is_file()}
    table = text(ROOT / "docs" / "architecture.md")
    assert [app for app in sorted(apps) if not re.search(rf"^\|[^|]*`{app}`", table, re.M)] == []
