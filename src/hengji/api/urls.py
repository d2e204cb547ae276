"""Addresses below /api/: the calls, their description (``openapi.json``, ``docs``), and an answer for everything else."""

from __future__ import annotations

from django.urls import URLPattern, include, path, re_path

from hengji.api.answers import nothing_here, opened
from hengji.api.site import api

_found, _app, _namespace = api.urls
_calls = [one for one in _found if isinstance(one, URLPattern)]
for _one in _calls:  # the root has a name, by which the description finds where the API stands, and nothing to say
    _one.callback = nothing_here if _one.name == "api-root" else opened(_one.callback)

urlpatterns = [
    path("api/", include((_calls, _app), namespace=_namespace)),
    re_path(r"^api/(?P<_rest>.*)$", nothing_here, name="api-nothing"),
]
