"""Questions handed out over REST as a file, and what its format cannot carry of them."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, QueryDict
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from questions import filters, search
from questions.actions import question_exports
from questions.actions.question_exports import ExportedQuestions
from questions.api.auth import ApiRequest
from questions.api.bodies import Body, Text, Whole, read
from questions.api.kit_exports import ByParameter
from questions.api.parameters import (
    BODY_PROBLEMS,
    FILTERS,
    LIST_PROBLEMS,
    NO_PDF,
    NO_STORE,
    PROBLEM_HEADERS,
)
from questions.filters import MAX_ID, MAX_QUERY, FilterError, FiltersRefused, Vocabulary
from questions.formats import QUESTION_FORMATS
from questions.matches import Matches
from questions.models import User
from questions.rules.access import READ_QUESTIONS

WRITABLE = [name for name, format_ in QUESTION_FORMATS.items() if format_.write]
FORMAT = OpenApiParameter("format", enum=WRITABLE, required=True, description="What is sent.")
FILES: dict[Any, Any] = {
    (200, QUESTION_FORMATS[name].media_type.partition(";")[0]): OpenApiResponse(
        OpenApiTypes.OBJECT if name == "json" else OpenApiTypes.BINARY, "The file."
    )
    for name in WRITABLE
}


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


class LossReportSerializer(serializers.Serializer[Any]):
    """What an export would leave behind."""

    format = serializers.ChoiceField(WRITABLE)
    questions = serializers.IntegerField()
    losses = LossSerializer(many=True)


def _without_406(told: Mapping[Any, Any]) -> dict[Any, Any]:
    return {key: said for key, said in told.items() if key[0] != 406}


class ExportViewSet(ViewSet):
    """Files of questions, as far as the caller may see them: guidance with `answers:read`."""

    reads = writes = READ_QUESTIONS
    content_negotiation_class = ByParameter

    @extend_schema(
        operation_id="exports_retrieve",
        summary="Hand out the questions that match as a file",
        parameters=[FORMAT, *FILTERS, *PROBLEM_HEADERS],
        responses={**FILES, **_without_406(LIST_PROBLEMS), **NO_PDF},
    )
    def list(self, request: ApiRequest) -> HttpResponse:
        return _file(_exported(request.user, request.query_params))

    @extend_schema(
        summary="Hand out questions by id, or those that match, as a file",
        parameters=PROBLEM_HEADERS,
        request=ExportBody,
        responses={**FILES, **_without_406(BODY_PROBLEMS), **NO_PDF},
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
        responses={200: LossReportSerializer, **_without_406(LIST_PROBLEMS), **NO_PDF},
    )
    @action(detail=False)
    def losses(self, request: ApiRequest) -> Response:
        file = _exported(request.user, request.query_params)
        said = {
            "format": request.query_params["format"],
            "questions": file.questions,
            "losses": [vars(loss) for loss in file.losses],
        }
        return Response(said, headers=NO_STORE)


def _exported(user: User, params: Any) -> ExportedQuestions:
    """Export what a query string asks for; raise FiltersRefused naming what is at fault."""
    name = params.get("format")
    if name not in WRITABLE:
        sentence = f"format takes one of {', '.join(WRITABLE)}."
        raise FiltersRefused([FilterError("format", "unknown_value", sentence)])
    left = params.copy()
    del left["format"]
    return question_exports.export(user, name, _ids(user, left) if left else None)


def _ids(user: User, params: QueryDict) -> list[int]:
    state = filters.read(params, Vocabulary(user))
    return list(Matches(state, user, search.current()).ids)


def _file(file: ExportedQuestions) -> HttpResponse:
    headers = NO_STORE | {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return HttpResponse(file.data, content_type=file.media_type, headers=headers)
