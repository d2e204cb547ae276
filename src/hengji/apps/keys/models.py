"""Keys of system accounts."""

from __future__ import annotations

from hashlib import sha256
from typing import ClassVar

from django.db import models

from hengji.apps.records.models import Versioned
from hengji.apps.records.scope import Scope

NAME = 20
"""Characters of a key's name and of its account's: together they fit where the trail and imports keep a name."""


def digest_of(secret: str) -> str:
    """What is kept of a key.  Its 256 random bits need no slow hash."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


class ApiKey(Versioned):
    """A key another system shows.  Of the key itself only its SHA-256 is kept, and the beginning to know it by.

    ``person`` is the account it acts as: one without a password, with posts like anyone's.  ``minute`` (since 1970) and ``calls`` count
    calls within the latest minute; they and ``last_used_at`` are written without a new version."""

    name = models.CharField(max_length=NAME)
    person = models.ForeignKey("organisations.Person", models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    start = models.CharField(max_length=12)
    expires_on = models.DateField()
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=60, blank=True)
    revoked_why = models.CharField(max_length=200, blank=True)
    last_used_at = models.DateTimeField(null=True)
    minute = models.BigIntegerField(default=0)
    calls = models.PositiveIntegerField(default=0)

    scope: ClassVar[Scope] = Scope()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["region", "made_at"], name="api_key_of_region")]

    def __str__(self) -> str:
        return f"{self.name}（{self.start}…）"
