"""The admin site: who gets in, and that saves go through the actions."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from questions.models import AuditEntry, Question, RoleSkill, Skill, Token, User
from tests.base import PASSWORD, Cast, make_question, make_role, make_skill, token


@pytest.fixture
def eve(cast: Cast, client: Client) -> Client:
    client.force_login(cast.eve)
    return client


def form(question: Question | None = None, **changes: Any) -> dict[str, Any]:
    """Return what the question's page posts."""
    values: dict[str, Any] = {
        "type": "open",
        "level": "basic",
        "stem": "What is drift?",
        "answer": "A shift.",
        "minutes": 5,
        "difficulty_adjustment": 0,
        "look_for": "Names the shift\nNames a cure",
        "rubric_3": "Knows the word",
        "skills": [make_skill("Monitoring").pk],
        "source_ref": "",
        "note": "clearer",
        "read_revision": question.revision if question else 1,
        **choices(),
    }
    return values | changes


def choices(*rows: tuple[str, bool]) -> dict[str, Any]:
    posted: dict[str, Any] = {"choices-TOTAL_FORMS": len(rows), "choices-INITIAL_FORMS": 0}
    for n, (text, is_key) in enumerate(rows):
        posted[f"choices-{n}-text"] = text
        posted[f"choices-{n}-position"] = n + 1
        if is_key:
            posted[f"choices-{n}-is_key"] = "on"
    return posted


ADD = "/admin/questions/question/add/"


def change(question: Question) -> str:
    return f"/admin/questions/question/{question.pk}/change/"


def test_sign_in_is_the_products_own(client: Client, db: None) -> None:
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0] == "/accounts/login/?next=%2Fadmin%2F"


@pytest.mark.parametrize("name", ["alice", "bob", "carol", "dave"])
def test_only_administrators_get_in(cast: Cast, client: Client, name: str) -> None:
    client.force_login(getattr(cast, name))
    assert client.get("/admin/", follow=True).status_code in (403, 404)
    assert client.get(ADD, follow=True).status_code in (403, 404)


def test_every_list_opens(eve: Client) -> None:
    make_question()
    for noun in ("question", "skill", "role", "source", "user", "token", "auditentry"):
        assert eve.get(f"/admin/questions/{noun}/?q=a").status_code in (200, 302), noun


def test_adds_a_draft(eve: Client, cast: Cast) -> None:
    response = eve.post(ADD, form())
    assert response.status_code == 302
    question = Question.objects.get()
    assert (question.status, question.updated_by) == ("draft", cast.eve)
    assert question.look_for == ["Names the shift", "Names a cure"]
    assert question.rubric == {"3": "Knows the word"}
    assert AuditEntry.objects.filter(verb="question.created", actor=cast.eve).exists()


def test_adds_an_mcq(eve: Client) -> None:
    eve.post(ADD, form(type="mcq") | choices(("Softmax", True), ("Tanh", False)))
    question = Question.objects.get()
    assert (question.choice_count, question.key_count) == (2, 1)


def test_an_edit_of_an_approved_question_is_pending_until_approved(
    eve: Client, settings: Settings
) -> None:
    question = make_question("Old")
    assert eve.post(change(question), form(question, stem="New")).status_code == 302
    question.refresh_from_db()
    assert (question.stem, question.pending_version) == ("Old", 2)
    chosen = {"action": "approve", "_selected_action": [question.pk]}
    html = eve.post("/admin/questions/question/", chosen, follow=True).content.decode()
    assert "somebody else has to approve it" in html
    settings.ALLOW_SELF_APPROVAL = True
    eve.post("/admin/questions/question/", chosen)
    question.refresh_from_db()
    assert (question.stem, question.version) == ("New", 2)


def test_a_stale_save_is_refused_with_a_sentence(eve: Client) -> None:
    question = make_question("Old", status="draft")
    posted = form(question, stem="Mine")
    Question.objects.filter(pk=question.pk).update(revision=7, indexed_revision=7)
    html = eve.post(change(question), posted, follow=True).content.decode()
    assert "changed by someone else" in html
    assert Question.objects.get().stem == "Old"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"stem": ""}, "This field is required"),
        ({"minutes": 0}, "Give 1 to 120 minutes."),
        ({"minutes": "x"}, "whole number"),
        ({"level": "guru"}, "not one of the available choices"),
        ({"stem": "a\x00b"}, "Null characters"),
        ({"difficulty_adjustment": 99}, "Give a whole number from −10 to 10."),
        ({"type": "open", **choices(("Softmax", True))}, "Only an MCQ has choices"),
        ({"type": "mcq", **choices(("a", True), ("A", False))}, "same text"),
        ({"answer": "x" * 70_000}, "64 KB"),
    ],
)
def test_bad_input_is_named_and_nothing_written(
    eve: Client, changes: dict[str, Any], sentence: str
) -> None:
    response = eve.post(ADD, form() | changes)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    ("verb", "before", "after"),
    [
        ("submit", "draft", "in_review"),
        ("send_back", "in_review", "draft"),
        ("approve", "in_review", "approved"),
        ("retire", "approved", "retired"),
        ("restore", "retired", "approved"),
    ],
)
def test_moves_chosen_questions(eve: Client, verb: str, before: str, after: str) -> None:
    question, other = make_question("a", status=before), make_question("b", status=before)
    chosen = {"action": verb, "_selected_action": [question.pk, other.pk], "note": "Too long."}
    eve.post("/admin/questions/question/", chosen)
    assert set(Question.objects.values_list("status", flat=True)) == {after}


