"""manage.py check_content: nothing on a sound set, and a line for every defect of a question."""

from pathlib import Path
from typing import Any

import pytest

from tests.commands.sound_set import (
    REFS,
    Plant,
    append,
    check,
    code,
    keys,
    run,
    some,
    sound,
    write,
)


def test_a_sound_set_has_no_findings(tmp_path: Path) -> None:
    write(sound(), tmp_path)
    summary = "0 findings in 127 questions; of 0 blocks of Python 0 were run, 0 compiled only."
    assert run(tmp_path, "--strict") == (0, [summary])


# Defects of one question, each planted in another one


def put(field: str, value: Any) -> Plant:
    return lambda fields: fields.update({field: value})


def add(field: str, *lines: str) -> Plant:
    return lambda fields: fields[field].extend(lines)


def anchor(rating: str, text: str) -> Plant:
    return lambda fields: fields["rubric"].update({rating: text})


def choice(place: int, **changes: Any) -> Plant:
    return lambda fields: fields["choices"][place - 1].update(changes)


def refer(line: str) -> Plant:
    return put("references", [line])


TWELVE = "one two three four five six seven eight nine ten eleven twelve"
NOT_A_REFERENCE = "references: Not “Author (year): Title. Venue.”: "

#: What is planted, and the findings that it brings.
OPEN_DEFECTS: list[tuple[Plant, list[str]]] = [
    (put("stem", "Why is that so?"), ["stem: 4 words, where 8 to 60 are wanted."]),
    (
        put("stem", f"How is {some(59, 'long stem')}?"),
        ["stem: 61 words, where 8 to 60 are wanted."],
    ),
    (
        put("stem", f"Everything about {some(8, 'no question')}."),
        ["stem: Neither a question mark nor an imperative: what is asked?"],
    ),
    (
        put("stem", f"What is {some(3, 'a')}? What is {some(3, 'b')}? And {some(3, 'c')}?"),
        ["stem: 3 questions at once: ask one thing."],
    ),
    (
        put("stem", f"Given {some(5, 'scene')}. Design {some(3, 'an imperative')}."),
        [],
    ),
    (
        lambda fields: fields.update(minutes=1, answer=some(50, "one minute")),
        ["minutes: 1 minutes, where 2 to 15 are wanted."],
    ),
    (
        lambda fields: fields.update(minutes=16, answer=some(400, "16 minutes")),
        ["minutes: 16 minutes, where 2 to 15 are wanted."],
    ),
    (put("answer", some(99, "short")), ["answer: 99 words, where 100 to 500 are wanted."]),
    (put("answer", some(501, "long")), ["answer: 501 words, where 100 to 500 are wanted."]),
    (put("look_for", []), ["look_for: 0 points, where 3 to 6 are wanted."]),
    (
        add("look_for", *(some(5, f"another point {n}") for n in range(4))),
        ["look_for: 7 points, where 3 to 6 are wanted."],
    ),
    (put("look_for", "a text"), ["look_for: Give a list of texts."]),
    (put("red_flags", [some(5, "one")]), ["red_flags: 1 points, where 2 to 4 are wanted."]),
    (
        add("red_flags", *(some(5, f"another flag {n}") for n in range(3))),
        ["red_flags: 5 points, where 2 to 4 are wanted."],
    ),
    (
        add("red_flags", "Talks nonsense"),
        ["red_flags: 2 words in “Talks nonsense”, where 3 to 35 are wanted."],
    ),
    (
        add("look_for", f"The answer names {some(33, 'long point')}"),
        ["look_for: 36 words in “The answer names "],
    ),
    (
        put("follow_ups", ["Easier: and what is that?"]),
        [
            "follow_ups: 1 points, where 2 to 4 are wanted.",
            "follow_ups: None begins with Harder:",
        ],
    ),
    (
        put("follow_ups", ["Harder: and why is this?", "Harder: and what of that?"]),
        ["follow_ups: None begins with Easier:"],
    ),
    (
        add("follow_ups", "And what then?"),
        ["follow_ups: “And what then?” begins with neither Easier: nor Harder:"],
    ),
    (
        add("follow_ups", *(f"Harder: {some(4, f'probe {n}')}?" for n in range(3))),
        ["follow_ups: 5 points, where 2 to 4 are wanted."],
    ),
    (anchor("3", ""), ["rubric 3: No anchor."]),
    (put("rubric", {}), ["rubric 1: No anchor.", "rubric 3: No anchor.", "rubric 5: No anchor."]),
    (anchor("5", some(11, "short")), ["rubric 5: 11 words, where 12 to 50 are wanted."]),
    (anchor("1", some(51, "long")), ["rubric 1: 51 words, where 12 to 50 are wanted."]),
    (
        lambda fields: fields["rubric"].update({"1": TWELVE, "5": f"Almost {TWELVE}"}),
        ["rubric 1: Says nearly the same as the anchor of 5."],
    ),
    (anchor("2", some(15, "two")), ["rubric: Anchor the ratings 1, 3 and 5 only."]),
    (
        put("references", ["Mitchell, T. M. (1997): Machine Learning. McGraw-Hill."] * 4),
        ["references: 4 references, where 0 to 3 are wanted."],
    ),
    (refer("Guo (2017), On Calibration."), [NOT_A_REFERENCE + "“Guo (2017), On Calibration.”"]),
    (refer("Guo (2017): On Calibration."), [NOT_A_REFERENCE + "“Guo (2017): On Calibration.”"]),
    (
        refer("Guo (3017): On Calibration. ICML."),
        ["references: The year 3017 cannot be right: “Guo (3017): On Calibration. ICML.”"],
    ),
    (
        refer("Guo (1017): On Calibration. ICML."),
        ["references: The year 1017 cannot be right: “Guo (1017): On Calibration. ICML.”"],
    ),
    (refer("Beyer, B. et al. (eds.) (2018): What is “up”? O'Reilly."), []),
    (put("references", []), []),
    (put("skills", []), ["skills: 0 skills, where 1 to 3 are wanted."]),
    (put("skills", [["vision"]] * 4), ["skills: 4 skills, where 1 to 3 are wanted."]),
    (put("skills", [["alchemy"]]), ["skills: “alchemy” is not among the skills."]),
    (put("roles", [["jester"]]), ["roles: “jester” is not among the roles."]),
    (put("roles", []), ["roles: No role."]),
    (put("status", "draft"), ["status: “draft”, where “approved” is wanted."]),
    (put("difficulty_adjustment", 11), ["difficulty_adjustment: Give a whole number from −10"]),
    (
        add("look_for", "Says that it occured before"),
        ["look_for: “occured” is misspelt: occurred?"],
    ),
    (append("stem", " Say `occured`."), []),
    (
        append("answer", " An organized, colored model: modeling by the center."),
        [
            "answer: “organized” is American spelling: write “organised”.",
            "answer: “colored” is American spelling: write “coloured”.",
            "answer: “center” is American spelling: write “centre”.",
            "answer: “modeling” is American spelling: write “modelling”.",
        ],
    ),
    (append("answer", " Resized prizes; `organized`: of a size, seized."), []),
    (refer("Amari, S. (2000): Modeling Behavior. Neural Organization."), []),
    (code("def f(:"), ["answer: Python does not compile: invalid syntax"]),
    (code("print(nowhere)"), ["answer: Python does not run: NameError: name 'nowhere' is not"]),
    (code("x = bytearray(3 << 30)"), ["answer: Python does not run: MemoryError"]),
    (
        code("import socket\nsocket.socket()"),
        ["answer: Python does not run: PermissionError: socket.__new__ is not for the code"],
    ),
    (
        code("import subprocess\nsubprocess.run(['true'])"),
        ["answer: Python does not run: PermissionError: subprocess.Popen is not for the code"],
    ),
    (code("import numpy as np\nassert np.eye(2).sum() == 2"), []),
    (code("import nowhere_to_be_found\nnowhere_to_be_found.call()"), []),
    (code("def f(:", "text"), []),
    (code("for each x:", "pseudo"), []),
    (append("answer", "\n\n```python\nprint(1)"), ["answer: A code fence is not closed."]),
]
MCQ_DEFECTS: list[tuple[Plant, list[str]]] = [
    (put("minutes", 6), ["minutes: 6 minutes, where 1 to 5 are wanted."]),
    (put("answer", some(39, "short")), ["answer: 39 words, where 40 to 200 are wanted."]),
    (put("choice_count", 5), ["choice_count: 5 stated, 4 there."]),
    (put("key_count", 2), ["key_count: 2 stated, 1 there."]),
    (
        lambda fields: fields.update(choices=fields["choices"][:3], choice_count=3),
        ["choices: 3 choices, where 4 are wanted."],
    ),
    (
        keys(),
        ["choices: Mark at least one choice as key.", "choices: 0 keys, where 1 to 2 are wanted."],
    ),
    (
        keys(1, 2, 3),
        ["choices: 3 keys, where 1 to 2 are wanted.", "stem: Does not say that two choices"],
    ),
    (keys(2, 4), ["stem: Does not say that two choices are right."]),
    (
        lambda fields: fields["choices"][1].update(text=fields["choices"][0]["text"]),
        ["choices: Two choices have the same text."],
    ),
    (choice(4, text="All of the above"), ["choice 4: “All” or “none of the above” tests no"]),
    (choice(4, text="None of these."), ["choice 4: “All” or “none of the above” tests no"]),
    (choice(3, explanation=""), ["explanation 3: No explanation."]),
    (choice(3, explanation="That is wrong"), ["explanation 3: 3 words, where 5 to 60 are wanted."]),
    (
        choice(1, text="A choice that goes on and on"),
        ["choices: The longest has 28 characters, the shortest 14: at most 1.5 ×."],
    ),
    (choice(1, text="Optimized runs"), ["choice 1: “Optimized” is American spelling: write"]),
    (code("def f(:"), ["answer: Python does not compile: invalid syntax"]),
]
DEFECTS = {
    **dict(zip([ref for ref in REFS if not ref.startswith("mcq")], OPEN_DEFECTS, strict=False)),
    **dict(zip([ref for ref in REFS if ref.startswith("mcq")], MCQ_DEFECTS, strict=False)),
}


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What is found when all defects are planted, each in a question of its own."""
    bank = sound()
    for ref, (plant, _) in DEFECTS.items():
        plant(bank[ref])
    return check(bank, tmp_path_factory.mktemp("defects"))


@pytest.mark.parametrize("ref", DEFECTS)
def test_a_defect_of_a_question_is_told_and_nothing_else_of_it(
    ref: str, findings: list[str]
) -> None:
    _, expected = DEFECTS[ref]
    told = [line for line in findings if line.startswith(f"{ref}  ")]
    assert len(told) == len(expected), told
    for line, start in zip(told, expected, strict=True):
        assert line.startswith(f"{ref}  {start}")


def test_no_sound_question_is_blamed_for_another(findings: list[str]) -> None:
    assert {line.partition("  ")[0] for line in findings} <= set(DEFECTS)
