"""The trail."""

from __future__ import annotations

from django.urls import URLPattern, path

from hengji.web.audit import views

urlpatterns: list[URLPattern] = [
    path("audit/", views.listing, name="audit"),
    path("audit/verify/", views.verify, name="audit-verify"),
]
