"""The bank's page: /questions/."""

import re

import pytest
from django.test import Client

from questions.models import Question
from tests.base import Cast, make_question, make_role, make_skill, make_source


@pytest.fixture
def alice(cast: Cast, client: Client) -> Client:
    client.force_login(cast.alice)
    return client


def page(client: Client, query: str = "", status: int = 200, **headers: str) -> str:
    response = client.get(f"/questions/{query}", headers=headers)
    assert response.status_code == status
    return response.content.decode()


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", "", html).split())


def test_needs_sign_in(client: Client, db: None) -> None:
    response = client.get("/questions/")
    assert response.status_code == 302
    assert response.headers["Location"] == "/accounts/login/?next=/questions/"


def test_lists_each_question_with_its_tags(alice: Client) -> None:
    make_question("What is drift?", level="advanced", minutes=7, skills=[make_skill("Monitoring")])
    html = text(page(alice))
    assert "Showing 1–1 of 1" in html
    assert "What is drift? Advanced Open 7 min Monitoring" in html


def test_searches_and_marks_what_it_found(alice: Client) -> None:
    make_question("What is <b>drift</b>?", answer="Inputs are drifting away.")
    make_question("What is bias?")
    html = page(alice, "?q=drift")
    assert "Showing 1–1 of 1 for “drift”" in text(html)
    assert "&lt;b&gt;<mark>drift</mark>&lt;/b&gt;" in html
    assert "Inputs are <mark>drifting</mark> away." in html


def test_facets_count_under_the_other_facets(alice: Client) -> None:
    vision, speech = make_skill("Vision"), make_skill("Speech")
    make_question("a", level="basic", skills=[vision])
    make_question("b", level="basic", skills=[vision, speech])
    make_question("c", level="expert", skills=[speech])
    html = text(page(alice, "?level=basic"))
    assert "Showing 1–2 of 2" in html
    assert "Basic 2" in html
    assert "Expert 1" in html
    assert "Vision 2" in html
    assert "Speech 1" in html


def test_values_of_a_facet_are_alternatives_and_facets_add_up(alice: Client) -> None:
    make_question("a", level="basic")
    make_question("b", level="expert")
    make_question("c", level="expert", type="mcq")
    assert "of 3" in text(page(alice, "?level=basic&level=expert"))
    assert "of 1 " in text(page(alice, "?level=basic&level=expert&type=mcq"))


def test_a_value_without_questions_cannot_be_chosen(alice: Client) -> None:
    make_question("a", level="basic")
    assert re.search(r'value="expert"\s+disabled', page(alice))


def test_chips_take_one_filter_away(alice: Client) -> None:
    make_question("a", level="basic", roles=[make_role("Designer")])
    html = page(alice, "?q=a&level=basic&level=expert&role=designer&minutes_max=5")
    links = set(re.findall(r'class="chip"\s+href="/questions/\?([^"]*)"', html))
    assert links == {
        "level=basic&amp;level=expert&amp;role=designer&amp;minutes_max=5",
        "q=a&amp;level=expert&amp;role=designer&amp;minutes_max=5",
        "q=a&amp;level=basic&amp;role=designer&amp;minutes_max=5",
        "q=a&amp;level=basic&amp;level=expert&amp;minutes_max=5",
        "q=a&amp;level=basic&amp;level=expert&amp;role=designer",
    }


def test_sorts(alice: Client) -> None:
    for stem, level, minutes in (("x", "expert", 3), ("y", "basic", 9), ("z", "advanced", 1)):
        make_question(stem, level=level, minutes=minutes)

    def order(query: str) -> list[str]:
        return re.findall(r'class="row-stem"[^>]*>(\w)</a>', page(alice, query))

    assert order("") == ["y", "z", "x"]
    assert order("?ordering=-level") == ["x", "z", "y"]
    assert order("?ordering=minutes") == ["z", "x", "y"]
    assert order("?ordering=newest") == ["z", "y", "x"]


def test_pages_lead_to_every_question_once(alice: Client) -> None:
    for n in range(60):
        make_question(f"Question number{n:02}", level=("basic", "expert")[n % 2])
    seen: list[str] = []
    query: str | None = "?"
    while query is not None:
        html = page(alice, query)
        seen += re.findall(r"number(\d\d)</a>", html)
        found = re.search(r'rel="next"\s+href="/questions/([^"]*)"', html)
        query = found[1].replace("&amp;", "&") if found else None
    assert len(seen) == 60
    assert sorted(seen) == [f"{n:02}" for n in range(60)]


def test_a_page_that_others_have_emptied_leads_to_the_beginning(alice: Client) -> None:
    for n in range(26):
        make_question(f"Question {n}", level="basic")
    found = re.search(r'rel="next"\s+href="/questions/([^"]*)"', page(alice, "?level=basic"))
    assert found
    last = Question.objects.order_by("pk").last()
    assert last
    last.delete()
    html = page(alice, found[1].replace("&amp;", "&"))
    assert "Nothing is left on this page" in html
    assert 'class="button" href="/questions/?level=basic"' in html


def test_htmx_gets_the_list_and_facets_alone(alice: Client) -> None:
    make_question("What is drift?")
    response = alice.get("/questions/?q=drift&level=", headers={"HX-Request": "true"})
    html = response.content.decode()
    assert "<html" not in html
    assert 'id="results"' in html
    assert 'hx-swap-oob="true"' in html
    assert response.headers["HX-Push-Url"] == "/questions/?q=drift"
    assert "HX-Request" in response.headers["Vary"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?levle=basic", "There is no parameter “levle”."),
        ("?level=guru", "There is no level “guru”."),
        ("?skill=none", "There is no skill “none”."),
        ("?minutes_min=soon", "minutes_min takes a whole number"),
        ("?minutes_max=999", "minutes_max takes a whole number"),
        ("?ordering=random", "There is no order “random”."),
        ("?cursor=abc", "This page of the list cannot be found"),
        ("?level=%00", "There is no level"),
    ],
)
def test_what_cannot_be_understood_is_named(alice: Client, query: str, sentence: str) -> None:
    make_question("What is drift?")
    html = page(alice, query, status=400)
    assert sentence in html
    assert "What is drift?" in html


def test_an_empty_bank_says_what_to_do(alice: Client) -> None:
    assert "load_content" in page(alice)


def test_no_match_says_what_to_do(alice: Client) -> None:
    make_question("What is drift?")
    assert "No question matches" in page(alice, "?q=unicorn")


def test_a_manager_sees_approved_questions_alone(cast: Cast, client: Client) -> None:
    for status in ("draft", "in_review", "approved", "retired"):
        make_question(f"This one is {status}", status=status)
    client.force_login(cast.bob)
    html = text(page(client))
    assert "of 1 " in html
    assert "This one is approved" in html
    assert "Status" not in html


@pytest.mark.parametrize("name", ["carol", "dave"])
def test_who_has_no_kit_sees_why_there_is_nothing(cast: Cast, client: Client, name: str) -> None:
    make_question("What is drift?", source=make_source("Guide"))
    client.force_login(getattr(cast, name))
    html = page(client)
    assert "What is drift?" not in html
    assert "shared with you" in html


@pytest.mark.parametrize("verb", ["post", "put", "delete", "patch"])
def test_is_only_read(alice: Client, verb: str) -> None:
    assert getattr(alice, verb)("/questions/").status_code == 405
