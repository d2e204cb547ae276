"""Bytes on the disk under their SHA-256, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from hashlib import sha256
from pathlib import Path

from django.conf import settings


def path_of(digest: str) -> Path:
    """Where the bytes with this hash stand."""
    return Path(settings.FILES) / digest[:2] / digest[2:4] / digest


def write(content: bytes) -> str:
    """Keep the bytes; returns their hash.  They are on the disk, not only on their way to it, when this returns."""
    digest = sha256(content).hexdigest()
    target = path_of(digest)
    if target.exists() and target.stat().st_size == len(content):
        return digest
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, fresh = tempfile.mkstemp(dir=target.parent, prefix=".fresh-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        Path(fresh).replace(target)
    except BaseException:
        Path(fresh).unlink(missing_ok=True)
        raise
    _sync(target.parent)
    return digest


def ahead(content: bytes) -> None:
    """Put down what ``store`` will keep before the transaction begins: waiting for a disk is no reason to hold the write lock."""
    if 0 < len(content) <= settings.UPLOAD_LIMIT:
        write(content)


def _sync(folder: Path) -> None:
    """Make a new name in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
