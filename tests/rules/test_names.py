"""Names compared as people read them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.rules.names import name_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Data Analysis", "data analysis"),
        ("  Data \t Analysis\n", "data analysis"),
        ("Data\u00a0Analysis", "Data Analysis"),
        ("ＤＡＴＡ", "data"),
        ("Straße", "STRASSE"),
        ("ﬁne", "FINE"),
        ("Cafe\u0301", "café"),
        ("Ⅳ", "iv"),
        ("Å", "A\u030a"),
        ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
    ],
)
def test_spellings_of_one_name_are_equal(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("C", "C++"), ("C#", "C"), ("café", "cafe"), ("data analysis", "dataanalysis"), ("", "a")],
)
def test_other_names_stay_apart(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@given(st.text())
def test_composed_or_not_a_name_is_the_same(name: str) -> None:
    composed, apart = (unicodedata.normalize(form, name) for form in ("NFC", "NFD"))
    assert name_key(composed) == name_key(apart)


@given(st.text())
def test_white_space_around_a_name_says_nothing(name: str) -> None:
    assert name_key(f" {name}\t") == name_key(name)
