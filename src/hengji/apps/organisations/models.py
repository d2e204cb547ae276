"""Regions, yearly units, people, posts and who holds them."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from hengji.apps.records.keys import uuid7
from hengji.apps.records.models import Keyed, Row, Versioned
from hengji.apps.records.scope import Scope
from hengji.apps.records.written import written
from hengji.rules.access import ROLE_NAMES


class Region(Keyed):
    """An administrative division (GB/T 2260 code, 财政区划).  ``settings`` are the county's few choices."""

    code = models.CharField(max_length=9, unique=True)
    name = models.CharField(max_length=360)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    settings = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    scope: ClassVar[Scope] = Scope(region="id")

    def __str__(self) -> str:
        return self.name

    @property
    def region_id(self) -> UUID:
        """A region stands in itself."""
        return self.id


class UnitKind(models.TextChoices):
    """What a unit is; where each kind may stand is said in ``tree``."""

    DEPARTMENT = "department", "主管部门"
    SUBORDINATE = "subordinate", "下属单位"
    TOWNSHIP = "township", "乡镇（街道）"
    FINANCE = "finance", "财政局"
    DIVISION = "division", "股室"
    AGENCY = "agency", "第三方机构"


class Unit(Versioned):
    """A unit as it stands in one year.  ``lineage`` is the same through the years; posts and access hold on to it.

    ``path`` is ``/lineage/lineage/`` from the first-level unit down to this one, in hex.  ``department`` is the first-level
    unit of the path (of a department or township: itself).  ``division`` is the finance division responsible for it (对口股室)."""

    year = models.PositiveSmallIntegerField()
    lineage = models.UUIDField(default=uuid7)
    code = models.CharField(max_length=21)
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=12, choices=UnitKind.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    department = models.ForeignKey("self", models.PROTECT, null=True, related_name="members")
    division = models.ForeignKey("self", models.PROTECT, null=True, related_name="departments")
    path = models.CharField(max_length=400)
    successor = models.ForeignKey("self", models.PROTECT, null=True, related_name="predecessors")
    closed_on = models.DateField(null=True)
    former_names = models.JSONField(default=list)
    credit_code = models.CharField(max_length=18, blank=True)
    remark = models.CharField(max_length=300, blank=True)

    scope: ClassVar[Scope] = Scope(unit="self")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "year", "code"], name="unit_code"),
            models.UniqueConstraint(fields=["region", "year", "lineage"], name="unit_lineage"),
            models.CheckConstraint(condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="unit_not_own_parent"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["region", "year", "name"], name="unit_name"),
            models.Index(fields=["lineage"], name="unit_by_lineage"),
        ]

    def __str__(self) -> str:
        return self.name


class People(BaseUserManager["Person"]):
    """Django's door to people: log-in looks a person up by log-in name, every request by id."""

    def get(self, *args: Any, **kwargs: Any) -> Person:
        """One person; of ``get(pk=id)`` the statement is written once."""
        if args or kwargs.keys() != {"pk"} or not isinstance(kwargs["pk"], UUID):
            return super().get(*args, **kwargs)
        found = _by_key(kwargs["pk"])
        if not found:
            raise self.model.DoesNotExist
        return found[0]


@written
def _by_key(key: UUID) -> models.QuerySet[Person]:
    return Person.objects.filter(pk=key)


class Person(AbstractBaseUser):
    """Someone who logs in.  What a person may do comes from the posts held, never from here."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    login = models.CharField("登录名", max_length=60, unique=True)
    name = models.CharField(max_length=60)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=True)
    password_changed_at = models.DateTimeField(null=True)
    former_passwords = models.JSONField(default=list)
    demo = models.BooleanField(default=False)
    preferences = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[People] = People()
    scope: ClassVar[Scope] = Scope(person="id")

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Django's word for it."""
        return self.active


class Post(Versioned):
    """A duty of a unit: work is assigned to posts, persons hold posts."""

    unit = models.UUIDField()
    role = models.CharField(max_length=12, choices=[(role.value, name) for role, name in ROLE_NAMES.items()])
    title = models.CharField(max_length=60, blank=True)
    closed = models.BooleanField(default=False)

    scope: ClassVar[Scope] = Scope()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["region", "unit"], name="post_unit")]

    def __str__(self) -> str:
        return self.title or self.get_role_display()


class ProposedPost(Versioned):
    """A post somebody is proposed for by a list or the starting wizard; the security administrator grants or declines it.

    ``granted`` None: not decided yet."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    unit = models.UUIDField()
    role = models.CharField(max_length=12, choices=[(role.value, name) for role, name in ROLE_NAMES.items()])
    starts = models.DateField()
    ends = models.DateField(null=True)
    proposed_by = models.CharField(max_length=60)
    proposed_at = models.DateTimeField()
    granted = models.BooleanField(null=True)

    scope: ClassVar[Scope] = Scope(person="person_id")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "unit", "role"], condition=Q(granted__isnull=True), name="proposed_post_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_role_display()}"


class Assignment(Row):
    """A person holds a post from a day to a day (inclusive; None: until further notice)."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="assignments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="assignments")
    starts = models.DateField()
    ends = models.DateField(null=True)
    ended_why = models.CharField(max_length=200, blank=True)
    predecessor = models.ForeignKey("self", models.PROTECT, null=True, related_name="successors")

    scope: ClassVar[Scope] = Scope(person="person_id")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="assignment_days"),
            models.UniqueConstraint(fields=["post", "person"], condition=Q(ends__isnull=True), name="assignment_open_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.post}"
