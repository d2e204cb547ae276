"""The outbox: there when the operation is, delivered once, tried again only where surely nothing was taken."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from socketserver import BaseRequestHandler, ThreadingTCPServer
from typing import Any, ClassVar

import pytest
from django.db import transaction
from django.utils import timezone
from tests.apps.fillingworld import SECOND_AT, world
from tests.apps.targetsworld import AT, YEAR, County, county, model

from hengji.apps.monitoring import operations
from hengji.apps.monitoring.operations.chasing import resend
from hengji.apps.monitoring.queries.chasing import sent_off
from hengji.apps.notices import outbox
from hengji.apps.notices.models import Delivery
from hengji.apps.notices.operations import send_all
from hengji.apps.notices.outbox import Parcel, deliver_due
from hengji.apps.notices.queries import failing
from hengji.config.commands import doctor
from hengji.rules.refusals import NotAllowed, Refused

pytestmark = pytest.mark.django_db


class _Mail(BaseRequestHandler):
    """A mail server as far as one message needs it; ``refusing`` names the word it answers with a failure, ``silent`` that it hangs up
    in the middle of the message."""

    received: ClassVar[list[str]] = []
    refusing: ClassVar[str] = ""
    code: ClassVar[int] = 550
    silent: ClassVar[bool] = False

    def handle(self) -> None:
        stream = self.request.makefile("rwb")

        def say(text: str) -> None:
            stream.write(f"{text}\r\n".encode())
            stream.flush()

        say("220 here")
        while line := stream.readline().decode().strip():
            word = line.split()[0].upper()
            if self.refusing and line.upper().startswith(self.refusing):
                say(f"{self.code} no")
            elif word == "DATA":
                say("354 go on")
                body = []
                while (part := stream.readline().decode()) not in (".\r\n", ""):
                    body.append(part)
                self.received.append("".join(body))
                if self.silent:
                    return
                say("250 taken")
            elif word == "QUIT":
                say("221 bye")
                return
            else:
                say("250 ok")


class _Web(BaseHTTPRequestHandler):
    """Takes a message; answers with ``status`` and ``errcode``."""

    received: ClassVar[list[dict[str, Any]]] = []
    status: ClassVar[int] = 200
    errcode: ClassVar[int] = 0

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.received.append({"id": self.headers["X-Hengji-Delivery"], **json.loads(body)})
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(json.dumps({"errcode": self.errcode, "errmsg": "busy"}).encode())

    def log_message(self, *_: Any) -> None: ...


@pytest.fixture
def mail(settings: Any) -> Iterator[type[_Mail]]:
    with ThreadingTCPServer(("127.0.0.1", 0), _Mail) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        settings.SMTP = {
            "host": "127.0.0.1", "port": server.server_address[1], "security": "none", "user": "", "password": "",
            "sender": "a@example.org",
        }  # fmt: skip
        _Mail.received, _Mail.refusing, _Mail.silent, _Mail.code = [], "", False, 550
        yield _Mail
        server.shutdown()


@pytest.fixture
def web(settings: Any) -> Iterator[type[_Web]]:
    with HTTPServer(("127.0.0.1", 0), _Web) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        settings.WEBHOOK = f"http://127.0.0.1:{server.server_address[1]}/robot"
        _Web.received, _Web.status, _Web.errcode = [], 200, 0
        yield _Web
        server.shutdown()


def post(c: County, *parcels: Parcel) -> int:
    return send_all(c.officer, parcels, at=AT)


MAIL = Parcel("email", "b@example.org", "催报：七月\n监控", "还有2张监控表未报送。")


def now_due() -> None:
    Delivery.objects.filter(state="queued").update(next_at=timezone.now())


def test_without_an_address_nothing_is_kept(settings: Any) -> None:
    settings.SMTP, settings.WEBHOOK = {**settings.SMTP, "host": ""}, ""
    assert post(county(), MAIL, Parcel("webhook", "", "s", "t")) == 0
    assert not Delivery.objects.exists()


def test_a_mail_is_delivered_once(mail: type[_Mail]) -> None:
    c = county()
    assert post(c, MAIL, MAIL) == 1, "equal ones go once"
    assert (deliver_due(), deliver_due()) == (1, 0)
    row = Delivery.objects.get()
    assert (row.state, row.attempts, len(mail.received)) == ("sent", 1, 1)
    assert "To: b@example.org" in mail.received[0] and f"Message-ID: <{row.pk}@hengji>" in mail.received[0].replace("\r\n ", " ")


def test_a_mailbox_that_is_none_is_not_tried_again(mail: type[_Mail]) -> None:
    mail.refusing = "RCPT"
    post(county(), MAIL)
    deliver_due()
    row = Delivery.objects.get()
    assert row.state == "failed" and "b@example.org" in row.error
    now_due()
    assert deliver_due() == 0


def test_a_server_that_is_not_there_is_asked_again_ever_later_then_given_up(settings: Any) -> None:
    settings.SMTP = {**settings.SMTP, "host": "127.0.0.1", "port": 1, "security": "none"}
    post(county(), MAIL)
    pauses = []
    for _ in range(outbox.ATTEMPTS):
        before = timezone.now()
        assert deliver_due() == 1 and deliver_due() == 0, "not at once again"
        pauses.append((Delivery.objects.get().next_at - before) // timedelta(minutes=1))
        now_due()
    row = Delivery.objects.get()
    assert (row.state, row.attempts) == ("failed", outbox.ATTEMPTS) and "连不上邮件服务器" in row.error
    assert pauses[:4] == [1, 4, 16, 64]


def test_a_server_that_is_not_there_keeps_the_worker_waiting_for_one_message_only(settings: Any) -> None:
    settings.SMTP = {**settings.SMTP, "host": "127.0.0.1", "port": 1, "security": "none"}
    post(county(), MAIL, Parcel("email", "c@example.org", "催报", "还有1张监控表未报送。"))
    assert deliver_due() == 1
    assert sorted(Delivery.objects.values_list("attempts", flat=True)) == [0, 1]
    assert (deliver_due(), deliver_due()) == (1, 0), "the other has its turn after the jobs"


def test_a_busy_server_is_asked_again(mail: type[_Mail]) -> None:
    mail.refusing, mail.code = "DATA", 451
    post(county(), MAIL)
    deliver_due()
    assert Delivery.objects.get().state == "queued"
    mail.refusing = ""
    now_due()
    deliver_due()
    assert Delivery.objects.get().state == "sent" and len(mail.received) == 1


def test_what_may_have_been_taken_is_never_sent_again(mail: type[_Mail]) -> None:
    mail.silent = True
    post(county(), MAIL)
    deliver_due()
    assert Delivery.objects.get().state == "unsure" and len(mail.received) == 1
    mail.silent = False
    Delivery.objects.update(next_at=timezone.now())
    assert deliver_due() == 0 and len(mail.received) == 1


def test_of_a_worker_killed_in_the_middle_nothing_is_sent_twice(mail: type[_Mail], monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(_row: Delivery) -> None:
        raise KeyboardInterrupt

    post(county(), MAIL)
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setitem(outbox._ADAPTERS, "email", dies)
        deliver_due()
    assert Delivery.objects.get().state == "sending"
    assert deliver_due() == 0, "somebody may still have it in hand"
    Delivery.objects.update(claimed_at=timezone.now() - outbox.ABANDONED * 2)
    assert deliver_due() == 0
    assert Delivery.objects.get().state == "unsure" and mail.received == []


def test_a_chat_group_takes_text_and_its_refusal_is_tried_again(web: type[_Web]) -> None:
    web.errcode = 45009
    post(county(), Parcel("webhook", "", "催报", "3个单位未报送。"))
    deliver_due()
    row = Delivery.objects.get()
    assert row.state == "queued" and "45009" in row.error
    web.errcode = 0
    now_due()
    deliver_due()
    assert Delivery.objects.get().state == "sent"
    assert web.received[-1]["text"] == {"content": "催报\n3个单位未报送。"} and web.received[-1]["id"] == str(row.pk)
    assert len({one["id"] for one in web.received}) == 1, "the other side can tell that it is the same"


def test_an_address_that_is_gone_is_not_tried_again(web: type[_Web]) -> None:
    web.status = 404
    post(county(), Parcel("webhook", "", "s", "t"))
    deliver_due()
    assert Delivery.objects.get().state == "failed"


def test_a_reminder_undone_leaves_nothing_in_the_outbox_and_one_done_leaves_it_all(mail: type[_Mail], web: type[_Web]) -> None:
    w = world(first=False)
    person = reachable(w.c)
    station = w.c.station.lineage
    with pytest.raises(RuntimeError):
        chase_and_fail(w, station)
    assert not Delivery.objects.exists()
    operations.chase(w.c.officer, w.second, [station], at=SECOND_AT)
    kept = {(one.channel, one.address) for one in Delivery.objects.all()}
    assert kept == {("email", person.email), ("webhook", "")}
    assert deliver_due() == 2
    assert len(mail.received) == 1 and len(web.received) == 1


def test_what_failed_is_seen_with_its_round_and_sent_once_more(mail: type[_Mail], web: type[_Web], monkeypatch: pytest.MonkeyPatch) -> None:
    """To whom, by which way, how it ended; the bureau sends the failed one again, and nothing that went out."""
    w = world(first=False)
    reachable(w.c)
    mail.refusing = "RCPT"
    operations.chase(w.c.officer, w.second, [w.c.station.lineage], at=SECOND_AT)
    assert deliver_due() == 2
    box = sent_off(w.c.officer, w.second, 10)
    assert box.counts == {"已发送": 1, "没有发出": 1} and (box.failed, box.count) == (1, 2)
    first, second = box.rows
    assert (first.name, first.address, first.way, first.state_words, first.attempts) == ("张海", "zh@example.org", "邮件", "没有发出", 1)
    assert "不接受收件人" in first.error and (second.way, second.failed) == ("群消息", False)
    assert failing(SECOND_AT)[0] == 1 and "不接受收件人" in failing(SECOND_AT)[1]
    monkeypatch.setattr(doctor, "now", lambda: SECOND_AT)
    assert "三天内有 1 条一直发不出去（邮件服务器不接受" in doctor._outbox().why
    with pytest.raises(Refused, match="resend-none"):
        resend(w.c.officer, w.second, [second.id], at=SECOND_AT)
    with pytest.raises(NotAllowed):
        resend(w.c.reviewer, w.second, [first.id], at=SECOND_AT)
    mail.refusing = ""
    assert resend(w.c.officer, w.second, [first.id, second.id], at=SECOND_AT) == 1
    assert model("audit.Entry").objects.order_by("-pk").values_list("verb", flat=True)[0] == "已再次发送催报"
    assert deliver_due() == 1 and len(mail.received) == 1 and len(web.received) == 1
    assert sent_off(w.c.officer, w.second, 10).counts == {"已发送": 2} and not doctor._outbox().why


def chase_and_fail(w: Any, station: Any) -> None:
    with transaction.atomic():
        operations.chase(w.c.officer, w.second, [station], at=SECOND_AT)
        assert Delivery.objects.count() == 2
        raise RuntimeError


def reachable(c: County) -> Any:
    post = model("organisations.Post").objects.create(region=c.region, unit=c.station.lineage, role="reporter")
    someone = model("organisations.Person").objects.create(region=c.region, login="zh", name="张海", email="zh@example.org")
    model("organisations.Assignment").objects.create(region=c.region, post=post, person=someone, starts=f"{YEAR}-01-01")
    return someone
