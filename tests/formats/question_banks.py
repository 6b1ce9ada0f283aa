"""Banks for the formats of question lists: one with everything in it, and any that may be."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st

from questions.formats.interchange import (
    Bank,
    Entry,
    EntryChoice,
    NamedEntry,
    Reading,
    RoleEntry,
    SourceEntry,
)
from questions.formats.text import printable
from questions.rules.content import clean

FIXTURES = Path(__file__).parents[2] / "fixtures"
UIDS = [f"{number:08x}-0000-4000-8000-000000000000" for number in range(8)]


def open_entry(**values: Any) -> Entry:
    """Return an open question that says everything."""
    given: dict[str, Any] = {
        "stem": "How do you add up rows?\n\n```python\nsum(rows)  # a < b\n```",
        "type": "open",
        "level": "advanced",
        "status": "approved",
        "minutes": 8,
        "difficulty_adjustment": -5,
        "answer": "With **sum**:\n\n1. First\n2. Second\n\n| a | b |\n|---|---|\n| 1 | 2 |",
        "look_for": ("Names the *empty* list", "Knows `sum`"),
        "red_flags": ('Says, "reduce" is needed; always',),
        "follow_ups": ("And for 10⁹ rows?", "In SQL?"),
        "references": ("The manual, chapter 3",),
        "rubric": {"1": "Guesses", "3": "Sums", "5": "Sums and tests"},
        "skills": ("python", "testing"),
        "roles": ("designer",),
        "source": "guide",
        "source_ref": "advanced-01",
        "uid": UIDS[0],
    }
    return Entry(**given | values)


def mcq_entry(**values: Any) -> Entry:
    """Return an MCQ with two keys and a distractor."""
    choices = (
        EntryChoice("Softmax, `p`", True, "It sums to one."),
        EntryChoice("-5", False, "It is *negative*."),
        EntryChoice("=1+1", True),
    )
    given: dict[str, Any] = {"stem": "Which?", "type": "mcq", "level": "basic", "minutes": 1}
    given |= {"choices": choices, "status": "draft", "skills": ("python",), "uid": UIDS[1]}
    return Entry(**given | values)


def bank(*questions: Entry) -> Bank:
    """Return a bank of these questions, by default of one of each type."""
    return Bank(
        questions or (open_entry(), mcq_entry()),
        skills=(
            NamedEntry("python", "Python", "Snakes\nand scripts"),
            NamedEntry("testing", "Tests"),
        ),
        roles=(
            RoleEntry(
                "designer",
                "Designer",
                "Designs",
                (("python", 5, ("Reads it",)), ("testing", 1, ())),
            ),
        ),
        sources=(SourceEntry("guide", "The guide", "Of 2024", "file"),),
        title="Designer questions",
    )


def bank_of(reading: Reading) -> Bank:
    """Return what was read as what is written."""
    return Bank(reading.entries, reading.skills, reading.roles, reading.sources)


def bare(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Return the entries without where and how they were found."""
    return tuple(replace(entry, line=None, place="", flags=()) for entry in entries)


def fixture_bank() -> Bank:
    """Return the bank that the project comes with."""
    rows = [
        row for path in sorted(FIXTURES.glob("*.yaml")) for row in yaml.safe_load(path.read_text())
    ]
    given = [row["fields"] for row in rows if row["model"] == "questions.question"]
    choices: dict[str, list[EntryChoice]] = {}
    for fields in (row["fields"] for row in rows if row["model"] == "questions.choice"):
        choice = EntryChoice(fields["text"], fields["is_key"], fields["explanation"])
        choices.setdefault(fields["question"][0], []).append(choice)
    return Bank(tuple(_of_fixture(fields, choices.get(fields["uid"], [])) for fields in given))


def _of_fixture(fields: dict[str, Any], choices_: list[EntryChoice]) -> Entry:
    names = ("stem", "type", "level", "status", "minutes", "answer", "rubric", "source_ref", "uid")
    plain = {name: fields[name] for name in names if name in fields}
    lists = ("look_for", "red_flags", "follow_ups", "references")
    plain |= {name: tuple(fields[name]) for name in lists if name in fields}
    plain |= {n: tuple(slug for (slug,) in fields.get(n, ())) for n in ("skills", "roles")}
    return Entry(**plain, source=fields["source"][0], choices=tuple(choices_))


# A bank's texts are as rules/content.py cleans them.
_letters = st.characters(exclude_characters="\x00", exclude_categories=["Cs"])
texts = st.text(_letters | st.sampled_from("=+-@;,|\"'\t\n*#`1A. "), max_size=30).map(clean)
lines = texts.filter(lambda text: bool(printable(text).strip()))
points = st.lists(lines, max_size=3).map(tuple)
slugs = st.text("abcxyz-019", min_size=1, max_size=8)
choices = st.lists(
    st.builds(EntryChoice, lines, st.booleans(), texts), max_size=4, unique_by=lambda c: c.text
).map(tuple)
_content: dict[str, Any] = {
    "stem": lines,
    "type": st.sampled_from(["open", "mcq"]),
    "level": st.sampled_from(["", "basic", "intermediate", "advanced", "expert"]),
    "answer": texts,
    "minutes": st.none() | st.integers(1, 120),
    "difficulty_adjustment": st.none() | st.integers(-10, 10),
    "look_for": points,
    "red_flags": points,
    "follow_ups": points,
    "references": points,
    "rubric": st.dictionaries(st.sampled_from("135"), lines),
    "choices": choices,
}


def _open_without_choices(entry: Entry) -> Entry:
    return entry if entry.type == "mcq" else replace(entry, choices=())


contents = st.builds(Entry, **_content).map(_open_without_choices)
entries = st.builds(
    Entry,
    **_content,
    skills=st.lists(slugs, max_size=3, unique=True).map(lambda found: tuple(sorted(found))),
    roles=st.lists(slugs, max_size=2, unique=True).map(lambda found: tuple(sorted(found))),
    source=st.just("") | slugs,
    source_ref=st.just("") | slugs,
    status=st.sampled_from(["draft", "in_review", "approved", "retired"]),
    pending=st.none() | contents,
).map(_open_without_choices)


def _numbered(found: list[Entry]) -> tuple[Entry, ...]:
    return tuple(replace(entry, uid=uid) for uid, entry in zip(UIDS, found, strict=False))


_named = {"slug": slugs, "name": lines, "description": texts}
_weights = st.lists(
    st.tuples(slugs, st.integers(1, 5), points), max_size=2, unique_by=lambda w: w[0]
)


def _by_slug(type_: Any, **values: Any) -> Any:
    found = st.lists(
        st.builds(type_, **_named, **values), max_size=3, unique_by=lambda one: one.slug
    )
    return found.map(lambda named: tuple(sorted(named, key=lambda one: one.slug)))


banks = st.builds(
    Bank,
    st.lists(entries, max_size=5).map(_numbered),
    skills=_by_slug(NamedEntry),
    roles=_by_slug(RoleEntry, skills=_weights.map(lambda found: tuple(sorted(found)))),
    sources=_by_slug(SourceEntry, kind=st.sampled_from(["document", "file", "person"])),
)
