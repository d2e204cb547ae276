"""Zip containers (.xlsx, .docx, .zip) looked at before anything is unpacked: the directory first, every part within bounds."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Container
from datetime import datetime
from typing import NamedTuple

from hengji.papers.files.book import LIMITS, Unreadable

BROKEN = "文件已损坏或没有传完整"
TOO_LARGE = "文件解压后异常大，疑似压缩炸弹，未予打开"
ASK_AGAIN = "请单位在 Excel 中打开核对后另存，重新发送"
ASK_TRIM = "请单位删除表格下方、右侧多余的行和列后另存，重新报送"
ASK_SMALLER = "请单位另存为普通 Excel 文件后重新报送"
PASSWORD = "文件有打开密码"
ASK_PASSWORD = "请单位去掉打开密码后重新报送"

LIES = "压缩包目录不实，未予打开"

_STORED, _DEFLATED = 0, 8
_HEAD = struct.Struct("<8xHHHH4xIIHHH8xI")
_DEFLATED_AT_MOST = 1032
"""zlib cannot shrink by more: what a lying directory can hide at worst."""


class Entry(NamedTuple):
    """One entry of the directory; ``name`` as its bytes read as latin-1 unless the entry says UTF-8."""

    name: str
    flags: int
    method: int
    packed: int
    size: int
    offset: int
    stamp: tuple[int, int]

    @property
    def saved(self) -> datetime | None:
        """The time an entry carries (local, two seconds' grain)."""
        day, time = self.stamp
        try:
            moment = datetime((day >> 9) + 1980, (day >> 5) & 15, day & 31, time >> 11, (time >> 5) & 63, (time & 31) * 2)
            return moment.astimezone()
        except (ValueError, OverflowError, OSError):
            return None


def directory(data: bytes) -> list[Entry]:
    """The entries of a zip.  Raises ValueError or struct.error when its directory does not hold together.

    The standard library's reader takes as long for this as calamine for a whole form, and it is asked for every file.
    """
    end = data.rfind(b"PK\x05\x06", max(len(data) - 65557, 0))
    if end < 0:
        raise ValueError("no end of directory")
    count, length, offset = struct.unpack_from("<10xHII", data, end)
    if count == 0xFFFF or offset == 0xFFFFFFFF:
        raise ValueError("zip64")
    shift = end - length - offset
    at, entries = offset + shift, []
    for _ in range(count):
        if data[at : at + 4] != b"PK\x01\x02":
            raise ValueError("directory broken")
        flags, method, time, day, packed, size, n, m, k, header = _HEAD.unpack_from(data, at)
        name = data[at + 46 : at + 46 + n].decode("utf-8" if flags & 0x800 else "latin-1")
        entries.append(Entry(name, flags, method, packed, size, header + shift, (day, time)))
        at += 46 + n + m + k
    return entries


class Package:
    """A zip in memory.  Raises Unreadable when broken, locked or beyond the limits."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            self.entries = directory(data)
        except (ValueError, struct.error) as error:
            raise Unreadable(BROKEN, ASK_AGAIN) from error
        self.parts = {entry.name: entry for entry in self.entries}
        self._guard()

    def _guard(self) -> None:
        entries, size = self.entries, len(self._data)
        unpacked = sum(entry.size for entry in entries)
        if len(entries) > LIMITS.entries:
            raise Unreadable(f"压缩包内文件过多（{len(entries)} 个）", ASK_SMALLER)
        if unpacked > LIMITS.unpacked_bytes or unpacked > max(LIMITS.unpack_free, size * LIMITS.unpack_ratio):
            raise Unreadable(TOO_LARGE, ASK_SMALLER)
        if sum(entry.packed for entry in entries) > size:
            raise Unreadable(LIES, ASK_SMALLER)
        if any(entry.flags & 1 for entry in entries):
            raise Unreadable(PASSWORD, ASK_PASSWORD)

    def read(self, part: str) -> bytes:
        """A part, empty when there is none; never more than the directory says."""
        entry = self.parts.get(part)
        return self.unpack(entry) if entry is not None else b""

    def unpack(self, entry: Entry, at_most: int | None = None) -> bytes:
        """The bytes of an entry, or its first ``at_most``.  Raises Unreadable when they are broken or more than the directory says."""
        raw = self._raw(entry)
        if entry.method == _STORED:
            return raw
        if entry.method != _DEFLATED:
            raise Unreadable("压缩方式不常见，无法读取", ASK_SMALLER)
        try:
            out = zlib.decompressobj(-15).decompress(raw, at_most or entry.size + 1)
        except zlib.error as error:
            raise Unreadable(BROKEN, ASK_AGAIN) from error
        if at_most is None and len(out) > entry.size:
            raise Unreadable(LIES, ASK_SMALLER)
        return out

    def _raw(self, entry: Entry) -> bytes:
        start, data = entry.offset, self._data
        if start < 0 or data[start : start + 4] != b"PK\x03\x04":
            raise Unreadable(BROKEN, ASK_AGAIN)
        names = int.from_bytes(data[start + 26 : start + 28], "little") + int.from_bytes(data[start + 28 : start + 30], "little")
        return data[start + 30 + names : start + 30 + names + entry.packed]

    def verify(self, already: Container[str]) -> None:
        """Unpack once every part that could hide far more than its entry says, those in ``already`` excepted."""
        for name, entry in self.parts.items():
            if entry.packed * _DEFLATED_AT_MOST > LIMITS.unpack_free and name not in already and "/media/" not in name:
                self.unpack(entry)


def member_name(entry: Entry) -> str:
    """The name of an entry: UTF-8 where it says or can be so, else gb18030 (Windows in China)."""
    if entry.flags & 0x800:
        return entry.name
    raw = entry.name.encode("latin-1")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.name
