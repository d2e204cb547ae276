"""Which files there are: folders and archives walked through, system junk passed over."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from hengji.papers.files.book import LIMITS, Unreadable
from hengji.papers.files.zipped import Package, member_name

ASK_ZIP = "请单位改用 .zip 压缩，或直接发送表格文件"

_JUNK = {"thumbs.db", "desktop.ini", ".ds_store", "__macosx"}
_DOCUMENT_STARTS = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"xl/", b"word/", b"mimetype")
"""Names an office document begins with; an archive of files that does too is opened as a whole and refused."""
_LOCKS = ("~$", ".~", "._", "~wrl")


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read; can be pickled.  ``display`` is its path below what was given (``报送/a.zip/b.xlsx``).

    ``members`` are the entry numbers that lead through archives; ``trouble`` says why an archive could not be walked.
    """

    display: str
    path: Path
    members: tuple[int, ...] = ()
    mtime: datetime | None = None
    trouble: Unreadable | None = None

    def data(self) -> bytes:
        """The bytes, read anew each time.  Raises Unreadable: too large, gone, locked."""
        if self.trouble is not None:
            raise self.trouble
        data = _read(self.path) if not self.members else b""
        for depth, index in enumerate(self.members):
            package = _archive(self.path) if depth == 0 else Package(data)
            data = package.unpack(package.entries[index])
        return _within(data)

    def sha256(self) -> str:
        """Of the file's bytes; of the archive's where it could not be walked, empty where it cannot be read."""
        try:
            data = self.data() if self.trouble is None else _read(self.path)
        except Unreadable:
            return ""
        return hashlib.sha256(data).hexdigest()


def expand(paths: Sequence[Path]) -> Iterator[Source]:
    """Every file below ``paths`` in stable order; the display path is relative to the folder given.

    Lock files of office programs and system junk are passed over; everything else comes out, readable or not.
    """
    for path in paths:
        if path.is_dir():
            for file in sorted(path.rglob("*"), key=lambda p: p.relative_to(path).parts):
                if file.is_file() and not _junk(file.relative_to(path).parts):
                    yield from _walk(Source(file.relative_to(path).as_posix(), file, (), _saved(file)))
        elif not _junk((path.name,)):
            yield from _walk(Source(path.name, path, (), _saved(path)))


def _junk(parts: Sequence[str]) -> bool:
    return any(part.lower() in _JUNK or part.lower().startswith(_LOCKS) for part in parts) or any(p.startswith(".") for p in parts[:-1])


def _walk(source: Source) -> Iterator[Source]:
    """The source itself, or what is in it where it is an archive of files."""
    try:
        package = _package(source)
        if package is None:
            yield source
            return
        if len(source.members) >= LIMITS.nesting:
            raise Unreadable("压缩包嵌套层数过多", ASK_ZIP)
        yield from _members(source, package)
    except Unreadable as trouble:
        yield Source(source.display, source.path, source.members, source.mtime, trouble)


def _package(source: Source) -> Package | None:
    """The archive a source is; None when it is a document or anything else.  Only a zip named otherwise is looked into twice."""
    if not source.members and not _may_be_archive(source.path):
        return None
    data = source.data()
    if data[:4] != b"PK\x03\x04":
        return None
    try:
        package = _archive(source.path) if not source.members else Package(data)
    except Unreadable:
        if source.display.lower().endswith(".zip"):
            raise
        return None
    return None if is_document(package) else package


def is_document(package: Package) -> bool:
    """An office document in a zip container, not an archive of files."""
    return any(name in package.parts for name in ("[Content_Types].xml", "content.xml", "xl/workbook.xml", "word/document.xml"))


def _members(source: Source, package: Package) -> Iterator[Source]:
    named = sorted((member_name(entry).replace("\\", "/"), index) for index, entry in enumerate(package.entries))
    for name, index in named:
        parts = [part for part in name.split("/") if part not in ("", ".", "..")]
        if parts and not name.endswith("/") and not _junk(parts):
            inner = Source(f"{source.display}/{'/'.join(parts)}", source.path, (*source.members, index), package.entries[index].saved)
            yield from _walk(inner)


def _saved(path: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    except (OSError, ValueError, OverflowError):
        return None


def _may_be_archive(path: Path) -> bool:
    """From the first bytes: a zip, and not one that begins like an office document."""
    try:
        with path.open("rb", buffering=0) as file:
            head = file.read(64)
    except OSError:
        return False
    return head[:4] == b"PK\x03\x04" and not head[30:].startswith(_DOCUMENT_STARTS)


def _read(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LIMITS.file_bytes:
            raise Unreadable(_too_large(size), "请单位删去图片等无关内容后另存，重新报送")
        return path.read_bytes()
    except OSError as error:
        raise Unreadable("文件打不开（不存在、被占用或无权限）", "请核对文件是否完整，必要时请单位重新发送") from error


def _within(data: bytes) -> bytes:
    if len(data) > LIMITS.file_bytes:
        raise Unreadable(_too_large(len(data)), "请单位删去图片等无关内容后另存，重新报送")
    return data


def _too_large(size: int) -> str:
    return f"文件过大（{size / 1024 / 1024:.0f} MB，上限 {LIMITS.file_bytes // 1024 // 1024} MB）"


def _archive(path: Path) -> Package:
    stat = path.stat()
    return _cached(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=2)
def _cached(path: Path, mtime: int, size: int) -> Package:
    """An archive kept open while its members are read one after the other."""
    return Package(_read(path))
