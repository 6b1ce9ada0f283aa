"""Near-duplicates of the bank over REST: pairs, and what people say of them."""

from collections.abc import Callable
from typing import Any

from django.http import QueryDict
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from questions import filters
from questions.actions import duplicates
from questions.api.auth import ApiRequest
from questions.api.bodies import Nothing, read
from questions.api.pagination import PAGED, page_of
from questions.api.parameters import (
    BODY_PROBLEMS,
    CURSOR,
    LIST_PROBLEMS,
    NO_STORE,
    NOTHING_THERE,
    PAGE_SIZE_PARAMETER,
    PROBLEM_HEADERS,
    listing,
)
from questions.api.questions import QUESTIONS
from questions.api.shapes import listed, shaped
from questions.filters import FilterError, FiltersRefused
from questions.models import DuplicateCheck, DuplicatePair
from questions.models.duplicates import WHOLE
from questions.paging import Order
from questions.permissions import get_visible
from questions.rules.access import WRITE_QUESTIONS

MOST_ALIKE_FIRST = Order("score", descending=True)
DISMISSED = OpenApiParameter(
    "dismissed", type=bool, description="Pairs that were called different (true), or others."
)


class PairSerializer(serializers.ModelSerializer[DuplicatePair]):
    """Two questions by id, and how alike they are: from 0 to 1, and in words."""

    score = serializers.SerializerMethodField()
    alike = serializers.CharField()
    dismissed_by = serializers.SlugRelatedField[Any](
        slug_field="username", read_only=True, allow_null=True
    )

    class Meta:
        model = DuplicatePair
        fields = read_only_fields = [
            *("id", "first", "second", "score", "alike", "found_at"),
            *("dismissed_at", "dismissed_by"),
        ]

    def get_score(self, pair: DuplicatePair) -> float:
        return pair.score / WHOLE


class CheckSerializer(serializers.ModelSerializer[DuplicateCheck]):
    """A look through the bank, or what changed of it since the last."""

    class Meta:
        model = DuplicateCheck
        fields = read_only_fields = ["id", "status", "compared", "created_at", "finished_at"]


def _dismissed(params: QueryDict) -> bool:
    value = params.get("dismissed") or "false"
    if value not in ("true", "false"):
        error = FilterError("dismissed", "invalid", "dismissed takes true or false.")
        raise FiltersRefused([error])
    return value == "true"


class DuplicateViewSet(ViewSet):
    """Pairs are for those who may write questions."""

    lookup_value_converter = "int"
    reads = writes = WRITE_QUESTIONS

    @shaped(PairSerializer, first=QUESTIONS, second=QUESTIONS)
    @extend_schema(
        summary="List the pairs of near-duplicates, most alike first",
        parameters=[DISMISSED, CURSOR, PAGE_SIZE_PARAMETER, *PROBLEM_HEADERS],
        responses={200: listing("Pair", PairSerializer), **LIST_PROBLEMS},
    )
    def list(self, request: ApiRequest) -> Response:
        filters.refuse_unknown(request.query_params, {*PAGED, "dismissed"})
        visible = DuplicatePair.objects.visible_to(request.user)
        rows = visible.dismissed() if _dismissed(request.query_params) else visible.open()
        page = page_of(request, rows.select_related("dismissed_by"), MOST_ALIKE_FIRST)
        return listed(request, page, PairSerializer)

    @extend_schema(
        summary="Order a look for near-duplicates in what changed since the last",
        parameters=PROBLEM_HEADERS,
        request=None,
        responses={200: CheckSerializer, **BODY_PROBLEMS},
    )
    @action(detail=False, methods=["post"])
    def check(self, request: ApiRequest) -> Response:
        read(request, Nothing)
        ordered = duplicates.order_check(request.user)
        return Response(CheckSerializer(ordered).data, status.HTTP_200_OK, headers=NO_STORE)

    @extend_schema(
        summary="Say that a pair is none",
        parameters=PROBLEM_HEADERS,
        request=None,
        responses={200: PairSerializer, **BODY_PROBLEMS, **NOTHING_THERE},
    )
    @action(detail=True, methods=["post"])
    def dismiss(self, request: ApiRequest, pk: int) -> Response:
        return _said_of(request, pk, duplicates.dismiss)

    @extend_schema(
        summary="Take back that a pair is none",
        parameters=PROBLEM_HEADERS,
        request=None,
        responses={200: PairSerializer, **BODY_PROBLEMS, **NOTHING_THERE},
    )
    @action(detail=True, methods=["post"])
    def reopen(self, request: ApiRequest, pk: int) -> Response:
        return _said_of(request, pk, duplicates.reopen)


def _said_of(request: ApiRequest, pk: int, act: Callable[..., DuplicatePair]) -> Response:
    pair = get_visible(DuplicatePair.objects, request.user, pk)
    read(request, Nothing)
    return Response(PairSerializer(act(request.user, pair)).data, headers=NO_STORE)
