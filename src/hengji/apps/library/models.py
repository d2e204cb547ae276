"""The indicator library: fields, indicators, the words they are found by, and who uses them.

A row without region belongs to the reference set (参考，非官方) that every county may read and adopt from."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from hengji.apps.records.models import Row, Versioned
from hengji.apps.records.scope import Scope
from hengji.rules.measures import Measure

OPERATORS = ("≥", "≤", "=", ">", "<", "定性", "时间")


class Category(Versioned):
    """A field (领域).  ``words`` in a program's name point to it."""

    region = models.ForeignKey("organisations.Region", models.PROTECT, null=True, related_name="+")  # type: ignore[assignment]
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    order = models.PositiveSmallIntegerField(default=0)
    words = models.JSONField(default=list)

    scope: ClassVar[Scope] = Scope()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "name"], name="library_category_name"),
            models.UniqueConstraint(fields=["name"], condition=Q(region__isnull=True), name="library_reference_category"),
        ]

    def __str__(self) -> str:
        return self.name


class LibraryIndicator(Versioned):
    """An indicator to start from.  ``value`` is a usual target value as text; ``avoid`` are vague wordings it stands in for.

    ``uses`` counts objects that use it, ``outcomes`` those whose final achievement is known, ``full_outcomes`` those that ended at exactly
    100 %.  ``name_key`` is the folded name by which duplicates are found; ``adopted_from`` the reference row it was taken over from."""

    region = models.ForeignKey("organisations.Region", models.PROTECT, null=True, related_name="+")  # type: ignore[assignment]
    category = models.ForeignKey(Category, models.PROTECT, related_name="indicators")
    level1 = models.CharField(max_length=30)
    level2 = models.CharField(max_length=30)
    name = models.CharField(max_length=150)
    name_key = models.CharField(max_length=150)
    operator = models.CharField(max_length=4, choices=[(sign, sign) for sign in OPERATORS])
    unit = models.CharField(max_length=30, blank=True)
    measure = models.CharField(max_length=12, choices=[(one.value, one.chinese) for one in Measure])
    value = models.CharField(max_length=60, blank=True)
    explanation = models.TextField(blank=True)
    how_measured = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    basis = models.TextField(blank=True)
    avoid = models.JSONField(default=list)
    common = models.BooleanField(default=False)
    retired_at = models.DateTimeField(null=True)
    retired_why = models.CharField(max_length=300, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    adopted_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="adopted")
    uses = models.PositiveIntegerField(default=0)
    outcomes = models.PositiveIntegerField(default=0)
    full_outcomes = models.PositiveIntegerField(default=0)

    scope: ClassVar[Scope] = Scope()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region", "category", "level2", "name_key"],
                condition=Q(retired_at__isnull=True),
                name="library_indicator_name",
            ),
            models.UniqueConstraint(
                fields=["category", "level2", "name_key"], condition=Q(region__isnull=True), name="library_reference_indicator"
            ),
            models.CheckConstraint(condition=Q(operator__in=OPERATORS), name="library_operator"),
            models.CheckConstraint(condition=Q(retired_at__isnull=True) | ~Q(retired_why=""), name="library_retired_why"),
            models.CheckConstraint(condition=Q(full_outcomes__lte=models.F("outcomes")), name="library_outcomes"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["region", "name_key"], name="library_name"),
            models.Index(fields=["category", "level2"], name="library_by_category"),
        ]

    def __str__(self) -> str:
        return self.name


class IndicatorToken(models.Model):
    """A word an indicator is found by (``rules.tokens.tokens``) in its name, field or the vague wordings it stands in for.

    Indexed, so that two characters are found alike on both databases."""

    token = models.CharField(max_length=40)
    indicator = models.ForeignKey(LibraryIndicator, models.CASCADE, related_name="tokens", db_index=False)

    scope: ClassVar[Scope] = Scope(region="indicator__region_id")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["indicator", "token"], name="library_token_once")]
        indexes: ClassVar = [models.Index(fields=["token", "indicator"], name="library_token")]


class LibraryUse(Row):
    """An object's target of a year uses an indicator.  The object is an id and a name: targets stand above the library.

    ``achievement`` is the final ratio of actual to target (1 = 100 %), once monitoring or self-evaluation knows it."""

    indicator = models.ForeignKey(LibraryIndicator, models.PROTECT, related_name="use_rows")
    program = models.UUIDField()
    program_name = models.CharField(max_length=150)
    secret = models.BooleanField(default=False)
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    revision = models.PositiveSmallIntegerField()
    achievement = models.DecimalField(max_digits=9, decimal_places=4, null=True)

    scope: ClassVar[Scope] = Scope(unit="unit", competent="unit__department")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["indicator", "program", "year"], name="library_use_once")]
        indexes: ClassVar = [models.Index(fields=["program", "year"], name="library_use_program")]

    def __str__(self) -> str:
        return f"{self.program_name}（{self.year}）"
