"""manage.py load_content, and loaddata as the ordinary way to the same bank."""

import json
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.test import Client

from questions.actions import questions
from questions.models import AuditEntry, Question, QuestionVersion
from tests.base import make_question, make_user, said

FIXTURES = sorted(Path(settings.FIXTURE_DIRS[0]).glob("*.yaml"))
#: As README.md has them: what others refer to comes first.
LABELS = [
    "skills",
    "roles",
    "sources",
    "basic",
    "intermediate",
    "advanced",
    "expert",
    "mcq",
    "targeted",
    "blueprints",
]


def load() -> str:
    out = StringIO()
    call_command("load_content", stdout=out)
    return out.getvalue()


def test_loads_all_items_once_however_often_it_runs(db: None) -> None:
    assert load().startswith("127 questions created")
    refs = {
        "basic": 21,
        "intermediate": 29,
        "advanced": 24,
        "expert": 25,
        "mcq": 25,
        "skill": 3,
    }
    expected = {f"{name}-{n:02}" for name, count in refs.items() for n in range(1, count + 1)}
    assert set(Question.objects.values_list("source_ref", flat=True)) == expected
    assert Question.objects.count() == 127
    assert not Question.objects.stale().exists()
    # Again, and nothing changes.
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
    questions.move(make_user("eve", "admin"), question, "approve")
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
    make_question("a")
    make_question("b")
    for arguments, sentence in (([], "0 questions"), (["--all"], "2 questions")):
        out = StringIO()
        call_command("reindex", *arguments, stdout=out)
        assert out.getvalue() == f"{sentence} indexed.\n"
