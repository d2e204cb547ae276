"""What the apps are made of: operations that are recorded, refusals with words, facts with names, models that know where they stand."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import string
from pathlib import Path
from uuid import uuid4

import pytest
from django.apps import apps
from django.db.models import Model
from tests.architecture.reading import HENGJI, called, named, sources, tree

from hengji.apps.audit.facts import NAMES
from hengji.apps.records.scope import Scope
from hengji.rules.wording import sentences

MACHINERY = {"hengji.apps.audit.operations": {"held", "operation", "record", "unchanged", "writing"}}
"""What makes an operation is not one."""
ALLOWED = {"__init__", "apps", "models", "queries", "operations", "tasks", "sheets"}
NAMED = {
    "appraisal": {"papers", "rows"},
    "audit": {"anchors", "chain", "facts", "verify"},
    "files": {"disk", "kinds"},
    "jobs": {"progress", "retention", "running"},
    "keys": {"admission"},
    "library": {"index"},
    "monitoring": {
        "answering",
        "contents",
        "intake",
        "judged",
        "kept",
        "known",
        "making",
        "objects",
        "packs",
        "papers",
        "places",
        "reporting",
        "reruns",
        "returned",
        "tried",
        "ways",
        "whole",
    },
    "notices": {"outbox", "recipients", "retention"},
    "organisations": {"scope", "secondfactor", "sessions", "tree"},
    "programs": {"drafts"},
    "records": {"bare", "columns", "fields", "jsontext", "keys", "once", "scope", "triggers", "versions", "written"},
    "starting": {"staging"},
    "targets": {"contents", "draft", "objects", "papers", "seal", "verify"},
}
"""What an app has besides: modules named for what they know.  A new one is a decision."""

MODELS = [model for model in apps.get_models() if model.__module__.startswith("hengji.")]
APPS = sorted(path for path in (HENGJI / "apps").iterdir() if path.is_dir() and path.name != "__pycache__")
OPERATIONS = [path for path in sources("apps") if "operations" in path.parts or path.stem == "operations"]


def module_of(path: Path) -> str:
    parts = path.relative_to(HENGJI.parent).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_model_knows_where_its_rows_stand(model: type[Model]) -> None:
    """Every path of its scope leads somewhere."""
    scope = getattr(model, "scope", None)
    assert isinstance(scope, Scope), "a model without scope cannot be restricted"
    own = "" if scope.unit == "self" else f"{scope.unit}__"
    paths = [scope.region, scope.assigned, scope.person]
    paths += [f"{own}lineage", f"{own}path", f"{own}department__division__lineage"] if scope.unit else []
    paths += [f"{path}__lineage" for path in (scope.competent, scope.fund) if path]
    for path in filter(None, paths):
        value = uuid4().hex if path.endswith("path") else uuid4()
        assert str(model._default_manager.filter(**{path: value}).query), path


def _offered() -> dict[str, str]:
    """Everything an app offers as its operations: what stands in ``operations.py`` or is named by the package, and whatever
    another part of the project takes out of a module inside; by dotted name, with the place that asks for it."""
    offered = {}
    for path in OPERATIONS:
        if path.stem in ("operations", "__init__"):
            module = importlib.import_module(module_of(path))
            names = getattr(module, "__all__", None) or [name for name in vars(module) if not name.startswith("_")]
            offered |= {f"{module.__name__}.{name}": named(path, tree(path)) for name in names}
    for path in sources():
        for node in ast.walk(tree(path)):
            found = re.match(r"hengji\.apps\.(\w+)\.operations", str(getattr(node, "module", "")))
            if isinstance(node, ast.ImportFrom) and found and HENGJI / "apps" / found[1] not in path.parents:
                offered |= {f"{node.module}.{alias.name}": named(path, node) for alias in node.names}
    return offered


def test_whatever_is_offered_as_an_operation_is_one() -> None:
    """Nothing can be done to a thing from outside its app but in a transaction that leaves a trail row."""
    bare = []
    for dotted, place in _offered().items():
        module, name = dotted.rsplit(".", 1)
        value = getattr(importlib.import_module(module), name)
        ours = (
            inspect.isfunction(value) and ".operations" in value.__module__ and value.__name__ not in MACHINERY.get(value.__module__, set())
        )
        if ours and not getattr(value, "is_operation", False):
            bare.append(f"{dotted} ({place})")
    assert bare == [], "decorate it, make it private, or give it a module of its own"


def _audited(node: ast.FunctionDef) -> bool:
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Name) and decorator.id == "operation":
            return True
        if isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Name) and decorator.func.id == "operation":
            return not any(keyword.arg == "audited" for keyword in decorator.keywords)
    return False


def test_every_audited_operation_reaches_the_trail() -> None:
    """By the names it calls, and they call."""
    functions = [(path, node) for path in sources("apps") for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)]
    calls: dict[str, set[str]] = {}
    for _, node in functions:
        calls.setdefault(node.name, set()).update(name for name, _ in called(node))
    recording = {"record", "unchanged"}
    while more := {name for name, inner in calls.items() if inner & recording} - recording:
        recording |= more
    silent = [named(path, node) for path, node in functions if _audited(node) and node.name not in recording]
    assert silent == []


def _raised() -> list[tuple[str, str, set[str] | None]]:
    """Place, code and names of the facts (None where they are not all written out) of every refusal with its code written out."""
    found = []
    for path in sources():
        for name, call in called(tree(path)):
            if name in ("Refused", "NotAllowed") and call.args:
                facts = None if any(keyword.arg is None for keyword in call.keywords) else {str(keyword.arg) for keyword in call.keywords}
                codes = [node.value for node in ast.walk(call.args[0]) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
                found += [(named(path, call), code, facts) for code in codes if not isinstance(call.args[0], ast.JoinedStr)]
    return found


def test_every_refusal_has_a_sentence_with_all_its_facts() -> None:
    words = sentences()
    speechless = [f"{place} {code}" for place, code, _ in _raised() if code not in words]
    assert speechless == []
    parsed = {code: [field for _, field, _, _ in string.Formatter().parse(text) if field] for code, text in words.items()}
    fields = {code: {field.split(".")[0] for field in found} for code, found in parsed.items()}
    written = [(place, code, facts) for place, code, facts in _raised() if facts is not None]
    gaps = [f"{place} {code}: {sorted(fields[code] - facts)}" for place, code, facts in written if fields[code] - facts]
    assert gaps == []


def test_every_sentence_is_said_somewhere() -> None:
    literals = {
        node.value
        for path in sources()
        if "wording" not in path.parts
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert sorted(set(sentences()) - literals) == []


def test_every_fact_recorded_has_a_name() -> None:
    """The trail is read in Chinese."""
    nameless = {
        keyword.arg: named(path, call)
        for path in sources("apps")
        for name, call in called(tree(path))
        if name == "record"
        for keyword in call.keywords
        if keyword.arg is not None and keyword.arg not in {"under", "opinion", *NAMES}
    }
    assert nameless == {}


def test_verbs_of_the_trail_are_past_participles() -> None:
    wrong = [
        f"{named(path, call)} {call.args[1].value}"
        for path in sources("apps")
        for name, call in called(tree(path))
        if name == "record" and len(call.args) > 1 and isinstance(call.args[1], ast.Constant)
        if not str(call.args[1].value).startswith(("已", "未", "登录", "退出"))
    ]
    assert wrong == []


@pytest.mark.parametrize("app", APPS, ids=lambda path: path.name)
def test_an_app_has_the_files_every_app_has(app: Path) -> None:
    modules = {path.stem for path in app.glob("*.py")} | {path.name for path in app.iterdir() if path.is_dir()}
    assert modules - ALLOWED - {"migrations", "__pycache__"} == NAMED.get(app.name, set())


def test_no_business_in_save_or_signals() -> None:
    guilty = [
        named(path, node)
        for path in sources("apps")
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.ClassDef) and {"save", "delete"} & {getattr(inner, "name", "") for inner in node.body})
        or (isinstance(node, ast.ImportFrom) and str(node.module).startswith("django.dispatch"))
        or (isinstance(node, ast.ImportFrom) and node.module == "django.db.models.signals")
    ]
    assert guilty == []
