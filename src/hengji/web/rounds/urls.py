"""Addresses of rounds; papers, uploads and reports of a round have areas of their own."""

from __future__ import annotations

from django.urls import path

from hengji.web.rounds import chasing, days, findings, forms, judging, planning, reruns, showing

urlpatterns = [
    path("rounds/", planning.rounds, name="rounds"),
    path("rounds/plan/", planning.plan, name="rounds-plan"),
    path("rounds/new/", planning.new, name="rounds-new"),
    path("rounds/days/", days.days, name="rounds-days"),
    path("rounds/days/drop/", days.drop, name="rounds-days-drop"),
    path("rounds/<uuid:key>/", showing.show, name="rounds-round"),
    path("rounds/<uuid:key>/leader/", showing.leader, name="rounds-leader"),
    path("rounds/<uuid:key>/edit/", planning.edit, name="rounds-edit"),
    path("rounds/<uuid:key>/publish/", planning.publish, name="rounds-publish"),
    path("rounds/<uuid:key>/drop/", planning.drop, name="rounds-drop"),
    path("rounds/<uuid:key>/join/", planning.join, name="rounds-join"),
    path("rounds/<uuid:key>/extend/", planning.extend, name="rounds-extend"),
    path("rounds/<uuid:key>/close/", planning.close, name="rounds-close"),
    path("rounds/<uuid:key>/key/", planning.key_units, name="rounds-key"),
    path("rounds/<uuid:key>/forms/", forms.forms, name="rounds-forms"),
    path("rounds/<uuid:key>/exempt/", judging.exempt, name="rounds-exempt"),
    path("rounds/<uuid:key>/include/", judging.include, name="rounds-include"),
    path("rounds/<uuid:key>/findings/", findings.findings, name="rounds-findings"),
    path("rounds/<uuid:key>/findings/<slug:action>/", findings.decide, name="rounds-findings-decide"),
    path("rounds/<uuid:key>/false-alarms/", judging.false_alarms, name="rounds-falsealarms"),
    path("rounds/<uuid:key>/quality/", judging.quality, name="rounds-quality"),
    path("rounds/<uuid:key>/quality/appeal/", judging.appeal, name="rounds-appeal"),
    path("rounds/<uuid:key>/quality/decide/", judging.decide_appeal, name="rounds-appeal-decide"),
    path("rounds/<uuid:key>/chase/", chasing.chase, name="rounds-chase"),
    path("rounds/<uuid:key>/sent/", chasing.sent, name="rounds-sent"),
    path("rounds/<uuid:key>/rerun/", reruns.rerun, name="rounds-rerun"),
]
