"""To whom a notice goes."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from hengji.rules.access import Role


@dataclass(frozen=True, slots=True)
class Recipient:
    """One of: a person; whoever holds a post; whoever holds a role at a unit (its lineage)."""

    person: UUID | None = None
    post: UUID | None = None
    unit: UUID | None = None
    role: str = ""


def to_person(person: UUID) -> Recipient:
    """One human being, whatever posts are held."""
    return Recipient(person=person)


def to_post(post: UUID) -> Recipient:
    """Whoever holds the post, now or after a handover."""
    return Recipient(post=post)


def to_role(unit: UUID, role: Role) -> Recipient:
    """Whoever holds the role at the unit of this lineage, now or after a handover."""
    return Recipient(unit=unit, role=role.value)


@dataclass(frozen=True, slots=True)
class Message:
    """One notice of many (``notices.operations.notify_all``)."""

    to: Recipient
    subject: str
    text: str = ""
    url: str = ""
