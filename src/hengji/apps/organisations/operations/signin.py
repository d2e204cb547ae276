"""Log-in and log-out leave their rows in the trail; told by the pages, in the code path and never by a signal."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hengji.apps.audit.operations import operation, record
from hengji.apps.organisations import secondfactor
from hengji.apps.organisations.models import Person, Region
from hengji.rules.access import Action, Actor
from hengji.rules.refusals import NotFound, Refused

SELF = Action.ACCOUNT_SELF


@operation
def signed_in(actor: Actor, by: str, *, at: datetime) -> None:
    """Somebody logged in; ``by`` says with what (密码、密码和动态口令…)."""
    record(actor, "已登录", _self(actor), under=SELF, by=by)


@operation
def signed_out(actor: Actor, why: str, *, at: datetime) -> None:
    """A session ended: 本人退出, 长时间未操作…"""
    record(actor, "已退出", _self(actor), under=SELF, why=why)


@operation
def enrol_second_factor(actor: Actor, secret: str, code: str, *, at: datetime) -> tuple[str, ...]:
    """Tie the person's telephone to the account; returns recovery codes, shown once.  Refused when the code does not fit."""
    codes = secondfactor.enrol(actor.id, secret, code)
    if codes is None:
        raise Refused("second-factor-wrong")
    record(actor, "已绑定动态口令", _self(actor), under=SELF)
    return codes


@operation
def renew_codes(actor: Actor, code: str, *, at: datetime) -> tuple[str, ...]:
    """New recovery codes against a valid one-time code; returns them."""
    if secondfactor.verify(actor.id, code) is None:
        raise Refused("second-factor-wrong")
    record(actor, "已重新生成恢复码", _self(actor), under=SELF)
    return secondfactor.renew_codes(actor.id)


@operation
def sign_in_failed(actor: Actor, login: str, why: str, *, at: datetime) -> None:
    """A log-in that failed.  Of a name nobody has only the beginning is kept: people type passwords into that field."""
    _failed(login, "登录失败", why)


@operation
def locked_out(actor: Actor, login: str, minutes: int, *, at: datetime) -> None:
    """Too many failures: the account is locked for some minutes."""
    _failed(login, "已锁定", f"{minutes} 分钟")


def nobody(region: UUID) -> Actor:
    """Whoever stands at the log-in page."""
    return Actor(UUID(int=0), "未登录", region)


def _failed(login: str, verb: str, why: str) -> None:
    person = Person.objects.filter(login=login).first()
    if person is not None:
        record(nobody(person.region_id), verb, person, why=why)
        return
    region = Region.objects.filter(parent__isnull=True).order_by("pk").first()
    if region is None:
        raise NotFound
    record(nobody(region.pk), verb, region, why=why, login=f"{login[:2]}…（{len(login)} 个字符，无此账号）")


def _self(actor: Actor) -> Person:
    return Person.objects.get(pk=actor.id)
