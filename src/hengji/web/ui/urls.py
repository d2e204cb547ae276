"""Addresses of the parts themselves: the gallery, in the demo and for developers only."""

from __future__ import annotations

from django.conf import settings
from django.urls import path

from hengji.web.ui import gallery

GALLERY = [
    path("design/", gallery.show, name="design"),
    path("design/grid/", gallery.save, name="design-grid"),
    path("design/job/", gallery.job, name="design-job"),
]

urlpatterns = GALLERY if settings.DEMO or settings.DEBUG else []
