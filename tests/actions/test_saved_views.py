"""Saved views: who has them, who changes them, and slugs that change under them."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from questions.actions import saved_views, taxonomy, taxonomy_merging
from questions.actions.saved_views import StaleView, ViewRefused
from questions.actions.taxonomy import StillUsed
from questions.filters import FiltersRefused
from questions.models import AuditEntry, SavedView, Skill, User
from tests.base import Cast, make_candidate, make_skill


def make_view(user: User, name: str = "Basics", **fields: Any) -> SavedView:
    return saved_views.create(user, {"name": name, "query": "level=basic", **fields})


def test_filters_are_kept_as_they_are_said_everywhere(cast: Cast) -> None:
    view = make_view(cast.bob, query="ordering=level&type=open&level=expert&level=&cursor=x&q=")
    assert view.query == "level=expert&type=open"
    assert view.get_absolute_url() == "/questions/?level=expert&type=open"
    assert AuditEntry.objects.get(verb="view.created").changes == {"shared": False}


def test_shared_ones_are_for_who_reads_the_bank(cast: Cast) -> None:
    own = make_view(cast.bob)
    shared = make_view(cast.alice, "Shared", shared=True)
    make_view(cast.alice, "Not shared")
    found = {user: set(SavedView.objects.visible_to(user)) for user in cast.everyone()}
    assert found[cast.bob] == {own, shared}
    assert found[cast.eve] == {shared}
    assert found[cast.carol] == found[cast.dave] == set()
    assert set(SavedView.objects.changeable_by(cast.eve)) == {shared}
    assert set(SavedView.objects.changeable_by(cast.bob)) == {own}


def test_who_writes_questions_shares(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        make_view(cast.bob, shared=True)
    own = make_view(cast.bob)
    with pytest.raises(PermissionDenied):
        saved_views.edit(cast.bob, own, {"shared": True})
    shared = make_view(cast.alice, "Shared", shared=True)
    with pytest.raises(PermissionDenied):
        saved_views.edit(cast.bob, shared, {"name": "Mine"})
    with pytest.raises(PermissionDenied):
        saved_views.delete(cast.bob, shared)
    renamed = saved_views.edit(cast.eve, shared, {"name": "Ours"})
    assert (renamed.name, renamed.owner, renamed.revision) == ("Ours", cast.alice, 2)
    with pytest.raises(PermissionDenied):
        make_view(cast.dave)


def test_what_is_not_seen_is_not_changed(cast: Cast) -> None:
    view = make_view(cast.alice)
    for user in (cast.bob, cast.eve):
        with pytest.raises(Http404):
            saved_views.edit(user, view, {"name": "Mine"})
    assert SavedView.objects.get().name == "Basics"


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"name": ""}, "name"), ({"name": "Taken"}, "name"), ({"query": "q="}, "query")],
)
def test_what_cannot_be_is_refused(cast: Cast, fields: Any, field: str) -> None:
    make_view(cast.alice, "Taken")
    view = make_view(cast.alice)
    with pytest.raises(ViewRefused) as refusal:
        saved_views.edit(cast.alice, view, fields)
    assert refusal.value.field == field
    with pytest.raises(FiltersRefused):
        saved_views.edit(cast.alice, view, {"query": "colour=red"})
    view.refresh_from_db()
    assert (view.name, view.query, view.revision) == ("Basics", "level=basic", 1)


def test_a_candidate_is_named_for_oneself_alone(cast: Cast) -> None:
    query = f"not_asked_to={make_candidate(by=cast.alice).pk}"
    view = make_view(cast.alice, query=query)
    with pytest.raises(ViewRefused, match="candidate"):
        saved_views.edit(cast.alice, view, {"shared": True})
    with pytest.raises(FiltersRefused):
        make_view(cast.bob, query=query)


def test_a_stale_change_is_refused(cast: Cast) -> None:
    view = make_view(cast.alice)
    saved_views.edit(cast.alice, view, {"query": "level=expert"})
    with pytest.raises(StaleView):
        saved_views.edit(cast.alice, view, {"name": "Late"})
    with pytest.raises(StaleView):
        saved_views.delete(cast.alice, view)
    view.refresh_from_db()
    saved_views.delete(cast.alice, view)
    assert not SavedView.objects.exists()


def test_views_follow_what_they_name(cast: Cast) -> None:
    gone, into = make_skill("Vision"), make_skill("Image Models")
    make_skill("Vision Plus")
    both = make_view(cast.bob, "Both", query="skill=vision&skill=image-models&type=mcq")
    other = make_view(cast.bob, "Other", query="skill=vision-plus")
    gone = taxonomy.edit(cast.alice, gone, {"slug": "seeing"})
    both.refresh_from_db()
    assert both.query == "type=mcq&skill=seeing&skill=image-models"
    assert taxonomy_merging.preview(gone, into).moves == {"saved view": 1}
    with pytest.raises(StillUsed):
        taxonomy.delete(cast.alice, gone)
    taxonomy_merging.merge(cast.alice, gone, into)
    for view in (both, other):
        view.refresh_from_db()
    assert both.query == "type=mcq&skill=image-models"
    assert other.query == "skill=vision-plus"
    assert Skill.objects.count() == 2
