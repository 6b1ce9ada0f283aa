"""An answer with its guidance as one text, and parted again."""

from hypothesis import given, settings
from hypothesis import strategies as st

from questions.formats import guidance_text
from questions.formats.interchange import Entry
from tests.formats.question_banks import lines, open_entry, texts

FIELDS = ("answer", *guidance_text.FIELDS)
points = st.lists(lines, max_size=3).map(tuple)


def test_what_is_joined_is_parted_again() -> None:
    entry = open_entry(look_for=("One\n\n- with a list\n\nand more", "- Two"))
    parted = guidance_text.parted(guidance_text.joined(entry))
    assert parted == {name: getattr(entry, name) for name in FIELDS}


@given(
    answer=texts,
    look_for=points,
    follow_ups=points,
    rubric=st.dictionaries(st.sampled_from("135"), lines),
)
@settings(max_examples=100, deadline=None)
def test_any_guidance_comes_back(**given_fields: object) -> None:
    entry = Entry("Why?", **given_fields)  # type: ignore[arg-type]  # as the strategies have them
    parted = guidance_text.parted(guidance_text.joined(entry))
    assert Entry("Why?", **parted) == entry


def test_a_text_of_others_is_an_answer() -> None:
    assert guidance_text.parted("Look\n\n### for\n- this") == {"answer": "Look\n\n### for\n- this"}
    loose = guidance_text.parted("So.\n### Red flags\nGuesses\nloudly\n\n### Rubric\n- none\n")
    assert loose == {"answer": "So.", "red_flags": ("Guesses", "loudly"), "rubric": {}}
