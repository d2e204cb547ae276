"""Files kept: a row says what was handed in, the bytes stand once on the disk under their hash."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from hengji.apps.records.models import Row
from hengji.apps.records.scope import Scope


class StoredFile(Row):
    """One file somebody handed in or the site wrote.  Who may have it is the business of the thing it belongs to."""

    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    stored_at = models.DateTimeField()
    person = models.UUIDField()
    person_name = models.CharField(max_length=60)

    scope: ClassVar[Scope] = Scope(person="person")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["sha256"], name="file_by_hash")]

    def __str__(self) -> str:
        return self.name
