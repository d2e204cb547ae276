"""What every command of the site stands on: Django set up, and a database that is ready."""

from __future__ import annotations

import os
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from hengji.apps.records.triggers import install_all
from hengji.config.saying import CannotGoOn


def set_up() -> None:
    """Set Django up."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hengji.config.settings")
    django.setup()


def ready() -> None:
    """The database has its tables.  Raises ``CannotGoOn``."""
    if waiting := unapplied():
        raise CannotGoOn(f"数据库还没有准备好（{len(waiting)} 项更新没有做）。请先运行 hengji migrate。")


def unapplied() -> list[str]:
    """Migrations the database does not have yet.  Raises ``CannotGoOn`` where it cannot be reached."""
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as trouble:
        raise CannotGoOn(f"连不上数据库（{database_name()}）：{trouble}。请检查数据库是否在运行、HENGJI_DATABASE 是否正确。") from trouble
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def database_name() -> str:
    """The database in words, without its password."""
    held: dict[str, Any] = settings.DATABASES["default"]
    where = f"{held.get('HOST') or '本机'} 上的 {held['NAME']}"
    return f"SQLite 文件 {held['NAME']}" if connection.vendor == "sqlite" else f"PostgreSQL {where}"


def migrate() -> None:
    """Bring the database up to date and collect the files of the pages."""
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as trouble:
        raise CannotGoOn(
            f"数据库（{database_name()}）没有更新成：{trouble}。请检查数据库是否在运行、HENGJI_DATABASE 是否正确、磁盘是否已满。"
        ) from trouble
    install_all()
    call_command("collectstatic", verbosity=0, interactive=False)
