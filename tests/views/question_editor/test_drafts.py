"""Drafts: /questions/new/draft/, /questions/<pk>/edit/draft/, and how they are offered."""

from questions.actions import questions
from questions.models import QuestionDraft
from tests.base import Cast, make_question, said
from tests.views.desk import Desk, desk, text
from tests.views.question_editor.base import form, rows, shown, skill

NEW = "/questions/new/"
DRAFT = f"{NEW}draft/"


def test_keeps_offers_and_restores_what_was_typed(alice_desk: Desk) -> None:
    typed = form(stem="Half a", minutes="soon", new_skills="C++") | rows(("a", True), ("b", False))
    response = alice_desk.post(DRAFT, typed | {"unknown": "x"}, 200)
    kept = QuestionDraft.objects.get()
    assert response.json() == {"saved_at": kept.updated_at.isoformat()}
    assert "unknown" not in kept.data
    html = alice_desk.read(NEW)
    assert "You have an unsaved draft of" in html
    assert "Half a" in html
    fields = alice_desk.get(f"{NEW}?draft=1").context["form"]
    assert fields["stem"].value() == "Half a"
    assert fields["minutes"].value() == "soon"
    assert fields["skills"].value() == typed["skills"]
    assert [row["text"] for row in fields["choices"].value()] == ["a", "b"]


def test_discards(alice_desk: Desk) -> None:
    alice_desk.post(DRAFT, form(), 200)
    response = alice_desk.post(DRAFT, {"discard": "1"})
    assert response.headers["Location"] == NEW
    assert "unsaved draft" not in alice_desk.read(NEW)


def test_is_gone_once_saved(alice_desk: Desk) -> None:
    alice_desk.post(DRAFT, form(), 200)
    alice_desk.post(NEW, form())
    assert not QuestionDraft.objects.exists()


def test_is_its_accounts_alone(alice_desk: Desk, cast: Cast) -> None:
    question = make_question(skills=[skill()])
    here = f"/questions/{question.pk}/edit/"
    alice_desk.post(f"{here}draft/", form(stem="Secret"), 200)
    assert "Secret" not in desk(cast.eve).read(here)
    assert "Secret" not in desk(cast.eve).read(f"{here}?draft=1")
    assert "Secret" in alice_desk.read(here)


def test_a_stale_draft_ends_in_the_page_that_merges(alice_desk: Desk, cast: Cast) -> None:
    question = make_question("Old", status="draft", skills=[skill()])
    here = f"/questions/{question.pk}/edit/"
    alice_desk.post(f"{here}draft/", shown(alice_desk.client, question, stem="Mine"), 200)
    questions.edit(cast.eve, question, said("Theirs"))
    assert "changed by someone since" in alice_desk.read(here)
    fields = alice_desk.get(f"{here}?draft=1").context["form"]
    again = {f.name: f.value() or [] for f in fields if f.name != "choices"}
    assert "Changed by someone else" in text(alice_desk.post(here, again, 409))


def test_what_is_too_long_is_refused(alice_desk: Desk) -> None:
    response = alice_desk.post(DRAFT, form(answer="x" * 700_000), 400)
    assert "too long" in response.json()["detail"]
    assert not QuestionDraft.objects.exists()


def test_is_not_opened_by_get(alice_desk: Desk) -> None:
    alice_desk.get(DRAFT, 405)
