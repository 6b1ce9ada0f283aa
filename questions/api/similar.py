"""Similar questions over REST: to a stored question, or to a stem that is being written."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from questions.api.addresses import address
from questions.api.auth import ApiRequest
from questions.api.bodies import Body, ById, Text, read
from questions.api.pagination import unpaged
from questions.api.parameters import (
    BODY_PROBLEMS,
    LIST_PROBLEMS,
    NO_STORE,
    NOTHING_THERE,
    PROBLEM_HEADERS,
    listing,
)
from questions.api.questions import TagSerializer
from questions.api.shapes import rows, shaped
from questions.api.taxonomy import SKILLS
from questions.matches import alike
from questions.models import Question
from questions.permissions import get_visible
from questions.rules import content, lifecycle
from questions.rules.access import READ_QUESTIONS

SHOWN = 10


class SimilarBody(Body):
    """A stem; the question that it is of is left out of what is found."""

    stem = Text(max_length=content.MAX_STEM)
    question = ById(lambda user: Question.objects.visible_to(user), required=False)


class SimilarSerializer(serializers.Serializer[Any]):
    """A question of the bank, and how alike its stem is: by number, and in words."""

    id = serializers.IntegerField()
    url = serializers.URLField()
    stem = serializers.CharField()
    level = serializers.ChoiceField(list(content.LEVELS.items()))
    type = serializers.ChoiceField(list(content.TYPES.items()))
    status = serializers.ChoiceField(list(lifecycle.STATUSES.items()))
    skills = TagSerializer(many=True)
    score = serializers.FloatField(min_value=0, max_value=1)
    alike = serializers.CharField()


#: One description for both ways to ask.
SIMILAR = listing("Similar", SimilarSerializer)


class SimilarViewSet(ViewSet):
    """What is similar is looked for in stems alone, among the questions that the caller may see."""

    lookup_value_converter = "int"
    reads = writes = READ_QUESTIONS

    @shaped(SimilarSerializer, skills=SKILLS)
    @extend_schema(
        operation_id="questions_similar_list",
        summary="List the questions most like a question",
        parameters=PROBLEM_HEADERS,
        responses={200: SIMILAR, **NOTHING_THERE, **LIST_PROBLEMS},
    )
    @action(detail=True)
    def similar(self, request: ApiRequest, pk: int) -> Response:
        question = get_visible(Question.objects, request.user, pk)
        return _found(request, question.stem, question.pk)

    @extend_schema(
        operation_id="questions_similar_find",
        summary="Find the questions most like a stem",
        parameters=PROBLEM_HEADERS,
        request=SimilarBody,
        responses={200: SIMILAR, **BODY_PROBLEMS},
    )
    @action(detail=False, methods=["post"], url_path="similar", url_name="find-similar")
    def find(self, request: ApiRequest) -> Response:
        said = read(request, SimilarBody)
        question = said.get("question")
        return _found(request, said["stem"], question.pk if question else None)


def _found(request: ApiRequest, stem: str, leave_out: int | None) -> Response:
    found = alike(request.user, stem, SHOWN, leave_out=leave_out)
    visible = Question.objects.visible_to(request.user).for_list()
    held = visible.in_bulk([one.pk for one in found])
    data = [
        _said(request, held[one.pk]) | {"score": round(one.score, 3), "alike": one.words}
        for one in found
        if one.pk in held
    ]
    return Response(unpaged(rows(request, SimilarSerializer, data)), headers=NO_STORE)


def _said(request: ApiRequest, question: Question) -> dict[str, Any]:
    return {
        "id": question.pk,
        "url": address(request, "questions", question.pk),
        **{name: getattr(question, name) for name in ("stem", "level", "type", "status")},
        "skills": question.skills.all(),
    }
