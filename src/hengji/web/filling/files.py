"""Papers that support a form: added, handed out, taken away."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from hengji.apps.files.queries import file_ref
from hengji.apps.monitoring.operations import filling
from hengji.apps.monitoring.queries import pages as forms
from hengji.clock import now
from hengji.rules.refusals import Refused
from hengji.web.files import download
from hengji.web.identity import Asked


@require_POST
def attach(request: Asked, key: UUID) -> HttpResponse:
    """Add a paper to an indicator, or to the whole form."""
    given = request.FILES.get("file")
    if given is None:
        raise Refused("form-no-paper")
    filling.attach(
        request.actor, key, request.POST.get("row", ""), given.name or "佐证材料", given.read(), request.POST.get("caption", ""), at=now()
    )
    messages.success(request, "已上传佐证材料。")
    return _back(key)


@require_GET
def evidence(request: Asked, key: UUID) -> HttpResponseBase:
    """A paper; a picture or a PDF opens in the browser, everything else is kept."""
    found = forms.evidence(request.actor, key)
    return download(request, file_ref(found.file), found.name, inline=True)


@require_POST
def detach(request: Asked, key: UUID) -> HttpResponse:
    """Take a paper away."""
    form = forms.evidence(request.actor, key).form
    filling.detach(request.actor, key, at=now())
    messages.success(request, "已移除佐证材料。")
    return _back(form)


def _back(form: UUID) -> HttpResponse:
    return redirect(reverse("forms-fill", args=[form]) + "#papers")
