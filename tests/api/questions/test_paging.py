"""Walking a listing by its cursors: nothing lost, nothing doubled, forward and back."""

from typing import Any

import pytest
from django.test import Client

from questions.models import Question
from tests.api.base import Reader
from tests.base import Cast, make_question

LEVELS = ["basic", "intermediate", "advanced", "expert"]


@pytest.fixture
def bank(db: None) -> None:
    """Eleven questions with many ties in every order."""
    for number in range(11):
        words = "tree " * (number % 3 + 1)
        make_question(f"{words}{number}", level=LEVELS[number % 2], minutes=number % 3 + 1)


def walk(reader: Reader, address: str, link: str) -> list[dict[str, Any]]:
    """Return the pages from an address on, following `next` or `previous`."""
    pages = []
    while address:
        pages.append(reader.get(address))
        address = pages[-1][link]
    return pages


def ids(pages: list[dict[str, Any]]) -> list[int]:
    return [row["id"] for page in pages for row in page["results"]]


ORDERS = ["", "ordering=level", "ordering=-level", "ordering=newest", "ordering=updated"]
ORDERS += ["ordering=minutes", "q=tree", "q=tree&ordering=minutes", "q=-nothing"]


@pytest.mark.parametrize("params", ORDERS)
@pytest.mark.parametrize("size", [1, 4, 11])
def test_walking_there_and_back(alice: Reader, bank: None, params: str, size: int) -> None:
    whole = ids([alice.get(f"/questions/?{params}&page_size=100")])
    assert sorted(whole) == sorted(Question.objects.values_list("pk", flat=True))
    there = walk(alice, f"/questions/?{params}&page_size={size}", "next")
    assert ids(there) == whole
    assert [len(page["results"]) for page in there[:-1]] == [size] * (len(there) - 1)
    assert {page["count"] for page in there} == {11}
    if len(there) > 1:
        last = there[-2]["next"]
        back = walk(alice, last, "previous")
        assert ids(back[::-1]) == whole
        assert back[-1]["results"] == there[0]["results"]


def test_links_keep_the_filters(alice: Reader, bank: None) -> None:
    pages = walk(alice, "/questions/?level=basic&level=expert&page_size=2&q=tree", "next")
    assert len(ids(pages)) == 6
    assert {row["level"] for page in pages for row in page["results"]} == {"basic"}
    link = pages[0]["next"]
    assert link.startswith("http://testserver/api/v1/questions/?")
    assert all(part in link for part in ("level=basic", "level=expert", "page_size=2", "q=tree"))


def test_a_question_added_meanwhile_shifts_nothing(alice: Reader, bank: None) -> None:
    first = alice.get("/questions/?ordering=level&page_size=4")
    rest = ids([alice.get("/questions/?ordering=level&page_size=100")])[4:]
    make_question("In front", difficulty_adjustment=-10)
    assert ids(walk(alice, first["next"], "next")) == rest


def test_a_question_retired_meanwhile_loses_no_other(cast: Cast, bob: Reader, bank: None) -> None:
    first = bob.get("/questions/?ordering=minutes&page_size=4")
    rest = ids([bob.get("/questions/?ordering=minutes&page_size=100")])[4:]
    Question.objects.filter(pk=first["results"][-1]["id"]).update(status="retired")
    assert ids(walk(bob, first["next"], "next")) == rest


def test_pages_hold_25_unless_asked(alice: Reader) -> None:
    for number in range(26):
        make_question(f"Question {number}")
    page = alice.get("/questions/")
    assert (len(page["results"]), page["count"]) == (25, 26)
    assert len(alice.get("/questions/", {"page_size": 100})["results"]) == 26


def test_relevance_goes_so_deep_and_then_says_to_narrow(
    alice: Reader, cast: Cast, bank: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("questions.search.text.RELEVANCE_DEPTH", 6)
    first = alice.get("/questions/?q=tree&page_size=4")
    second = alice.get(first["next"])
    assert (len(first["results"]), len(second["results"]), second["count"]) == (4, 2, 11)
    assert alice.refusals(second["next"]) == [("cursor", "too_deep")]
    client.force_login(cast.alice)
    cursor = second["next"].partition("cursor=")[2].partition("&")[0]
    page = client.get("/questions/", {"q": "tree", "cursor": cursor})
    assert page.status_code == 400
    assert "narrow the search" in page.content.decode()
