"""What a form of ours sends along unseen: ids and the version the page showed.  A page never sends anything else, so what cannot be read is
answered like a thing that is not there."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from hengji.rules.refusals import NotFound


def version_of(request: HttpRequest) -> int:
    """The version the page showed; 0 (which never stands) where none came."""
    return whole(request.POST.get("version"))


def whole(text: str | None) -> int:
    """A whole number, 0 for everything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0


def key_of(text: str | None) -> UUID:
    """An id.  Raises ``NotFound``."""
    try:
        return UUID(text or "")
    except ValueError:
        raise NotFound from None
