"""The one file of a backup: a tar of the database, the kept files, the key and the anchors, with a manifest that checks them."""

from __future__ import annotations

import gzip
import json
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from hashlib import file_digest
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from hengji.config.saying import CannotGoOn

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database"
FILES = "files"
BESIDE = ("secret-key", "anchors.txt")
"""Files of the data folder that stand beside the database."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds.  ``migrations`` is the state of the database; ``tables`` the columns of each (PostgreSQL);
    ``digests`` the SHA-256 of every member but the kept files, whose names are their own."""

    version: str
    made_at: str
    vendor: str
    migrations: tuple[str, ...]
    tables: dict[str, list[str]] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT


def digest(path: Path) -> str:
    """SHA-256 of a file's content."""
    with path.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()


def write(out: IO[bytes], manifest: Manifest, members: Iterator[tuple[str, Path]]) -> int:
    """Write the archive; returns how many members it has."""
    count = 0
    with tarfile.open(fileobj=out, mode="w:gz", compresslevel=3) as tar:
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size = len(text)
        tar.addfile(info, BytesIO(text))
        for name, path in members:
            tar.add(path, name, recursive=False)
            count += 1
    return count


def unpack(archive: Path, folder: Path) -> Manifest:
    """Unpack into an empty folder, checking every member.  Raises ``CannotGoOn``: then the archive is not whole."""
    try:
        _read_through(archive)
        with tarfile.open(archive, "r:gz") as tar:
            for member in tar:
                _unpack(tar, member, folder)
    except (tarfile.TarError, zlib.error, EOFError, OSError) as trouble:
        raise CannotGoOn(f"“{archive}”读不下去（{trouble}），不是完整的备份文件。请换一份备份。") from trouble
    manifest = _manifest(archive, folder)
    _check(archive, folder, manifest)
    return manifest


def _read_through(archive: Path) -> None:
    """To the checksum at the end of the stream, which covers headers too; tarfile leaves off before it."""
    with gzip.open(archive) as stream:
        while stream.read(2**20):
            pass


def _unpack(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    parts = Path(member.name).parts
    content = tar.extractfile(member) if member.isreg() else None
    if content is None or ".." in parts or Path(member.name).is_absolute() or (parts[0] not in (DATABASE, FILES, MANIFEST, *BESIDE)):
        raise CannotGoOn(f"备份文件里有不该有的内容（{member.name}），没有恢复。")
    target = folder.joinpath(*parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as out:
        while block := content.read(2**20):
            out.write(block)


def _manifest(archive: Path, folder: Path) -> Manifest:
    try:
        held: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        manifest = Manifest(**{**held, "migrations": tuple(held["migrations"])})
    except (OSError, ValueError, KeyError, TypeError) as trouble:
        raise CannotGoOn(f"“{archive}”不是 hengji backup 写的备份文件。") from trouble
    if manifest.format > FORMAT:
        raise CannotGoOn(f"这份备份是更新的版本（{manifest.version}）写的，请用那个版本恢复。")
    return manifest


def _check(archive: Path, folder: Path, manifest: Manifest) -> None:
    wrong = [name for name, wanted in manifest.digests.items() if not (folder / name).is_file() or digest(folder / name) != wanted]
    wrong += [path.name for path in (folder / FILES).rglob("*") if path.is_file() and digest(path) != path.name]
    if wrong:
        raise CannotGoOn(f"“{archive}”里有 {len(wrong)} 个文件与校验值不符（如 {wrong[0]}），没有恢复。请换一份备份。")
