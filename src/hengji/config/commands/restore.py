"""``hengji restore FILE``: into an empty data folder and database; proven by walking the chains at the end."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from hengji.config.commands import archive
from hengji.config.commands.audit import verify_all
from hengji.config.commands.copying import copy_in, is_empty
from hengji.config.commands.ground import database_name
from hengji.config.saying import CannotGoOn, tell

_VENDORS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def run(arguments: argparse.Namespace) -> int:
    """Put everything back; 1 where the trail that was restored does not hold."""
    if not arguments.file.is_file():
        raise CannotGoOn(f"找不到备份文件“{arguments.file}”。请检查路径。")
    if not is_empty():
        raise CannotGoOn(f"这里已经有数据（{database_name()}），没有恢复。请先移走它，或用 HENGJI_DATA、HENGJI_DATABASE 指向空的地方。")
    data = Path(settings.DATA)
    data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data, prefix=".restore-") as held:
        folder = Path(held)
        manifest = archive.unpack(arguments.file, folder)
        if manifest.vendor != connection.vendor:
            raise CannotGoOn(f"备份来自 {_VENDORS[manifest.vendor]}，这里配置的是 {_VENDORS[connection.vendor]}。请用同一种数据库恢复。")
        _put(folder, data, manifest)
    call_command("collectstatic", verbosity=0, interactive=False)
    tell(f"已恢复 {manifest.made_at} 的备份。下面核验恢复的日志：")
    return int(verify_all())


def _put(folder: Path, data: Path, manifest: archive.Manifest) -> None:
    """Files and key first, the database last: what was begun and not ended still counts as empty."""
    if (folder / archive.FILES).is_dir():
        shutil.copytree(folder / archive.FILES, settings.FILES, dirs_exist_ok=True)
    for name in archive.BESIDE:
        if (folder / name).is_file():
            (folder / name).chmod(0o600)
            (folder / name).replace(data / name)
    copy_in(folder / archive.DATABASE, manifest.migrations, manifest.tables)
