"""Keys of other systems: listed, made, revoked."""

from __future__ import annotations

from django.urls import path

from hengji.web.access import views

urlpatterns = [
    path("keys/", views.listing, name="access-keys"),
    path("keys/new/", views.new, name="access-keys-new"),
    path("keys/made/", views.made, name="access-keys-made"),
    path("keys/<uuid:key>/", views.show, name="access-key"),
    path("keys/<uuid:key>/revoke/", views.revoke, name="access-key-revoke"),
]
