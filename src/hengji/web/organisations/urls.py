"""Units, people, posts, the county's choices, search."""

from __future__ import annotations

from django.urls import path

from hengji.web.organisations import county, imports, people, posts, units

urlpatterns = [
    path("organisations/", units.listing, name="organisations"),
    path("organisations/new/", units.new, name="organisations-new"),
    path("organisations/divisions/", units.divisions, name="organisations-divisions"),
    path("organisations/import/", imports.units, name="organisations-import"),
    path("organisations/template/", imports.unit_template, name="organisations-template"),
    path("organisations/list/", imports.unit_list, name="organisations-list"),
    path("organisations/<uuid:key>/", units.show, name="organisations-unit"),
    path("organisations/<uuid:key>/edit/", units.edit, name="organisations-edit"),
    path("organisations/<uuid:key>/close/", units.close, name="organisations-close"),
    path("people/", people.listing, name="people"),
    path("people/new/", people.new, name="people-new"),
    path("people/accounts/", people.accounts, name="people-accounts"),
    path("people/import/", imports.people, name="people-import"),
    path("people/template/", imports.person_template, name="people-template"),
    path("people/list/", imports.person_list, name="people-list"),
    path("people/<uuid:key>/", people.show, name="organisations-person"),
    path("people/<uuid:key>/edit/", people.edit, name="people-edit"),
    path("people/<uuid:key>/disable/", people.disable, name="people-disable"),
    path("people/<uuid:key>/enable/", people.enable, name="people-enable"),
    path("people/<uuid:key>/password/", people.reset, name="people-reset"),
    path("people/<uuid:key>/second-factor/", people.reset_factor, name="people-factor"),
    path("people/<uuid:key>/handover/", people.hand_over, name="people-handover"),
    path("posts/", posts.listing, name="organisations-posts"),
    path("posts/grant/", posts.grant, name="posts-grant"),
    path("posts/proposals/", posts.proposals, name="organisations-proposals"),
    path("posts/<uuid:key>/withdraw/", posts.withdraw, name="posts-withdraw"),
    path("posts/<uuid:key>/close/", posts.close, name="posts-close"),
    path("settings/", county.settings, name="county-settings"),
    path("access/", county.access, name="access"),
    path("year/", county.year, name="year"),
    path("search/", county.search, name="search"),
]
