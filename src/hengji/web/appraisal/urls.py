"""Addresses of ex-ante appraisal."""

from __future__ import annotations

from django.urls import path

from hengji.web.appraisal import dossiers, listing, scoring, steps

urlpatterns = [
    path("appraisals/", listing.appraisals, name="appraisals"),
    path("appraisals/summary/", listing.summary, name="appraisal-summary"),
    path("appraisals/missing/", listing.missing, name="appraisal-missing"),
    path("appraisals/new/", dossiers.new, name="appraisal-new"),
    path("appraisals/<uuid:key>/", dossiers.appraisal, name="appraisal"),
    path("appraisals/<uuid:key>/edit/", dossiers.edit, name="appraisal-edit"),
    path("appraisals/<uuid:key>/save/", dossiers.save, name="appraisal-save"),
    path("appraisals/<uuid:key>/attach/", dossiers.attach, name="appraisal-attach"),
    path("appraisals/<uuid:key>/files/<uuid:file>/", dossiers.file, name="appraisal-file"),
    path("appraisals/<uuid:key>/files/<uuid:file>/remove/", dossiers.detach, name="appraisal-detach"),
    path("appraisals/<uuid:key>/step/", steps.step, name="appraisal-step"),
    path("appraisals/<uuid:key>/experts/", steps.assign, name="appraisal-assign"),
    path("appraisals/<uuid:key>/experts/<uuid:score>/release/", steps.release, name="appraisal-release"),
    path("appraisals/<uuid:key>/experts/<uuid:score>/extend/", steps.extend, name="appraisal-extend"),
    path("appraisals/<uuid:key>/decide/", steps.decide, name="appraisal-decide"),
    path("appraisals/<uuid:key>/program/", steps.program, name="appraisal-program"),
    path("appraisals/<uuid:key>/opinion/", steps.opinion, name="appraisal-opinion"),
    path("appraisals/<uuid:key>/report/", steps.report, name="appraisal-report"),
    path("appraisals/<uuid:key>/score/", scoring.sheet, name="appraisal-score"),
    path("appraisals/<uuid:key>/score/save/", scoring.save, name="appraisal-score-save"),
]
