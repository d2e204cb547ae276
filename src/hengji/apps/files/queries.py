"""Files by their id, for the app that owns the thing they belong to: it has asked who may."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from hengji.apps.files import disk
from hengji.apps.files.models import StoredFile
from hengji.rules.refusals import NotFound, Refused


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file kept: what it was called, how large it is (bytes), what it is, and its hash."""

    id: UUID
    name: str
    size: int
    media_type: str
    sha256: str
    stored_at: datetime
    person_name: str


def reference(row: StoredFile) -> FileRef:
    """What others hold of a row."""
    return FileRef(row.pk, row.name, row.size, row.media_type, row.sha256, row.stored_at, row.person_name)


def file_ref(file: UUID) -> FileRef:
    """The file of an id.  Raises ``NotFound``."""
    found = StoredFile.objects.filter(pk=file).first()
    if found is None:
        raise NotFound
    return reference(found)


def file_refs(files: Iterable[UUID]) -> dict[UUID, FileRef]:
    """Many at once, by id; one query."""
    return {row.pk: reference(row) for row in StoredFile.objects.filter(pk__in=list(files))}


def path_of(ref: FileRef) -> Path:
    """Where the bytes stand; for reading only.  Raises ``Refused`` where they are gone."""
    path = disk.path_of(ref.sha256)
    if not path.is_file():
        raise Refused("file-gone", name=ref.name)
    return path


def open_bytes(file: UUID) -> bytes:
    """The bytes, checked against their hash.  Raises ``Refused`` where they are gone or no longer what was handed in."""
    ref = file_ref(file)
    content = path_of(ref).read_bytes()
    if sha256(content).hexdigest() != ref.sha256:
        raise Refused("file-damaged", name=ref.name)
    return content
