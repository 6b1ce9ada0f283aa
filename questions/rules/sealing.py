"""Secrets that must be read again, such as that of a second factor, encrypted for the database."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PURPOSE = b"interviewbank second factor"


class Unreadable(Exception):
    """A secret that was sealed with another key, or changed since."""


def seal(text: str, key: str) -> str:
    """Return the text encrypted and signed with a key derived from `key`."""
    return _box(key).encrypt(text.encode()).decode()


def unseal(sealed: str, key: str) -> str:
    """Return what was sealed; raise Unreadable."""
    try:
        return _box(key).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable from error


def _box(key: str) -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=PURPOSE).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
