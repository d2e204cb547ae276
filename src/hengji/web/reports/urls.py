from __future__ import annotations

from django.urls import path

from hengji.web.reports import papers, prints, reports

urlpatterns = [
    path("reports/", reports.listing, name="reports"),
    path("reports/<uuid:key>/", reports.report, name="reports-report"),
    path("reports/<uuid:key>/text/", reports.text, name="reports-text"),
    path("reports/<uuid:key>/outline/", reports.outline, name="reports-outline"),
    path("reports/<uuid:key>/word/", reports.word, name="reports-word"),
    path("reports/<uuid:key>/seal/", reports.seal, name="reports-seal"),
    path("reports/<uuid:key>/sealed/", reports.sealed, name="reports-sealed"),
    path("reports/<uuid:key>/unseal/", reports.unseal, name="reports-unseal"),
    path("reports/<uuid:key>/sent/", reports.sent, name="reports-sent"),
    path("reports/<uuid:key>/meeting/", reports.meeting, name="reports-meeting"),
    path("reports/<uuid:key>/step/<slug:action>/", reports.step, name="reports-step"),
    path("rounds/<uuid:key>/reports/open/", reports.open_all, name="reports-open"),
    path("rounds/<uuid:key>/papers/", papers.papers, name="rounds-papers"),
    path("rounds/<uuid:key>/papers/make/", papers.make, name="rounds-papers-make"),
    path("rounds/<uuid:key>/papers/template/", papers.template, name="rounds-papers-template"),
    path("rounds/papers/<uuid:key>/", papers.paper, name="rounds-paper"),
    path("forms/<uuid:key>/print/", prints.show, name="forms-print"),
    path("forms/<uuid:key>/print.xlsx", prints.excel, name="forms-print-excel"),
]