@pytest.mark.parametrize(("verb", "status"), [("send_back", "in_review"), ("retire", "approved")])
def test_sending_back_and_retiring_ask_why(eve: Client, verb: str, status: str) -> None:
    question = make_question("Why so?", status=status)
    chosen = {"action": verb, "_selected_action": [question.pk], "note": " "}
    html = eve.post("/admin/questions/question/", chosen, follow=True).content.decode()
    assert "Why so?: Say why." in html
    assert Question.objects.get().status == status


def test_what_cannot_be_moved_is_told(eve: Client) -> None:
    question = make_question(status="draft")
    chosen = {"action": "retire", "_selected_action": [question.pk]}
    html = eve.post("/admin/questions/question/", chosen, follow=True).content.decode()
    assert "A question that is draft cannot retire." in html


def test_purges(eve: Client) -> None:
    question = make_question()
    eve.post(f"/admin/questions/question/{question.pk}/delete/", {"post": "yes"})
    assert not Question.objects.exists()
    assert AuditEntry.objects.filter(verb="question.purged").exists()


def test_saves_a_skill_and_keeps_a_used_one(eve: Client) -> None:
    eve.post("/admin/questions/skill/add/", {"name": "Vision", "slug": "vision"})
    skill = Skill.objects.get()
    make_question(skills=[skill])
    assert eve.get(f"/admin/questions/skill/{skill.pk}/delete/").status_code == 403
    assert AuditEntry.objects.filter(verb="skill.created").exists()


def test_a_name_that_is_taken_is_refused(eve: Client) -> None:
    make_skill("Vision")
    response = eve.post("/admin/questions/skill/add/", {"name": "VISION", "slug": "vision-2"})
    assert response.status_code == 200
    assert "There is one of this name already." in response.content.decode()
    assert Skill.objects.count() == 1


def test_weighs_a_skill_in_a_role(eve: Client) -> None:
    role, skill = make_role("Designer"), make_skill("Vision")
    posted = {
        "name": "Designer",
        "slug": "designer",
        "role_skills-TOTAL_FORMS": 1,
        "role_skills-INITIAL_FORMS": 0,
        "role_skills-0-role": role.pk,
        "role_skills-0-skill": skill.pk,
        "role_skills-0-weight": 4,
        "role_skills-0-look_for": "Knows strides\nKnows padding",
    }
    eve.post(f"/admin/questions/role/{role.pk}/change/", posted)
    weighted = RoleSkill.objects.get()
    assert (weighted.weight, weighted.look_for) == (4, ["Knows strides", "Knows padding"])


def test_gives_an_account_its_group(eve: Client, cast: Cast) -> None:
    group = cast.alice.groups.get()
    posted = {"username": "dave", "email": "dave@example.org", "is_active": "on"}
    eve.post(f"/admin/questions/user/{cast.dave.pk}/change/", posted | {"groups": [group.pk]})
    assert list(User.objects.get(username="dave").groups.all()) == [group]
    entry = AuditEntry.objects.get(verb="account.edited")
    assert entry.changes == {"groups": ["recruiter"], "is_active": True}


def test_adds_an_account_that_can_sign_in(eve: Client) -> None:
    posted = {"username": "fred", "password1": PASSWORD, "password2": PASSWORD}
    eve.post("/admin/questions/user/add/", posted | {"usable_password": "true"})
    assert User.objects.get(username="fred").check_password(PASSWORD)


def test_revokes_a_token(eve: Client, cast: Cast) -> None:
    token(cast.alice, "questions:read")
    chosen = {"action": "revoke", "_selected_action": [Token.objects.get().pk]}
    eve.post("/admin/questions/token/", chosen)
    assert not Token.objects.usable().exists()


def test_the_audit_log_is_read_only(eve: Client) -> None:
    make_question()
    entry = AuditEntry.objects.first()
    assert entry
    url = f"/admin/questions/auditentry/{entry.pk}/change/"
    assert eve.get(url).status_code == 200
    assert eve.post(url, {"verb": "x"}).status_code == 403
    assert eve.get("/admin/questions/auditentry/add/").status_code == 403
