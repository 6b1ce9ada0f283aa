"""Markdown: headings that say where one is, and texts that keep to their place."""

import pytest

from questions.formats import kit_markdown, markdown_parts
from questions.formats.documents import ItemDocument, RichText, SectionDocument
from tests.formats.base import CODE, kit


def lines(*texts: str) -> list[str]:
    """Return the lines of a kit with these stems."""
    items = tuple(
        ItemDocument(number, RichText(text), "open") for number, text in enumerate(texts, start=1)
    )
    document = kit(SectionDocument("Core", 20, items)) if texts else kit()
    return kit_markdown.write(document).decode().split("\n")


def test_headings_lead_through_the_kit() -> None:
    headings = [line for line in lines() if line.startswith("#") and "a < b" not in line]
    assert headings == [
        "# Second round",
        "## Core (20 min)",
        "### 1. How do you add up rows?",
        "#### Model answer",
        "##### Why",
        "#### What to look for",
        "#### Red flags",
        "#### Follow-ups",
        "#### References",
        "#### Rubric",
        "## End",
        "### 2. Which one?",
        "#### Model answer",
    ]


def test_a_kit_reads_well() -> None:
    text = "\n".join(lines())
    assert "- Candidate: Ada Obi\n- Role: Designer\n- Level: Senior\n- Time: 45 min" in text
    assert f"### 1. How do you add up rows?\n\n```python\n{CODE}\n```\n\n*Advanced · 8 min" in text
    assert "#### Rubric\n\n- 1: Guesses\n- 3: Sums\n- 5: Sums and *tests*\n" in text
    assert "- [x] A. Softmax, `p`\n  - It sums to one.\n- [ ] B. Tanh & co\n" in text
    assert "Note: Ask this first." in text


def test_no_choice_is_ticked_for_a_candidate() -> None:
    text = kit_markdown.write(kit().for_candidate()).decode()
    assert "- [ ] A. Softmax, `p`\n- [ ] B. Tanh & co\n" in text


@pytest.mark.parametrize(
    ("stem", "written"),
    [
        ("One\nline", ["### 1. One line"]),
        ("One\n\nmore", ["### 1. One", "", "more"]),
        ("One\n```\ncode\n```", ["### 1. One", "", "```", "code", "```"]),
        ("One\n- a\n- b", ["### 1. One", "", "- a", "- b"]),
        ("```\ncode\n```", ["### 1.", "", "```", "code", "```"]),
        ("One\n\n    indented", ["### 1. One", "", "    indented"]),
    ],
)
def test_a_stem_is_a_heading_and_what_follows(stem: str, written: list[str]) -> None:
    start = lines(stem).index(written[0])
    assert lines(stem)[start : start + len(written)] == written


@pytest.mark.parametrize(
    ("text", "contained"),
    [
        ("# Title", "##### Title"),
        ("###### Title", "##### Title"),
        ("#include", "#include"),
        ("Say # twice", "Say # twice"),
        ("    # in code", "    # in code"),
        ("```\n# comment\n```\n# Title", "```\n# comment\n```\n##### Title"),
        ("```\nopen", "```\nopen\n```"),
        ("~~~~\n~~~\n```", "~~~~\n~~~\n```\n~~~~"),
        ("```a`b```\n# Title", "```a`b```\n##### Title"),
        ("- ```\n  # comment\n  ```\n# Title", "- ```\n  # comment\n  ```\n##### Title"),
        ("- ```\n  open", "- ```\n  open\n  ```"),
        ("- ```\n  # open\n# Title", "- ```\n  # open\n##### Title"),
        ("1. a\n   ```\n   # b\n   ```\n# c", "1. a\n   ```\n   # b\n   ```\n##### c"),
    ],
)
def test_a_text_cannot_take_over_what_follows(text: str, contained: str) -> None:
    assert markdown_parts.contained(text) == contained


def test_an_open_fence_does_not_swallow_the_next_question() -> None:
    assert "### 2. Next?" in lines("First?\n\n```python\nopen", "Next?")
    text = lines("First?\n\n```python\nopen", "Next?")
    assert text[: text.index("### 2. Next?")].count("```") == 1


def test_names_do_not_turn_into_markup() -> None:
    text = kit_markdown.write(kit(title="a *b* [c](d)\n# e")).decode()
    assert text.startswith("# a \\*b\\* \\[c\\](d) \\# e\n")
