"""What tests share.  The database is made ready by ``tests/database.py`` before Django reads its settings."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from hengji.apps.jobs.running import Workshop, run_due
from hengji.apps.organisations.models import Person
from hengji.apps.organisations.queries import actor_of
from hengji.apps.records.triggers import SEALED, install
from hengji.clock import now, today


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
        ended = subprocess.run(command, env=self.env, capture_output=True, text=True, timeout=300, check=False)
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


@pytest.fixture(scope="session")
def _migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str | None]]:
    """A site just migrated, to be copied."""
    data, database = tmp_path_factory.mktemp("migrated"), _new_database()
    _site(data, database).hengji("migrate")
    yield data, database
    _drop(database)


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
def site(_migrated: tuple[Path, str | None], tmp_path: Path) -> Iterator[Site]:
    """A site ready for use: migrated, page files collected, nobody in it."""
    data, database = tmp_path / "data", _new_database(_migrated[1])
    shutil.copytree(_migrated[0], data)
    yield _site(data, database)
    _drop(database)


def _new_database(template: str | None = None) -> str | None:
    if "HENGJI_DATABASE" not in os.environ:
        return None
    _on_postgres(f"CREATE DATABASE {(name := f'site_{uuid4().hex}')}{f' TEMPLATE {template}' if template else ''}")
    return name


def _drop(database: str | None) -> None:
    if database is not None:
        _on_postgres(f"DROP DATABASE {database} WITH (FORCE)")


def _on_postgres(statement: str) -> None:
    with psycopg.connect(os.environ["HENGJI_DATABASE"], autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]
