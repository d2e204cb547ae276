"""What a file is, by its bytes: a name can say anything."""

from __future__ import annotations

import zipfile
from io import BytesIO

_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
)
_OFFICE = (
    ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("ppt/presentation.xml", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
UNKNOWN = "application/octet-stream"


def media_type(content: bytes) -> str:
    """The media type the bytes themselves show; ``application/octet-stream`` where they show none."""
    for magic, kind in _MAGIC:
        if content.startswith(magic):
            return kind
    if content.startswith(b"PK\x03\x04"):
        return _zipped(content)
    return "text/plain" if _is_text(content[:8192]) else UNKNOWN


def _zipped(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            names = set(packed.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return UNKNOWN
    return next((kind for member, kind in _OFFICE if member in names), "application/zip")


def _is_text(start: bytes) -> bool:
    if b"\x00" in start:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            start[: len(start) - 4 if len(start) == 8192 else None].decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
