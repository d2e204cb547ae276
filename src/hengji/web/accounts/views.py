"""Log-in, log-out, password, second factor.  There is no sign-up and no mail."""

from __future__ import annotations

from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from hengji.apps.organisations import operations, queries, secondfactor
from hengji.clock import now, today
from hengji.rules.refusals import NotFound
from hengji.web.accounts import entry
from hengji.web.identity import Asked, factor_due, password_due, public, unfinished
from hengji.web.ui.frame import page

SECRET, CODES, REPLACING = "factor-secret", "factor-codes", "factor-replacing"


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """The log-in page; whoever is logged in goes on."""
    next_url = request.POST.get("next", request.GET.get("next", ""))
    if request.user.is_authenticated:
        return HttpResponseRedirect(entry.safe(request, next_url))
    login, sentence = request.POST.get("login", "").strip()[:60], ""
    if request.method == "POST":
        person, sentence = entry.attempt(request, login, request.POST.get("password", "")[:200])
        if person is not None:
            return entry.proceed(request, person, next_url)
    people = queries.demo_people(today()) if settings.DEMO else ()
    return page(request, "accounts/login.html", login=login, sentence=sentence, next_url=next_url, people=people, on=today())


@public
@never_cache
@require_http_methods(["GET", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """The code after the password."""
    waiting = entry.pending(request)
    if waiting is None:
        return HttpResponseRedirect(reverse("account_login"))
    sentence = ""
    if request.method == "POST":
        by, sentence = entry.verified(request, waiting, request.POST.get("code", "")[:40])
        person = entry.account(waiting["person"])
        if by is not None and person is not None:
            return entry.let_in(request, person, str(waiting["next"]), by=f"密码和{by}")
    return page(request, "accounts/second.html", sentence=sentence)


@public
@require_POST
def demo(request: HttpRequest) -> HttpResponse:
    """In the demo, and for people made by the demo only: in without a password."""
    if not settings.DEMO:
        raise NotFound
    key = request.POST.get("person", "")
    person = next((one for one in queries.demo_people(today()) if str(one.id) == key), None)
    if person is None:
        raise NotFound
    auth.logout(request)
    return entry.let_in(request, entry.account(person.id), "/", by="示例身份")


@unfinished
@require_POST
def log_out(request: Asked) -> HttpResponse:
    """End the session."""
    operations.signed_out(request.actor, "本人退出", at=now())
    auth.logout(request)
    messages.success(request, "已退出。")
    return HttpResponseRedirect(reverse("account_login"))


@unfinished
@never_cache
@sensitive_post_parameters("old", "new", "again")
@require_http_methods(["GET", "POST"])
def password(request: Asked) -> HttpResponse:
    """The person's own password; forced for a first one and an aged one."""
    due = password_due(request.user, int(request.session.get("password_days", 0)))
    if request.method == "POST":
        new = request.POST.get("new", "")[:200]
        if new != request.POST.get("again", ""):
            messages.error(request, "没有修改：两次输入的新密码不一样。请重新输入。")
            return HttpResponseRedirect(reverse("password"))
        operations.change_password(request.actor, request.POST.get("old", "")[:200], new, at=now())
        auth.update_session_auth_hash(request, entry.again(request))
        messages.success(request, "密码已修改。")
        return HttpResponseRedirect("/")
    person = request.user
    return page(request, "accounts/password.html", due=due, first=getattr(person, "must_change_password", False))


@unfinished
@never_cache
@require_http_methods(["GET", "POST"])
def factor(request: Asked) -> HttpResponse:
    """Enrol a second factor, or show that there is one and renew or replace it."""
    codes = request.session.pop(CODES, None)
    if codes:
        return page(request, "accounts/codes.html", codes=codes)
    enrolled = secondfactor.enrolled(request.actor.id)
    if enrolled and not request.session.get(REPLACING):
        left = secondfactor.codes_left(request.actor.id)
        return page(request, "accounts/factor.html", left=left, required=_required(request))
    if request.method == "POST":
        return _enrol(request)
    secret = request.session.setdefault(SECRET, secondfactor.new_secret())
    picture = secondfactor.picture(request.user.get_username(), secret)
    return page(request, "accounts/enrol.html", secret=secret, picture=picture, due=factor_due(request))


@unfinished
@never_cache
@require_POST
def codes(request: Asked) -> HttpResponse:
    """New recovery codes, or another telephone, against a code that is right now."""
    code = request.POST.get("code", "")[:40]
    if request.POST.get("what") == "replace":
        if secondfactor.verify(request.actor.id, code) is None:
            messages.error(request, entry.WRONG_CODE.replace("没有登录", "没有办理"))
        else:
            request.session[REPLACING] = True
        return HttpResponseRedirect(reverse("mfa_index"))
    request.session[CODES] = list(operations.renew_codes(request.actor, code, at=now()))
    return HttpResponseRedirect(reverse("mfa_index"))


def _enrol(request: Asked) -> HttpResponse:
    secret = request.session.get(SECRET, "")
    request.session[CODES] = list(operations.enrol_second_factor(request.actor, secret, request.POST.get("code", "")[:10], at=now()))
    for key in (SECRET, REPLACING):
        request.session.pop(key, None)
    request.session["factor"] = True
    return HttpResponseRedirect(reverse("mfa_index"))


def _required(request: Asked) -> bool:
    return bool(request.session.get("factor_for_all")) or any(role.administers for role in request.actor.roles)
