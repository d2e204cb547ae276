"""Where a figure of a round leads: the list of the forms behind it, with the filters that leave exactly them."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from hengji.rules.access import Action, Actor

Value = str | UUID | int | tuple[str, ...]


def forms_url(key: UUID, tab: str = "all", **filters: Value) -> str:
    """The list of a round's forms with these conditions set (the keys of its filters)."""
    return f"{reverse('rounds-forms', args=[key])}?{urlencode({'tab': tab, **filters}, doseq=True)}"


def findings_url(key: UUID, **filters: Value) -> str:
    """The list of a round's findings with these conditions set."""
    return f"{reverse('rounds-findings', args=[key])}?{urlencode(filters, doseq=True)}"


def form_page(actor: Actor) -> str:
    """The name of the page on which this person looks at a form: who fills it in fills, everybody else reviews or reads."""
    return "forms-fill" if actor.can(Action.FORM_FILL) else "forms-review"


def form_url(actor: Actor, form: UUID) -> str:
    """A form, on the page where this person works on it."""
    return reverse(form_page(actor), args=[form])
