"""Listing kits: which one sees, what narrows the list, and its pages."""

from typing import Any

import pytest

from questions.actions import kits
from questions.models import Candidate, Kit
from tests.api.base import Reader
from tests.base import Cast, make_candidate, make_kit, make_question, make_role

ROW = {
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
}


@pytest.fixture
def ann(cast: Cast) -> Candidate:
    return make_candidate("Ann Onymous", cast.alice)


@pytest.fixture
def shelf(cast: Cast, ann: Candidate) -> dict[str, Kit]:
    """Kits as they were last changed, oldest first."""
    question = make_question()
    return {
        "plain": make_kit("Plain talk", by=cast.alice),
        "role": make_kit("Role talk", by=cast.alice, role=make_role("Modeller")),
        "ready": make_kit("Ready talk", [question], by=cast.alice, frozen=True),
        "ann's": make_kit("Her walk", [question], by=cast.alice, candidate=ann),
    }


def names(reader: Reader, params: Any = None) -> list[str]:
    return [row["name"] for row in reader.get("/kits/", params)["results"]]


def test_last_changed_first(cast: Cast, builder: Reader, shelf: dict[str, Kit]) -> None:
    assert names(builder) == ["Her walk", "Ready talk", "Role talk", "Plain talk"]
    kits.edit(cast.alice, shelf["plain"], {"name": "Plainer talk"})
    assert names(builder)[0] == "Plainer talk"
    assert names(builder, {"ordering": "newest"})[-1] == "Plainer talk"
    assert all(set(row) == ROW for row in builder.get("/kits/")["results"])
    assert builder.ask("/kits/").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"q": "TALK"}, ["Ready talk", "Role talk", "Plain talk"]),
        ({"q": "_"}, []),
        ({"status": "ready"}, ["Ready talk"]),
        ({"status": ["ready", "draft"], "q": "r"}, ["Her walk", "Ready talk", "Role talk"]),
        ({"status": "archived"}, []),
        ({"role": "modeller"}, ["Role talk"]),
        ({"template": "true"}, ["Ready talk", "Role talk", "Plain talk"]),
        ({"template": "false"}, ["Her walk"]),
        ({"candidate": "999"}, []),
        ({"question": "999"}, []),
        ({"template": "", "status": "", "candidate": ""}, 4),
    ],
)
def test_filters(
    builder: Reader, shelf: dict[str, Kit], params: dict[str, Any], found: list[str] | int
) -> None:
    shown = names(builder, params)
    assert found in (shown, len(shown))


def test_kits_of_a_candidate_and_with_a_question(
    builder: Reader, shelf: dict[str, Kit], ann: Candidate
) -> None:
    assert names(builder, {"candidate": ann.pk}) == ["Her walk"]
    question = shelf["ready"].items.get().question_id
    assert names(builder, {"question": question}) == ["Her walk", "Ready talk"]


@pytest.mark.parametrize(
    ("params", "errors"),
    [
        ({"status": ["ready", "gone"]}, [("status", "unknown_value")]),
        ({"role": "nobody"}, [("role", "unknown_value")]),
        ({"template": "yes"}, [("template", "invalid")]),
        ({"candidate": "ann"}, [("candidate", "invalid")]),
        ({"candidate": "0"}, [("candidate", "invalid")]),
        ({"question": "9" * 30}, [("question", "invalid")]),
        ({"q": "a\x00"}, [("q", "invalid")]),
        ({"level": "basic"}, [("level", "unknown_parameter")]),
        ({"ordering": "name"}, [("ordering", "unknown_value")]),
        ({"mine": "1"}, [("mine", "invalid")]),
        ({"cursor": "x"}, [("cursor", "invalid")]),
        ({"page_size": "101"}, [("page_size", "invalid")]),
    ],
)
def test_refusals(builder: Reader, params: dict[str, Any], errors: list[Any]) -> None:
    assert builder.refusals("/kits/", params) == errors


def test_a_candidates_name_is_searched_by_who_may_read_it(
    cast: Cast, builder: Reader, shelf: dict[str, Kit]
) -> None:
    assert names(builder, {"q": "onymous"}) == ["Her walk"]
    assert names(Reader(cast.alice, "kits:read"), {"q": "onymous"}) == []


def test_pages_lead_to_all(builder: Reader, shelf: dict[str, Kit]) -> None:
    page, seen = builder.get("/kits/?page_size=1&template=true"), []
    while True:
        seen += [row["name"] for row in page["results"]]
        assert page["count"] == 3
        if page["next"] is None:
            break
        page = builder.get(page["next"])
    assert seen == ["Ready talk", "Role talk", "Plain talk"]


def test_one_sees_ones_own_and_those_given(
    cast: Cast, manager: Reader, interviewer: Reader, shelf: dict[str, Kit]
) -> None:
    assert (names(manager), names(interviewer)) == ([], [])
    kits.share(cast.alice, shelf["ready"], [cast.bob, cast.carol])
    make_kit("Bob's talk", by=cast.bob)
    assert names(manager) == ["Bob's talk", "Ready talk"]
    assert names(interviewer) == ["Ready talk"]
    assert names(manager, {"status": "draft"}) == ["Bob's talk"]
    assert names(manager, {"mine": "false"}) == ["Ready talk"]
