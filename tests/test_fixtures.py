"""The content that the fixtures bring: complete, tagged, and well-formed."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from questions.rules import content

Rows = list[dict[str, Any]]


def read(model: str) -> Rows:
    files = sorted(Path(settings.FIXTURE_DIRS[0]).glob("*.yaml"))
    rows = [row for file in files for row in yaml.safe_load(file.read_text(encoding="utf-8"))]
    return [row["fields"] for row in rows if row["model"] == f"questions.{model}"]


@pytest.fixture(scope="module")
def questions() -> Rows:
    choices = read("choice")
    found = read("question")
    for fields in found:
        own = [c for c in choices if c["question"] == [fields["uid"]]]
        named = ("text", "is_key", "explanation")
        fields["choices"] = [{name: c[name] for name in named} for c in own]
    return found


def test_every_question_is_complete_and_tagged(questions: Rows) -> None:
    for fields in questions:
        said = content.from_json(fields)
        assert content.problems(said) == [], fields["source_ref"]
        assert 1 <= len(fields["skills"]) <= 3, fields["source_ref"]
        assert fields["roles"] == [["ai-model-designer"]], fields["source_ref"]
        assert fields["status"] == "approved", fields["source_ref"]
        assert len(said.answer) > 200, fields["source_ref"]


def test_every_skill_is_described_weighed_and_on_three_questions(questions: Rows) -> None:
    used = Counter(slug for fields in questions for (slug,) in fields["skills"])
    skills = {fields["slug"]: fields for fields in read("skill")}
    assert 15 <= len(skills) <= 25
    assert set(used) == set(skills)
    assert [slug for slug, count in used.items() if count < 3] == []
    assert all(fields["description"] for fields in skills.values())
    weighed = {fields["skill"][0]: fields for fields in read("roleskill")}
    assert set(weighed) == set(skills)
    assert all(fields["look_for"] for fields in weighed.values())


def test_the_roles_top_skills_are_the_three_it_is_hired_for() -> None:
    weights = {fields["skill"][0]: fields["weight"] for fields in read("roleskill")}
    top = {slug for slug, weight in weights.items() if weight == max(weights.values())}
    assert top == {"machine-learning-algorithms", "data-analysis", "problem-solving"}


def test_every_mcq_has_four_explained_choices_and_right_counts(questions: Rows) -> None:
    mcqs = [fields for fields in questions if fields["type"] == "mcq"]
    assert len(mcqs) == 25
    for fields in mcqs:
        keys = sum(choice["is_key"] for choice in fields["choices"])
        counts = (fields["choice_count"], fields["key_count"])
        assert counts == (len(fields["choices"]), keys), fields["source_ref"]
        assert counts in ((4, 1), (4, 2)), fields["source_ref"]
        assert all(choice["explanation"] for choice in fields["choices"]), fields["source_ref"]


def test_mcqs_spread_over_the_levels_and_keys_over_the_positions(questions: Rows) -> None:
    mcqs = [fields for fields in questions if fields["type"] == "mcq"]
    assert {fields["level"] for fields in mcqs} == set(content.LEVELS)
    keys = Counter(
        place
        for fields in mcqs
        for place, choice in enumerate(fields["choices"])
        if choice["is_key"]
    )
    assert min(keys[place] for place in range(4)) >= 5


def test_no_two_stems_are_the_same(questions: Rows) -> None:
    stems = Counter(fields["stem"].casefold() for fields in questions)
    assert stems.most_common(1)[0][1] == 1


def test_python_of_the_answers_compiles(questions: Rows) -> None:
    blocks = [
        (fields["source_ref"], part.split("```")[0])
        for fields in questions
        for part in fields["answer"].split("```python\n")[1:]
    ]
    assert len(blocks) > 5
    for ref, code in blocks:
        compile(code, ref, "exec")
