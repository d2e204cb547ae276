"""Addresses of programs and their money."""

from __future__ import annotations

from django.urls import path

from hengji.web.programs import imports, money, objects, payments

urlpatterns = [
    path("programs/", objects.listing, name="programs"),
    path("programs/new/", objects.new, name="programs-new"),
    path("programs/confirm/", objects.confirm, name="programs-confirm"),
    path("programs/coverage/", objects.coverage, name="programs-coverage"),
    path("programs/export/", objects.export, name="programs-export"),
    path("programs/funds/", money.funds, name="programs-funds"),
    path("programs/funds/new/", money.new_fund, name="programs-fund-new"),
    path("programs/funds/<uuid:key>/", money.edit_fund, name="programs-fund"),
    path("programs/payments/", payments.listing, name="programs-payments"),
    path("programs/payments/<uuid:key>/", payments.decide, name="programs-payment"),
    path("programs/imports/", imports.listing, name="programs-imports"),
    path("programs/imports/<uuid:key>/", imports.one, name="programs-import"),
    path("programs/template/<str:register>/", imports.blank, name="programs-template"),
    path("programs/<uuid:key>/", objects.show, name="program"),
    path("programs/<uuid:key>/edit/", objects.edit, name="program-edit"),
    path("programs/<uuid:key>/payments/", payments.of_program, name="program-payments"),
    path("programs/<uuid:key>/act/", objects.act, name="program-act"),
    path("programs/<uuid:key>/lines/new/", money.new_line, name="program-line-new"),
    path("programs/<uuid:key>/lines/<uuid:line>/", money.edit_line, name="program-line"),
    path("programs/<uuid:key>/lines/<uuid:line>/adjust/", money.adjust, name="program-line-adjust"),
    path("programs/<uuid:key>/lines/<uuid:line>/report/", money.report, name="program-line-report"),
    path("programs/<uuid:key>/lines/<uuid:line>/remove/", money.remove_line, name="program-line-remove"),
]
