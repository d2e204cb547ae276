"""Time-based one-time passwords (RFC 6238) and recovery codes, kept by allauth, their secrets sealed with the site's key."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from hashlib import sha256
from urllib.parse import quote, urlencode
from uuid import UUID

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from cryptography.fernet import Fernet
from django.conf import settings
from django.db import transaction

from hengji.apps.organisations.models import Person

ISSUER = "衡绩"


class SealedSecrets(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets stand in the database only under the site's key (settings: ``MFA_ADAPTER``)."""

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()


def new_secret() -> str:
    """A secret to be tied to a telephone."""
    return str(generate_totp_secret())


def picture(login: str, secret: str) -> str:
    """The address of a picture (QR, svg) that an authenticator app reads."""
    address = f"otpauth://totp/{quote(f'{ISSUER}:{login}')}?{urlencode({'secret': secret, 'issuer': ISSUER})}"
    svg = DefaultMFAAdapter().build_totp_svg(address)
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()


def enrolled(person: UUID) -> bool:
    """Whether somebody has a second factor."""
    return bool(Authenticator.objects.filter(user_id=person, type=Authenticator.Type.TOTP).exists())


def enrol(person: UUID, secret: str, code: str) -> tuple[str, ...] | None:
    """Tie a secret to a person and make recovery codes; None (nothing is written) when the code does not fit the secret."""
    if _counter(secret, code) is None:
        return None
    forget(person)
    owner = Person.objects.get(pk=person)
    TOTP.activate(owner, secret)
    return tuple(RecoveryCodes.activate(owner).generate_codes())


def renew_codes(person: UUID) -> tuple[str, ...]:
    """New recovery codes; the old ones are void."""
    Authenticator.objects.filter(user_id=person, type=Authenticator.Type.RECOVERY_CODES).delete()
    return tuple(RecoveryCodes.activate(Person.objects.get(pk=person)).generate_codes())


def codes_left(person: UUID) -> int:
    """How many recovery codes were not used yet."""
    row = Authenticator.objects.filter(user_id=person, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(RecoveryCodes(row).get_unused_codes()) if row else 0


def verify(person: UUID, code: str) -> str | None:
    """By what the code is right ("动态口令", "恢复码"), None when it is not.

    A code serves once, whichever process is asked: what was used stands in the row, which is held while it is looked at."""
    typed = code.replace(" ", "")
    with transaction.atomic():
        for row in Authenticator.objects.select_for_update().filter(user_id=person).order_by("-type"):
            totp = row.type == Authenticator.Type.TOTP
            if _spent(row, typed) if totp else RecoveryCodes(row).validate_code(typed):
                row.record_usage()
                return "动态口令" if totp else "恢复码"
    return None


def forget(person: UUID) -> None:
    """Remove the second factor of a person."""
    Authenticator.objects.filter(user_id=person).delete()


def _spent(row: Authenticator, code: str) -> bool:
    """Whether the code is right and later than the last one used, which it is from now on (RFC 6238, 5.2)."""
    counter = _counter(decrypt(row.data["secret"]), code)
    if counter is None or counter <= row.data.get("used", -1):
        return False
    row.data["used"] = counter
    row.save(update_fields=["data"])
    return True


def _counter(secret: str, code: str) -> int | None:
    """The step of time (30 s each since 1970) whose code this is; None for none of those that count now."""
    for step in yield_hotp_counters_from_time():
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step))):
            return int(step)
    return None


def _fernet() -> Fernet:
    return Fernet(urlsafe_b64encode(sha256(b"second factor:" + settings.SECRET_KEY.encode()).digest()))
