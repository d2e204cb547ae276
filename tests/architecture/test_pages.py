"""What the pages are made of: templates that exist and are used, views without database, addresses with names."""

from __future__ import annotations

import ast
import re

import pytest
from django.template import engines
from django.urls import URLPattern, URLResolver, get_resolver
from tests.architecture.reading import HENGJI, named, sources, tree

TEMPLATES = sorted(str(path.relative_to(folder)) for folder in (HENGJI / "web").glob("*/templates") for path in folder.rglob("*.html"))


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_compiles(name: str) -> None:
    engines["jinja2"].get_template(name)


def test_every_template_named_exists_and_every_template_is_used() -> None:
    literals = {
        node.value
        for path in sources("web")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[\w/.-]+\.html", node.value)
    }
    inside = {
        name
        for path in (HENGJI / "web").rglob("templates/**/*.html")
        for name in re.findall(r"(?:extends|import|include|from)\s+\"([\w/.-]+\.html)\"", path.read_text(encoding="utf-8"))
    }
    assert sorted((literals | inside) - set(TEMPLATES)) == []
    overriding = {name for name in TEMPLATES if name.startswith(("account/", "mfa/", "allauth/", "axes/"))}
    assert sorted(set(TEMPLATES) - literals - inside - overriding) == []


INLINE = re.compile(r"\sstyle=|\son\w+=\"|<style|<script(?![^>]*(?:src=|type=\"application/json\"))[^>]*>")


def test_templates_have_no_inline_script_or_style() -> None:
    """The policy of the site would refuse them."""
    pages = list((HENGJI / "web").rglob("templates/**/*.html"))
    assert [f"{path.relative_to(HENGJI)}: {found}" for path in pages for found in INLINE.findall(path.read_text(encoding="utf-8"))] == []


def test_views_ask_the_database_nothing_themselves() -> None:
    guilty = [
        f"{named(path, node)} {node.module}"
        for path in sources("web")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and re.match(r"django\.db\b|hengji\.apps\.\w+\.models", str(node.module))
    ]
    assert guilty == []


def _patterns(resolver: URLResolver) -> list[URLPattern]:
    found: list[URLPattern] = []
    for one in resolver.url_patterns:
        found += _patterns(one) if isinstance(one, URLResolver) else [one]
    return found


def test_every_address_has_a_name_of_its_own() -> None:
    ours = [one for one in _patterns(get_resolver()) if str(getattr(one.callback, "__module__", "")).startswith("hengji.")]
    nameless = [str(one.pattern) for one in ours if not one.name]
    names = [one.name for one in ours]
    assert nameless == [] and sorted({name for name in names if names.count(name) > 1}) == []
