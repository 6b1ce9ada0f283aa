"""What a kit asks, as a whole, over REST: order, drawing, versions, coverage, comparison."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from questions.actions import assembly
from questions.actions import kits as kit_actions
from questions.api.auth import ApiRequest
from questions.api.bodies import Body, Nothing, Whole, read
from questions.api.kit_serializers import KitSerializer, find, find_matched, told
from questions.api.pagination import unpaged
from questions.api.parameters import (
    CHANGE_PROBLEMS,
    INFEASIBLE,
    LIST_PROBLEMS,
    MATCH,
    NO_STORE,
    NOTHING_THERE,
    PROBLEM_HEADERS,
    PROBLEMS,
    REFUSED,
    listing,
)
from questions.api.questions import QUESTIONS, VersionSerializer
from questions.api.shapes import rows, shaped
from questions.filters import MAX_ID
from questions.insight import coverage, gaps, items_of
from questions.models import Kit, KitItem, QuestionVersion
from questions.rules.access import READ_KITS, WRITE_KITS
from questions.rules.kits import MAX_ITEMS, compare


class UpgradeBody(Body):
    """Which questions take their version in force; all that have a newer one if none is named."""

    questions = serializers.ListField(
        child=Whole(min_value=1, max_value=MAX_ID), required=False, max_length=MAX_ITEMS
    )


class ChangedItemSerializer(serializers.Serializer[Any]):
    """A question whose newer version is in force: what the kit asks, and what it would ask."""

    question = serializers.IntegerField()
    pinned = VersionSerializer()
    in_force = VersionSerializer()


class CellSerializer(serializers.Serializer[Any]):
    level = serializers.CharField()
    count = serializers.IntegerField()


class SkillCoverageSerializer(serializers.Serializer[Any]):
    """How many questions a kit has on a skill, by level; a gap is a heavy skill without."""

    slug = serializers.CharField()
    name = serializers.CharField()
    weight = serializers.IntegerField()
    total = serializers.IntegerField()
    is_gap = serializers.BooleanField()
    cells = CellSerializer(many=True)


class CoverageSerializer(serializers.Serializer[Any]):
    skills = SkillCoverageSerializer(many=True)
    gaps = serializers.ListField(child=serializers.CharField())


class DifferenceSerializer(serializers.Serializer[Any]):
    """How two kits differ, by the ids of questions."""

    same = serializers.BooleanField(source="nothing")
    only_here = serializers.ListField(child=serializers.IntegerField(), source="only_left")
    only_there = serializers.ListField(child=serializers.IntegerField(), source="only_right")
    other_version = serializers.ListField(child=serializers.IntegerField())
    moved = serializers.ListField(child=serializers.IntegerField())


class KitContentsViewSet(ViewSet):
    """What is told of all that a kit asks, and done with it."""

    lookup_value_converter = "int"
    reads, writes = READ_KITS, WRITE_KITS

    @extend_schema(
        summary="Take back the last change of a kit's contents",
        parameters=MATCH,
        request=None,
        responses={200: KitSerializer, **CHANGE_PROBLEMS, **REFUSED},
    )
    @action(detail=True, methods=["post"])
    def undo(self, request: ApiRequest, pk: int) -> Response:
        kit = find_matched(request, pk)
        read(request, Nothing)
        return told(request, kit_actions.undo(request.user, kit))

    @extend_schema(
        summary="Let levels rise within each section of a kit",
        parameters=MATCH,
        request=None,
        responses={200: KitSerializer, **CHANGE_PROBLEMS, **REFUSED},
    )
    @action(detail=True, methods=["post"])
    def sort(self, request: ApiRequest, pk: int) -> Response:
        kit = find_matched(request, pk)
        read(request, Nothing)
        return told(request, kit_actions.sort_by_level(request.user, kit))

    @extend_schema(
        summary="Draw all questions anew that are not locked",
        parameters=MATCH,
        request=None,
        responses={200: KitSerializer, **CHANGE_PROBLEMS, **REFUSED, **INFEASIBLE},
    )
    @action(detail=True, methods=["post"])
    def assemble(self, request: ApiRequest, pk: int) -> Response:
        kit = find_matched(request, pk)
        read(request, Nothing)
        return told(request, assembly.redraw_all(request.user, kit))

    @shaped(ChangedItemSerializer, question=QUESTIONS)
    @extend_schema(
        operation_id="kits_changes_list",
        summary="List the questions of a kit that have changed since",
        parameters=PROBLEM_HEADERS,
        responses={
            200: listing("ChangedItem", ChangedItemSerializer),
            **NOTHING_THERE,
            **LIST_PROBLEMS,
        },
    )
    @action(detail=True)
    def changes(self, request: ApiRequest, pk: int) -> Response:
        behind = [item for item in items_of(find(request, pk)) if item.is_behind]
        data = rows(request, ChangedItemSerializer, _with_newer(behind, request))
        return Response(unpaged(data), headers=NO_STORE)

    @extend_schema(
        summary="Take over newer versions of a kit's questions",
        parameters=MATCH,
        request=UpgradeBody,
        responses={200: KitSerializer, **CHANGE_PROBLEMS, **REFUSED},
    )
    @action(detail=True, methods=["post"])
    def upgrade(self, request: ApiRequest, pk: int) -> Response:
        kit = find_matched(request, pk)
        questions = read(request, UpgradeBody).get("questions")
        _require_held(kit, questions or [])
        return told(request, kit_actions.upgrade(request.user, kit, questions))

    @extend_schema(
        summary="Count a kit's questions by skill and level",
        parameters=PROBLEM_HEADERS,
        responses={200: CoverageSerializer, **NOTHING_THERE, **PROBLEMS},
    )
    @action(detail=True)
    def coverage(self, request: ApiRequest, pk: int) -> Response:
        kit = find(request, pk)
        told_of = {"skills": coverage(kit), "gaps": gaps(kit)}
        return Response(CoverageSerializer(told_of).data, headers=NO_STORE)

    @extend_schema(
        summary="Compare a kit with another",
        parameters=PROBLEM_HEADERS,
        responses={200: DifferenceSerializer, **NOTHING_THERE, **PROBLEMS},
    )
    @action(detail=True, url_path="compare/<int:other>")
    def compare(self, request: ApiRequest, pk: int, other: int) -> Response:
        here, there = find(request, pk), find(request, other)
        difference = compare(here.contents(), there.contents())
        return Response(DifferenceSerializer(difference).data, headers=NO_STORE)


def _with_newer(items: list[KitItem], request: ApiRequest) -> list[dict[str, Any]]:
    """Return items with both their versions, as far as the caller may know of the newer one."""
    visible = QuestionVersion.objects.visible_to(request.user).select_related("created_by")
    newer = {
        (version.question_id, version.number): version
        for version in visible.filter(question__in=[item.question_id for item in items])
    }
    return [
        {"question": item.question_id, "pinned": item.version, "in_force": found}
        for item in items
        if (found := newer.get((item.question_id, item.question.version)))
    ]


def _require_held(kit: Kit, questions: list[int]) -> None:
    """Raise ValidationError where the kit does not hold a question."""
    lacking = set(questions) - set(kit.contents().questions)
    if lacking:
        message = f"Question {min(lacking)} is not in the kit."
        raise serializers.ValidationError({"questions": [message]}, code="unknown_value")
