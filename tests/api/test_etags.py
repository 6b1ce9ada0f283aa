"""ETags: who holds the current state gets a 304, and every change is a new state."""

from collections.abc import Callable

import pytest

from questions.actions import questions, taxonomy
from questions.actions.questions import Tags
from questions.models import Question, Role, Skill, Source
from tests.api.base import Reader, problem
from tests.base import Cast, make_question, make_role, make_skill, make_source, said


@pytest.fixture
def question(db: None) -> Question:
    role, skill = make_role("Modeller"), make_skill("Vision")
    taxonomy.set_role_skill(None, role, skill, 3, ["names a model"])
    source = make_source("Paper")
    return make_question("Stem", type="mcq", skills=[skill], roles=[role], source=source)


PATHS = [
    "/questions/{pk}/",
    "/questions/{pk}/versions/1/",
    "/skills/vision/",
    "/roles/modeller/",
    "/sources/paper/",
]


def etag(reader: Reader, path: str) -> str:
    return str(reader.ask(path).headers["ETag"])


@pytest.mark.parametrize("path", PATHS)
def test_unchanged_is_a_304_without_a_body(alice: Reader, question: Question, path: str) -> None:
    path = path.format(pk=question.pk)
    first = alice.ask(path)
    tag = first.headers["ETag"]
    for held in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        again = alice.ask(path, **{"If-None-Match": held})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == tag
        assert again.headers["Cache-Control"] == "no-store"
        assert "Authorization" in again.headers["Vary"]
    assert first.headers["Cache-Control"] == "no-store"
    assert alice.ask(path, **{"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_a_state_asked_for_and_gone_is_a_412(alice: Reader, question: Question, path: str) -> None:
    path = path.format(pk=question.pk)
    problem(alice.ask(path, **{"If-Match": '"other"'}), 412)
    assert alice.ask(path, **{"If-Match": etag(alice, path)}).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_head_has_the_etag(alice: Reader, question: Question, path: str) -> None:
    path = path.format(pk=question.pk)
    response = alice.client.head(f"/api/v1{path}", headers=alice.headers)
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["ETag"] == etag(alice, path)


def edit_answer(cast: Cast, question: Question) -> None:
    questions.edit(None, question, said("Stem", type="mcq", answer="Signal."))


def retire(cast: Cast, question: Question) -> None:
    questions.move(cast.alice, question, "retire", note="Old.")


def rename_skill(cast: Cast, question: Question) -> None:
    skill = Skill.objects.get(slug="vision")
    skill.name = "Seeing"
    taxonomy.save(cast.alice, skill)


def rename_role(cast: Cast, question: Question) -> None:
    role = Role.objects.get(slug="modeller")
    role.name = "Designer"
    taxonomy.save(cast.alice, role)


def move_source(cast: Cast, question: Question) -> None:
    source = Source.objects.get(slug="paper")
    source.slug = "article"
    taxonomy.save(cast.alice, source)


def untag(cast: Cast, question: Question) -> None:
    questions.edit(None, question, said("Stem", type="mcq"), Tags())


CHANGES = [edit_answer, retire, rename_skill, rename_role, move_source, untag]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_gives_a_question_a_new_etag(
    cast: Cast, alice: Reader, question: Question, change: Callable[[Cast, Question], None]
) -> None:
    path = f"/questions/{question.pk}/"
    before = etag(alice, path)
    assert etag(alice, path) == before
    change(cast, question)
    after = alice.ask(path, **{"If-None-Match": before})
    assert after.status_code == 200
    assert after.headers["ETag"] != before


def test_a_role_changes_with_its_skills(cast: Cast, alice: Reader, question: Question) -> None:
    role, skill = Role.objects.get(), Skill.objects.get()
    seen = {etag(alice, "/roles/modeller/")}
    taxonomy.set_role_skill(cast.alice, role, skill, 4, ["names a model"])
    seen.add(etag(alice, "/roles/modeller/"))
    taxonomy.set_role_skill(cast.alice, role, skill, 4, ["says why"])
    seen.add(etag(alice, "/roles/modeller/"))
    rename_skill(cast, question)
    seen.add(etag(alice, "/roles/modeller/"))
    taxonomy.remove_role_skill(cast.alice, role, skill)
    seen.add(etag(alice, "/roles/modeller/"))
    assert len(seen) == 5


def test_one_more_question_changes_its_tags(alice: Reader, question: Question) -> None:
    paths = ["/skills/vision/", "/roles/modeller/", "/sources/paper/"]
    before = [etag(alice, path) for path in paths]
    make_question("Another", skills=[Skill.objects.get()], roles=[Role.objects.get()])
    after = [etag(alice, path) for path in paths]
    assert [old == new for old, new in zip(before, after, strict=True)] == [False, False, True]


@pytest.mark.parametrize("path", [PATHS[0], PATHS[1], PATHS[3]])
def test_a_scope_more_is_another_state(
    alice: Reader, plain_alice: Reader, question: Question, path: str
) -> None:
    path = path.format(pk=question.pk)
    full, public = etag(alice, path), etag(plain_alice, path)
    assert full != public
    assert plain_alice.ask(path, **{"If-None-Match": full}).status_code == 200
    assert alice.ask(path, **{"If-None-Match": public}).status_code == 200


def test_without_guidance_a_changed_key_is_no_new_state(
    plain_alice: Reader, question: Question
) -> None:
    path = f"/questions/{question.pk}/"
    before = etag(plain_alice, path)
    for choice in question.choices.all():
        choice.is_key = not choice.is_key
        choice.save()
    assert plain_alice.ask(path, **{"If-None-Match": before}).status_code == 304
