"""A kit on paper and as a file: /kits/<pk>/print/ and /kits/<pk>/export/."""

import pytest

from questions.formats import KIT_FORMATS, kit_pdf
from questions.models import AuditEntry
from tests.base import make_kit, make_question
from tests.views.desk import Desk, text
from tests.views.kits.base import Talk, make_talk


@pytest.fixture
def talk(alice_desk: Desk) -> Talk:
    return make_talk(alice_desk.user)


def recorded() -> list[dict[str, str]]:
    return [entry.changes for entry in AuditEntry.objects.filter(verb="kit.exported")]


def test_prints_the_interviewers_copy(talk: Talk, alice_desk: Desk) -> None:
    html = alice_desk.read(f"{talk.path}print/")
    for said in ("Interviewer’s copy", "Jane Example", "Question 1 One?", "Answer to One."):
        assert said in html
    assert recorded() == [{"format": "print", "copy": "interviewer"}]


def test_prints_the_candidates_copy_without_guidance(talk: Talk, alice_desk: Desk) -> None:
    html = alice_desk.read(f"{talk.path}print/?copy=candidate")
    assert "Question 3 Three?" in html
    for secret in ("Answer to", "And One?", "First talk", "min"):
        assert secret not in html
    assert recorded() == [{"format": "print", "copy": "candidate"}]


def test_prints_choices_and_on_one_copy_the_key(alice_desk: Desk) -> None:
    kit = make_kit(asked=[make_question("Which?", type="mcq")], frozen=True)
    assert "Softmax ✓ Key" in alice_desk.read(f"/kits/{kit.pk}/print/")
    copy = alice_desk.read(f"/kits/{kit.pk}/print/?copy=candidate")
    assert "Softmax" in copy
    assert "Key" not in copy


def test_the_print_page_has_no_chrome_and_no_inline_style(talk: Talk, alice_desk: Desk) -> None:
    page = alice_desk.get(f"{talk.path}print/").content.decode()
    assert "site-header" not in page
    assert "style=" not in page
    assert "<style" not in page


def test_says_when_there_is_no_such_copy(talk: Talk, alice_desk: Desk) -> None:
    html = alice_desk.read(f"{talk.path}print/?copy=owner", 400)
    assert "There is no copy “owner”" in html
    assert recorded() == []


@pytest.mark.parametrize("name", [name for name in KIT_FORMATS if name != "pdf"])
@pytest.mark.parametrize("copy", ["interviewer", "candidate"])
def test_exports_each_format(talk: Talk, alice_desk: Desk, name: str, copy: str) -> None:
    response = alice_desk.post(f"{talk.path}export/", {"format": name, "copy": copy}, 200)
    stem = "questions" if copy == "candidate" else "first-talk"
    file = f"{stem}-{talk.kit.pk}.{KIT_FORMATS[name].extension}"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{file}"'
    assert response.headers["Content-Type"] == KIT_FORMATS[name].media_type
    assert "no-store" in response.headers["Cache-Control"]
    assert recorded() == [{"format": name, "copy": copy}]
    assert (b"Answer to One." in response.content) == (copy == "interviewer" and name != "docx")


@pytest.mark.parametrize(
    "form", [{}, {"format": "md"}, {"copy": "candidate"}, {"format": "exe", "copy": "candidate"}]
)
def test_says_when_a_format_or_copy_is_none(
    talk: Talk, alice_desk: Desk, form: dict[str, str]
) -> None:
    alice_desk.refused(f"{talk.path}export/", form)
    assert recorded() == []


def test_leads_to_the_print_page_where_pdf_cannot_be_made(
    talk: Talk, alice_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kit_pdf, "weasyprint", None)
    form = {"format": "pdf", "copy": "candidate"}
    response = alice_desk.post(f"{talk.path}export/", form, 503)
    assert "print the page from your browser instead" in text(response)
    assert f'href="{talk.path}print/?copy=candidate"' in response.content.decode()
    assert recorded() == []
