"""Listing questions: filters, search, order and totals."""

from typing import Any

import pytest

from tests.api.base import Reader
from tests.base import make_question, make_role, make_skill, make_source


@pytest.fixture
def bank(db: None) -> None:
    """Five questions that differ in everything that can be filtered by."""
    vision, prose = make_skill("Vision"), make_skill("Prose")
    modeller, keeper = make_role("Modeller"), make_role("Keeper")
    paper, talk = make_source("Paper"), make_source("Talk")
    make_question("Apple", minutes=2, skills=[vision], roles=[modeller], source=paper)
    make_question("Birch", level="intermediate", minutes=4, skills=[vision, prose], source=talk)
    make_question("Cedar", level="advanced", minutes=8, type="mcq", roles=[modeller, keeper])
    make_question("Date", level="expert", minutes=12, skills=[prose], status="draft")
    make_question("Elm", level="basic", minutes=20, status="retired", roles=[keeper])


FILTERS: list[tuple[dict[str, Any], set[str]]] = [
    ({}, {"Apple", "Birch", "Cedar", "Date", "Elm"}),
    ({"level": "basic"}, {"Apple", "Elm"}),
    ({"level": ["basic", "expert"]}, {"Apple", "Date", "Elm"}),
    ({"type": "mcq"}, {"Cedar"}),
    ({"type": ["mcq", "open"]}, {"Apple", "Birch", "Cedar", "Date", "Elm"}),
    ({"skill": "vision"}, {"Apple", "Birch"}),
    ({"skill": ["vision", "prose"]}, {"Apple", "Birch", "Date"}),
    ({"role": "keeper"}, {"Cedar", "Elm"}),
    ({"role": ["keeper", "modeller"]}, {"Apple", "Cedar", "Elm"}),
    ({"status": "draft"}, {"Date"}),
    ({"status": ["draft", "retired"]}, {"Date", "Elm"}),
    ({"status": "in_review"}, set()),
    ({"source": "paper"}, {"Apple"}),
    ({"source": ["paper", "talk"]}, {"Apple", "Birch"}),
    ({"minutes_min": 8}, {"Cedar", "Date", "Elm"}),
    ({"minutes_max": 4}, {"Apple", "Birch"}),
    ({"minutes_min": 4, "minutes_max": 8}, {"Birch", "Cedar"}),
    ({"minutes_min": 9, "minutes_max": 3}, set()),
    ({"skill": "vision", "level": ["intermediate", "expert"]}, {"Birch"}),
    ({"skill": "prose", "status": "draft", "minutes_min": 12}, {"Date"}),
    ({"role": "keeper", "type": "mcq", "level": "basic"}, set()),
    ({"level": ""}, {"Apple", "Birch", "Cedar", "Date", "Elm"}),
    ({"q": "cedar"}, {"Cedar"}),
    ({"q": "cedar", "level": "basic"}, set()),
    ({"q": "-cedar", "type": ["open", "mcq"]}, {"Apple", "Birch", "Date", "Elm"}),
    ({"q": "?!"}, set()),
]


@pytest.mark.parametrize(("params", "expected"), FILTERS, ids=[str(case[0]) for case in FILTERS])
def test_filters_narrow(
    alice: Reader, bank: None, params: dict[str, Any], expected: set[str]
) -> None:
    found = alice.get("/questions/", params)
    assert {row["stem"] for row in found["results"]} == expected
    assert (found["count"], len(found["results"])) == (len(expected), len(expected))
    assert (found["next"], found["previous"]) == (None, None)


def test_a_question_with_two_chosen_skills_stands_once(alice: Reader, bank: None) -> None:
    assert alice.stems({"skill": ["vision", "prose"]}).count("Birch") == 1


def test_a_hiring_manager_sees_what_is_approved(bob: Reader, bank: None) -> None:
    assert set(bob.stems()) == {"Apple", "Birch", "Cedar"}
    assert bob.stems({"status": ["draft", "retired"]}) == []
    assert bob.get("/questions/", {"q": "date"})["count"] == 0


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [
        ("", ["Apple", "Elm", "Birch", "Cedar", "Date"]),
        ("level", ["Apple", "Elm", "Birch", "Cedar", "Date"]),
        ("-level", ["Date", "Cedar", "Birch", "Elm", "Apple"]),
        ("newest", ["Elm", "Date", "Cedar", "Birch", "Apple"]),
        ("updated", ["Elm", "Date", "Cedar", "Birch", "Apple"]),
        ("minutes", ["Apple", "Birch", "Cedar", "Date", "Elm"]),
    ],
)
def test_ordering(alice: Reader, bank: None, ordering: str, expected: list[str]) -> None:
    assert alice.stems({"ordering": ordering} if ordering else {}) == expected


def test_difficulty_orders_within_a_level(alice: Reader) -> None:
    make_question("Harder", difficulty_adjustment=5)
    make_question("Easier", difficulty_adjustment=-5)
    assert alice.stems({"ordering": "level"}) == ["Easier", "Harder"]
    assert [row["difficulty"] for row in alice.get("/questions/")["results"]] == [15, 25]


def test_a_search_puts_the_best_match_first(alice: Reader) -> None:
    make_question("Another thing", answer="Here drift is mentioned in passing.")
    make_question("What is drift?")
    assert alice.stems({"q": "drift"}) == ["What is drift?", "Another thing"]
    assert alice.stems({"q": "drift", "ordering": "relevance"})[0] == "What is drift?"
    assert alice.stems({"q": "drift", "ordering": "newest"})[0] == "What is drift?"
    assert alice.stems({"q": "drift", "ordering": "level"})[0] == "Another thing"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("transformers", True),
        ("transform*", True),
        ('"encoder transformer"', True),
        ('"transformer encoder"', False),
        ("transformer -encoder", False),
        ("transformer encoders", True),
        ("transformer nowhere", False),
    ],
)
def test_what_a_search_understands(alice: Reader, query: str, found: bool) -> None:
    make_question("How does an encoder transformer attend?")
    assert alice.get("/questions/", {"q": query})["count"] == int(found)


def test_without_guidance_a_search_looks_at_stems_alone(alice: Reader, plain_alice: Reader) -> None:
    make_question("What is drift?", answer="Seasonality.")
    assert alice.get("/questions/", {"q": "seasonality"})["count"] == 1
    assert plain_alice.get("/questions/", {"q": "seasonality"})["count"] == 0
    assert plain_alice.get("/questions/", {"q": "drift"})["count"] == 1


def test_rows_are_as_full_as_the_detail(alice: Reader, plain_alice: Reader) -> None:
    question = make_question(type="mcq", skills=[make_skill("Vision")])
    for reader in (alice, plain_alice):
        row = reader.get("/questions/")["results"][0]
        assert row == reader.get(f"/questions/{question.pk}/")


def test_an_empty_bank_is_an_empty_list(alice: Reader) -> None:
    empty: dict[str, Any] = {"count": 0, "next": None, "previous": None, "results": []}
    assert alice.get("/questions/") == empty
    assert alice.get("/questions/", {"q": "drift"}) == empty


def test_listings_are_not_stored_on_the_way(alice: Reader, bank: None) -> None:
    for path in ("/questions/", "/questions/facets/", "/roles/", "/skills/", "/sources/"):
        assert alice.ask(path).headers["Cache-Control"] == "no-store"
