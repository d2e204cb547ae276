"""Abstract bases of every table of the house."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from hengji.apps.records.keys import uuid7
from hengji.apps.records.scope import Scope


class Keyed(models.Model):
    """A row with a time-ordered key."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True


class Row(Keyed):
    """A business row: it carries its region, so that scoping, partitioning and moving a county elsewhere are one WHERE clause.

    ``scope`` names where its unit, department and divisions are found; a test fails where a model has none."""

    region = models.ForeignKey("organisations.Region", models.PROTECT, related_name="+")

    scope: ClassVar[Scope] = Scope()

    class Meta:
        abstract = True


class Versioned(Row):
    """A row two people may write: every write names the version it saw (``records.versions.compare_and_set``)."""

    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True
