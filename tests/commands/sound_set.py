"""127 questions, made of words without a meaning, in which an editor finds nothing wrong."""

import random
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import yaml
from django.core.management import call_command

from questions.rules.editorial.whole import ITEMS

Fields = dict[str, Any]
Bank = dict[str, Fields]
Plant = Callable[[Fields], None]
REFS = [f"{kind}-{n:02}" for kind, count in ITEMS.items() for n in range(1, count + 1)]
LEVELS = ["basic", "intermediate", "advanced", "expert"]
SYLLABLES = ["ba", "dro", "fe", "gul", "ki", "lomp", "ma", "nu", "pli", "ro", "sha", "tem", "vu"]


def sound() -> Bank:
    return {ref: sound_mcq(ref) if ref.startswith("mcq") else sound_open(ref) for ref in REFS}


def some(count: int, seed: str) -> str:
    """Return words that no other seed has, the same ones at each call."""
    draw = random.Random(seed)  # noqa: S311  # for words, not for secrets
    return " ".join("".join(draw.choices(SYLLABLES, k=4)) for _ in range(count))


def sound_open(ref: str) -> Fields:
    level, _, _ = ref.partition("-")
    return {
        "source_ref": ref,
        "uid": f"uid of {ref}",
        "type": "open",
        "level": level if level in LEVELS else "basic",
        "status": "approved",
        "minutes": 5,
        "skills": [["vision"]],
        "roles": [["modeller"]],
        "stem": f"How would you explain {some(5, ref)}?",
        "answer": some(150, f"{ref} answer"),
        "look_for": [some(6, f"{ref} look for {n}") for n in range(3)],
        "red_flags": [some(6, f"{ref} red flag {n}") for n in range(2)],
        "follow_ups": [f"Easier: {some(6, f'{ref} easier')}?", f"Harder: {some(6, f'{ref} h')}?"],
        "rubric": {rating: some(15, f"{ref} anchor {rating}") for rating in ("1", "3", "5")},
        "references": ["Guo, C. et al. (2017): On Calibration of Modern Neural Networks. ICML."],
    }


def sound_mcq(ref: str) -> Fields:
    number = int(ref.removeprefix("mcq-"))
    fields = sound_open(ref) | {
        "type": "mcq",
        "level": LEVELS[number % 4],
        "choice_count": 4,
        "key_count": 1,
        "choices": [
            {
                "text": f"Choice {place} of {number:02}",
                "is_key": place == number % 4,
                "explanation": some(8, f"{ref} explanation {place}"),
            }
            for place in range(4)
        ],
    }
    for name in ("look_for", "red_flags", "follow_ups", "rubric", "references"):
        del fields[name]
    return fields


def write(bank: Bank, folder: Path) -> None:
    """Write the set as the fixtures have it."""
    rows: list[Fields] = [
        {"model": "questions.skill", "fields": {"slug": "vision"}},
        {"model": "questions.role", "fields": {"slug": "modeller"}},
    ]
    for fields in bank.values():
        plain = {name: value for name, value in fields.items() if name != "choices"}
        rows.append({"model": "questions.question", "fields": plain})
        for position, choice in enumerate(fields.get("choices", ()), 1):
            link = {"question": [fields["uid"]], "position": position}
            rows.append({"model": "questions.choice", "fields": link | choice})
    text = yaml.safe_dump(rows, allow_unicode=True, sort_keys=False)
    (folder / "all.yaml").write_text(text, encoding="utf-8")


# The command


def run(folder: Path, *arguments: str) -> tuple[int, list[str]]:
    """Return the exit code and the lines of the command."""
    out, code = StringIO(), 0
    try:
        call_command("check_content", str(folder), *arguments, stdout=out)
    except SystemExit as end:
        code = int(str(end.code))
    return code, out.getvalue().splitlines()


def check(bank: Bank, folder: Path) -> list[str]:
    """Return the findings on a set that has some; the last line counts them."""
    write(bank, folder)
    code, (*findings, summary) = run(folder)
    assert code == 1
    assert summary.startswith(f"{len(findings)} findings in ")
    return findings


# Defects


def append(field: str, text: str) -> Plant:
    return lambda fields: fields.update({field: fields[field] + text})


def keys(*places: int) -> Plant:
    def change(fields: Fields) -> None:
        fields["key_count"] = len(places)
        for place, choice in enumerate(fields["choices"], 1):
            choice["is_key"] = place in places

    return change


def code(text: str, language: str = "python") -> Plant:
    return append("answer", f"\n\n```{language}\n{text}\n```\n")
