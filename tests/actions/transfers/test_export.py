"""Questions handed out as files."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied

from questions.actions import questions, taxonomy, transfer_commits, transfers
from questions.actions.question_banks import BankReader
from questions.actions.question_exports import export
from questions.formats.interchange import Bank
from questions.models import AuditEntry, Question, Role, RoleSkill, Skill, Source, User
from questions.rules import exports
from questions.rules.exports import ExportRefused
from tests.base import (
    Cast,
    make_question,
    make_role,
    make_skill,
    make_source,
    make_user,
    said,
)


def bank_of(user: User, ids: Iterable[int] | None = None) -> Bank:
    """Return what an account may have of questions (None: all) in a file."""
    reader = BankReader(user, ids)
    entries = tuple(entry for some in reader.entries() for entry in some)
    return replace(reader.outline(), questions=entries)


def fill() -> None:
    """Fill the bank with questions of all kinds and statuses."""
    vision, speech = make_skill("Vision"), make_skill("Speech")
    make_skill("Unused")
    role = make_role("Scientist")
    taxonomy.set_role_skill(None, role, vision, 3, ["numbers"])
    source = make_source("Handbook")
    make_question("Why?", skills=[vision, speech], roles=[role], source=source, source_ref="1")
    make_question("Draft ✓", status="draft", answer="", rubric={"1": "no", "5": "yes"})
    make_question("Choose", type="mcq", status="in_review", minutes=9, difficulty_adjustment=-2)
    make_question("Unfinished", type="mcq", status="draft", choices=[])
    waiting = make_question("Waiting", rubric={"1": "no"})
    questions.edit(make_user("wanda", "recruiter"), waiting, said("Newer", look_for=["a secret"]))
    make_question("Old", status="retired", look_for=["a", "b"], references=["c"])


def empty() -> None:
    Question.objects.all().delete()
    for model in (RoleSkill, Role, Skill, Source):
        model.objects.all().delete()


def test_json_brings_a_whole_bank_to_an_empty_one_byte_by_byte(cast: Cast) -> None:
    fill()
    data = export(None, "json").data
    empty()
    found = transfers.upload(None, "bank.json", data, create_tags=True)
    found = transfer_commits.order(None, found)
    assert found.results() == {"added": 6}
    assert export(None, "json").data == data


def test_guidance_goes_only_to_who_may_read_it(cast: Cast) -> None:
    fill()
    reader = User.objects.get(pk=cast.alice.pk)
    reader.scopes = frozenset({"questions:read"})
    handed_out = export(reader, "json").data.decode()
    assert "Softmax" in handed_out
    for secret in ("Noise.", "a secret", "numbers", "one distribution", "yes"):
        assert secret in export(cast.alice, "json").data.decode()
        assert secret not in handed_out
    assert not any(choice.is_key for q in bank_of(reader).questions for choice in q.choices)


def test_only_what_the_account_sees_is_handed_out(cast: Cast) -> None:
    fill()
    approved, draft = Question.objects.get(stem="Why?"), Question.objects.get(stem="Draft ✓")
    assert [q.stem for q in bank_of(cast.bob).questions] == ["Why?", "Waiting"]
    assert [q.stem for q in bank_of(cast.bob, [draft.pk, approved.pk]).questions] == ["Why?"]
    assert not any(q.pending for q in bank_of(cast.bob).questions)
    assert [skill.slug for skill in bank_of(cast.bob).skills] == ["speech", "vision"]
    assert bank_of(cast.carol) == bank_of(cast.carol, [])
    with pytest.raises(PermissionDenied):
        export(cast.dave, "json")


def test_an_export_is_recorded(cast: Cast) -> None:
    fill()
    file = export(cast.alice, "json", Question.objects.values_list("pk", flat=True)[:2])
    assert (file.questions, file.name[-5:]) == (2, ".json")
    [act] = AuditEntry.objects.filter(verb="questions.exported")
    assert (act.actor, act.changes) == (cast.alice, {"format": "json", "questions": 2})


def test_what_cannot_be_written_is_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    fill()
    with pytest.raises(ExportRefused):
        export(cast.alice, "sealskin")
    monkeypatch.setattr(exports, "IN_A_REQUEST", 2)
    with pytest.raises(ExportRefused) as refusal:
        export(cast.alice, "json")
    assert refusal.value.field == "filter"
