"""A kit's items and sections over REST: add, change, move, swap, take out."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from questions.actions import asked, assembly
from questions.actions import kits as kit_actions
from questions.api.addresses import Address
from questions.api.auth import ApiRequest, demand
from questions.api.bodies import Body, ById, Flag, Nothing, Text, Whole, read
from questions.api.kit_serializers import KitSerializer, find, find_matched, require_item, told
from questions.api.pagination import unpaged
from questions.api.parameters import (
    CHANGE_PROBLEMS,
    LIST_PROBLEMS,
    MATCH,
    MATCH_PROBLEMS,
    NO_STORE,
    NOTHING_THERE,
    PROBLEM_HEADERS,
    PROBLEMS,
    REFUSED,
    listing,
)
from questions.api.questions import QUESTIONS
from questions.api.shapes import rows, shaped
from questions.insight import items_of
from questions.models import Kit, Question
from questions.models.asked import OUTCOMES
from questions.rules import content, kits
from questions.rules.access import READ_ANSWERS, READ_KITS, WRITE_KITS
from questions.rules.kits import Contents


class PlaceBody(Body):
    """Where to: sections and positions are counted from 1; without a position at the end."""

    section = Whole(min_value=1, max_value=kits.MAX_SECTIONS, required=False)
    position = Whole(min_value=1, max_value=kits.MAX_ITEMS, required=False)


class NewItemBody(PlaceBody):
    """A question to add; without a section it goes where levels keep rising."""

    question = ById(lambda user: Question.objects.visible_to(user))

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "position" in attrs and "section" not in attrs:
            raise serializers.ValidationError({"section": ["Name it."]}, code="required")
        return attrs


class ItemBody(PlaceBody):
    """What to change of an item, or where to move it."""

    minutes = Whole(min_value=1, max_value=content.MAX_MINUTES, required=False)
    note = Text(max_length=kits.MAX_NOTE, required=False, allow_blank=True)
    locked = Flag(required=False)
    follow_ups = serializers.ListField(
        child=Text(max_length=content.MAX_LINE),
        max_length=content.MAX_LIST,
        required=False,
        help_text="Those of the pinned version to use; needs `answers:read`.",
    )


class SwapBody(Body):
    question = ById(lambda user: Question.objects.visible_to(user))


class OutcomeBody(Body):
    outcome = serializers.ChoiceField(list(OUTCOMES.items()))


class AlternativeSerializer(serializers.Serializer[Any]):
    """A question that could stand in another's place, and why; `points` is what the kit gains."""

    question = serializers.IntegerField(source="question.pk")
    url = Address("questions", "question.pk")
    stem = serializers.CharField(source="question.stem")
    level = serializers.ChoiceField(list(content.LEVELS.items()), source="question.level")
    type = serializers.ChoiceField(list(content.TYPES.items()), source="question.type")
    minutes = serializers.IntegerField(source="question.minutes")
    points = serializers.IntegerField(source="alternative.points")
    breaks = serializers.ListField(child=serializers.CharField(), source="alternative.breaks")
    sentence = serializers.CharField(source="alternative.sentence")


