"""Imports over REST: a file is given, looked at, decided on, brought in, taken back."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from questions import filters
from questions.actions import transfer_commits, transfer_jobs, transfer_undo, transfers
from questions.api.auth import ApiRequest, demand
from questions.api.bodies import Nothing, read
from questions.api.conditional import changed, conditional, require_match
from questions.api.idempotency import idempotent
from questions.api.import_serializers import (
    ImportBody,
    ImportItemBody,
    ImportItemSerializer,
    ImportRowSerializer,
    ImportSerializer,
    ReportSerializer,
    UploadBody,
    UploadFields,
)
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
    NO_STORE,
    NOTHING_THERE,
    PAGE_SIZE_PARAMETER,
    PROBLEM_HEADERS,
    PROBLEMS,
    REFUSED,
    REPEATED,
    listing,
)
from questions.api.questions import QUESTIONS
from questions.api.shapes import listed, rows, shaped
from questions.api.uploads import BytesParser, TooLarge, keep_body
from questions.models import Import
from questions.paging import Order
from questions.permissions import get_visible
from questions.rules import transfers as rules
from questions.rules.access import READ_QUESTIONS, WRITE_IMPORTS

NEWEST_FIRST = Order(None, descending=True)
BY_PLACE = Order("position")
ITEM_FILTERS: dict[str, dict[str, str]] = {
    "outcome": rules.OUTCOMES,
    "decision": rules.DECISIONS,
    "result": rules.RESULTS,
}
_DEFAULTS = ("level", "role", "skill", "source", "status", "minutes")
CHANGED: dict[Any, Any] = {200: ImportSerializer, **CHANGE_PROBLEMS, **REFUSED}


def _said(request: ApiRequest, found: Import) -> dict[str, Any]:
    return dict(ImportSerializer(found, context={"request": request}).data)


def _find(request: ApiRequest, pk: int) -> Import:
    """Return an import; what its worker has left undone is ordered anew."""
    demand(request.user, READ_QUESTIONS)
    transfer_jobs.take_up()
    found: Import = get_visible(Import.objects.select_related("created_by"), request.user, pk)
    return found


def _matched(request: ApiRequest, pk: int) -> Import:
    """Return an import to be changed, in the state that `If-Match` names."""
    found = _find(request, pk)
    require_match(request, _said(request, found))
    return found


class ImportViewSet(ViewSet):
    """For recruiters and administrators: what is given is compared with the whole bank."""

    lookup_value_converter = "int"
    reads = writes = WRITE_IMPORTS

    def get_parsers(self) -> list[BaseParser]:
        request: Any = getattr(self, "request", None)
        if request and self.action_map.get(request.method.lower()) == "create":
            return [MultiPartParser(), BytesParser()]
        return super().get_parsers()

    def initial(self, request: ApiRequest, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]  # our request
        if self.action == "create" and request._request.user.is_authenticated:
            # By session: the check against forgery would read the body, and not keep it.
            keep_body(request._request)
        super().initial(request, *args, **kwargs)

    @shaped(ImportRowSerializer)
    @extend_schema(
        summary="List the imports",
        parameters=[CURSOR, PAGE_SIZE_PARAMETER, *PROBLEM_HEADERS],
        responses={200: listing("Import", ImportRowSerializer), **LIST_PROBLEMS},
    )
    def list(self, request: ApiRequest) -> Response:
        filters.refuse_unknown(request.query_params, set(PAGED))
        demand(request.user, READ_QUESTIONS)
        found = Import.objects.visible_to(request.user).select_related("created_by")
        page = page_of(request, found, NEWEST_FIRST)
        return listed(request, page, ImportRowSerializer)

    @extend_schema(
        summary="Give a file of questions; it is read, and nothing of the bank is changed",
        parameters=CREATED,
        request={
            "multipart/form-data": UploadBody,
            "application/octet-stream": OpenApiTypes.BINARY,
        },
        responses={201: ImportSerializer, **BODY_PROBLEMS, **REPEATED},
    )
    def create(self, request: ApiRequest) -> Response:
        keep_body(request._request)
        return self._create(request)

    @idempotent
    def _create(self, request: ApiRequest) -> Response:
        demand(request.user, READ_QUESTIONS)
        fields, data = _upload(request)
        if len(data) > settings.MAX_UPLOAD_BYTES:
            raise TooLarge
        found = transfers.upload(
            request.user,
            fields.get("name", ""),
            data,
            format_name=fields.get("format", ""),
            defaults={name: fields[name] for name in _DEFAULTS if name in fields},
            create_tags=fields.get("create_tags", False),
        )
        said = _said(request, found)
        return changed(said, 201, said["url"])

    @shaped(ImportSerializer)
    @extend_schema(
        summary="Read an import",
        parameters=CONDITIONAL,
        responses={200: ImportSerializer, **DETAIL_PROBLEMS},
    )
    def retrieve(self, request: ApiRequest, pk: int) -> HttpResponseBase:
        return conditional(request, _said(request, _find(request, pk)))

    @extend_schema(
        summary="Change what columns are, what fills gaps, and what becomes of the questions",
        parameters=MATCH,
        request=ImportBody,
        responses=CHANGED,
    )
    def partial_update(self, request: ApiRequest, pk: int) -> Response:
        found = _matched(request, pk)
        asked = read(request, ImportBody, partial=True)
        with transaction.atomic():
            found = _changed(request, found, asked)
        return changed(_said(request, found))

    @extend_schema(
        summary="Bring in what was decided, all or nothing",
        parameters=MATCH,
        request=None,
        responses=CHANGED,
    )
    @action(detail=True, methods=["post"])
    def commit(self, request: ApiRequest, pk: int) -> Response:
        found = _matched(request, pk)
        read(request, Nothing)
        return changed(_said(request, transfer_commits.order(request.user, found)))

    @extend_schema(
        summary="Give an import up before it is brought in",
        parameters=MATCH,
        request=None,
        responses=CHANGED,
    )
    @action(detail=True, methods=["post"])
    def cancel(self, request: ApiRequest, pk: int) -> Response:
        found = _matched(request, pk)
        read(request, Nothing)
        return changed(_said(request, transfers.cancel(request.user, found)))

    @extend_schema(
        summary="Take an import back: what it added goes, what it updated becomes what it was",
        parameters=MATCH,
        request=None,
        responses=CHANGED,
    )
    @action(detail=True, methods=["post"])
    def undo(self, request: ApiRequest, pk: int) -> Response:
        found = _matched(request, pk)
        read(request, Nothing)
        return changed(_said(request, transfer_undo.undo(request.user, found)))

    @extend_schema(
        summary="Read what became of an import, with each item that was not taken",
        parameters=PROBLEM_HEADERS,
        responses={200: ReportSerializer, **NOTHING_THERE, **PROBLEMS},
    )
    @action(detail=True)
    def report(self, request: ApiRequest, pk: int) -> Response:
        return Response(transfer_commits.report(_find(request, pk)), headers=NO_STORE)


def _upload(request: ApiRequest) -> tuple[dict[str, Any], bytes]:
    """Return what is said of a file, and the file."""
    if isinstance(request.data, bytes):
        fields = UploadFields(data=request.query_params.dict())
        fields.is_valid(raise_exception=True)
        return dict(fields.validated_data), request.data
    asked = read(request, UploadBody)
    file = asked.pop("file")
    return {"name": file.name, **asked}, file.read()


def _changed(request: ApiRequest, found: Import, asked: dict[str, Any]) -> Import:
    """Return an import with all that is asked for."""
    user = request.user
    if "mapping" in asked:
        found = transfers.map_columns(user, found, asked["mapping"])
    if "defaults" in asked or "create_tags" in asked:
        given = asked.get("defaults", {})
        found = transfers.set_defaults(user, found, given, create_tags=asked.get("create_tags"))
    for one in asked.get("decisions", ()):
        chosen = {name: one[name] for name in ("items", "outcome") if name in one}
        found = transfers.decide(user, found, one["decision"], **chosen)
    return found


class ImportItemViewSet(ViewSet):
    """The questions of an import, and what could not be read."""

    lookup_url_kwarg = "item"
    lookup_value_converter = "int"
    reads = writes = WRITE_IMPORTS

    @shaped(ImportItemSerializer, match=QUESTIONS, question=QUESTIONS)
    @extend_schema(
        summary="List the questions of an import",
        parameters=[
            *(
                OpenApiParameter(name, enum=list(known), description="Of these alone.")
                for name, known in ITEM_FILTERS.items()
            ),
            *(CURSOR, PAGE_SIZE_PARAMETER, *PROBLEM_HEADERS),
        ],
        responses={
            200: listing("ImportItem", ImportItemSerializer),
            **LIST_PROBLEMS,
            **NOTHING_THERE,
        },
    )
    def list(self, request: ApiRequest, pk: int) -> Response:
        params = request.query_params
        filters.refuse_unknown(params, {*PAGED, *ITEM_FILTERS})
        found = _find(request, pk).items.filter(**_chosen(params))
        page = page_of(request, found, BY_PLACE)
        return listed(request, page, ImportItemSerializer)

    @shaped(ImportItemSerializer, match=QUESTIONS, question=QUESTIONS)
    @extend_schema(
        summary="Read a question of an import",
        parameters=PROBLEM_HEADERS,
        responses={200: ImportItemSerializer, **NOTHING_THERE, **LIST_PROBLEMS},
    )
    def retrieve(self, request: ApiRequest, pk: int, item: int) -> Response:
        found = get_object_or_404(_find(request, pk).items, pk=item)
        return Response(rows(request, ImportItemSerializer, [found])[0], headers=NO_STORE)

    @extend_schema(
        summary="Change a question of an import before it is brought in",
        parameters=MATCH,
        request=ImportItemBody,
        responses=CHANGED,
    )
    def partial_update(self, request: ApiRequest, pk: int, item: int) -> Response:
        owner = _matched(request, pk)
        found = get_object_or_404(owner.items, pk=item)
        asked = read(request, ImportItemBody, partial=True)
        with transaction.atomic():
            if "entry" in asked:
                transfers.edit_item(request.user, found, asked["entry"])
                owner = Import.objects.get(pk=owner.pk)
            if "decision" in asked:
                owner = transfers.decide(request.user, owner, asked["decision"], items=[item])
        return changed(_said(request, owner))


def _chosen(params: Any) -> dict[str, str]:
    """Return the filters of a list of items; raise FiltersRefused naming what none is."""
    given = {name: params[name] for name in ITEM_FILTERS if params.get(name)}
    errors = [
        filters.FilterError(name, "unknown_value", f"There is no {name} “{value[:50]}”.")
        for name, value in given.items()
        if value not in ITEM_FILTERS[name]
    ]
    if errors:
        raise filters.FiltersRefused(errors)
    return given
