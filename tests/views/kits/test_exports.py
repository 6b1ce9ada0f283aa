"""A kit on paper and as a file: /kits/<pk>/print/ and /kits/<pk>/export/."""

import pytest

from questions.formats import KIT_FORMATS, kit_pdf
from questions.models import AuditEntry, Kit
from tests.base import make_kit, make_question
from tests.views.desk import Desk, text
from tests.views.kits.base import Talk, make_talk

DOCUMENTS = [name for name, format_ in KIT_FORMATS.items() if not format_.holds_answers]


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


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if name != "pdf"])
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


@pytest.fixture
def mixed(alice_desk: Desk) -> Kit:
    """A kit of an open question and an MCQ."""
    open_ = make_question("Why?", look_for=["Care"])
    mcq = make_question("Which?", type="mcq", look_for=["Speed"])
    return make_kit(asked=[open_, mcq], frozen=True)


@pytest.mark.parametrize(
    ("name", "lost", "said"),
    [
        ("gift", "place for what to look for. 2 questions", "::Which?::[markdown]Which?{"),
        ("moodle_xml", "for what to look for. 1 question", '<question type="multichoice">'),
        ("aiken", "without choices, are left out. 1 question", "Which?\nA. Softmax\n"),
    ],
)
def test_shows_what_a_format_leaves_out_before_it_hands_it_out(
    mixed: Kit, alice_desk: Desk, name: str, lost: str, said: str
) -> None:
    path = f"/kits/{mixed.pk}/export/"
    form = {"format": name, "copy": "interviewer"}
    page = alice_desk.post(path, form, 200)
    assert f"What {KIT_FORMATS[name].label} leaves out" in text(page)
    assert lost in text(page)
    assert "no-store" in page.headers["Cache-Control"]
    assert recorded() == []
    response = alice_desk.post(path, form | {"accepted": "true"}, 200)
    assert response.headers["Content-Type"] == KIT_FORMATS[name].media_type
    assert said in response.content.decode()
    assert recorded() == [form]


def test_hands_out_at_once_what_leaves_nothing_out(alice_desk: Desk) -> None:
    kit = make_kit(asked=[make_question("Which?", type="mcq")], frozen=True)
    form = {"format": "moodle_xml", "copy": "interviewer"}
    response = alice_desk.post(f"/kits/{kit.pk}/export/", form, 200)
    assert response.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("name", ["gift", "moodle_xml", "aiken"])
def test_says_that_answers_are_not_for_candidates(mixed: Kit, alice_desk: Desk, name: str) -> None:
    form = {"format": name, "copy": "candidate", "accepted": "true"}
    response = alice_desk.post(f"/kits/{mixed.pk}/export/", form, 400)
    assert "there is no candidate’s copy in it" in text(response)
    assert recorded() == []
    menu = alice_desk.get(f"/kits/{mixed.pk}/").content.decode()
    label = KIT_FORMATS[name].label
    assert f"Interviewer’s copy as {label}" in menu
    assert f"Candidate’s copy as {label}" not in menu


def test_says_when_a_format_can_hold_nothing_of_a_kit(talk: Talk, alice_desk: Desk) -> None:
    form = {"format": "aiken", "copy": "interviewer"}
    response = alice_desk.post(f"{talk.path}export/", form, 400)
    assert "Aiken can hold none of the kit’s questions. Open questions" in text(response)
    assert recorded() == []


def test_says_when_a_kit_is_empty(alice_desk: Desk) -> None:
    form = {"format": "gift", "copy": "interviewer"}
    response = alice_desk.post(f"/kits/{make_kit(asked=[]).pk}/export/", form, 400)
    assert "the kit has no questions" in text(response)
