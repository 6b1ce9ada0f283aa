"""Secrets encrypted for the database."""

import pytest

from questions.rules import sealing

KEY, OTHER = "k" * 50, "o" * 50


def test_what_is_sealed_is_read_with_its_key_alone() -> None:
    sealed = sealing.seal("GEZDGNBVGY3TQOJQ", KEY)
    assert "GEZDGNBV" not in sealed
    assert sealing.seal("GEZDGNBVGY3TQOJQ", KEY) != sealed
    assert sealing.unseal(sealed, KEY) == "GEZDGNBVGY3TQOJQ"
    for text, key in ((sealed, OTHER), (sealed[:-3] + "AA=", KEY), ("GEZDGNBV", KEY), ("", KEY)):
        with pytest.raises(sealing.Unreadable):
            sealing.unseal(text, key)
