"""A file looked at before it is applied.  Every small import goes the same way: the file is read and held against what is there, the page
shows what would change and every fault with its cell, and nothing is written; on a second press the same bytes are read and held against
what is there by then, and all of it is written in one transaction or nothing.  In between the file is kept, named by a signed token that
only the person who tried it can use, for an hour.

Treasury exports and budget lists go by ``apps.programs`` instead: a person confirms their columns, a job writes them, their content is
erased afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile

from hengji.apps.files.operations import store
from hengji.apps.files.queries import file_ref, open_bytes
from hengji.clock import now
from hengji.rules.refusals import Refused
from hengji.web.identity import Asked

_VALID = 3600
"""Seconds a file that was tried may be applied."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A file that was looked at: its name, its bytes, and what the page remembered with it."""

    name: str
    content: bytes
    said: Mapping[str, Any]


def given(request: Asked) -> tuple[str, bytes]:
    """Name and bytes of the file chosen.  Raises ``Refused`` ``import-no-file``, ``file-too-large``."""
    found = request.FILES.get("file")
    if not isinstance(found, UploadedFile):
        raise Refused("import-no-file")
    if (found.size or 0) > settings.UPLOAD_LIMIT:
        raise Refused("file-too-large", name=found.name, limit=settings.UPLOAD_LIMIT // 2**20)
    return str(found.name or "未命名"), found.read()


def keep(request: Asked, what: str, name: str, content: bytes, **said: Any) -> str:
    """Keep a file that can be applied; the token goes into the page's form.  ``what`` names the import the token is for."""
    file = store(request.actor, name, content, at=now())
    return signing.dumps([str(file.id), str(request.actor.id), said], salt=f"tried-{what}")


def kept(request: Asked, what: str) -> Tried:
    """The file of the token the page sends back.  Raises ``Refused`` ``import-look-again``."""
    try:
        file, person, said = signing.loads(request.POST.get("token", ""), salt=f"tried-{what}", max_age=_VALID)
    except signing.BadSignature:
        raise Refused("import-look-again") from None
    if person != str(request.actor.id):
        raise Refused("import-look-again")
    key = UUID(file)
    return Tried(file_ref(key).name, open_bytes(key), said)
