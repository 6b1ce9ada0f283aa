"""The home page: /, and /questions/<id>/seen/ that remembers what was opened."""

from typing import Any

import pytest
from django.test import Client

from questions.actions import kits, questions, recent, saved_views
from questions.actions.questions import Tags
from questions.models import RecentQuestions, User
from tests.base import Cast, make_candidate, make_kit, make_question, said


def home(user: User) -> str:
    client = Client()
    client.force_login(user)
    response = client.get("/")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def blocks(page: str) -> set[str]:
    titles = ("Waiting for review", "Your drafts", "Kits given to you", "Your kits in work")
    return {title for title in (*titles, "Saved views", "Last opened") if title in page}


def test_each_group_has_its_blocks_and_empty_states(cast: Cast) -> None:
    every = blocks(home(cast.alice))
    assert len(every) == 6
    assert blocks(home(cast.eve)) == every
    assert blocks(home(cast.bob)) == every - {"Waiting for review", "Your drafts"}
    assert blocks(home(cast.carol)) == {"Kits given to you", "Last opened"}
    assert "belongs to no group" in home(cast.dave)
    for words in ("Nothing waits", "have no draft", "Nobody has given", "No draft of yours"):
        assert words in home(cast.alice)


def test_it_needs_sign_in(client: Client, db: None) -> None:
    assert client.get("/").headers["Location"] == "/accounts/login/?next=/"


def test_what_waits_for_review_is_for_reviewers(cast: Cast) -> None:
    make_question("Submitted?", status="in_review")
    approved = make_question("Approved?")
    questions.edit(cast.eve, approved, said("Changed?"))
    make_question("Settled?")
    page = home(cast.alice)
    assert "Submitted?" in page
    assert "Approved?" in page
    assert "new version" in page
    assert "Settled?" not in page
    assert "Submitted?" not in home(cast.bob)


def test_a_draft_that_was_sent_back_says_why(cast: Cast) -> None:
    draft = questions.create(cast.alice, said("Mine?"), Tags())
    questions.create(cast.eve, said("Hers?"), Tags())
    page = home(cast.alice)
    assert "Mine?" in page
    assert "Hers?" not in page
    assert "Sent back" not in page
    draft = questions.move(cast.alice, draft, "submit")
    draft = questions.move(cast.eve, draft, "send_back", note="Too broad")
    assert "<strong>Sent back</strong>" in home(cast.alice)
    assert "Too broad" in home(cast.alice)
    draft = questions.edit(cast.alice, draft, said("Mine, narrower?"))
    questions.move(cast.alice, draft, "submit")
    assert "Sent back" not in home(cast.alice)


def test_kits_in_work_and_given(cast: Cast) -> None:
    jane = make_candidate("Jane Example", by=cast.alice)
    own = make_kit("Own draft", by=cast.alice, candidate=jane)
    kits.share(cast.alice, own, [cast.carol])
    make_kit("Else", by=cast.eve)
    page = home(cast.alice)
    assert "Own draft" in page
    assert "Jane Example" in page
    assert "Else" not in page
    assert "Own draft" in home(cast.carol)
    assert "Own draft" not in home(cast.bob)


def test_views_and_what_was_opened(cast: Cast, client: Client) -> None:
    fields = {"name": "Basics", "query": "level=basic", "shared": True}
    saved_views.create(cast.alice, fields)
    first, second, draft = (
        make_question("First?"),
        make_question("Second?"),
        make_question("Draft?", status="draft"),
    )
    client.force_login(cast.bob)
    for question in (first, second, first):
        assert client.post(f"/questions/{question.pk}/seen/").status_code == 204
    assert client.post(f"/questions/{draft.pk}/seen/").status_code == 404
    assert client.get(f"/questions/{first.pk}/seen/").status_code == 405
    page = home(cast.bob)
    assert page.index("First?") < page.index("Second?")
    assert 'href="/questions/?level=basic">Basics' in page
    assert "First?" not in home(cast.alice)


def test_what_is_not_seen_any_more_is_not_shown(cast: Cast) -> None:
    question = make_question("Gone?")
    recent.note(cast.bob, question.pk)
    questions.move(None, question, "retire")
    assert "Gone?" not in home(cast.bob)


@pytest.mark.parametrize("opened", [25])
def test_twenty_are_kept(cast: Cast, opened: int) -> None:
    for pk in range(1, opened + 1):
        recent.note(cast.bob, pk)
    recent.note(cast.bob, 10)
    ids: Any = RecentQuestions.objects.get().ids
    assert ids == [10, *range(25, 10, -1), *range(9, 5, -1)]
