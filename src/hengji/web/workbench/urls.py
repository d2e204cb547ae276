"""The first page."""

from __future__ import annotations

from django.urls import path

from hengji.web.workbench import views

urlpatterns = [path("", views.workbench, name="workbench")]
