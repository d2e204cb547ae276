"""What is said when something is not done: always ``code`` and a Chinese ``sentence``, never a trace."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from ninja import Field, NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from hengji.rules.refusals import NotFound, Refused
from hengji.rules.wording import say

View = Callable[..., HttpResponse]

_STATUS: Mapping[str, int] = {
    "api-key-missing": 401, "api-key-wrong": 401, "api-key-revoked": 401, "api-key-expired": 401,
    "api-not-found": 404, "api-method": 405,
    "api-too-large": 413, "api-invalid": 422, "api-unreadable": 422, "api-faulty": 422, "api-too-many": 429, "api-broken": 500,
}  # fmt: skip
"""Status by code; every other refusal is 409: it could be done, but not now or not so."""

_MOST_DETAILS = 50
_WORDS: Mapping[str, str] = {
    "missing": "没有填写", "string_type": '应为文字（金额也写成文字，如 "1200.50"）',
    "string_too_long": "太长", "string_too_short": "不能为空",
    "string_pattern_mismatch": "写法不对", "int_parsing": "应为整数", "int_type": "应为整数", "bool_parsing": "应为 true 或 false",
    "greater_than_equal": "太小", "less_than_equal": "太大", "too_long": "行数太多", "too_short": "至少要有一行",
    "extra_forbidden": "没有这一项，请删去", "uuid_parsing": "应为编号（UUID）", "literal_error": "不在可选的值内", "list_type": "应为数组",
    "model_type": "应为对象", "model_attributes_type": "应为对象",
}  # fmt: skip


class Detail(Schema):
    """一处不合要求的内容。"""

    place: str = Field(description="在请求中的位置，如 body.rows.0.amount")
    sentence: str = Field(description="怎么不对")


class Trouble(Schema):
    """没有办成：代码和一句话。"""

    code: str = Field(description="不变的代码，供程序判断")
    sentence: str = Field(description="给人看的一句话：什么没有办成、为什么、怎么办")
    details: list[Detail] = Field(default=[], description="请求本身写错时，逐处说明（最多 50 处）")


TROUBLES: dict[Any, Any] = {frozenset({401, 404, 409, 413, 429}): Trouble, 422: Trouble}
"""What every call may answer instead."""


def refused(refusal: Refused, details: list[Detail] | None = None, **more: object) -> JsonResponse:
    """A refusal as an answer; ``more`` stands beside code and sentence."""
    status = _STATUS.get(refusal.code, 409)
    body = {"code": refusal.code, "sentence": say(refusal), "details": [one.model_dump() for one in details or ()], **more}
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {"Retry-After": "60"} if status == 429 else {}
    return JsonResponse(body, status=status, headers=headers, json_dumps_params={"ensure_ascii": False})


def arm(api: NinjaAPI) -> None:
    """Tell the API how everything that can be raised is answered."""
    answers: list[tuple[type[Exception], Callable[[HttpRequest, Any], HttpResponse]]] = [
        (Refused, lambda _request, refusal: refused(refusal)),
        (NotFound, lambda _request, _nothing: refused(Refused("api-not-found"))),
        (Http404, lambda _request, _nothing: refused(Refused("api-not-found"))),
        (AuthenticationError, lambda _request, _nothing: refused(Refused("api-key-missing"))),
        (ValidationError, lambda _request, wrong: _invalid(wrong)),
        (HttpError, lambda _request, _wrong: refused(Refused("api-unreadable"))),
        (RequestDataTooBig, lambda _request, _wrong: too_large(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)),
        (SuspiciousOperation, lambda _request, _wrong: refused(Refused("api-unreadable"))),
        (MultiPartParserError, lambda _request, _wrong: refused(Refused("api-unreadable"))),
        (Exception, _broken),
    ]
    for kind, answer in answers:
        api.add_exception_handler(kind, answer)


def too_large(limit: int) -> JsonResponse:
    """More bytes than are taken."""
    return refused(Refused("api-too-large", limit=limit // 2**20))


def _invalid(wrong: ValidationError) -> JsonResponse:
    details = [Detail(place=_place(one.get("loc", ())), sentence=_sentence(one)) for one in wrong.errors]
    return refused(Refused("api-invalid", count=len(details)), details[:_MOST_DETAILS])


def _place(location: Any) -> str:
    """Where it stands, without the name of our parameter; what was sent is not repeated."""
    return ".".join(str(part)[:40] for part in location if part not in ("sent", "asked", "paging"))


def _sentence(one: Mapping[str, Any]) -> str:
    kind = str(one.get("type"))
    if kind == "value_error":
        return str(one.get("msg", "")).removeprefix("Value error, ")
    return _WORDS.get(kind, "写法不对")


def _broken(request: HttpRequest, trouble: Exception) -> HttpResponse:
    logging.getLogger("hengji.api").error("%s %s", request.method, request.path, exc_info=trouble)
    return refused(Refused("api-broken"))


def opened(view: View) -> View:
    """A view of the API as the site serves it: open to who has no session (the key decides), its body bounded, never cached, and a
    wrong method answered like everything else."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = _too_much(request) or view(request, *args, **kwargs)
        if response.status_code == 405:
            allow = response.headers.get("Allow", "")
            response = refused(Refused("api-method", method=str(request.method)[:20]))
            response.headers["Allow"] = allow
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    answer.public = True  # type: ignore[attr-defined]
    answer.csrf_exempt = True  # type: ignore[attr-defined]
    return answer


def _too_much(request: HttpRequest) -> HttpResponse | None:
    """Refuse a body by its announced size, before a byte of it is read."""
    announced = str(request.META.get("CONTENT_LENGTH") or "0")
    size = int(announced) if announced.isascii() and announced.isdigit() and len(announced) < 16 else settings.UPLOAD_LIMIT * 2
    file = request.content_type == "multipart/form-data"
    limit: int = settings.UPLOAD_LIMIT if file else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return too_large(limit) if size > limit else None


@opened
def nothing_here(_request: HttpRequest, _rest: str = "", **_more: object) -> HttpResponse:
    """Every other address below /api/."""
    return refused(Refused("api-not-found"))
