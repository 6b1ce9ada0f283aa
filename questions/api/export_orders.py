"""Exports over REST that the worker writes: how far they are, and their files."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponseBase, QueryDict, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from questions import filters
from questions.actions import export_orders
from questions.actions.question_exports import file_name
from questions.api.addresses import Address
from questions.api.auth import ApiRequest, demand
from questions.api.bodies import Body, Nothing, Text, Whole, read
from questions.api.conditional import changed, conditional
from questions.api.idempotency import idempotent
from questions.api.kit_exports import ByParameter
from questions.api.pagination import PAGED, page_of
from questions.api.parameters import (
    BODY_PROBLEMS,
    CONDITIONAL,
    CREATED,
    CURSOR,
    DETAIL_PROBLEMS,
    LIST_PROBLEMS,
    NO_STORE,
    NOTHING_THERE,
    PAGE_SIZE_PARAMETER,
    PROBLEM_HEADERS,
    PROBLEMS,
    REFUSED,
    REPEATED,
    listing,
)
from questions.api.shapes import listed, shaped
from questions.filters import MAX_ID, MAX_QUERY, Vocabulary
from questions.formats import QUESTION_FORMATS
from questions.models import Export
from questions.paging import Order
from questions.permissions import get_visible
from questions.rules.access import READ_APPROVED, READ_QUESTIONS

NEWEST_FIRST = Order(None, descending=True)
WRITABLE = [name for name, format_ in QUESTION_FORMATS.items() if format_.write]
FILES: dict[Any, Any] = {
    (200, QUESTION_FORMATS[name].media_type.partition(";")[0]): OpenApiResponse(
        OpenApiTypes.OBJECT if name == "json" else OpenApiTypes.BINARY, "The file."
    )
    for name in WRITABLE
}


def without_406(told: Mapping[Any, Any]) -> dict[Any, Any]:
    """Return the problems of what sends a file, whatever `Accept` would have."""
    return {key: problem for key, problem in told.items() if key[0] != 406}


class ExportBody(Body):
    """Which questions, in which format; all that the caller may see without ids and filter."""

    format = serializers.ChoiceField(WRITABLE)
    ids = serializers.ListField(
        child=Whole(min_value=1, max_value=MAX_ID), max_length=10_000, required=False
    )
    filter = Text(
        max_length=MAX_QUERY,
        required=False,
        allow_blank=True,
        help_text="All that match a query string of the listing, such as `level=basic&q=drift`.",
    )


class LossSerializer(serializers.Serializer[Any]):
    """What a format cannot carry of some questions."""

    field = serializers.CharField()
    reason = serializers.CharField()
    questions = serializers.IntegerField()


class ExportSerializer(serializers.ModelSerializer[Export]):
    """A file of questions that was ordered; it is kept for a day."""

    url = Address("exports")
    state = serializers.ChoiceField(Export.State.choices)
    losses = LossSerializer(many=True)

    class Meta:
        model = Export
        fields = [
            *("id", "url", "format", "filter", "state", "message", "done", "total", "size"),
            *("losses", "revision", "created_at", "finished_at", "expires_at"),
        ]
        read_only_fields = fields


def said(request: ApiRequest, found: Export) -> dict[str, Any]:
    """Return what the API says of an export."""
    return dict(ExportSerializer(found, context={"request": request}).data)


def _find(request: ApiRequest, pk: int) -> Export:
    export_orders.keep_house()
    found: Export = get_visible(Export.objects, request.user, pk)
    return found


class ExportOrderViewSet(ViewSet):
    """Exports that the caller has ordered."""

    lookup_value_converter = "int"
    reads = writes = READ_QUESTIONS

    @shaped(ExportSerializer)
    @extend_schema(
        summary="List the exports that were ordered",
        operation_id="exports_orders_list",
        parameters=[CURSOR, PAGE_SIZE_PARAMETER, *PROBLEM_HEADERS],
        responses={200: listing("Export", ExportSerializer), **LIST_PROBLEMS},
    )
    @action(detail=False)
    def orders(self, request: ApiRequest) -> Response:
        filters.refuse_unknown(request.query_params, set(PAGED))
        export_orders.keep_house()
        page = page_of(request, Export.objects.visible_to(request.user), NEWEST_FIRST)
        return listed(request, page, ExportSerializer)

    @extend_schema(
        summary="Have questions written by the worker: by id, or those that match",
        operation_id="exports_orders_create",
        parameters=CREATED,
        request=ExportBody,
        responses={202: ExportSerializer, **BODY_PROBLEMS, **REPEATED},
    )
    @orders.mapping.post
    @idempotent
    def order(self, request: ApiRequest) -> Response:
        demand(request.user, READ_QUESTIONS, READ_APPROVED)
        asked = read(request, ExportBody)
        ids, query = asked.get("ids"), ""
        if ids is None:
            state = filters.read(QueryDict(asked.get("filter", "")), Vocabulary(request.user))
            query = state.urlencode()
        found = export_orders.order(request.user, asked["format"], filters=query, ids=ids)
        told = said(request, found)
        return changed(told, 202, told["url"])

    @shaped(ExportSerializer)
    @extend_schema(
        summary="Read how far an export is",
        operation_id="exports_order_retrieve",
        parameters=CONDITIONAL,
        responses={200: ExportSerializer, **DETAIL_PROBLEMS},
    )
    def retrieve(self, request: ApiRequest, pk: int) -> HttpResponseBase:
        return conditional(request, said(request, _find(request, pk)))

    @extend_schema(
        summary="Fetch the file of an export; with the rights that it was written with",
        parameters=PROBLEM_HEADERS,
        responses={
            **FILES,
            **NOTHING_THERE,
            **without_406(PROBLEMS),
            **REFUSED,
        },
    )
    @action(detail=True, content_negotiation_class=ByParameter)
    def file(self, request: ApiRequest, pk: int) -> HttpResponseBase:
        found = _find(request, pk)
        parts = export_orders.fetch(request.user, found)
        format_ = QUESTION_FORMATS[found.format]
        headers = NO_STORE | {
            "Content-Disposition": f'attachment; filename="{file_name(format_)}"',
            "Content-Length": str(found.size),
        }
        return StreamingHttpResponse(parts, content_type=format_.media_type, headers=headers)

    @extend_schema(
        summary="Give an export up; its file is dropped",
        parameters=PROBLEM_HEADERS,
        request=None,
        responses={200: ExportSerializer, **BODY_PROBLEMS, **NOTHING_THERE},
    )
    @action(detail=True, methods=["post"])
    def cancel(self, request: ApiRequest, pk: int) -> Response:
        found = _find(request, pk)
        read(request, Nothing)
        return Response(said(request, export_orders.cancel(request.user, found)), headers=NO_STORE)
