"""Returned Excel forms."""

from __future__ import annotations

from django.urls import URLPattern, path

from hengji.web.uploads import desk, views

urlpatterns: list[URLPattern] = [
    path("rounds/<uuid:key>/uploads/", views.listing, name="rounds-uploads"),
    path("rounds/<uuid:key>/blanks/", views.blanks, name="rounds-blanks"),
    path("rounds/uploads/<uuid:key>/", views.one, name="rounds-upload"),
    path("rounds/<uuid:key>/desk/", desk.listing, name="rounds-desk"),
    path("rounds/<uuid:key>/desk/feedback/", desk.all_sheets, name="rounds-feedback-all"),
    path("rounds/<uuid:key>/desk/<uuid:unit>/", desk.unit, name="rounds-feedback"),
    path("rounds/<uuid:key>/desk/<uuid:unit>/sheet/", desk.sheet, name="rounds-feedback-sheet"),
    path("forms/<uuid:key>/excel/", views.excel, name="forms-excel"),
]
