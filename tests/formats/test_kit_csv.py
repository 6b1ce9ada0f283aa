"""CSV: a row for each question, and no cell that a spreadsheet runs."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.formats import kit_csv
from questions.formats.documents import KitDocument
from tests.formats.base import ANSWER, CODE, kit


def rows(document: KitDocument) -> list[dict[str, str]]:
    data = kit_csv.write(document)
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_each_question_is_a_row() -> None:
    first, second = rows(kit())
    assert (first["kit"], first["candidate"], first["section"]) == (
        *("Second round", "Ada Obi", "Core"),
    )
    assert (first["number"], first["level"], first["minutes"]) == ("1", "Advanced", "8")
    assert first["stem"] == f"How do you add up rows?\n\n```python\n{CODE}\n```"
    assert first["answer"] == ANSWER
    assert first["follow_ups"] == "And for 10⁹ rows?\nIn SQL?"
    assert first["rubric_5"] == "Sums and *tests*"
    assert second["choices"] == "A. Softmax, `p`\nB. Tanh & co"
    assert (second["keys"], second["explanations"]) == (
        "A",
        "A. It sums to one.\nB. It is *signed*.",
    )


def test_the_candidates_rows_have_no_column_for_what_is_secret() -> None:
    first, _ = rows(kit().for_candidate())
    assert list(first) == [
        *("candidate", "role", "round", "date", "section", "number", "stem", "choices"),
    ]


@pytest.mark.parametrize(
    "cell",
    [
        '=HYPERLINK("http://example.org")',
        "+1+cmd|'/C calc'!A0",
        "-1+1",
        "- a point",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "＝1+1",
        "+",
        "-",
        "-5-",
        "-5\n",
    ],
)
def test_what_may_be_a_formula_gets_an_apostrophe(cell: str) -> None:
    assert kit_csv.guarded(cell) == f"'{cell}"
    assert rows(kit(title=cell))[0]["kit"].startswith("'")


@pytest.mark.parametrize("cell", ["-5", "+3.2", "-0,5", "12%", "-12%", "a=b", "5 - 3", "", "'"])
def test_numbers_and_words_stay_as_they_are(cell: str) -> None:
    assert kit_csv.guarded(cell) == cell


@given(st.text())
def test_no_cell_starts_like_a_formula(text: str) -> None:
    cell = kit_csv.guarded(text)
    assert cell.removeprefix("'") == text.removeprefix("'")
    assert not cell.startswith(("=", "@", "\t", "\r"))
    assert (
        not cell.startswith(("+", "-"))
        or cell[1:].rstrip("%").replace(",", ".").replace(".", "", 1).isdigit()
    )
