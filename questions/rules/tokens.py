"""Secrets of API tokens."""

import hashlib
import secrets

START = "ibk_"
PREFIX_LENGTH = 12


def new_secret() -> str:
    """Return a fresh token: a known start, so that leaked ones are found, and 256 random bits."""
    return START + secrets.token_urlsafe(32)


def token_digest(secret: str) -> str:
    """Return what is kept of a token: its SHA-256. It has 256 random bits, so no salt is needed."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
