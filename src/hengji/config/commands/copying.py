"""The database out of the site and into another, while people work: SQLite page by page, PostgreSQL by COPY in one snapshot."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model
from psycopg import sql

from hengji.apps.records.triggers import install_all
from hengji.config.saying import CannotGoOn

SQLITE = "hengji.sqlite3"


def sqlite_file() -> Path:
    """Where SQLite keeps the database."""
    return Path(str(settings.DATABASES["default"]["NAME"]))


def applied() -> tuple[str, ...]:
    """The migrations the database has."""
    return tuple(sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()))


def copy_out(folder: Path) -> dict[str, list[str]]:
    """Write the database into a folder as it stands at one moment; returns the columns of its tables (PostgreSQL)."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(sqlite_file(), timeout=60)) as here, closing(sqlite3.connect(folder / SQLITE)) as there:
            here.backup(there, pages=2000, sleep=0.005)
            there.execute("PRAGMA journal_mode=DELETE")
        return {}
    with psycopg.connect(**_parameters()) as database:
        database.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        database.read_only = True
        return {table: _table_out(database, table, folder) for table in sorted(connection.introspection.table_names())}


def _table_out(database: psycopg.Connection[tuple[object, ...]], table: str, folder: Path) -> list[str]:
    query = "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = %s"
    columns = [str(name) for (name,) in database.execute(f"{query} ORDER BY ordinal_position", [table])]
    rows = sql.SQL("COPY {} ({}) TO STDOUT").format(sql.Identifier(table), _names(columns))
    with database.cursor().copy(rows) as copy, (folder / table).open("wb") as out:
        for block in copy:
            out.write(block)
    return columns


def copy_in(folder: Path, migrations: tuple[str, ...], tables: dict[str, list[str]]) -> None:
    """Fill the empty database from a folder and bring it up to this version."""
    if connection.vendor == "sqlite":
        connection.close()
        (folder / SQLITE).replace(sqlite_file())
    else:
        _build(migrations)
        with transaction.atomic():
            for table, columns in tables.items():
                _table_in(table, columns, folder)
        _reset_sequences()
    call_command("migrate", verbosity=0, interactive=False)
    install_all()


def is_empty() -> bool:
    """Whether the database has no table of ours yet (SQLite: there is no file)."""
    if connection.vendor == "sqlite":
        return not sqlite_file().exists()
    return not connection.introspection.table_names()


def _build(migrations: tuple[str, ...]) -> None:
    """Bring an empty database to the state the backup was made in.  Foreign keys are checked at the end of a transaction."""
    executor = MigrationExecutor(connection)
    wanted = {(app, name) for app, name in (one.split(".", 1) for one in migrations)}
    if unknown := wanted - set(executor.loader.graph.nodes):
        raise CannotGoOn(f"备份是更新的版本写的（有 {len(unknown)} 项数据库更新本版本不认识）。请用写它的那个版本或更新的版本恢复。")
    ends = [
        key for key in wanted if not any(child in wanted and child[0] == key[0] for child in executor.loader.graph.node_map[key].children)
    ]
    executor.migrate(sorted(ends))


def _table_in(table: str, columns: list[str], folder: Path) -> None:
    with connection.cursor() as cursor, (folder / table).open("rb") as data:
        cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), _names(columns))) as copy:
            while block := data.read(2**20):
                copy.write(block)


def _reset_sequences() -> None:
    """Numbers that the database gives out go on after the highest that was copied in."""
    models: list[type[Model]] = [*apps.get_models(include_auto_created=True), cast(type[Model], MigrationRecorder(connection).Migration)]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _names(columns: list[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def _parameters() -> dict[str, Any]:
    """How to reach the database with a connection of our own."""
    held = connection.get_connection_params()
    return {key: held[key] for key in ("host", "port", "user", "password", "dbname") if held.get(key)}
