"""Every address of the site, by area."""

from __future__ import annotations

from django.urls import include, path

AREAS = (
    "accounts", "workbench", "organisations", "programs", "library", "appraisal", "targets", "start", "audit", "jobs", "notices", "access",
    "uploads", "reports", "rounds", "filling", "ui",
)  # fmt: skip

urlpatterns = [path("", include(f"hengji.web.{area}.urls")) for area in AREAS]
urlpatterns += [path("", include("hengji.api.urls"))]
handler400 = "hengji.web.refusals.bad_request"
handler403 = "hengji.web.refusals.forbidden"
handler404 = "hengji.web.refusals.not_found"
handler500 = "hengji.web.refusals.broken"
