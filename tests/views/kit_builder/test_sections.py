"""Sections in the builder: added, renamed, given minutes, moved, removed."""

import pytest

from tests.views.kit_builder.base import Builder


def names(builder: Builder) -> list[str]:
    return list(builder.kit.sections.order_by("position").values_list("name", flat=True))


def test_adding(bob: Builder) -> None:
    status, html = bob.swap("sections/", {"name": " Coding ", "minutes": 10})
    assert (status, names(bob)[-1]) == (200, "Coding")
    assert "0 of 10 min" in html


def test_renaming_and_setting_minutes(bob: Builder) -> None:
    said = {"name": "Heart", "minutes": 12}
    status, html = bob.swap("sections/1/edit/", said)
    assert (status, names(bob)) == (200, ["Warm-up", "Heart", "Deep dive", "Wrap-up"])
    assert "15 of 12 min 3 over" in html
    response = bob.post("sections/1/edit/", said)
    assert response.headers["Location"] == f"/kits/{bob.kit.pk}/build/#section-1"


def test_moving_takes_the_questions_along(bob: Builder) -> None:
    bob.post("sections/1/move/", {"by": -1})
    assert names(bob)[:2] == ["Core", "Warm-up"]
    assert bob.stems()[0] == ["One", "Two", "Three"]


def test_removing_an_empty_section_only(bob: Builder) -> None:
    status, html = bob.swap("sections/1/remove/")
    assert (status, len(names(bob))) == (400, 4)
    assert "Move or remove the questions of this section first." in html
    assert bob.swap("sections/0/remove/")[0] == 200
    assert names(bob) == ["Core", "Deep dive", "Wrap-up"]


@pytest.mark.parametrize(
    ("path", "said", "sentence"),
    [
        ("sections/", {"name": "", "minutes": 5}, "Name: This field is required."),
        ("sections/", {"name": "x" * 101, "minutes": 5}, "Name: Ensure this value has at most 100"),
        ("sections/", {"name": "a\x00", "minutes": 5}, "Name: Null characters are not allowed."),
        ("sections/1/edit/", {"name": "A", "minutes": 481}, "Minutes: Ensure this value is less"),
        ("sections/1/edit/", {"name": "A"}, "Minutes: This field is required."),
        ("sections/9/edit/", {"name": "A", "minutes": 5}, "There is no such section."),
        (f"sections/{'9' * 50}/remove/", {}, "There is no such section."),
        ("sections/1/move/", {"by": 3}, "By: Ensure this value is less than or equal to 1."),
    ],
)
def test_bad_values(bob: Builder, path: str, said: dict[str, object], sentence: str) -> None:
    before = (names(bob), bob.stems())
    status, html = bob.swap(path, said)
    assert status == 400
    assert sentence in html
    assert (names(bob), bob.stems()) == before
