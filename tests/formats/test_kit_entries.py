"""A kit in the formats of question lists."""

import pytest

from questions.formats import KIT_FORMATS, gift, kit_entries, moodle_xml
from questions.formats.documents import SectionDocument
from questions.formats.interchange import EntryChoice, Hints, Unwritable
from tests.formats.base import ANSWER, CODE, kit, mcq_item, open_item


def test_a_kit_becomes_a_bank_in_its_order() -> None:
    first, second = kit_entries.bank(kit()).questions
    assert first.stem == f"How do you add up rows?\n\n```python\n{CODE}\n```"
    assert (first.type, first.level, first.minutes, first.uid) == (
        "open",
        "advanced",
        8,
        "0831485f",
    )
    assert (first.answer, first.skills) == (ANSWER, ("Python", "Testing"))
    assert (first.look_for, first.follow_ups) == (
        ("Names the **empty** list",),
        ("And for 10⁹ rows?", "In SQL?"),
    )
    assert first.rubric == {"1": "Guesses", "3": "Sums", "5": "Sums and *tests*"}
    assert second.choices == (
        EntryChoice("Softmax, `p`", True, "It sums to one."),
        EntryChoice("Tanh & co", False, "It is *signed*."),
    )


@pytest.mark.parametrize("format_", [gift, moodle_xml])
def test_what_is_written_can_be_read_back(format_: object) -> None:
    name = format_.FORMAT.name  # type: ignore[attr-defined]  # both are modules of a format
    data = KIT_FORMATS[name].write(kit())
    reading = format_.read(data, Hints())  # type: ignore[attr-defined]  # likewise
    assert [entry.type for entry in reading.entries] == ["open", "mcq"]
    assert reading.entries[1].answer == "Softmax."
    assert reading.skipped == ()


def test_notes_are_lost() -> None:
    told = KIT_FORMATS["moodle_xml"].losses
    assert told is not None
    assert [(loss.field, loss.questions) for loss in told(kit())] == [("note", 1)]


def test_a_kit_of_which_nothing_can_be_held_is_refused() -> None:
    only_open = kit(SectionDocument("Core", None, (open_item(), mcq_item(choices=()))))
    with pytest.raises(Unwritable, match="Aiken can hold none of the kit’s questions"):
        KIT_FORMATS["aiken"].write(only_open)
    with pytest.raises(Unwritable, match="the kit has no questions"):
        KIT_FORMATS["gift"].write(kit(SectionDocument("Core", None, ())))
