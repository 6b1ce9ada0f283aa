"""Merging two questions over REST, and taking a merge back."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from questions.actions import merging
from questions.api.auth import ApiRequest, demand
from questions.api.bodies import Body, ById, Nothing, read
from questions.api.parameters import (
    BODY_PROBLEMS,
    LIST_PROBLEMS,
    MAKE_PROBLEMS,
    NO_STORE,
    NOTHING_THERE,
    PROBLEM_HEADERS,
    REFUSED,
)
from questions.api.questions import QUESTIONS
from questions.api.shapes import shaped, told
from questions.models import Question, QuestionMerge
from questions.permissions import get_visible
from questions.rules.access import (
    READ_QUESTIONS,
    REVIEW_QUESTIONS,
    WRITE_KITS,
    WRITE_QUESTIONS,
)

NEEDED = (WRITE_QUESTIONS, REVIEW_QUESTIONS, WRITE_KITS)


class MergeBody(Body):
    drop = ById(
        lambda user: Question.objects.visible_to(user),
        help_text="The id of the question that is retired and leads to this one.",
    )


class MergeSerializer(serializers.ModelSerializer[QuestionMerge]):
    """Which question stays, which was retired in its favour, and whether that was taken back."""

    by = serializers.SlugRelatedField[Any](slug_field="username", read_only=True, allow_null=True)

    class Meta:
        model = QuestionMerge
        fields = read_only_fields = ["id", "kept", "dropped", "by", "at", "undone_at"]


def _readable(request: ApiRequest) -> QuerySet[QuestionMerge]:
    rows = QuestionMerge.objects.visible_to(request.user)
    return rows.select_related("kept", "dropped", "by")


def _said(merge: QuestionMerge) -> Response:
    return Response(MergeSerializer(merge).data, headers=NO_STORE)


class QuestionMergeViewSet(ViewSet):
    """Merging moves what draft kits and blueprints name: it needs the right to write those too."""

    lookup_value_converter = "int"
    reads, writes = READ_QUESTIONS, WRITE_QUESTIONS

    @extend_schema(
        summary="Merge another question into this one",
        parameters=PROBLEM_HEADERS,
        request=MergeBody,
        responses={200: MergeSerializer, **MAKE_PROBLEMS},
    )
    @action(detail=True, methods=["post"])
    def merge(self, request: ApiRequest, pk: int) -> Response:
        demand(request.user, *NEEDED)
        keep = get_visible(Question.objects, request.user, pk)
        return _said(merging.merge(request.user, keep, read(request, MergeBody)["drop"]))


class MergeViewSet(ViewSet):
    """Merges that were made."""

    lookup_value_converter = "int"
    reads, writes = READ_QUESTIONS, WRITE_QUESTIONS

    @shaped(MergeSerializer, kept=QUESTIONS, dropped=QUESTIONS)
    @extend_schema(
        summary="Read a merge",
        parameters=PROBLEM_HEADERS,
        responses={200: MergeSerializer, **NOTHING_THERE, **LIST_PROBLEMS},
    )
    def retrieve(self, request: ApiRequest, pk: int) -> Response:
        merge = get_visible(_readable(request), request.user, pk)
        return Response(told(request, [MergeSerializer(merge).data])[0], headers=NO_STORE)

    @extend_schema(
        summary="Take a merge back, while neither question has changed since",
        parameters=PROBLEM_HEADERS,
        request=None,
        responses={200: MergeSerializer, **BODY_PROBLEMS, **NOTHING_THERE, **REFUSED},
    )
    @action(detail=True, methods=["post"])
    def undo(self, request: ApiRequest, pk: int) -> Response:
        demand(request.user, *NEEDED)
        merge = get_visible(_readable(request), request.user, pk)
        read(request, Nothing)
        return _said(merging.undo(request.user, merge))
