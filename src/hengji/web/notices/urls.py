"""Messages to people."""

from __future__ import annotations

from django.urls import URLPattern, path

from hengji.web.notices import views

urlpatterns: list[URLPattern] = [
    path("notices/", views.listing, name="notices"),
    path("notices/read/", views.read, name="notices-read"),
    path("notices/read-all/", views.read_all, name="notices-read-all"),
    path("notices/<uuid:notice>/", views.show, name="notice"),
]
