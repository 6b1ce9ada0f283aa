"""The interviewing guide, /guide/, and the places from which it is found."""

import re

import pytest
from django.test import Client

from tests.base import Cast, make_blueprint, make_kit, make_question
from tests.views.desk import Desk, desk

ANCHORS = ["before", "during", "rating", "fairness", "afterwards", "research"]


def anchors_in(html: str) -> list[str]:
    """Return what the page's own links lead to."""
    return re.findall(r'<li><a href="#([\w-]+)"', html)


def test_everybody_who_is_signed_in_reads_it(cast: Cast) -> None:
    for user in cast.everyone():
        page = desk(user).read("/guide/")
        assert "Interviewing guide" in page
        assert "Sackett" in page


def test_nobody_else_does(client: Client, db: None) -> None:
    response = client.get("/guide/")
    assert response.status_code == 302
    assert response.headers["Location"] == "/accounts/login/?next=/guide/"


def test_it_is_only_read(alice_desk: Desk) -> None:
    assert alice_desk.client.post("/guide/").status_code == 405


def test_every_section_is_listed_and_there(dave_desk: Desk) -> None:
    html = dave_desk.get("/guide/").content.decode()
    assert anchors_in(html) == ANCHORS
    assert re.findall(r'<h2 id="(\w+)">', html)[1:] == ANCHORS
    assert len(re.findall(r"<section", html)) == len(ANCHORS)


@pytest.mark.parametrize(
    ("path", "anchor"),
    [
        ("/kits/{draft}/build/", "#before"),
        ("/blueprints/{blueprint}/", "#before"),
        ("/kits/{draft}/", "#during"),
        ("/kits/{draft}/print/?copy=interviewer", "#during"),
        ("/questions/", ""),
    ],
)
def test_pages_that_lead_to_it(bob_desk: Desk, path: str, anchor: str) -> None:
    bob = bob_desk.user
    draft = make_kit(asked=[make_question()], by=bob)
    page = path.format(draft=draft.pk, blueprint=make_blueprint(by=bob).pk)
    assert f'href="/guide/{anchor}"' in bob_desk.get(page).content.decode()


def test_the_candidates_copy_does_not_lead_to_it(bob_desk: Desk) -> None:
    draft = make_kit(asked=[make_question()], by=bob_desk.user)
    html = bob_desk.get(f"/kits/{draft.pk}/print/?copy=candidate").content.decode()
    assert "/guide/" not in html
