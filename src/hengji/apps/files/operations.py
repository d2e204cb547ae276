"""Keeping a file."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePath
from typing import IO
from uuid import UUID

from django.conf import settings

from hengji.apps.audit.operations import operation
from hengji.apps.files import disk
from hengji.apps.files.kinds import media_type
from hengji.apps.files.models import StoredFile
from hengji.apps.files.queries import FileRef, reference
from hengji.rules.access import Actor
from hengji.rules.refusals import Refused


@operation(audited=False)
def store(actor: Actor, name: str, content: bytes | IO[bytes], *, at: datetime, region: UUID | None = None) -> FileRef:
    """Keep a file handed in or written; the operation of the thing it belongs to leaves the trail row (with name and hash).

    Refuses an empty one and one above ``settings.UPLOAD_LIMIT`` bytes; no type is refused."""
    held = content if isinstance(content, bytes) else content.read(settings.UPLOAD_LIMIT + 1)
    shown = PurePath("".join(filter(str.isprintable, name)).replace("\\", "/")).name[-255:] or "未命名"  # PostgreSQL takes no NUL
    if not held:
        raise Refused("file-empty", name=shown)
    if len(held) > settings.UPLOAD_LIMIT:
        raise Refused("file-too-large", name=shown, limit=settings.UPLOAD_LIMIT // 2**20)
    row = StoredFile.objects.create(
        region_id=region or actor.region, sha256=disk.write(held), name=shown, size=len(held), media_type=media_type(held),
        stored_at=at, person=actor.id, person_name=actor.name,
    )  # fmt: skip
    return reference(row)
