"""Counts beside each value of each facet."""

from typing import Any

import pytest

from tests.api.base import Reader
from tests.base import make_question, make_role, make_skill, make_source


@pytest.fixture
def bank(db: None) -> None:
    vision, prose = make_skill("Vision"), make_skill("Prose")
    role, source = make_role("Modeller"), make_source("Paper")
    make_skill("Unused")
    make_question("Apple tree", minutes=2, skills=[vision], roles=[role], source=source)
    make_question("Birch tree", level="expert", minutes=5, skills=[vision, prose])
    make_question("Cedar", level="expert", minutes=20, type="mcq", skills=[prose])
    make_question("Date", minutes=6, status="draft")


def counts(reader: Reader, params: dict[str, Any] | None = None) -> dict[str, dict[str, int]]:
    """Return the counts that are not zero, by facet and value."""
    facets = reader.get("/questions/facets/", params)["facets"]
    return {
        name: {value["value"]: value["count"] for value in values if value["count"]}
        for name, values in facets.items()
    }


def test_counts_of_the_whole_bank(alice: Reader, bank: None) -> None:
    assert alice.get("/questions/facets/")["count"] == 4
    assert counts(alice) == {
        "level": {"basic": 2, "expert": 2},
        "type": {"open": 3, "mcq": 1},
        "skill": {"vision": 2, "prose": 2},
        "role": {"modeller": 1},
        "status": {"approved": 3, "draft": 1},
        "source": {"paper": 1},
        "minutes": {"up to 3 min": 1, "4–5 min": 1, "6–10 min": 1, "over 10 min": 1},
        "last_asked": dict.fromkeys(
            ["Not in 30 days", "Not in 90 days", "Not in a year", "Never"], 4
        ),
    }


def test_every_value_is_named_even_where_it_counts_none(alice: Reader, bank: None) -> None:
    facets = alice.get("/questions/facets/")["facets"]
    assert {"value": "unused", "label": "Unused", "count": 0} in facets["skill"]
    assert [value["value"] for value in facets["level"]] == [
        "basic",
        "intermediate",
        "advanced",
        "expert",
    ]


def test_a_facet_counts_what_its_other_values_would_bring(alice: Reader, bank: None) -> None:
    found = counts(alice, {"level": "expert"})
    assert found["level"] == {"basic": 2, "expert": 2}
    assert found["type"] == {"open": 1, "mcq": 1}
    assert found["skill"] == {"vision": 1, "prose": 2}
    assert alice.get("/questions/facets/", {"level": "expert"})["count"] == 2


def test_counts_of_a_search(alice: Reader, bank: None) -> None:
    found = counts(alice, {"q": "tree", "skill": "prose"})
    assert found["level"] == {"expert": 1}
    assert found["skill"] == {"vision": 2, "prose": 1}


def test_minutes_count_beside_their_own_filter(alice: Reader, bank: None) -> None:
    found = counts(alice, {"minutes_max": 5})
    assert found["minutes"] == counts(alice)["minutes"]
    assert found["level"] == {"basic": 1, "expert": 1}


def test_counts_equal_what_the_listing_shows(alice: Reader, bank: None) -> None:
    for name, values in counts(alice).items():
        for value, count in values.items():
            if name not in ("minutes", "last_asked"):
                assert alice.get("/questions/", {name: value})["count"] == count


def test_who_sees_approved_questions_counts_those(bob: Reader, bank: None) -> None:
    assert bob.get("/questions/facets/")["count"] == 3
    found = counts(bob)
    assert found["status"] == {"approved": 3}
    assert found["level"] == {"basic": 1, "expert": 2}
    assert "6–10 min" not in found["minutes"]
