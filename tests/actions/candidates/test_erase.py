"""Erasing a candidate: a pseudonym in the ledger, and no trace of the person anywhere."""

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from questions.actions import asked, blueprints, candidates, kits
from questions.models import AskedEntry, AuditEntry, Candidate, Kit
from questions.rules import kits as rules
from tests.base import Cast, make_blueprint, make_candidate, make_kit, make_question

NAME, EMAIL, REFERENCE = "Zoë Quillfeather", "zoe.q@quill.example", "ATS-77231"
TRACES = ("quillfeather", "zoe.q@", "ats-77231", "secret worry")


def everything_stored() -> str:
    """Return the text of every row of every table, in lower case."""
    found: list[Any] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  # names that Django gives
            found += cursor.fetchall()
    return str(found).lower()


def traces(text: str) -> list[str]:
    return [trace for trace in TRACES if trace in text]


@pytest.fixture
def zoe(cast: Cast) -> Candidate:
    """A candidate whose name stands wherever people may have written it."""
    first, second = make_question("First"), make_question("Second")
    zoe = make_candidate(
        NAME, email=EMAIL, external_ref=REFERENCE, notes="A secret worry", by=cast.alice
    )
    make_candidate("Ben Friend", notes=f"Knows {NAME.upper()} well", by=cast.alice)
    kit = make_kit(f"For {NAME}", [first, second], candidate=zoe, by=cast.alice, frozen=False)
    kit = kits.change(
        cast.alice,
        kit,
        "Edited a note",
        lambda contents: rules.edit_item(contents, first.pk, note=f"A secret worry of {NAME}"),
    )
    asked.use(cast.alice, kits.freeze(cast.alice, kit))
    draft = make_kit("Second talk", [first], candidate=zoe, by=cast.alice)
    kits.change(
        cast.alice,
        draft,
        "Named a section",
        lambda contents: rules.edit_section(contents, 0, f"Chat with {NAME}", 5),
    )
    other = make_kit(f"Like {NAME}'s", [first], by=cast.bob)
    kits.change(
        cast.bob,
        other,
        "Edited a note",
        lambda contents: rules.edit_item(contents, first.pk, note=f"As for {EMAIL}"),
    )
    made = make_blueprint(f"Plan of {NAME}", by=cast.bob)
    blueprints.edit(cast.bob, made, {"description": f"Ask {REFERENCE}"}, blueprints.Terms())
    asked.report_leak(cast.alice, second, f"{NAME} told")
    candidates.edit(cast.alice, zoe, {"notes": "A secret worry, and more"})
    return Candidate.objects.get(pk=zoe.pk)


def test_no_trace_stays_in_any_table(cast: Cast, zoe: Candidate) -> None:
    assert traces(everything_stored()) == list(TRACES)
    candidates.erase(cast.alice, zoe)
    assert traces(everything_stored()) == []


@pytest.mark.skipif("sqlite" not in connection.vendor, reason="reads SQLite's own pages")
def test_no_trace_stays_in_the_pages_of_the_file(cast: Cast, zoe: Candidate) -> None:
    candidates.erase(cast.alice, zoe)
    pages = connection.connection.serialize().decode(errors="replace").lower()
    assert traces(pages) == []


def test_the_ledger_and_the_kits_stay_under_the_pseudonym(cast: Cast, zoe: Candidate) -> None:
    erased = candidates.erase(cast.alice, zoe)
    assert (erased.label, erased.name, erased.role) == (zoe.pseudonym, "", None)
    assert AskedEntry.objects.filter(candidate=zoe).count() == 2
    held = Kit.objects.for_page().filter(candidate=zoe)
    assert {kit.name for kit in held} == {f"Kit of {zoe.pseudonym}"}
    assert {item.note for kit in held for item in kit.contents().items()} == {""}


def test_a_first_name_does_not_stay_in_the_candidates_own_kits(cast: Cast) -> None:
    zoe = make_candidate(NAME, by=cast.alice)
    kit = make_kit("Zoë, second round", [make_question()], candidate=zoe, by=cast.alice)
    kits.change(
        cast.alice,
        kit,
        "Named a section",
        lambda contents: rules.edit_section(contents, 0, "Hello Zoë", 5),
    )
    candidates.erase(cast.alice, zoe)
    assert "zoë" not in everything_stored()
    names = [section.name for section in Kit.objects.for_page().get().sections.all()]
    assert names == ["Section", "Core", "Deep dive", "Wrap-up"]


def test_it_is_done_once_and_recorded_without_the_name(cast: Cast, zoe: Candidate) -> None:
    candidates.erase(cast.alice, zoe)
    revision = candidates.erase(cast.alice, zoe).revision
    assert Candidate.objects.get(pk=zoe.pk).revision == revision
    entry = AuditEntry.objects.get(verb="candidate.erased")
    assert entry.changes == {"pseudonym": zoe.pseudonym}


def test_nothing_is_written_about_the_erased(cast: Cast, zoe: Candidate) -> None:
    erased = candidates.erase(cast.alice, zoe)
    with pytest.raises(candidates.CandidateErased):
        candidates.edit(cast.alice, erased, {"name": "Zoë again"})
    assert Candidate.objects.get(pk=zoe.pk).name == ""


def test_who_may_not_write_candidates_does_not_erase(cast: Cast, zoe: Candidate) -> None:
    for user in (cast.carol, cast.dave):
        with pytest.raises(PermissionDenied):
            candidates.erase(user, zoe)


def test_the_export_holds_everything(cast: Cast, zoe: Candidate) -> None:
    held = json.loads(candidates.export(cast.alice, zoe))
    assert (held["name"], held["email"], held["external_ref"]) == (NAME, EMAIL, REFERENCE)
    assert held["notes"] == "A secret worry, and more"
    assert {kit["name"] for kit in held["kits"]} == {f"For {NAME}", "Second talk"}
    notes = [question["note"] for kit in held["kits"] for question in kit["questions"]]
    assert f"A secret worry of {NAME}" in notes
    assert {(entry["stem"], entry["outcome"]) for entry in held["asked"]} == {
        ("First", "asked"),
        ("Second", "asked"),
    }
    assert AuditEntry.objects.filter(verb="candidate.exported", object_id=zoe.pk).exists()
