"""One form on paper: a page to print, and the official layout as Excel."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from hengji.apps.monitoring.queries import papers as queries
from hengji.web.identity import Asked
from hengji.web.rounds.addresses import FORM
from hengji.web.ui.exporting import download
from hengji.web.ui.frame import page


@require_GET
def show(request: Asked, key: UUID) -> HttpResponse:
    """The form as it is printed."""
    return page(request, "reports/print.html", found=queries.form_print(request.actor, key), form_page=FORM)


@require_GET
def excel(request: Asked, key: UUID) -> HttpResponse:
    """The form in its official layout."""
    title, content = queries.form_sheet(request.actor, key)
    return download(content, title)
