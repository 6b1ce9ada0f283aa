"""Secrets of webhooks at rest: encrypted with a key that is derived from SECRET_KEY.

A copy of the database alone signs nothing. When SECRET_KEY changes, the former one must stand in
SECRET_KEY_FALLBACKS as long as secrets are kept that were encrypted with it; else they are lost,
and each endpoint says so until its secret is rotated.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils import timezone

from questions.models import WebhookEndpoint

#: Keys for other purposes that are derived from SECRET_KEY differ by this.
PURPOSE = b"interviewbank webhook secrets"


class SecretLost(Exception):
    """A secret that was encrypted with a SECRET_KEY that is not known any more."""

    def __init__(self) -> None:
        super().__init__(
            "The secret cannot be read, for SECRET_KEY has changed: rotate it, and give the"
            " receiver the new one."
        )


def encrypt(secret: str) -> str:
    return _fernet().encrypt(secret.encode()).decode()


def signing(endpoint: WebhookEndpoint) -> list[str]:
    """Return the secrets that sign now, the present one first; raise SecretLost."""
    kept = [endpoint.secret]
    if endpoint.previous_until and endpoint.previous_until > timezone.now():
        kept.append(endpoint.previous_secret)
    fernet = _fernet()
    try:
        return [fernet.decrypt(token.encode()).decode() for token in kept]
    except InvalidToken as error:
        raise SecretLost from error


def _fernet() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE)
    return base64.urlsafe_b64encode(derivation.derive(key.encode()))
