"""Every refusal as a page or, for a script, as JSON: what, why, what to do.  No trace is ever shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

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
        answer = self.get_response(request)
        if answer.status_code != 405 or answer.content:
            return answer
        said = not_by_address(request)
        said["Allow"] = answer["Allow"]
        return said

    def process_exception(self, request: HttpRequest, trouble: Exception) -> HttpResponse | None:
        if isinstance(trouble, NotFound):
            return not_found(request)
        return refused(request, trouble) if isinstance(trouble, Refused) else None


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """A refusal: JSON to a script, back to the page one came from with the sentence and what was typed on it, else a page of its own."""
    sentence = say(refusal)
    if wants_json(request):
        return JsonResponse({"code": refusal.code, "sentence": sentence}, status=409)
    back = came_from(request)
    if request.method == "POST" and back and not isinstance(refusal, StaleVersion):
        messages.error(request, sentence, extra_tags="refused")
        return HttpResponseRedirect(back)
    return _page(request, 409, "没有办成", sentence, _with_typed(request), _words(request))


def _words(request: HttpRequest) -> list[str]:
    """What was written in sentences on the refused form: where the page one goes back to has no room for it any more (somebody else
    has decided), it can still be copied from here.  Passwords and ids are no sentences."""
    texts = (text.strip() for _, values in request.POST.lists() for text in values)
    return list(dict.fromkeys(text for text in texts if any("\u4e00" <= letter <= "\u9fff" for letter in text)))


def came_from(request: HttpRequest) -> str:
    """The page of this site the request came from, "" for none."""
    page = request.headers.get("Referer", "").partition("#")[0]
    return page if url_has_allowed_host_and_scheme(page, {request.get_host()}) else ""


def _with_typed(request: HttpRequest) -> str:
    """Where to go back to: the page one came from, with what was typed put back (``kept.js``) where a form was refused."""
    page = came_from(request)
    return f"{page}#typed" if page and request.method == "POST" else page or "/"


def wants_json(request: HttpRequest) -> bool:
    """Whether a script of ours asks."""
    return "application/json" in (request.headers.get("Accept", ""), request.content_type)


def _page(request: HttpRequest, status: int, title: str, sentence: str, back: str = "/", words: Sequence[str] = ()) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"code": str(status), "sentence": sentence}, status=status)
    return render(request, "ui/refused.html", {"title": title, "sentence": sentence, "back": back, "words": words}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400, "请求不完整", "浏览器送来的内容不完整或格式不对，没有办理。请返回上一页重新操作。")


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    return _page(request, 403, "页面已过期", "页面打开太久或不是从本系统打开的，没有办理。请返回上一页再试。", _with_typed(request))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 404, "没有这一页", "没有找到这一页，或者它不在你的办理范围内。请从工作台进入，或向绩效股核对。")


def not_by_address(request: HttpRequest) -> HttpResponse:
    """An address that only a button of a page leads to was opened by itself (an old tab, a bookmark, log-in in between)."""
    return _page(
        request, 405, "这一步要在页面上办理", "这个地址只接受页面上的按钮提交，直接打开没有办理任何事。请从工作台进入相应页面再办。"
    )


def broken(request: HttpRequest) -> HttpResponse:
    sentence = "系统出了差错，这一步没有办理，此前保存的内容都在。请稍后重试；仍不行请告诉系统管理员发生的时间。"
    return _page(request, 500, "系统出了差错", sentence)
