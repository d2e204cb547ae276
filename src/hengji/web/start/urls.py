from __future__ import annotations

from django.urls import path

from hengji.web.start import rolling, views

urlpatterns = [
    path("start/", views.index, name="start"),
    path("start/new/", views.begin, name="start-begin"),
    path("start/roll/", rolling.roll, name="start-roll"),
    path("start/<uuid:key>/", views.one, name="start-one"),
    path("start/<uuid:key>/apply/", views.apply, name="start-apply"),
    path("start/<uuid:key>/drop/", views.drop, name="start-drop"),
    path("start/<uuid:key>/keep/", views.keep, name="start-keep"),
    path("start/<uuid:key>/doubts/<uuid:doubt>/", views.settle, name="start-settle"),
    path("start/<uuid:key>/units/<uuid:item>/", views.unit, name="start-unit"),
    path("start/<uuid:key>/objects/<uuid:item>/", views.program, name="start-object"),
]
