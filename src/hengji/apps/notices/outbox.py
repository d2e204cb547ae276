"""The outbox: messages that leave the house, by e-mail (SMTP) or to one web address (webhook), delivered by the worker.

A parcel stands in the transaction of whatever sends it.  The worker claims it, hands it over, and writes down how that ended.  What was
surely not taken is tried again, ever later; what may have been taken (the worker was killed, the line broke in the middle) is never tried
again but shown as unsure: nobody gets a reminder twice.

Addresses stand in the settings (HENGJI_SMTP_…, HENGJI_WEBHOOK); a channel without one is not there."""

from __future__ import annotations

import json
import smtplib
import socket
import ssl
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from email.utils import formatdate
from http.client import HTTPResponse
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen
from uuid import UUID

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from hengji.apps.notices.models import Delivery, DeliveryState

TIMEOUT = 20.0
"""Seconds a server may take."""
ATTEMPTS = 6
FIRST_PAUSE = timedelta(minutes=1)
"""Before the second attempt; four times as long before each further one."""
ABANDONED = timedelta(minutes=5)
"""After that a delivery in hand belongs to nobody: its worker was killed."""
_UNSURE = "发送途中断开，可能已经送达；对方没有收到的，请另行联系"


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message for the outbox: ``channel`` email or webhook; ``address`` an e-mail address ("" for the webhook: it has one address);
    ``about`` what it belongs to, ``name`` who is meant."""

    channel: str
    address: str
    subject: str
    text: str
    about: UUID | None = None
    name: str = ""


class NotSent(Exception):  # noqa: N818 - an answer
    """The other side has surely not taken it; ``final``: it never will."""

    def __init__(self, why: str, *, final: bool = False) -> None:
        super().__init__(why)
        self.final = final


def channels() -> frozenset[str]:
    """The channels this site has an address for."""
    found = {"email": settings.SMTP["host"], "webhook": settings.WEBHOOK}
    return frozenset(name for name, address in found.items() if address)


def deliver_due(limit: int = 100) -> int:
    """Deliver what is due, one after the other, up to the first that the other side did not answer: a server that is not there keeps the
    worker's jobs waiting once, not once a message.  Returns how many were tried.  Instants are the machine's clock."""
    _give_up_on_abandoned()
    tried, answered = 0, True
    while answered and tried < limit and (row := _claimed()) is not None:
        answered = _deliver(row)
        tried += 1
    return tried


def _give_up_on_abandoned() -> None:
    lost = Delivery.objects.filter(state=DeliveryState.SENDING, claimed_at__lt=timezone.now() - ABANDONED)
    lost.update(state=DeliveryState.UNSURE, error=_UNSURE)


def _claimed() -> Delivery | None:
    """The next one due, now in hand; of two workers one gets it."""
    now = timezone.now()
    due = Delivery.objects.filter(state=DeliveryState.QUEUED, next_at__lte=now)
    while (key := due.order_by("next_at", "pk").values_list("pk", flat=True).first()) is not None:
        mine = Delivery.objects.filter(pk=key, state=DeliveryState.QUEUED)
        if mine.update(state=DeliveryState.SENDING, claimed_at=now, attempts=F("attempts") + 1):
            return Delivery.objects.get(pk=key)
    return None


def _deliver(row: Delivery) -> bool:
    """Hand one over and write down how it ended; whether the other side answered, so that the next may be tried at once."""
    outcome: dict[str, Any]
    try:
        _ADAPTERS[row.channel](row)
        outcome = {"state": DeliveryState.SENT, "sent_at": timezone.now(), "error": ""}
    except NotSent as trouble:
        over = trouble.final or row.attempts >= ATTEMPTS
        later = timezone.now() + FIRST_PAUSE * 4 ** (row.attempts - 1)
        outcome = {"state": DeliveryState.FAILED if over else DeliveryState.QUEUED, "next_at": later, "error": str(trouble)[:300]}
    except (OSError, smtplib.SMTPException, ValueError) as trouble:
        outcome = {"state": DeliveryState.UNSURE, "error": f"{_UNSURE}（{type(trouble).__name__}）"}
    Delivery.objects.filter(pk=row.pk, state=DeliveryState.SENDING).update(**outcome)
    return outcome["state"] in (DeliveryState.SENT, DeliveryState.FAILED)


# ---- e-mail


def _mail(row: Delivery) -> None:
    message = EmailMessage()
    message["Subject"] = " ".join(row.subject.split())
    message["From"], message["To"] = settings.SMTP["sender"] or settings.SMTP["user"], row.address
    message["Date"], message["Message-ID"] = formatdate(localtime=True), f"<{row.pk}@hengji>"
    message.set_content(row.text)
    with _connected() as server:
        try:
            server.send_message(message)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused) as trouble:
            raise NotSent(f"邮件服务器不接受收件人或发件人：{row.address}", final=True) from trouble
        except smtplib.SMTPResponseException as trouble:
            raise NotSent(f"邮件服务器退回（{trouble.smtp_code}）", final=trouble.smtp_code >= 500) from trouble


def _connected() -> smtplib.SMTP:
    """A connection logged in; whatever fails until here, nothing was sent."""
    chosen: Any = settings.SMTP
    try:
        if chosen["security"] == "ssl":
            server: smtplib.SMTP = smtplib.SMTP_SSL(chosen["host"], chosen["port"], timeout=TIMEOUT, context=ssl.create_default_context())
        else:
            server = smtplib.SMTP(chosen["host"], chosen["port"], timeout=TIMEOUT)
        if chosen["security"] == "starttls":
            server.starttls(context=ssl.create_default_context())
        if chosen["user"]:
            server.login(chosen["user"], chosen["password"])
    except smtplib.SMTPAuthenticationError as trouble:
        raise NotSent("邮件服务器不接受用户名或密码，请检查 HENGJI_SMTP_USER、HENGJI_SMTP_PASSWORD") from trouble
    except (OSError, smtplib.SMTPException) as trouble:
        raise NotSent(f"连不上邮件服务器 {chosen['host']}:{chosen['port']}（{type(trouble).__name__}）") from trouble
    return server


# ---- webhook


def _post(row: Delivery) -> None:
    """As chat groups of WeCom and DingTalk take it: a text message; they answer errcode 0."""
    content = {"msgtype": "text", "text": {"content": f"{row.subject}\n{row.text}"}}
    headers = {"Content-Type": "application/json; charset=utf-8", "X-Hengji-Delivery": str(row.pk)}
    if not settings.WEBHOOK.startswith(("http://", "https://")):
        raise NotSent("HENGJI_WEBHOOK 不是网址", final=True)
    request = Request(settings.WEBHOOK, json.dumps(content, ensure_ascii=False).encode(), headers)
    try:
        with urlopen(request, timeout=TIMEOUT) as answer:
            _taken(answer)
    except HTTPError as trouble:
        raise NotSent(f"对方返回 {trouble.code}", final=trouble.code in (400, 401, 403, 404, 405, 410)) from trouble
    except URLError as trouble:
        if isinstance(trouble.reason, ConnectionRefusedError | socket.gaierror | ssl.SSLError):
            raise NotSent(f"连不上对方（{type(trouble.reason).__name__}）") from trouble
        raise


def _taken(answer: HTTPResponse) -> None:
    """Whether the other side took it: an answer that is no JSON counts as taken."""
    try:
        said = json.loads(answer.read(10_000) or b"{}")
    except ValueError:
        return
    code = said.get("errcode", 0) if isinstance(said, dict) else 0
    if code:
        raise NotSent(f"对方没有收下：{said.get('errmsg', '')}（{code}）")


_ADAPTERS = {"email": _mail, "webhook": _post}
