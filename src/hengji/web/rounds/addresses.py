"""Where a figure of a round leads: the list of the forms behind it, with the filters that leave exactly them."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

Value = str | UUID | int | tuple[str, ...]


def forms_url(key: UUID, tab: str = "all", **filters: Value) -> str:
    """The list of a round's forms with these conditions set (the keys of its filters)."""
    return f"{reverse('rounds-forms', args=[key])}?{urlencode({'tab': tab, **filters}, doseq=True)}"


def cell_of(part: str, row: str, column: str) -> str:
    """What leads on to a cell of a form's page, to fill it or to review it; "" of the whole form."""
    return f"#cell={part}/{row}/{column}" if part else ""


FORM = "forms-form"
"""The page that leads to where a person works on a form: to fill it or to review it."""
