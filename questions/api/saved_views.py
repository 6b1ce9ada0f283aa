"""Saved views of the bank over REST."""

from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from questions import filters
from questions.actions import saved_views
from questions.api.addresses import Address
from questions.api.auth import ApiRequest
from questions.api.bodies import Body, Flag, Text, read
from questions.api.conditional import changed, conditional, require_match
from questions.api.idempotency import idempotent
from questions.api.pagination import PAGED, page_of
from questions.api.parameters import (
    BODY_PROBLEMS,
    CHANGE_PROBLEMS,
    CONDITIONAL,
    CREATED,
    CURSOR,
    DETAIL_PROBLEMS,
    LIST_PROBLEMS,
    MATCH,
    MATCH_PROBLEMS,
    PAGE_SIZE_PARAMETER,
    PROBLEM_HEADERS,
    PROBLEMS,
    REPEATED,
    listing,
)
from questions.api.shapes import listed, shaped
from questions.models import SavedView
from questions.paging import Order, text
from questions.permissions import get_visible
from questions.rules.access import READ_QUESTIONS

BY_NAME = Order("name", read=text)


class SavedViewSerializer(serializers.ModelSerializer[SavedView]):
    """A name for filters of the bank: `query` is what follows the `?` of a listing's address."""

    url = Address("views")
    owner = serializers.CharField(source="owner.username")

    class Meta:
        model = SavedView
        fields = ["id", "url", "name", "query", "shared", "owner", "updated_at"]
        read_only_fields = fields


class ViewBody(Body):
    """What is said of a view."""

    name = Text(max_length=100)
    query = Text(max_length=filters.MAX_QUERY)
    shared = Flag(required=False)


def _said(request: ApiRequest, view: SavedView) -> dict[str, Any]:
    return dict(SavedViewSerializer(view, context={"request": request}).data)


def _matched(request: ApiRequest, pk: int) -> SavedView:
    """Return a view to be changed, in the state that `If-Match` names."""
    view: SavedView = get_visible(SavedView.objects, request.user, pk)
    require_match(request, _said(request, view))
    return view


class SavedViewViewSet(ViewSet):
    """One's own views of the bank, and those shared with all who read it."""

    lookup_value_converter = "int"
    #: Who reads keeps views for themselves; the action asks for more where one is shared.
    reads = writes = READ_QUESTIONS

    @shaped(SavedViewSerializer)
    @extend_schema(
        summary="List the saved views",
        parameters=[CURSOR, PAGE_SIZE_PARAMETER, *PROBLEM_HEADERS],
        responses={200: listing("SavedView", SavedViewSerializer), **LIST_PROBLEMS},
    )
    def list(self, request: ApiRequest) -> Response:
        filters.refuse_unknown(request.query_params, set(PAGED))
        page = page_of(request, SavedView.objects.visible_to(request.user), BY_NAME)
        return listed(request, page, SavedViewSerializer)

    @extend_schema(
        summary="Keep filters of the bank under a name",
        parameters=CREATED,
        request=ViewBody,
        responses={201: SavedViewSerializer, **BODY_PROBLEMS, **REPEATED},
    )
    @idempotent
    def create(self, request: ApiRequest) -> Response:
        said = _said(request, saved_views.create(request.user, read(request, ViewBody)))
        return changed(said, 201, said["url"])

    @shaped(SavedViewSerializer)
    @extend_schema(
        summary="Read a saved view",
        parameters=CONDITIONAL,
        responses={200: SavedViewSerializer, **DETAIL_PROBLEMS},
    )
    def retrieve(self, request: ApiRequest, pk: int) -> HttpResponseBase:
        found = get_visible(SavedView.objects, request.user, pk)
        return conditional(request, _said(request, found))

    @extend_schema(
        summary="Rename a saved view, share it, or let it say other filters",
        parameters=MATCH,
        request=ViewBody,
        responses={200: SavedViewSerializer, **CHANGE_PROBLEMS},
    )
    def partial_update(self, request: ApiRequest, pk: int) -> Response:
        view = _matched(request, pk)
        fields = read(request, ViewBody, partial=True)
        return changed(_said(request, saved_views.edit(request.user, view, fields)))

    @extend_schema(
        summary="Delete a saved view",
        parameters=MATCH,
        request=None,
        responses={204: None, **MATCH_PROBLEMS, **PROBLEMS},
    )
    def destroy(self, request: ApiRequest, pk: int) -> Response:
        saved_views.delete(request.user, _matched(request, pk))
        return Response(status=204)
