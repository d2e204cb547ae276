"""Log-in, password, second factor."""

from __future__ import annotations

from django.urls import path

from hengji.web.accounts import views

urlpatterns = [
    path("login/", views.log_in, name="account_login"),
    path("login/code/", views.second, name="account_second"),
    path("login/demo/", views.demo, name="account_demo"),
    path("logout/", views.log_out, name="account_logout"),
    path("account/password/", views.password, name="password"),
    path("account/second-factor/", views.factor, name="mfa_index"),
    path("account/second-factor/codes/", views.codes, name="mfa_codes"),
]