class KitItemViewSet(ViewSet):
    """The questions of a kit, each under its question's id."""

    lookup_url_kwarg = "question"
    lookup_value_converter = "int"
    reads, writes = READ_KITS, WRITE_KITS

    @extend_schema(
        summary="Add a question to a kit",
        parameters=MATCH,
        request=NewItemBody,
        responses={200: KitSerializer, **CHANGE_PROBLEMS, **REFUSED},
    )
    def create(self, request: ApiRequest, pk: int) -> Response:
        kit = find_matched(request, pk)
        fields = read(request, NewItemBody)
        section, position = _place(fields)
        added = kit_actions.add_question(request.user, kit, fields["question"], section, position)
        return told(request, added)

    @extend_schema(
        summary="Change or move an item of a kit",
        parameters=MATCH,
        request=ItemBody,
        responses={200: KitSerializer, **CHANGE_PROBLEMS, **REFUSED},
    )
    def partial_update(self, request: ApiRequest, pk: int, question: int) -> Response:
        kit = find_matched(request, pk)
        require_item(kit, question)
        fields = read(request, ItemBody, partial=True)
        if "follow_ups" in fields:
            demand(request.user, READ_ANSWERS)
            _check_follow_ups(kit, question, fields["follow_ups"])
        verb = "Moved" if {"section", "position"} & set(fields) else "Changed"
        step = partial(_changed, question=question, fields=fields)
        changed = kit_actions.change(
            request.user, kit, f"{verb} question {question}", step, question=question
        )
        return told(request, changed)

    @extend_schema(
        summary="Take a question out of a kit",
        parameters=MATCH,
        request=None,
        responses={200: KitSerializer, **MATCH_PROBLEMS, **REFUSED, **PROBLEMS},
    )
    def destroy(self, request: ApiRequest, pk: int, question: int) -> Response:
        kit = find_matched(request, pk)
        require_item(kit, question)
        changed = kit_actions.change(
            request.user,
            kit,
            f"Removed question {question}",
            lambda contents: kits.remove(contents, question),
            question=question,
        )
        return told(request, changed)

    @shaped(AlternativeSerializer, question=QUESTIONS)
    @extend_schema(
        operation_id="kits_items_alternatives_list",
        summary="List what could stand in a question's place",
        parameters=PROBLEM_HEADERS,
        responses={
            200: listing("Alternative", AlternativeSerializer),
            **NOTHING_THERE,
            **REFUSED,
            **LIST_PROBLEMS,
        },
    )
    @action(detail=True)
    def alternatives(self, request: ApiRequest, pk: int, question: int) -> Response:
        kit = find(request, pk)
        demand(request.user, WRITE_KITS)
        require_item(kit, question)
        found = assembly.alternatives(kit, question)
        visible = Question.objects.visible_to(request.user).in_bulk([a.id for a in found])
        told_of = [
            {"question": visible[alternative.id], "alternative": alternative}
            for alternative in found
            if alternative.id in visible
        ]
        return Response(unpaged(rows(request, AlternativeSerializer, told_of)), headers=NO_STORE)

    @extend_schema(
        summary="Put another question in a question's place",
        parameters=MATCH,
        request=SwapBody,
        responses={200: KitSerializer, **CHANGE_PROBLEMS, **REFUSED},
    )
    @action(detail=True, methods=["post"])
    def swap(self, request: ApiRequest, pk: int, question: int) -> Response:
        kit = find_matched(request, pk)
        require_item(kit, question)
        other = read(request, SwapBody)["question"]
        return told(request, kit_actions.swap_question(request.user, kit, question, other))

    @extend_schema(
        summary="Draw another question for a place",
        parameters=MATCH,
        request=None,
        responses={200: KitSerializer, **CHANGE_PROBLEMS, **REFUSED},
    )
    @action(detail=True, methods=["post"])
    def redraw(self, request: ApiRequest, pk: int, question: int) -> Response:
        kit = find_matched(request, pk)
        require_item(kit, question)
        read(request, Nothing)
        return told(request, assembly.redraw(request.user, kit, question))

    @extend_schema(
        summary="Mark a question as asked or skipped",
        parameters=MATCH,
        request=OutcomeBody,
        responses={200: KitSerializer, **CHANGE_PROBLEMS, **REFUSED},
    )
    @action(detail=True, methods=["put"])
    def outcome(self, request: ApiRequest, pk: int, question: int) -> Response:
        kit = find_matched(request, pk)
        require_item(kit, question)
        outcome = read(request, OutcomeBody)["outcome"]
        return told(request, asked.mark(request.user, kit, question, outcome))


def _place(fields: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """Return section and position as rules/kits.py counts them, from 0."""
    section, position = fields.get("section"), fields.get("position")
    return section and section - 1, position and position - 1


def _changed(contents: Contents, *, question: int, fields: Mapping[str, Any]) -> Contents:
    edits = {name: fields[name] for name in ("minutes", "note", "locked") if name in fields}
    if "follow_ups" in fields:
        edits["follow_ups"] = tuple(fields["follow_ups"])
    contents = kits.edit_item(contents, question, **edits)
    section, position = _place(fields)
    if section is None and position is None:
        return contents
    if section is None:
        section, _ = contents.place(question)
    return kits.move(contents, question, section, position)


def _check_follow_ups(kit: Kit, question: int, chosen: Iterable[str]) -> None:
    """Raise ValidationError where a follow-up is none of the pinned version's."""
    item = next(item for item in items_of(kit) if item.question_id == question)
    if set(chosen) - set(item.version.content["follow_ups"]):
        message = "Choose among the follow-ups of the pinned version."
        raise serializers.ValidationError({"follow_ups": [message]}, code="unknown_value")
