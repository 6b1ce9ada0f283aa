"""The page of a question: /questions/<id>/<slug>/."""

import re

import pytest
from django.test import Client

from questions.actions import questions
from questions.models import AuditEntry, Question
from tests.base import Cast, make_question, make_skill, make_source, said


@pytest.fixture
def alice(cast: Cast, client: Client) -> Client:
    client.force_login(cast.alice)
    return client


def html_of(client: Client, question: Question, query: str = "", **headers: str) -> str:
    response = client.get(question.get_absolute_url() + query, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_shows_the_question_but_not_its_answer(alice: Client) -> None:
    source, skill = make_source("Guide"), make_skill("Monitoring")
    question = make_question(
        "What is `drift`?",
        answer="A shift.",
        skills=[skill],
        source=source,
        source_ref="basic-01",
    )
    html = html_of(alice, question)
    assert "What is <code>drift</code>?" in html
    assert "A shift." not in html
    for piece in ("Monitoring", "Guide", "basic-01", "Basic", "5 min", "Approved"):
        assert piece in html


def test_shows_the_answer_when_asked_and_records_the_look(alice: Client, cast: Cast) -> None:
    question = make_question(
        answer="It memorises **noise**.",
        look_for=["Names the gap"],
        red_flags=["More epochs"],
        rubric={"1": "Guesses", "5": "Explains"},
        follow_ups=["And underfitting?"],
        references=["Hastie 2009"],
    )
    html = html_of(alice, question, "?answer=1")
    for piece in (
        "memorises <strong>noise</strong>",
        "Names the gap",
        "More epochs",
        "Guesses",
        "Explains",
        "And underfitting?",
        "Hastie 2009",
    ):
        assert piece in html
    entry = AuditEntry.objects.get(verb="answer.viewed")
    assert (entry.actor, entry.object_id) == (cast.alice, str(question.pk))
    assert entry.request_id


def test_htmx_gets_the_answer_alone(alice: Client) -> None:
    html = html_of(alice, make_question(answer="A shift."), "?answer=1", **{"HX-Request": "true"})
    assert "A shift." in html
    assert "<html" not in html


def test_an_mcq_shows_its_choices_and_on_request_the_key(alice: Client) -> None:
    question = make_question(type="mcq")
    closed = html_of(alice, question)
    assert "Softmax" in closed
    assert "It makes one distribution." not in closed
    assert 'class="key"' not in closed
    opened = html_of(alice, question, "?answer=1")
    assert re.search(r'class="key">.*?Softmax', opened, re.S)
    assert "It squashes each score by itself." in opened


def test_code_is_highlighted(alice: Client) -> None:
    question = make_question(answer="```python\nimport numpy\n```")
    assert '<span class="kn">import</span>' in html_of(alice, question, "?answer=1")


def test_a_wrong_slug_leads_to_the_right_one(alice: Client) -> None:
    question = make_question("What is drift?")
    response = alice.get(f"/questions/{question.pk}/old-title/?q=drift")
    assert response.status_code == 302
    assert response.headers["Location"] == f"/questions/{question.pk}/what-is-drift/?q=drift"
    assert alice.get(f"/questions/{question.pk}/").status_code == 302


def test_previous_and_next_walk_the_list(alice: Client) -> None:
    first, second, third = (make_question(f"drift {name}") for name in ("one", "two", "three"))
    make_question("something else")
    html = html_of(alice, second, "?q=drift&ordering=newest")
    state = "?q=drift&amp;ordering=newest"
    assert f'href="{third.get_absolute_url()}{state}"' in html
    assert f'href="{first.get_absolute_url()}{state}"' in html
    assert f'href="/questions/{state}"' in html
    assert 'rel="prev"' not in html_of(alice, third, "?q=drift&ordering=newest")
    assert 'rel="next"' not in html_of(alice, first, "?q=drift&ordering=newest")


def test_an_unreadable_list_is_the_whole_bank(alice: Client) -> None:
    assert "All questions" in html_of(alice, make_question(), "?level=guru&utm_source=mail")


def test_tells_the_versions(alice: Client, cast: Cast) -> None:
    question = make_question()
    questions.edit(cast.alice, question, said("Changed"), note="Sharper")
    html = html_of(alice, question)
    assert re.search(r"pending.*Sharper.*current", html, re.S)


def test_a_manager_does_not_learn_of_pending_versions(cast: Cast, client: Client) -> None:
    question = make_question()
    questions.edit(cast.alice, question, said("Changed"), note="Sharper")
    client.force_login(cast.bob)
    html = html_of(client, question)
    assert "pending" not in html
    assert "Sharper" not in html


@pytest.mark.parametrize("status", ["draft", "in_review", "retired"])
def test_what_a_manager_may_not_see_is_not_there(cast: Cast, client: Client, status: str) -> None:
    client.force_login(cast.bob)
    response = client.get(make_question(status=status).get_absolute_url())
    assert response.status_code == 404
    assert "There is no such page" in response.content.decode()


@pytest.mark.parametrize("name", ["carol", "dave"])
def test_who_has_no_kit_finds_no_question(cast: Cast, client: Client, name: str) -> None:
    client.force_login(getattr(cast, name))
    assert client.get(make_question().get_absolute_url() + "?answer=1").status_code == 404
    assert not AuditEntry.objects.filter(verb="answer.viewed").exists()


def test_needs_sign_in(client: Client, db: None) -> None:
    assert client.get(make_question().get_absolute_url()).status_code == 302


@pytest.mark.parametrize("pk", ["0", "999999", "99999999999999999999"])
def test_a_number_that_no_question_has(alice: Client, pk: str) -> None:
    assert alice.get(f"/questions/{pk}/").status_code == 404


@pytest.mark.parametrize("verb", ["post", "put", "delete", "patch"])
def test_is_only_read(alice: Client, verb: str) -> None:
    assert getattr(alice, verb)(make_question().get_absolute_url()).status_code == 405
