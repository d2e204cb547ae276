"""Long work and its results."""

from __future__ import annotations

from django.urls import URLPattern, path

from hengji.web.jobs import views

urlpatterns: list[URLPattern] = [
    path("jobs/", views.listing, name="jobs"),
    path("jobs/<uuid:job>/", views.show, name="job"),
    path("jobs/<uuid:job>/line/", views.line, name="job-line"),
    path("jobs/<uuid:job>/cancel/", views.cancel, name="job-cancel"),
    path("jobs/<uuid:job>/result/", views.result, name="job-result"),
]
