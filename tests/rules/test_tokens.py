"""Secrets of API tokens."""

import hashlib
import re

from questions.rules import tokens


def test_a_secret_has_a_known_start_and_256_bits() -> None:
    secret = tokens.new_secret()
    assert re.fullmatch(r"ibk_[A-Za-z0-9_-]{43}", secret)
    assert len(tokens.START) < tokens.PREFIX_LENGTH < len(secret) // 2


def test_no_two_secrets_are_alike() -> None:
    assert len({tokens.new_secret()[: tokens.PREFIX_LENGTH] for _ in range(100)}) == 100


def test_a_digest_is_the_secret_s_sha_256() -> None:
    assert tokens.token_digest("ibk_a") == hashlib.sha256(b"ibk_a").hexdigest()
    assert tokens.token_digest("ibk_a") != tokens.token_digest("ibk_b")


def test_any_text_sent_as_a_token_has_a_digest() -> None:
    for text in ("", "\x00", "é", "\ud800", "x" * 100_000):
        assert len(tokens.token_digest(text)) == 64
