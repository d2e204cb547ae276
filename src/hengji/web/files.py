"""Handing a kept file to the browser, after the owning page has asked who may have it."""

from __future__ import annotations

from typing import TypeVar

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from hengji.apps.files.queries import FileRef, path_of
from hengji.web.identity import Asked

R = TypeVar("R", bound=HttpResponseBase)

_SHOWN = frozenset({"application/pdf", "image/png", "image/jpeg"})
"""What a browser may open in place; everything else is saved."""


def download(_request: Asked, ref: FileRef, name: str = "", *, inline: bool = False) -> FileResponse:
    """The bytes as a file of this name (default: the name it was handed in under).  Raises ``Refused`` where they are gone."""
    shown = inline and ref.media_type in _SHOWN
    response = FileResponse(path_of(ref).open("rb"), content_type=ref.media_type)
    return _named(response, name or ref.name, attachment=not shown)


def attachment(content: bytes, name: str, media_type: str) -> HttpResponse:
    """Bytes made for this answer, as a file of this name."""
    return _named(HttpResponse(content, content_type=media_type), name, attachment=True)


def _named(response: R, name: str, *, attachment: bool) -> R:
    response.headers["Content-Disposition"] = content_disposition_header(attachment, name) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
