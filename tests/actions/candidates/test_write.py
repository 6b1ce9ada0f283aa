"""Candidates are stored, given to accounts, and never changed past someone else's change."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from questions.actions import candidates
from questions.models import AuditEntry, Candidate
from tests.base import Cast, make_candidate


def test_who_sees_a_candidate(cast: Cast) -> None:
    bobs, given = make_candidate("Ann", by=cast.bob), make_candidate("Ben", by=cast.alice)
    candidates.give(cast.alice, given, [cast.bob])
    other = make_candidate("Cem", by=cast.alice)
    seen = {user.username: set(Candidate.objects.visible_to(user)) for user in cast.everyone()}
    assert seen == {
        "alice": {bobs, given, other},
        "eve": {bobs, given, other},
        "bob": {bobs, given},
        "carol": set(),
        "dave": set(),
    }


def test_a_stale_edit_is_refused_with_what_there_is_now(cast: Cast) -> None:
    mine = make_candidate("Ann")
    candidates.edit(cast.bob, Candidate.objects.get(pk=mine.pk), {"email": "ann@example.org"})
    with pytest.raises(candidates.StaleCandidate) as refusal:
        candidates.edit(cast.alice, mine, {"name": "Anne"})
    assert refusal.value.current.email == "ann@example.org"
    assert Candidate.objects.get().name == "Ann"


def test_an_edit_that_changes_nothing_is_no_revision(cast: Cast) -> None:
    mine = make_candidate("Ann")
    assert candidates.edit(cast.alice, mine, {"name": "Ann"}).revision == mine.revision


def test_the_log_names_fields_and_not_what_stands_in_them(cast: Cast) -> None:
    mine = make_candidate("Ann Telltale", email="ann@telltale.example")
    candidates.edit(cast.alice, mine, {"notes": "telltale"})
    entries = list(AuditEntry.objects.filter(object_type="candidate").order_by("id"))
    assert [entry.changes for entry in entries] == [
        {"fields": ["name", "email"]},
        {"fields": ["notes"]},
    ]


def test_two_candidates_do_not_share_an_external_reference(cast: Cast) -> None:
    make_candidate("Ann", external_ref="7")
    make_candidate("Ben")
    make_candidate("Cem")
    with pytest.raises(IntegrityError):
        make_candidate("Dan", external_ref="7")


def test_an_interviewer_writes_no_candidates(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        make_candidate(by=cast.carol)
