"""Reading a kit: what it asks, and what guidance and names add for who may know them."""

from typing import Any

import pytest

from questions.actions import asked, kits, questions
from questions.models import Kit
from tests.api.base import ANSWERS, API, Reader, problem
from tests.api.kits.conftest import GUIDANCE, STEMS, Bank
from tests.base import Cast, make_candidate, make_kit, said

KIT = {
    "id",
    "url",
    "name",
    "status",
    "candidate",
    "role",
    "seniority",
    "minutes",
    "round",
    "blueprint",
    "seed",
    "run",
    "origin",
    "created_by",
    "created_at",
    "updated_at",
    "frozen_at",
    "used_at",
    "given_to",
    "undoable",
    "gaps",
    "sections",
}
ITEM = {
    "question",
    "uid",
    "url",
    "version",
    "newer_version",
    "type",
    "level",
    "stem",
    "choices",
    "minutes",
    "note",
    "locked",
    "reason",
    "cautions",
    "outcome",
}


def items(body: Any) -> list[Any]:
    return [item for section in body["sections"] for item in section["items"]]


def test_a_kit(builder: Reader, kit: Kit) -> None:
    found = builder.get(f"/kits/{kit.pk}/")
    assert set(found) == KIT
    assert found["url"] == f"http://testserver{API}/kits/{kit.pk}/"
    assert (found["name"], found["status"], found["candidate"]) == ("First talk", "draft", None)
    assert found["role"] == {"slug": "modeller", "name": "Modeller"}
    assert (found["minutes"], found["round"], found["created_by"]) == (45, 1, "alice")
    assert found["undoable"][0] == f"Added question {items(found)[-1]['question']}"


def test_its_sections(builder: Reader, kit: Kit) -> None:
    sections = builder.get(f"/kits/{kit.pk}/")["sections"]
    told = [(s["number"], s["name"], s["minutes"], s["spent"], len(s["items"])) for s in sections]
    assert told == [
        (1, "Warm-up", 4, 0, 0),
        (2, "Core", 24, 15, 3),
        (3, "Deep dive", 13, 0, 0),
        (4, "Wrap-up", 4, 0, 0),
    ]


def test_its_items(builder: Reader, bank: Bank, kit: Kit) -> None:
    first, second, _ = items(builder.get(f"/kits/{kit.pk}/"))
    assert set(first) == ITEM | {"follow_ups", "guidance"}
    assert (first["question"], first["uid"]) == (bank.ids[0], str(bank.questions[0].uid))
    assert first["url"] == f"http://testserver{API}/questions/{bank.ids[0]}/"
    assert (first["type"], first["level"], first["minutes"]) == ("mcq", "basic", 5)
    assert first["stem"] == STEMS[0]
    assert [(c["text"], c["is_key"]) for c in first["choices"]] == [
        ("Softmax", True),
        ("Tanh", False),
    ]
    assert (first["version"], first["newer_version"]) == (1, None)
    assert (first["cautions"], first["outcome"], first["locked"]) == ([], None, False)
    assert first["guidance"] == GUIDANCE
    assert second["choices"] == []


def test_guidance_needs_its_scope(cast: Cast, builder: Reader, kit: Kit) -> None:
    path = f"/kits/{kit.pk}/"
    public = Reader(cast.alice, "kits:read").ask(path)
    assert all(set(item) == ITEM for item in items(public.json()))
    first = items(public.json())[0]
    assert first["choices"] == [{"text": "Softmax"}, {"text": "Tanh"}]
    told = public.content.decode()
    assert not any(word in told for word in ("Because", "sums to one", "It makes one", "is_key"))
    assert "Because" in builder.ask(path).content.decode()


def test_a_pinned_version_is_told_as_it_was(
    cast: Cast, builder: Reader, bank: Bank, kit: Kit
) -> None:
    newer = said("Another stem", level="expert", answer="Another answer.")
    questions.edit(None, bank.questions[1], newer)
    item = items(builder.get(f"/kits/{kit.pk}/"))[1]
    assert (item["version"], item["newer_version"]) == (1, 2)
    assert (item["stem"], item["level"]) == (STEMS[1], "intermediate")
    assert item["guidance"]["answer"] == "Because **so**."
    assert [caution["code"] for caution in item["cautions"]] == ["changed"]


@pytest.fixture
def given(cast: Cast, bank: Bank) -> Kit:
    """A ready kit of a candidate's, given to an interviewer."""
    candidate = make_candidate("Ann Onymous", cast.alice)
    kit = make_kit(asked=bank.questions[:2], by=cast.alice, candidate=candidate, frozen=True)
    return kits.share(cast.alice, kit, [cast.carol])


def test_an_interviewer_reads_the_kit_they_were_given(
    interviewer: Reader, given: Kit, kit: Kit
) -> None:
    found = interviewer.get(f"/kits/{given.pk}/")
    assert found["candidate"]["name"] == "Ann Onymous"
    assert items(found)[0]["guidance"] == GUIDANCE
    problem(interviewer.ask(f"/kits/{kit.pk}/"), 404)


def test_a_name_needs_its_scope(cast: Cast, given: Kit) -> None:
    for user in (cast.alice, cast.carol):
        for path in (f"/kits/{given.pk}/", "/kits/"):
            told = Reader(user, "kits:read", ANSWERS).ask(path)
            assert told.status_code == 200
            assert "Ann" not in told.content.decode()
    candidate = Reader(cast.carol, "kits:read").get(f"/kits/{given.pk}/")["candidate"]
    assert given.candidate is not None
    assert candidate == {"id": given.candidate.pk, "pseudonym": given.candidate.pseudonym}


def test_outcomes_and_cautions(cast: Cast, builder: Reader, bank: Bank, given: Kit) -> None:
    asked.mark(cast.alice, given, bank.ids[0], "skipped")
    asked.use(cast.alice, Kit.objects.get(pk=given.pk))
    asked.report_leak(cast.alice, bank.questions[1], "seen in a forum")
    first, second = items(builder.get(f"/kits/{given.pk}/"))
    assert (first["outcome"], second["outcome"]) == ("skipped", "asked")
    assert [caution["code"] for caution in second["cautions"]] == ["leaked"]
    again = make_kit(
        asked=bank.questions[:1],
        by=cast.alice,
        candidate=given.candidate,
    )
    assert items(builder.get(f"/kits/{again.pk}/"))[0]["cautions"] == []


def test_unchanged_is_a_304_that_nothing_keeps(builder: Reader, kit: Kit) -> None:
    first = builder.ask(f"/kits/{kit.pk}/")
    assert first.headers["Cache-Control"] == "no-store"
    held = {"If-None-Match": first.headers["ETag"]}
    assert builder.ask(f"/kits/{kit.pk}/", **held).status_code == 304


def test_of_others_it_is_not_there(cast: Cast, manager: Reader, kit: Kit) -> None:
    unseen = problem(manager.ask(f"/kits/{kit.pk}/"), 404)
    assert unseen == problem(manager.ask(f"/kits/{kit.pk + 1}/"), 404)
    kits.share(cast.alice, kit, [cast.bob])
    assert manager.get(f"/kits/{kit.pk}/")["given_to"] == ["bob"]


@pytest.mark.parametrize("scope", ["questions:read", "candidates:read", "kits:write"])
def test_other_scopes_do_not_reach_it(cast: Cast, kit: Kit, scope: str) -> None:
    for path in ("/kits/", f"/kits/{kit.pk}/", f"/kits/{kit.pk}/coverage/"):
        assert "kits:read" in problem(Reader(cast.alice, scope).ask(path), 403)["detail"]
