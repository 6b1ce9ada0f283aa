"""`expand`: relations in full, as far as the caller may see them."""

import pytest

from questions.actions import asked, kits, taxonomy
from questions.models import DuplicatePair, Kit, Question, Skill
from tests.api.base import READ, Reader, problem
from tests.base import (
    Cast,
    make_candidate,
    make_kit,
    make_question,
    make_role,
    make_skill,
    make_source,
)


@pytest.fixture
def question(cast: Cast) -> Question:
    role, skill = make_role("Modeller"), make_skill("Vision")
    taxonomy.set_role_skill(None, role, skill, 3, ["names a model"])
    source = make_source("Paper")
    return make_question("Which?", type="mcq", skills=[skill], roles=[role], source=source)


def test_tags_of_questions(alice: Reader, plain_alice: Reader, question: Question) -> None:
    asked = {"expand": "skills,roles,source"}
    row = alice.get(f"/questions/{question.pk}/", asked)
    assert alice.get("/questions/", asked)["results"] == [row]
    for name, address in {"skills": "skills/vision", "roles": "roles/modeller"}.items():
        full = alice.get(f"/{address}/")
        del full["question_count"]
        assert row[name] == [full]
    assert row["source"]["kind"] == "document"
    assert row["stem"] == "Which?"
    [role] = plain_alice.get("/questions/", asked)["results"][0]["roles"]
    assert set(role["skills"][0]) == {"slug", "name", "weight"}


def test_only_what_was_asked_for_is_expanded(alice: Reader, question: Question) -> None:
    row = alice.get("/questions/", {"expand": "source", "fields": "id,source.name"})["results"][0]
    assert row == {"id": question.pk, "source": {"name": "Paper"}}
    row = alice.get("/questions/", {"expand": "source", "fields": "id"})["results"][0]
    assert row == {"id": question.pk}


@pytest.fixture
def used(cast: Cast, question: Question) -> Kit:
    """A kit that follows one in which the same candidate was asked the same."""
    ann = make_candidate("Ann", cast.alice)
    first = make_kit("First", [question], by=cast.alice, candidate=ann, frozen=True)
    asked.use(cast.alice, first)
    return make_kit("Second", [question], by=cast.alice, candidate=ann)


def test_kits_say_what_they_ask_as_each_by_itself(onlooker: Reader, used: Kit) -> None:
    rows = onlooker.get("/kits/", {"expand": "sections"})["results"]
    assert len(rows) == 2
    for row in rows:
        assert row["sections"] == onlooker.get(f"/kits/{row['id']}/")["sections"]
    later = next(row for row in rows if row["id"] == used.pk)
    warned = [item["cautions"] for part in later["sections"] for item in part["items"]]
    assert [caution["code"] for caution in warned[0]] == ["asked_before"]


def test_whose_kit_it_is_and_which_kits_one_has(onlooker: Reader, used: Kit) -> None:
    assert used.candidate is not None
    row = onlooker.get(f"/kits/{used.pk}/", {"expand": "candidate", "fields": "candidate"})
    person = onlooker.get(f"/candidates/{used.candidate.pk}/")
    assert row == {"candidate": person}
    [found] = onlooker.get("/candidates/", {"expand": "kits"})["results"]
    assert [kit["name"] for kit in found.pop("kits")] == ["First", "Second"]
    assert found == person


def test_whom_one_may_not_see_stays_as_it_was(cast: Cast, manager: Reader, used: Kit) -> None:
    kits.share(cast.alice, used, [cast.bob])
    [row] = manager.get("/kits/", {"expand": "candidate"})["results"]
    assert row["candidate"] == manager.get("/kits/")["results"][0]["candidate"]
    assert "email" not in row["candidate"]


def test_a_relation_needs_the_scope_to_read_it(cast: Cast, used: Kit) -> None:
    reader = Reader(cast.alice, "kits:read")
    found = problem(reader.ask("/kits/", {"expand": "candidate"}), 403)
    assert "candidates:read" in found["detail"]
    problem(reader.ask(f"/kits/{used.pk}/", {"expand": "role"}), 403)
    assert reader.ask("/kits/", {"expand": "sections"}).status_code == 200


def test_pairs_show_both_questions(builder: Reader, question: Question) -> None:
    other = make_question("Which one?")
    DuplicatePair.objects.create(
        first=question, second=other, score=700, first_revision=1, second_revision=1
    )
    [row] = builder.get("/duplicates/", {"expand": "first,second"})["results"]
    assert row["second"] == builder.get(f"/questions/{other.pk}/")
    assert row["first"]["id"] == question.pk


@pytest.mark.parametrize(("path", "code"), [("/questions/", "value"), ("/skills/", "parameter")])
def test_what_cannot_be_expanded(alice: Reader, question: Question, path: str, code: str) -> None:
    assert alice.refusals(path, {"expand": "colour"}) == [("expand", f"unknown_{code}")]


def test_an_expanded_answer_will_do_to_change_it(builder: Reader, question: Question) -> None:
    path = f"/questions/{question.pk}/"
    asked = {"expand": "skills"}
    full = builder.ask(path, asked)
    held = {"If-None-Match": full.headers["ETag"]}
    assert builder.ask(path, asked, **held).status_code == 304
    assert full.headers["ETag"] != builder.etag(path)
    skill = Skill.objects.get()
    taxonomy.edit(None, skill, {"description": "Of images."}, None)
    assert builder.ask(path, asked, **held).status_code == 200
    saved = builder.send("patch", path, {"minutes": 7}, **{"If-Match": full.headers["ETag"]})
    assert saved.status_code == 200
    stale = builder.send("patch", path, {"minutes": 8}, **{"If-Match": full.headers["ETag"]})
    problem(stale, 412)


def test_a_scope_less_is_a_reader_less(cast: Cast, question: Question) -> None:
    reader = Reader(cast.carol, READ)
    assert reader.get("/questions/", {"expand": "skills"})["results"] == []
