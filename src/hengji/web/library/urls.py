"""Addresses of the indicator library."""

from __future__ import annotations

from django.urls import path

from hengji.web.library import imports, indicators

urlpatterns = [
    path("library/", indicators.listing, name="library"),
    path("library/new/", indicators.new, name="library-new"),
    path("library/adopt/", indicators.adopt, name="library-adopt"),
    path("library/merge/", indicators.merge, name="library-merge"),
    path("library/fields/", indicators.fields, name="library-fields"),
    path("library/reference/", indicators.load_reference, name="library-reference"),
    path("library/import/", imports.import_file, name="library-import"),
    path("library/import/template/", imports.template, name="library-template"),
    path("library/export/", imports.whole, name="library-whole"),
    path("library/suggest/", indicators.suggest, name="library-suggest"),
    path("library/<uuid:key>/", indicators.indicator, name="library-indicator"),
    path("library/<uuid:key>/edit/", indicators.edit, name="library-edit"),
    path("library/<uuid:key>/retire/", indicators.retire, name="library-retire"),
    path("library/<uuid:key>/restore/", indicators.restore, name="library-restore"),
]
