"""Tables the database itself keeps from being changed: one list, compared by a system check and ``hengji doctor``.

SQLite loses a table's triggers when a migration rebuilds it, so a migration that touches a sealed table ends with
``seal(table)`` again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, migrations

SEALED: tuple[str, ...] = ("audit_entry", "targets_targetrevision", "targets_targetindicator")
"""Tables whose rows are never updated or deleted."""

_SQLITE = """CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is sealed'); END"""
_POSTGRES_FUNCTION = """CREATE OR REPLACE FUNCTION hengji_sealed() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is sealed', TG_TABLE_NAME; END $$"""
_POSTGRES = """CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
FOR EACH {level} EXECUTE FUNCTION hengji_sealed()"""


def statements(vendor: str, table: str) -> tuple[str, ...]:
    """The SQL that seals a table on a database of this vendor."""
    if vendor == "sqlite":
        return tuple(_SQLITE.format(table=table, verb=verb, VERB=verb.upper()) for verb in ("update", "delete"))
    verbs = (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT"))
    return (_POSTGRES_FUNCTION, *(_POSTGRES.format(table=table, verb=verb, VERB=verb.upper(), level=level) for verb, level in verbs))


def seal(table: str) -> migrations.RunPython:
    """A migration operation that installs the triggers of a table."""

    def forwards(_apps: Any, editor: Any) -> None:
        install(editor.connection, table)

    return migrations.RunPython(forwards, migrations.RunPython.noop)


def install(database: Any, table: str) -> None:
    """Install the triggers of a table (again)."""
    with database.cursor() as cursor:
        for statement in statements(database.vendor, table):
            cursor.execute(statement)


def install_all(database: Any = connection) -> None:
    """Install the triggers of every sealed table there is (again)."""
    present = set(database.introspection.table_names())
    for table in SEALED:
        if table in present:
            install(database, table)


def missing(database: Any = connection) -> Sequence[str]:
    """Names of triggers that should stand in the database and do not."""
    query = "SELECT name FROM sqlite_master WHERE type='trigger'" if database.vendor == "sqlite" else "SELECT tgname FROM pg_trigger"
    with database.cursor() as cursor:
        cursor.execute(query)
        present = {name for (name,) in cursor.fetchall()}
    verbs = ("update", "delete") if database.vendor == "sqlite" else ("update", "delete", "truncate")
    return [name for table in SEALED for verb in verbs if (name := f"{table}_no_{verb}") not in present]
