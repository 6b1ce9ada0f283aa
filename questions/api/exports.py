"""Questions handed out over REST as a file, and what its format cannot carry of them."""

from typing import Any

from django.http import HttpResponse, QueryDict
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from questions import filters, search
from questions.actions import question_exports
from questions.actions.question_exports import ExportedQuestions
from questions.api.auth import ApiRequest
from questions.api.bodies import read
from questions.api.export_orders import FILES, WRITABLE, ExportBody, LossSerializer, without_406
from questions.api.kit_exports import ByParameter
from questions.api.parameters import (
    BODY_PROBLEMS,
    FILTERS,
    LIST_PROBLEMS,
    NO_PDF,
    NO_STORE,
    PROBLEM_HEADERS,
    PROBLEMS,
)
from questions.filters import FilterError, FiltersRefused, Vocabulary
from questions.formats.question_json import SCHEMA_TEXT
from questions.matches import Matches
from questions.models import User
from questions.rules.access import READ_QUESTIONS

SCHEMA_TYPE = "application/schema+json"
FORMAT = OpenApiParameter("format", enum=WRITABLE, required=True, description="What is sent.")


class LossReportSerializer(serializers.Serializer[Any]):
    """What an export would leave behind."""

    format = serializers.ChoiceField(WRITABLE)
    questions = serializers.IntegerField()
    losses = LossSerializer(many=True)


class ExportViewSet(ViewSet):
    """Files of questions, as far as the caller may see them: guidance with `answers:read`."""

    reads = writes = READ_QUESTIONS
    content_negotiation_class = ByParameter

    @extend_schema(
        operation_id="exports_retrieve",
        summary="Hand out the questions that match as a file",
        parameters=[FORMAT, *FILTERS, *PROBLEM_HEADERS],
        responses={**FILES, **without_406(LIST_PROBLEMS), **NO_PDF},
    )
    def list(self, request: ApiRequest) -> HttpResponse:
        name, ids = _asked(request.user, request.query_params)
        return _file(question_exports.export(request.user, name, ids))

    @extend_schema(
        summary="Hand out questions by id, or those that match, as a file",
        parameters=PROBLEM_HEADERS,
        request=ExportBody,
        responses={**FILES, **without_406(BODY_PROBLEMS), **NO_PDF},
    )
    def create(self, request: ApiRequest) -> HttpResponse:
        asked = read(request, ExportBody)
        ids = asked.get("ids")
        if ids is None and "filter" in asked:
            ids = _ids(request.user, QueryDict(asked["filter"]))
        return _file(question_exports.export(request.user, asked["format"], ids))

    @extend_schema(
        summary="Read what a format cannot carry of the questions that match",
        parameters=[FORMAT, *FILTERS, *PROBLEM_HEADERS],
        responses={200: LossReportSerializer, **without_406(LIST_PROBLEMS)},
    )
    @action(detail=False)
    def losses(self, request: ApiRequest) -> Response:
        name, ids = _asked(request.user, request.query_params)
        questions, losses = question_exports.losses(request.user, name, ids)
        told = [vars(loss) for loss in losses]
        body = {"format": name, "questions": questions, "losses": told}
        return Response(body, headers=NO_STORE)

    @extend_schema(
        summary="Read the JSON Schema of files in our JSON format",
        parameters=PROBLEM_HEADERS,
        responses={(200, SCHEMA_TYPE): OpenApiTypes.OBJECT, **without_406(PROBLEMS)},
    )
    @action(detail=False, url_path="schema")
    def json_schema(self, request: ApiRequest) -> HttpResponse:
        return HttpResponse(SCHEMA_TEXT, content_type=SCHEMA_TYPE)


def _asked(user: User, params: Any) -> tuple[str, list[int] | None]:
    """Return the format and ids (None: all) of a query string; raise FiltersRefused."""
    name = params.get("format")
    if name not in WRITABLE:
        sentence = f"format takes one of {', '.join(WRITABLE)}."
        raise FiltersRefused([FilterError("format", "unknown_value", sentence)])
    left = params.copy()
    del left["format"]
    return name, _ids(user, left) if left else None


def _ids(user: User, params: QueryDict) -> list[int]:
    state = filters.read(params, Vocabulary(user))
    return list(Matches(state, user, search.current()).ids)


def _file(file: ExportedQuestions) -> HttpResponse:
    headers = NO_STORE | {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return HttpResponse(file.data, content_type=file.media_type, headers=headers)
