"""manage.py load_content, and loaddata as the ordinary way to the same bank."""

import json
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from questions.actions import questions
from questions.models import AuditEntry, Question, QuestionVersion
from questions.rules import content
from tests.base import make_user, said

FIXTURES = sorted(Path(settings.FIXTURE_DIRS[0]).glob("*.yaml"))
#: As README.md has them: what others refer to comes first.
LABELS = "skills roles sources basic intermediate advanced expert mcq targeted".split()


def load() -> str:
    out = StringIO()
    call_command("load_content", stdout=out)
    return out.getvalue()


def test_loads_all_items_once(db: None) -> None:
    assert load().startswith("127 questions created")
    refs = {
        **{"basic": 21, "intermediate": 29, "advanced": 24, "expert": 25},
        **{"mcq": 25, "skill": 3},
    }
    expected = {f"{name}-{n:02}" for name, count in refs.items() for n in range(1, count + 1)}
    assert set(Question.objects.values_list("source_ref", flat=True)) == expected
    assert Question.objects.count() == 127
    assert not Question.objects.stale().exists()


def test_twice_changes_nothing(db: None) -> None:
    load()
    before = list(Question.objects.order_by("pk").values())
    entries = AuditEntry.objects.count()
    assert load().startswith("0 questions created, 0 updated, 127 unchanged, 0 kept")
    assert list(Question.objects.order_by("pk").values()) == before
    assert AuditEntry.objects.count() == entries


def test_an_edited_question_is_kept_and_named(db: None) -> None:
    load()
    question = Question.objects.get(source_ref="basic-03")
    alice = make_user("alice", "recruiter")
    question = questions.edit(alice, question, said("Ours now", level="basic"))
    questions.move(alice, question, "approve")
    out = load()
    assert "126 unchanged, 1 kept" in out
    assert "kept: basic-03" in out
    question.refresh_from_db()
    assert question.stem == "Ours now"


def test_a_changed_fixture_makes_a_new_version(db: None, tmp_path: Path) -> None:
    load()
    for file in FIXTURES:
        text = file.read_text(encoding="utf-8")
        (tmp_path / file.name).write_text(text.replace("level: expert", "level: advanced"))
    out = StringIO()
    call_command("load_content", folder=tmp_path, stdout=out)
    updated = Question.objects.filter(source_ref="expert-01").get()
    assert (updated.level, updated.version) == ("advanced", 2)
    assert QuestionVersion.objects.filter(question=updated).count() == 2


def test_loaddata_fills_an_empty_bank_and_reindex_completes_it(client: Client, db: None) -> None:
    call_command("loaddata", *LABELS, verbosity=0)
    assert Question.objects.count() == 127
    assert "stale" in json.loads(client.get("/readyz").content)["index"]
    out = StringIO()
    call_command("reindex", stdout=out)
    assert out.getvalue() == "127 questions indexed.\n"
    assert json.loads(client.get("/readyz").content)["index"] == "current"
    by_command = {q.uid: q.content() for q in Question.objects.prefetch_related("choices")}
    assert QuestionVersion.objects.count() == 127
    assert load().startswith("0 questions created, 0 updated, 127 unchanged")
    after = {q.uid: q.content() for q in Question.objects.prefetch_related("choices")}
    assert after == by_command


def test_reindexing_everything_covers_everything(db: None) -> None:
    load()
    out = StringIO()
    call_command("reindex", "--all", stdout=out)
    assert out.getvalue() == "127 questions indexed.\n"


# The content itself


@pytest.fixture(scope="module")
def rows() -> list[tuple[str, dict[str, object]]]:
    loaded = [row for file in FIXTURES for row in yaml.safe_load(file.read_text(encoding="utf-8"))]
    return [(row["model"], row["fields"]) for row in loaded]


def test_every_question_is_complete_and_tagged(db: None) -> None:
    load()
    for question in Question.objects.prefetch_related("skills", "roles", "choices"):
        assert content.problems(question.content()) == [], question.source_ref
        assert 1 <= len(question.skills.all()) <= 3, question.source_ref
        assert [role.slug for role in question.roles.all()] == ["ai-model-designer"]
        assert len(question.answer) > 200, question.source_ref


def test_every_skill_is_described_and_on_three_questions(db: None) -> None:
    load()
    skills = {skill for q in Question.objects.all() for skill in q.skills.all()}
    assert 15 <= len(skills) <= 25
    for skill in skills:
        assert skill.questions.count() >= 3, skill
        assert skill.description, skill
        assert all(weighted.look_for for weighted in skill.role_skills.all()), skill


def test_every_mcq_has_four_explained_choices(db: None) -> None:
    load()
    mcqs = Question.objects.filter(type="mcq").prefetch_related("choices")
    assert len(mcqs) == 25
    for question in mcqs:
        assert (question.choice_count, question.key_count) in ((4, 1), (4, 2)), question.source_ref
        assert all(choice.explanation for choice in question.choices.all()), question.source_ref


def test_mcqs_and_skill_questions_spread_over_the_levels(db: None) -> None:
    load()
    levels = Question.objects.filter(type="mcq").values_list("level", flat=True)
    assert set(levels) == set(content.LEVELS)


def test_stored_counts_of_the_fixtures_are_right(
    rows: list[tuple[str, dict[str, object]]],
) -> None:
    choices = [fields for model, fields in rows if model == "questions.choice"]
    for model, fields in rows:
        if model == "questions.question" and fields["type"] == "mcq":
            own = [c for c in choices if c["question"] == [fields["uid"]]]
            assert fields["choice_count"] == len(own)
            assert fields["key_count"] == sum(bool(c["is_key"]) for c in own)


def test_code_of_the_answers_compiles(rows: list[tuple[str, dict[str, object]]]) -> None:
    blocks = 0
    for _, fields in rows:
        parts = str(fields.get("answer", "")).split("```python\n")[1:]
        for part in parts:
            compile(part.split("```")[0], str(fields["source_ref"]), "exec")
            blocks += 1
    assert blocks > 5
