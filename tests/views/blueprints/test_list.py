"""The list of blueprints: /blueprints/."""

import re
from typing import Any

import pytest
from django.test import Client

from questions.actions.blueprints import QuotaFields
from questions.models import Blueprint
from tests.base import Cast, make_blueprint, make_role, make_skill


@pytest.fixture
def alice(cast: Cast, client: Client) -> Client:
    client.force_login(cast.alice)
    return client


def page(client: Client, query: str = "", status: int = 200, **headers: str) -> str:
    response = client.get(f"/blueprints/{query}", headers=headers)
    assert response.status_code == status
    return text(response)


def text(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def test_needs_sign_in(client: Client, db: None) -> None:
    assert client.get("/blueprints/").headers["Location"] == "/accounts/login/?next=/blueprints/"


def test_lists_each_plan_in_words(cast: Cast, alice: Client) -> None:
    quotas = [
        QuotaFields(2, 2, level="basic", type="mcq"),
        QuotaFields(1, skill=make_skill("Vision")),
        QuotaFields(0, 0, level="expert"),
        QuotaFields(0, 3),
        QuotaFields(2, 4, type="open"),
    ]
    role = make_role("Modeller")
    make_blueprint("First round", quotas, by=cast.bob, role=role, seniority="mid", minutes=50)
    html = page(alice)
    assert "First round Modeller Mid-level 50 min 5 quotas by bob" in html
    assert (
        "exactly 2 basic MCQs, at least 1 question on Vision, no expert questions, "
        "at most 3 questions, 2 to 4 open questions" in html
    )
    Blueprint.objects.update(created_by=None)
    assert "5 quotas Ready-made" in page(alice)


def test_narrows_by_name_role_and_target_level(alice: Client) -> None:
    make_blueprint("Vision talk", role=make_role("Modeller"), seniority="mid")
    make_blueprint("Speech talk", seniority="senior")
    for query in ("?q=vision", "?role=modeller", "?level=mid", "?q=talk&level=mid&role="):
        html = page(alice, query)
        assert "Vision talk" in html
        assert "Speech talk" not in html
    assert "No blueprint matches" in page(alice, "?q=nothing")


def test_pages_through_by_name(alice: Client) -> None:
    for n in range(30):
        make_blueprint(f"Plan {n:02}")
    first = alice.get("/blueprints/?q=plan").content.decode()
    assert "Showing 1–25 of 30" in first
    link = re.search(r'rel="next"\s+href="([^"]*)"', first)
    assert link is not None
    assert link[1].startswith("/blueprints/?q=plan&amp;cursor=")
    second = text(alice.get(link[1].replace("&amp;", "&")))
    assert "Showing 26–30 of 30" in second
    assert "Plan 25" in second
    assert "Plan 24" not in second


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?colour=red", "There is no parameter “colour”."),
        ("?role=nobody", "role: Select a valid choice."),
        ("?level=%00", "level: Select a valid choice."),
        ("?q=%00", "q: Null characters are not allowed."),
        (f"?q={'x' * 201}", "q: Ensure this value has at most 200 characters"),
        ("?cursor=x", "This page of the list cannot be found any more."),
    ],
)
def test_says_what_it_cannot_understand(alice: Client, query: str, words: str) -> None:
    make_blueprint("Still shown")
    html = page(alice, query, status=400)
    assert words in html
    assert "Still shown" in html


def test_htmx_gets_the_results_alone(alice: Client) -> None:
    html = alice.get("/blueprints/", headers={"HX-Request": "true"}).content.decode()
    assert html.strip().startswith("<section")


def test_an_empty_list_says_what_to_do(cast: Cast, client: Client) -> None:
    for user, words, offered in (
        (cast.alice, "There are no blueprints yet", True),
        (cast.carol, "There are no blueprints yet", False),
        (cast.dave, "No blueprints are shared with you", False),
    ):
        client.force_login(user)
        html = client.get("/blueprints/").content.decode()
        assert words in html
        assert ("/blueprints/new/" in html) == offered


def test_is_only_read(alice: Client) -> None:
    assert alice.post("/blueprints/").status_code == 405
