"""The filters of kits and candidates, as pages and API share them: questions/listings.py."""

import pytest
from django.http import QueryDict

from questions import listings
from questions.models import User
from tests.base import Cast, make_candidate, make_kit


def names(query: str, user: User) -> set[str]:
    return set(listings.kits_in(QueryDict(query), user).values_list("name", flat=True))


@pytest.mark.parametrize("words", ["jane", "JANE EX", "talk"])
def test_a_kit_is_found_by_its_name_and_the_candidates(cast: Cast, words: str) -> None:
    make_kit("First talk", candidate=make_candidate("Jane Example"))
    make_kit("Screening")
    assert names(f"q={words}", cast.alice) == {"First talk"}


def test_who_may_not_name_candidates_finds_no_kit_by_a_name(cast: Cast) -> None:
    jane = make_candidate("Jane Example")
    make_kit("First talk", candidate=jane)
    cast.alice.scopes = frozenset({"kits:read"})
    assert names("q=jane", cast.alice) == set()
    assert names(f"q={jane.pseudonym}", cast.alice) == {"First talk"}


def test_mine_are_those_that_the_account_made(cast: Cast) -> None:
    make_kit("Mine", by=cast.alice)
    make_kit("Others")
    assert names("mine=true", cast.alice) == {"Mine"}
    assert names("mine=false", cast.alice) == {"Others"}


def test_a_query_string_leaves_out_place_and_what_is_empty() -> None:
    said = QueryDict("q=&status=draft&status=&status=ready&cursor=x&mine=true")
    assert listings.query_string(said) == "status=draft&status=ready&mine=true"
