"""What tests share.  The database is made ready by ``tests/database.py`` before Django reads its settings."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from hypothesis import settings
from playwright.sync_api import Browser
from tests.browsing import chromium
from tests.database import once

from hengji.apps.jobs.running import Workshop, run_due
from hengji.apps.organisations.models import Person
from hengji.apps.organisations.queries import actor_of
from hengji.apps.records.triggers import SEALED, install
from hengji.clock import now, today

settings.load_profile("ci")
"""The same examples for everybody, and none too slow for a busy machine."""

LONGEST = (
    "tests/web/test_access",
    "tests/web/test_pages",
    "tests/journeys",
    "tests/api",
    "tests/races",
    "tests/config",
    "tests/apps/test_j",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first: a worker takes a file after another, and none is to be left with a long one when the others are done."""
    items.sort(key=lambda item: next((place for place, start in enumerate(LONGEST) if item.nodeid.startswith(start)), len(LONGEST)))


@pytest.fixture(scope="session", autouse=True)
def _flush_sealed_tables() -> Iterator[None]:
    """Tests that commit are cleaned up after, which the seals of the sealed tables rightly refuse: they are off meanwhile."""
    operations: Any = type(connection.ops)  # of the class: a thread with a browser's loop has a connection of its own
    flush = operations.execute_sql_flush

    def unsealed(self: Any, statements: Iterable[str]) -> None:
        present = set(connection.introspection.table_names())
        tables = [table for table in SEALED if table in present]
        with connection.cursor() as cursor:
            for table in tables:
                for verb in ("update", "delete", "truncate"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{f' ON {table}' if connection.vendor == 'postgresql' else ''}")
        flush(self, statements)
        for table in tables:
            install(connection, table)

    operations.execute_sql_flush = unsealed
    yield
    operations.execute_sql_flush = flush


@pytest.fixture(scope="session")
def migrated(django_db_blocker: Any) -> Path:
    """The data of a site with its tables, made once a run; on PostgreSQL a database of this name is beside it."""

    def migrate(folder: Path) -> None:
        held = connection.settings_dict
        name = held["NAME"]
        held["NAME"] = _new_database("", "migrated") or folder / "hengji.sqlite3"
        call_command("migrate", verbosity=0, interactive=False)
        if connection.vendor == "sqlite":
            connection.cursor().execute("PRAGMA journal_mode=DELETE")  # one file, to be copied
        connection.close()
        held["NAME"] = name

    with django_db_blocker.unblock():
        return once("migrated", migrate)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, migrated: Path) -> Iterator[None]:
    """The tests' database begins with its tables in it: fifty migrations take seconds, in every worker."""
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated.name
        yield
        return
    connection.settings_dict["TEST"]["NAME"] = memory = "file:tests?mode=memory&cache=shared"
    with closing(sqlite3.connect(memory, uri=True)) as kept:
        with closing(sqlite3.connect(migrated / "hengji.sqlite3")) as file:
            file.backup(kept)
        yield


@pytest.fixture(autouse=True)
def _nobody_has_tried_to_log_in() -> None:
    """How often somebody tried to log in is counted in memory, and all tests come from one address."""
    cache.clear()


@pytest.fixture
def signed_in() -> Callable[[Person], Client]:
    """A browser in which a person has logged in with password and second factor."""

    def enter(person: Person) -> Client:
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session["factor"] = True
        session.save()
        return client

    return enter


@pytest.fixture
def browser() -> Iterator[Browser]:
    """The worker's Chromium; its windows are closed when the test ends."""
    with chromium() as opened:
        yield opened


@pytest.fixture
def run_jobs() -> Callable[[], int]:
    """Does every job that is due, here and now, the way a worker does; answers how many."""
    shop = Workshop(actor_of=lambda person: actor_of(person, on=today()), clock=now, heartbeat=None)
    return lambda: run_due(shop)


