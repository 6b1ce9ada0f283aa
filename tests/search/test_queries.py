"""What each query finds: the same on both databases, with and without the answers."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from questions import search
from questions.models import Question
from questions.rules import terms
from tests.base import Cast, token
from tests.search.corpus import NO_WORDS, QUERIES, expected_of, make_corpus
from tests.search.reference import everything, ids_of


@pytest.fixture
def names(db: None) -> dict[int, str]:
    return {question.pk: name for name, question in make_corpus().items()}


def test_the_table_holds_enough() -> None:
    queries = [query for query, _, _ in QUERIES]
    assert len(set(queries)) == len(queries) >= 60


@pytest.mark.parametrize("stems_only", [True, False])
def test_each_query_finds_what_a_person_expects(names: dict[int, str], stems_only: bool) -> None:
    wrong = {}
    for row in QUERIES:
        query = terms.parse(row[0])
        matches = search.matching(everything(), query, stems_only=stems_only)
        found = {names[pk] for pk in matches}
        if found != expected_of(row, stems_only=stems_only):
            wrong[row[0][:50]] = found
    assert wrong == {}


@pytest.mark.parametrize("scopes", [["questions:read"], ["questions:read", "answers:read"]])
def test_the_api_finds_the_same(
    names: dict[int, str], cast: Cast, client: Client, scopes: list[str]
) -> None:
    headers = token(cast.alice, *scopes)
    wrong = {}
    for row in QUERIES:
        url = "/api/v1/questions/"
        body = client.get(url, {"q": row[0], "page_size": "100"}, headers=headers).json()
        found = {names[question["id"]] for question in body["results"]}
        expected = expected_of(row, stems_only="answers:read" not in scopes)
        if found != expected or body["count"] != len(expected):
            wrong[row[0][:50]] = found
    assert wrong == {}


def test_the_page_shows_what_was_found(names: dict[int, str], cast: Cast, client: Client) -> None:
    client.force_login(cast.bob)
    page = client.get("/questions/", {"q": "gradient"}).content.decode()
    assert "Showing 1–2 of 2" in page
    assert "Explain <mark>gradient</mark> descent." in page
    assert "Why do <mark>gradients</mark> vanish" in page
    assert "Which activation" not in page


@pytest.mark.parametrize("query", NO_WORDS)
def test_signs_alone_match_nothing(
    names: dict[int, str], cast: Cast, client: Client, query: str
) -> None:
    matches = search.matching(everything(), terms.parse(query), stems_only=False)
    assert list(matches) == []
    client.force_login(cast.alice)
    response = client.get("/questions/", {"q": query})
    assert response.status_code == 200
    nothing_typed = not query.strip()
    assert ("of 24" in response.content.decode()) is nothing_typed


def test_only_the_first_50_words_are_searched_and_that_is_said(
    names: dict[int, str], cast: Cast, client: Client
) -> None:
    client.force_login(cast.alice)
    many = " ".join(f"-word{n}" for n in range(50))
    assert "first 50 words" not in client.get("/questions/", {"q": many}).content.decode()
    page = client.get("/questions/", {"q": f"{many} gradient"}).content.decode()
    assert "Only the first 50 words were searched for." in page
    assert "Showing 1–24 of 24" in page


def test_a_search_never_widens_what_an_account_sees(names: dict[int, str], cast: Cast) -> None:
    visible = ids_of(Question.objects.filter(stem__startswith="Explain"))
    found = search.matching(visible, terms.parse("gradient"), stems_only=False)
    assert [names[pk] for pk in found] == ["gradient"]
    without = search.matching(visible, terms.parse("-vanish"), stems_only=False)
    assert [names[pk] for pk in without] == ["gradient"]


def test_a_search_is_a_query_for_what_is_wanted_and_one_for_what_is_not(
    names: dict[int, str], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    query = terms.parse('gradient -"deep networks" desc*')
    every = everything()
    with django_assert_num_queries(2):
        search.matching(every, query, stems_only=False)
