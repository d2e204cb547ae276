"""Texts and the columns they go into: whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from django.db.models import Model

from hengji.rules.refusals import fitting

T = TypeVar("T")


def whole(model: type[Model], fields: Mapping[str, T], captions: Mapping[str, str]) -> dict[str, T]:
    """The values of a row's fields, none of which is longer than its column.  Raises ``Refused`` ``text-long``, which names the field
    by its caption."""
    for name, value in fields.items():
        most = getattr(model._meta.get_field(name), "max_length", None)
        if isinstance(value, str) and most:
            fitting(captions.get(name, "这一项"), value, most)
    return dict(fields)
