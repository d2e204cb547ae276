"""``hengji backup FILE``: while people work.  The database first, then the files: every row finds its bytes."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from hengji import __version__
from hengji.clock import now
from hengji.config.commands import archive
from hengji.config.commands.copying import applied, copy_out
from hengji.config.commands.ground import ready
from hengji.config.saying import CannotGoOn, tell


def run(arguments: argparse.Namespace) -> int:
    """Write the file, whole or not at all; only its owner may read it, for it holds the key."""
    ready()
    target: Path = arguments.file
    if not target.parent.is_dir():
        raise CannotGoOn(f"文件夹“{target.parent}”不存在，请先建立。")
    part = target.with_name(f".{target.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=settings.DATA, prefix=".backup-") as folder:
            part.touch(mode=0o600)
            count = _write(part, Path(folder))
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    tell(f"已备份到 {target}（{target.stat().st_size / 2**20:.1f} 兆，{count} 个文件）。里面有密钥和全部数据，请存放在安全的地方。")
    return 0


def _write(part: Path, folder: Path) -> int:
    database = folder / archive.DATABASE
    database.mkdir()
    migrations = applied()
    tables = copy_out(database)
    beside = [(name, path) for name in archive.BESIDE if (path := Path(settings.DATA) / name).is_file()]
    for name, path in beside:
        (folder / name).write_bytes(path.read_bytes())  # as it is now: the anchors may grow meanwhile
    copied = sorted(path for path in folder.rglob("*") if path.is_file())
    manifest = archive.Manifest(
        version=__version__,
        made_at=now().isoformat(timespec="seconds"),
        vendor=connection.vendor,
        migrations=migrations,
        tables=tables,
        digests={str(path.relative_to(folder)): archive.digest(path) for path in copied},
    )
    with part.open("wb") as out:
        return archive.write(out, manifest, _members(folder, copied))


def _members(folder: Path, copied: list[Path]) -> Iterator[tuple[str, Path]]:
    yield from ((str(path.relative_to(folder)), path) for path in copied)
    kept = Path(settings.FILES)
    for path in sorted(kept.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            yield f"{archive.FILES}/{path.relative_to(kept)}", path
