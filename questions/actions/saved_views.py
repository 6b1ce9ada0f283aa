"""Saved views of the bank: keep, change, delete, and follow a slug that changes."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone

from questions import filters
from questions.actions import audit
from questions.filters import Vocabulary
from questions.models import SavedView, User
from questions.permissions import require
from questions.rules import access, content

MAX_VIEWS = 100
FIELDS = ("name", "query", "shared")


class ViewRefused(Exception):
    """A view that cannot be kept, with the field at fault."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class StaleView(Exception):
    """The view was changed by someone else since it was read."""

    def __init__(self, current: SavedView) -> None:
        super().__init__("The view was changed by someone else meanwhile.")
        self.current = current


def canonical(user: User, query: str) -> str:
    """Return a query string of filters as it is kept; raise FiltersRefused and ViewRefused."""
    params = QueryDict(query)
    said = filters.read(params, Vocabulary(user), also=["cursor"]).urlencode()
    if not said:
        raise ViewRefused("query", "There is nothing to keep: choose filters or search first.")
    return said


@transaction.atomic
def create(user: User, fields: Mapping[str, Any]) -> SavedView:
    """Keep filters under a name; raise ViewRefused and FiltersRefused."""
    require(user, access.READ_QUESTIONS)
    User.objects.select_for_update().get(pk=user.pk)  # names are checked one after the other
    if SavedView.objects.filter(owner=user).count() >= MAX_VIEWS:
        raise ViewRefused("name", f"Keep to {MAX_VIEWS} views: delete one first.")
    view = SavedView(owner=user)
    _write(user, view, fields)
    audit.record(user, "view.created", view, {"shared": view.shared})
    return view


@transaction.atomic
def edit(user: User, view: SavedView, fields: Mapping[str, Any]) -> SavedView:
    """Rename a view, share it, or let it say other filters.

    Raises ViewRefused, FiltersRefused and StaleView.
    """
    current = _lock(user, view)
    changed = [name for name in fields if getattr(current, name) != fields[name]]
    if not changed:
        return current
    current.revision += 1
    _write(user, current, fields)
    audit.record(user, "view.edited", current, {"fields": changed, "shared": current.shared})
    return current


@transaction.atomic
def delete(user: User, view: SavedView) -> None:
    """Delete a view; raise StaleView."""
    current = _lock(user, view)
    audit.record(user, "view.deleted", current, {"shared": current.shared})
    current.delete()


def _lock(user: User, view: SavedView) -> SavedView:
    rows = SavedView.objects.visible_to(user).select_related(None)
    current = get_object_or_404(rows.select_for_update(), pk=view.pk)
    if not SavedView.objects.changeable_by(user).filter(pk=current.pk).exists():
        raise PermissionDenied("A shared view is changed by who may write questions.")
    if current.revision != view.revision:
        raise StaleView(current)
    return current


def _write(user: User, view: SavedView, fields: Mapping[str, Any]) -> None:
    shared_before = view.pk is not None and view.shared
    for name in set(FIELDS) & set(fields):
        setattr(view, name, content.clean(fields[name]))
    if "query" in fields:
        view.query = canonical(user, fields["query"])
    if view.shared and not shared_before:
        require(user, access.WRITE_QUESTIONS)
    _check(view)
    view.updated_at = timezone.now()
    view.save()


def _check(view: SavedView) -> None:
    if not view.name:
        raise ViewRefused("name", "A view needs a name.")
    if view.shared and "not_asked_to" in QueryDict(view.query):
        raise ViewRefused("shared", "This view names a candidate: keep it for yourself.")
    others = SavedView.objects.filter(owner=view.owner, name=view.name).exclude(pk=view.pk)
    if others.exists():
        raise ViewRefused("name", "There is a view of this name already.")


# Slugs that change


def naming(facet: str, slug: str) -> list[SavedView]:
    """Return the views that name a skill, role or source."""
    rows = SavedView.objects.filter(query__contains=f"{facet}={slug}")
    return [view for view in rows if slug in QueryDict(view.query).getlist(facet)]


def replace(facet: str, before: str, after: str) -> None:
    """Let the views that name a slug name another; they stay canonical."""
    for view in naming(facet, before):
        said = QueryDict(view.query, mutable=True)
        slugs = [after if slug == before else slug for slug in said.getlist(facet)]
        said.setlist(facet, list(dict.fromkeys(slugs)))
        view.query, view.revision = said.urlencode(), view.revision + 1
        view.save(update_fields=["query", "revision"])
