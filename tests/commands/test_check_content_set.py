"""manage.py check_content: what is wrong with questions side by side, and what else it needs."""

from pathlib import Path

import pytest
from django.core.management import CommandError

from questions.management.editorial import snippets, spelling
from tests.commands.sound_set import Bank, Fields, check, code, keys, run, sound, write


@pytest.fixture
def bank() -> Bank:
    return sound()


def test_a_missing_item_and_one_that_is_there_twice(bank: Bank, tmp_path: Path) -> None:
    bank["mcq-25"]["source_ref"] = "mcq-26"
    bank["basic-02"]["source_ref"] = "basic-01"
    assert check(bank, tmp_path) == [
        "basic-01  source_ref: There 2 times instead of once.",
        "basic-02  source_ref: There 0 times instead of once.",
        "mcq-25  source_ref: There 0 times instead of once.",
        "mcq-26  source_ref: No item of the document.",
    ]


def test_one_identity_for_two_questions(bank: Bank, tmp_path: Path) -> None:
    bank["basic-02"]["uid"] = bank["basic-01"]["uid"]
    told = "uid: uid of basic-01 is that of another question, too."
    assert check(bank, tmp_path) == [f"basic-01  {told}", f"basic-02  {told}"]


def test_type_and_level_other_than_the_items(bank: Bank, tmp_path: Path) -> None:
    bank["expert-01"]["level"] = "basic"
    bank["mcq-01"], bank["skill-01"] = (
        bank["skill-01"] | {"source_ref": "mcq-01"},
        bank["mcq-01"] | {"source_ref": "skill-01"},
    )
    assert check(bank, tmp_path) == [
        "expert-01  level: “basic”, where “expert” is wanted.",
        "mcq-01  type: “open”, where “mcq” is wanted.",
        "skill-01  type: “mcq”, where “open” is wanted.",
    ]


def test_two_questions_that_ask_the_same(bank: Bank, tmp_path: Path) -> None:
    bank["basic-01"]["stem"] = "What is overfitting, and how do you prevent it?"
    bank["expert-25"]["stem"] = "How would you explain overfitting and what can prevent it?"
    assert check(bank, tmp_path) == ["expert-25  stem: Asks nearly the same as basic-01."]


def test_a_sentence_that_was_pasted(bank: Bank, tmp_path: Path) -> None:
    bank["basic-01"]["answer"] += "\n\n- **Any comparable** experience of theirs counts.\n"
    bank["mcq-03"]["choices"][0]["explanation"] += (
        " Well: any comparable experience of THEIRS counts."
    )
    bank["basic-03"]["red_flags"][0] += ". What does that tell you?"
    bank["basic-04"]["red_flags"][0] += ". What does that tell you?"
    assert check(bank, tmp_path) == [
        "mcq-03  explanation 1: A sentence of basic-01, too: "
        "“any comparable experience of theirs counts.”"
    ]


def mcqs(bank: Bank) -> list[Fields]:
    return [fields for ref, fields in bank.items() if ref.startswith("mcq")]


def test_keys_that_stand_at_one_place_too_often(bank: Bank, tmp_path: Path) -> None:
    for fields in mcqs(bank)[:9]:
        keys(3)(fields)
    assert check(bank, tmp_path) == [
        "mcq-*  choices: In 13 of 25 place 3 is a key; by chance 2 to 10."
    ]


@pytest.mark.parametrize(("change", "name"), [("x", "longest"), ("", "shortest")])
def test_keys_that_their_length_gives_away(
    change: str, name: str, bank: Bank, tmp_path: Path
) -> None:
    for fields in mcqs(bank):
        for one in fields["choices"]:
            if one["is_key"]:
                one["text"] = one["text"] + change if change else one["text"][:-1]
    assert check(bank, tmp_path) == [
        f"mcq-*  choices: In 25 of 25 the {name} choice is a key; by chance 2 to 10."
    ]


def test_a_longest_choice_that_is_never_a_key(bank: Bank, tmp_path: Path) -> None:
    for fields in mcqs(bank):
        next(one for one in fields["choices"] if not one["is_key"])["text"] += "x"
    assert check(bank, tmp_path) == [
        "mcq-*  choices: In 0 of 25 the longest choice is a key; by chance 2 to 10."
    ]


# The code, the dictionary and the files


def test_code_is_counted_as_run_or_compiled(bank: Bank, tmp_path: Path) -> None:
    code("assert 1")(bank["basic-01"])
    code("import nowhere_to_be_found")(bank["basic-01"])
    code("for each x:", "pseudo")(bank["basic-01"])
    bank["basic-02"]["stem"] += "\n\n```python\nassert 2\n```\n"
    write(bank, tmp_path)
    _, lines = run(tmp_path)
    assert lines[-1].endswith("of 3 blocks of Python 2 were run, 1 compiled only.")


def test_code_that_takes_too_long_is_ended() -> None:
    told = snippets.run("while True: pass", cpu_seconds=1)
    assert told == "takes more than 1 seconds of CPU"


def test_code_that_ends_on_purpose_has_not_run_through() -> None:
    assert snippets.run("raise SystemExit(3)") == "ends with an error"
    assert snippets.run("print('x' * 100_000)") == ""


def test_without_the_dictionary_spelling_is_not_checked(
    bank: Bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spelling, "find_spec", lambda name: None)
    bank["basic-01"]["look_for"][0] += " occured"
    write(bank, tmp_path)
    code, (told, summary) = run(tmp_path)
    assert (code, told) == (0, "Spelling was not checked: codespell is not installed.")
    assert summary.startswith("0 findings")
    assert run(tmp_path, "--strict") == (1, [told, summary])


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There are no fixtures in"):
        run(tmp_path)
    (tmp_path / "torn.yaml").write_text("- model: [")
    with pytest.raises(CommandError, match=r"torn\.yaml"):
        run(tmp_path)