@dataclass(frozen=True)
class Site:
    """A site of its own for programs run as processes: data folder, database, environment."""

    data: Path
    env: dict[str, str]

    def hengji(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """The command line, as a person would call it."""
        return self._run([sys.executable, "-m", "hengji.config.cli", *arguments], check)

    def python(self, text: str, check: bool = True) -> str:
        """A few lines with Django set up; answers what they print."""
        return self._run([sys.executable, "-c", f"import django; django.setup()\n{text}"], check).stdout.strip()

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """A long-running command; the test ends it."""
        pipe = subprocess.PIPE
        return subprocess.Popen(
            [sys.executable, "-m", "hengji.config.cli", *arguments], env=self.env, stdout=pipe, stderr=subprocess.STDOUT, text=True
        )

    def _run(self, command: list[str], check: bool) -> subprocess.CompletedProcess[str]:
        patience = 300 + 10 * int(os.environ.get("HENGJI_RACES", "0"))  # seconds; a thousand races are hours, not minutes
        ended = subprocess.run(command, env=self.env, capture_output=True, text=True, timeout=patience, check=False)
        assert not check or ended.returncode == 0, ended.stdout + ended.stderr
        return ended


def _site(data: Path, database: str | None) -> Site:
    path = os.pathsep.join([str(Path(__file__).parent / "apps"), *filter(None, [os.environ.get("PYTHONPATH")])])
    env = {**os.environ, "HENGJI_DATA": str(data), "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"}
    env["DJANGO_SETTINGS_MODULE"] = "hengji.config.settings"
    env.pop("HENGJI_SECRET", None)
    if database is not None:
        env["HENGJI_DATABASE"] = re.sub(r"/\w+(\?|$)", rf"/{database}\1", os.environ["HENGJI_DATABASE"], count=1)
    return Site(data, env)


@pytest.fixture
def new_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Site]]:
    """Makes sites with an empty database each, SQLite or (HENGJI_TEST_POSTGRES=1) PostgreSQL; not migrated."""
    made: list[str | None] = []

    def make() -> Site:
        made.append(_new_database())
        return _site(tmp_path_factory.mktemp("site"), made[-1])

    yield make
    for name in made:
        _drop(name)


@pytest.fixture
def site(migrated: Path, tmp_path: Path) -> Iterator[Site]:
    """A site with its tables and nobody in it; the files of its pages are not collected."""
    yield from _copied(migrated, tmp_path / "data")


@pytest.fixture
def founded_site(founded: Path, tmp_path: Path) -> Iterator[Site]:
    """A site with a county just founded by ``hengji found-county``; the files of its pages are not collected."""
    yield from _copied(founded, tmp_path / "data")


@pytest.fixture(scope="session")
def founded(migrated: Path) -> Path:
    """The data of a founded county, to be copied; where the tests run on PostgreSQL, a database of this name is beside it."""

    def found(folder: Path) -> None:
        shutil.copytree(migrated, folder, dirs_exist_ok=True)
        site = _site(folder, _new_database(migrated.name, "founded"))
        site.hengji("found-county", "--code", "990001", "--name", "示例县")

    return once("founded", found)


def _copied(template: Path, data: Path) -> Iterator[Site]:
    shutil.copytree(template, data)
    yield _site(data, database := _new_database(template.name))
    _drop(database)


def _new_database(template: str = "", name: str = "") -> str | None:
    """A database, empty or as its template; none where the tests run on SQLite: there it is a file among the data."""
    if "HENGJI_DATABASE" not in os.environ:
        return None
    name = name or f"site_{uuid4().hex}"
    _on_postgres(f"CREATE DATABASE {name}{template and f' TEMPLATE {template}'}")
    return name


def _drop(database: str | None) -> None:
    if database is not None:
        _on_postgres(f"DROP DATABASE {database} WITH (FORCE)")


def _on_postgres(statement: str) -> None:
    with psycopg.connect(os.environ["HENGJI_DATABASE"], autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]
