"""Every refusal as a page or, for a script, as JSON: what, why, what to do.  No trace is ever shown."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from hengji.rules.refusals import NotFound, Refused, StaleVersion
from hengji.rules.wording import say


class RefusalMiddleware:
    """Turns what operations refuse into answers: ``NotFound`` 404, ``Refused`` 409."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, trouble: Exception) -> HttpResponse | None:
        if isinstance(trouble, NotFound):
            return not_found(request)
        return refused(request, trouble) if isinstance(trouble, Refused) else None


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """A refusal: JSON to a script, back to the page one came from with the sentence on it, else a page of its own."""
    sentence = say(refusal)
    if wants_json(request):
        return JsonResponse({"code": refusal.code, "sentence": sentence}, status=409)
    back = request.headers.get("Referer", "")
    if request.method == "POST" and url_has_allowed_host_and_scheme(back, {request.get_host()}) and not isinstance(refusal, StaleVersion):
        messages.error(request, sentence)
        return HttpResponseRedirect(back)
    return render(request, "ui/refused.html", {"title": "没有办成", "sentence": sentence, "back": back or "/"}, status=409)


def wants_json(request: HttpRequest) -> bool:
    """Whether a script of ours asks."""
    return "application/json" in (request.headers.get("Accept", ""), request.content_type)


def _page(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"code": str(status), "sentence": sentence}, status=status)
    return render(request, "ui/refused.html", {"title": title, "sentence": sentence, "back": "/"}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400, "请求不完整", "浏览器送来的内容不完整或格式不对，没有办理。请返回上一页重新操作。")


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    return _page(request, 403, "页面已过期", "页面打开太久或不是从本系统打开的，没有办理。请返回上一页刷新后再试。")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 404, "没有这一页", "没有找到这一页，或者它不在你的办理范围内。请从工作台进入，或向绩效股核对。")


def broken(request: HttpRequest) -> HttpResponse:
    sentence = "系统出了差错，这一步没有办理，此前保存的内容都在。请稍后重试；仍不行请告诉系统管理员发生的时间。"
    return _page(request, 500, "系统出了差错", sentence)
