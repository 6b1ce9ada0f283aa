"""The audit log: /settings/audit/ and its export."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from questions.actions import audit, candidates, question_exports
from questions.models import AuditEntry, Question
from tests.base import Cast, make_candidate, make_kit, make_question
from tests.views.desk import Desk, desk, text
from tests.views.imports.base import give, question

LOG = "/settings/audit/"


@pytest.fixture
def eve_desk(cast: Cast) -> Desk:
    """Eve, who administers."""
    return desk(cast.eve)


def table(response: Any) -> list[dict[str, str]]:
    data = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(data)))


def test_tells_who_did_what_and_leads_there(eve_desk: Desk, cast: Cast) -> None:
    kit = make_kit("First talk", by=cast.alice)
    response = eve_desk.get(LOG)
    assert "alice made kit First talk" in text(response)
    assert f'href="/kits/{kit.pk}/"' in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]


def test_names_accounts_that_were_given_something(eve_desk: Desk, cast: Cast) -> None:
    jane = make_candidate("Jane")
    candidates.give(cast.alice, jane, [cast.bob, cast.carol])
    assert "accounts bob, carol" in eve_desk.read(LOG)


def test_imports_and_exports_are_told(eve_desk: Desk, cast: Cast) -> None:
    found = give(cast.alice, question("Why so?"), name="ours.json")
    question_exports.export(cast.alice, "json")
    said = eve_desk.get(LOG)
    assert "alice gave a file for import ours.json" in text(said)
    assert f'href="{found.get_absolute_url()}"' in said.content.decode()
    assert "alice exported questions" in text(said)


def test_how_many_there_were_is_no_id(eve_desk: Desk, cast: Cast) -> None:
    first = make_question("Asked first?")
    audit.record(cast.alice, "bulk.applied", first, {"questions": first.pk})
    assert f"questions {first.pk}" in eve_desk.read(LOG)


def test_what_is_gone_is_told_by_its_number(eve_desk: Desk, cast: Cast) -> None:
    question = make_question("Gone soon?")
    audit.record(cast.alice, "question.purged", question)
    pk = question.pk
    Question.objects.filter(pk=pk).delete()
    assert f"alice purged question {pk}" in eve_desk.read(LOG)


def test_an_act_that_nobody_described_is_told_too(eve_desk: Desk, cast: Cast) -> None:
    audit.record(cast.alice, "kit.turned_around", make_kit("Odd"))
    assert "alice turned around kit Odd" in eve_desk.read(LOG)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("actor=alice", {"alice"}),
        ("actor=bob", {"bob"}),
        ("verb=kit.created", {"alice", "bob"}),
        ("verb=kit.created&actor=bob", {"bob"}),
        ("object_type=kit", {"alice", "bob"}),
        ("object_type=skill", set()),
    ],
)
def test_is_filtered(eve_desk: Desk, cast: Cast, query: str, shown: set[str]) -> None:
    make_kit("Hers", by=cast.alice)
    make_kit("His", by=cast.bob)
    rows = eve_desk.get(f"{LOG}?{query}").context["told"]
    assert {row.who for row in rows} == shown


def test_is_filtered_by_object_and_time(eve_desk: Desk, cast: Cast) -> None:
    kit, _other = make_kit("One", by=cast.alice), make_kit("Two", by=cast.alice)
    rows = eve_desk.get(f"{LOG}?object_type=kit&object_id={kit.pk}").context["told"]
    assert [row.label for row in rows] == ["One"]
    today, day = timezone.now().date(), timedelta(days=1)
    assert eve_desk.get(f"{LOG}?since={today}&until={today}").context["told"]
    assert not eve_desk.get(f"{LOG}?until={today - day}").context["told"]
    assert not eve_desk.get(f"{LOG}?since={today + day}").context["told"]
    assert eve_desk.get(f"{LOG}?since={today}T00:00:00Z").context["told"]


def test_goes_on_over_pages(eve_desk: Desk, cast: Cast) -> None:
    for _ in range(27):
        audit.record(cast.alice, "kit.changed", cast.alice)
    page = eve_desk.get(f"{LOG}?actor=alice").context["page"]
    assert (len(page.rows), page.total) == (25, 27)
    second = eve_desk.read(f"{LOG}?actor=alice&cursor={page.next}")
    assert "Showing 26–27 of 27" in second


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("colour=red", "There is no parameter “colour”."),
        ("actor=nobody", "There is no account “nobody”."),
        ("actor=%00", "There is no account"),
        ("verb=DROP TABLE", "“DROP TABLE” is no act"),
        ("since=soon", "since takes a date such as"),
        ("until=2026-02-31", "until takes a date such as"),
        ("until=9999-12-31", "until takes a date such as"),
        ("since=2026-01-31T10:00:00", "since takes a date such as"),
        (f"object_type={'x' * 60}", "object_type takes at most 50 characters."),
        ("object_id=%00", "object_id takes at most 64 characters."),
        ("cursor=x", "This page of the log cannot be found any more."),
    ],
)
def test_says_what_it_cannot_read(eve_desk: Desk, query: str, sentence: str) -> None:
    assert sentence in eve_desk.read(f"{LOG}?{query}", 400)


def test_htmx_gets_the_results_alone(eve_desk: Desk) -> None:
    assert b"<html" not in eve_desk.get(LOG, htmx=True).content


def test_is_for_administrators(alice_desk: Desk, bob_desk: Desk) -> None:
    for someone in (alice_desk, bob_desk):
        someone.get(LOG, 403)
        someone.post(f"{LOG}export/", status=403)


def test_is_exported_as_filtered_and_that_is_recorded(eve_desk: Desk, cast: Cast) -> None:
    make_kit("Hers", by=cast.alice)
    make_kit("His", by=cast.bob)
    response = eve_desk.post(f"{LOG}export/?actor=bob&verb=kit.created", status=200)
    assert [row["sentence"] for row in table(response)] == ["bob made kit His"]
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response.headers["Content-Disposition"]
    entry = AuditEntry.objects.get(verb="audit.exported")
    assert entry.actor == cast.eve
    assert entry.changes == {"filters": "actor=bob&verb=kit.created"}
    assert "eve exported the audit log" in eve_desk.read(LOG)


def test_an_exported_cell_is_no_formula(eve_desk: Desk, cast: Cast) -> None:
    make_kit("=cmd|' /C calc'!A0", by=cast.alice)
    [row] = table(eve_desk.post(f"{LOG}export/?verb=kit.created", status=200))
    assert row["object"] == "'=cmd|' /C calc'!A0"


def test_an_export_is_read_in_batches(
    eve_desk: Desk, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("questions.audit_log.BATCH", 10)
    for _ in range(25):
        audit.record(cast.alice, "kit.changed", cast.alice)
    rows = table(eve_desk.post(f"{LOG}export/?actor=alice", status=200))
    ids = [int(row["id"]) for row in rows]
    assert len(ids) == 25
    assert ids == sorted(ids, reverse=True)


def test_what_cannot_be_read_exports_nothing(eve_desk: Desk) -> None:
    assert "There is no parameter" in eve_desk.refused(f"{LOG}export/?colour=red")
    eve_desk.get(f"{LOG}export/", 405)
    assert not AuditEntry.objects.filter(verb="audit.exported").exists()
