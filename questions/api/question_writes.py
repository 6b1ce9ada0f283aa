"""Questions over REST: writing them, their way through review, and purging.

Whoever may not read answers writes what they see: changing the rest of a question keeps its
guidance, and replacing it as a whole, keys and all, needs `answers:read`.
"""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from questions.actions import questions
from questions.actions.questions import StaleSave, Tags
from questions.api.auth import ApiRequest, demand
from questions.api.bodies import Body, BySlug, Flag, Nothing, Several, Text, Whole, read
from questions.api.conditional import PreconditionFailed, changed, etag, require_match
from questions.api.errors import content_errors, problem
from questions.api.idempotency import idempotent
from questions.api.parameters import (
    BODY_PROBLEMS,
    CHANGE_PROBLEMS,
    CREATED,
    MATCH,
    MATCH_PROBLEMS,
    NO_STORE,
    NOTHING_THERE,
    PROBLEM_HEADERS,
    PROBLEMS,
    REFUSED,
    REPEATED,
)
from questions.api.questions import QuestionSerializer, QuestionViewSet, rendered
from questions.models import Question, Role, Skill, Source
from questions.permissions import get_visible
from questions.rules import content, lifecycle
from questions.rules.access import PURGE_QUESTIONS, READ_ANSWERS
from questions.rules.content import Content, ContentRefused

CONTENT = {item.name for item in dataclasses.fields(Content)}
TAGS = {item.name for item in dataclasses.fields(Tags)}
CONFIDENTIAL = {"answer", *content.LISTS, "rubric", "choices"}
NO_TAGS = Tags()
MAX_TAGS = 50
OPTIONAL: dict[str, Any] = {"required": False, "allow_null": True}


class RubricBody(Body):
    """Anchors by rating; one that is null or empty is taken out."""

    def get_fields(self) -> dict[str, Any]:
        anchor: dict[str, Any] = {**OPTIONAL, "allow_blank": True, "max_length": content.MAX_LINE}
        return {rating: Text(**anchor) for rating in content.RUBRIC_RATINGS}


class ChoiceBody(Body):
    text = Text(max_length=content.MAX_LINE)
    is_key = Flag(default=False)
    explanation = Text(max_length=content.MAX_LINE, required=False, allow_blank=True)


def _lines() -> serializers.ListField:
    child = Text(max_length=content.MAX_LINE)
    return serializers.ListField(child=child, max_length=content.MAX_LIST, **OPTIONAL)


def _tags_of(model: type[Skill] | type[Role]) -> Several:
    slug = Text(max_length=100)
    return Several(
        lambda _: model.objects.all(), "slug", child=slug, max_length=MAX_TAGS, **OPTIONAL
    )


class QuestionBody(Body):
    """What is null is what it is by default. Skills, roles and source are written by slug."""

    type = serializers.ChoiceField(list(content.TYPES.items()))
    level = serializers.ChoiceField(list(content.LEVELS.items()))
    stem = Text(max_length=content.MAX_STEM)
    minutes = Whole(min_value=content.MIN_MINUTES, max_value=content.MAX_MINUTES, **OPTIONAL)
    difficulty_adjustment = Whole(
        min_value=-content.MAX_ADJUSTMENT, max_value=content.MAX_ADJUSTMENT, **OPTIONAL
    )
    skills = _tags_of(Skill)
    roles = _tags_of(Role)
    source = BySlug(lambda _: Source.objects.all(), **OPTIONAL)  # type: ignore[assignment]  # stubs: Field.source
    source_ref = Text(max_length=100, allow_blank=True, **OPTIONAL)
    answer = Text(max_length=content.MAX_TEXT_BYTES, allow_blank=True, **OPTIONAL)
    look_for = _lines()
    red_flags = _lines()
    follow_ups = _lines()
    references = _lines()
    rubric = RubricBody(**OPTIONAL)
    choices = serializers.ListField(
        child=ChoiceBody(), max_length=content.MAX_CHOICES, help_text="Of an MCQ.", **OPTIONAL
    )
    note = Text(
        max_length=500, required=False, allow_blank=True, help_text="Why; kept with the version."
    )


class QuestionChangeBody(QuestionBody):
    """A JSON merge patch: what is not named stays, and lists are replaced as a whole."""

    type = serializers.ChoiceField(list(content.TYPES.items()), required=False)
    level = serializers.ChoiceField(list(content.LEVELS.items()), required=False)
    stem = Text(max_length=content.MAX_STEM, required=False)


class TransitionBody(Body):
    verb = serializers.ChoiceField(list(lifecycle.TRANSITIONS))
    note = Text(
        max_length=500,
        required=False,
        allow_blank=True,
        help_text="Why; sending back and retiring need it.",
    )


class StepSerializer(serializers.Serializer[Any]):
    verb = serializers.ChoiceField(list(lifecycle.TRANSITIONS))
    leads_to = serializers.ChoiceField(list(lifecycle.STATUSES.items()))


class TransitionsSerializer(serializers.Serializer[Any]):
    """What the caller may do with a question as it is; the rest needs other rights or a state."""

    status = serializers.ChoiceField(list(lifecycle.STATUSES.items()))
    transitions = StepSerializer(many=True)


class WritableQuestionViewSet(QuestionViewSet):
    """The bank's questions: read as far as the caller may see them, and written."""

    @extend_schema(
        summary="Write a new question: it starts as a draft",
        parameters=CREATED,
        request=QuestionBody,
        responses={201: QuestionSerializer, **BODY_PROBLEMS, **REPEATED},
    )
    @idempotent
    def create(self, request: ApiRequest) -> Response:
        fields = read(request, QuestionBody)
        body = rendered(request, _find(request, make(request, fields).pk))
        return changed(body, status.HTTP_201_CREATED, body["url"])

    @extend_schema(
        summary="Replace what a question says; of an approved one the new version waits",
        parameters=MATCH,
        request=QuestionBody,
        responses={200: QuestionSerializer, **CHANGE_PROBLEMS, **REFUSED},
    )
    def update(self, request: ApiRequest, pk: int) -> Response:
        demand(request.user, READ_ANSWERS)
        question = _find_matched(request, pk)
        fields = read(request, QuestionBody)
        return _edited(request, question, fields, {}, NO_TAGS)

    @extend_schema(
        summary="Change what a question says; of an approved one the new version waits",
        parameters=MATCH,
        request=QuestionChangeBody,
        responses={200: QuestionSerializer, **CHANGE_PROBLEMS, **REFUSED},
    )
    def partial_update(self, request: ApiRequest, pk: int) -> Response:
        question = _find_matched(request, pk)
        fields = read(request, QuestionChangeBody)
        if CONFIDENTIAL & set(fields):
            demand(request.user, READ_ANSWERS)
        before = questions.latest_content(question).as_json()
        return _edited(request, question, fields, before, _tags_now(question))

    @extend_schema(
        summary="Purge a question with its history; for administrators",
        parameters=MATCH,
        request=None,
        responses={204: None, **MATCH_PROBLEMS, **REFUSED, **PROBLEMS},
    )
    def destroy(self, request: ApiRequest, pk: int) -> Response:
        demand(request.user, PURGE_QUESTIONS)
        question = _find_matched(request, pk)
        with _unless_overtaken(request, question):
            questions.purge(request.user, question)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        summary="List what the caller may do with a question now",
        parameters=PROBLEM_HEADERS,
        responses={200: TransitionsSerializer, **NOTHING_THERE, **PROBLEMS},
    )
    @action(detail=True)
    def transitions(self, request: ApiRequest, pk: int) -> Response:
        question = get_visible(Question.objects, request.user, pk)
        steps = questions.possible(request.user, question)
        body = {
            "status": question.status,
            "transitions": [{"verb": verb, "leads_to": after} for verb, after in steps],
        }
        return Response(body, headers=NO_STORE)

    @extend_schema(
        summary="Submit, approve, send back, retire or restore a question",
        parameters=MATCH,
        request=TransitionBody,
        responses={200: QuestionSerializer, **CHANGE_PROBLEMS, **REFUSED},
    )
    @transitions.mapping.post
    def move(self, request: ApiRequest, pk: int) -> HttpResponseBase:
        question = _find_matched(request, pk)
        fields = read(request, TransitionBody)
        verb, note = fields["verb"], fields.get("note", "")
        try:
            with _unless_overtaken(request, question):
                questions.move(request.user, question, verb, note=note)
        except ContentRefused as refusal:
            return problem(409, "This question is not complete.", content_errors(refusal))
        return changed(rendered(request, _find(request, pk)))

    @extend_schema(
        summary="Save an old version's content as the newest one; it waits for review",
        parameters=MATCH,
        request=None,
        responses={200: QuestionSerializer, **CHANGE_PROBLEMS, **REFUSED},
    )
    @action(detail=True, methods=["post"], url_path="versions/<int:number>/restore")
    def restore_version(self, request: ApiRequest, pk: int, number: int) -> Response:
        question = _find_matched(request, pk)
        read(request, Nothing)
        visible = question.versions.visible_to(request.user)
        get_object_or_404(visible, number=number)
        with _unless_overtaken(request, question):
            questions.restore(request.user, question, number)
        return changed(rendered(request, _find(request, pk)))


# Reading


def _find(request: ApiRequest, pk: int) -> Question:
    question: Question = get_visible(Question.objects.with_guidance(), request.user, pk)
    return question


def _find_matched(request: ApiRequest, pk: int) -> Question:
    """Return a question to be changed, which must be in the state that `If-Match` names.

    It is read past what the process holds of the bank, and its revision first of all: whoever
    changes it after that makes the action refuse.
    """
    question = _find(request, pk)
    require_match(request, rendered(request, question))
    return question


# Writing


def make(request: ApiRequest, fields: Mapping[str, Any]) -> Question:
    """Store the new question that a body says; raise ContentRefused and ValidationError."""
    said, tags, note = _content(fields, {}), _tags(fields, NO_TAGS), fields.get("note", "")
    return _once(tags, lambda: questions.create(request.user, said, tags, note=note))


def _content(fields: Mapping[str, Any], before: Mapping[str, Any]) -> Content:
    """Return a content, given as plain values, with what a body says of it."""
    said = dict(before)
    for name in CONTENT & set(fields):
        value = fields[name]
        if name == "rubric" and value is not None:
            value = _anchors(said.get("rubric", {}) | value)
        if value is None:
            said.pop(name, None)
        else:
            said[name] = value
    return content.from_json(said)


def _anchors(rubric: Mapping[str, str | None]) -> dict[str, str]:
    return {rating: text for rating, text in rubric.items() if text}


def _tags(fields: Mapping[str, Any], before: Tags) -> Tags:
    given = {name: fields[name] for name in TAGS & set(fields)}
    empty = {name: getattr(NO_TAGS, name) for name, value in given.items() if value is None}
    return dataclasses.replace(before, **given | empty)


def _tags_now(question: Question) -> Tags:
    skills, roles = tuple(question.skills.all()), tuple(question.roles.all())
    return Tags(skills, roles, question.source, question.source_ref)


def _edited(
    request: ApiRequest,
    question: Question,
    fields: Mapping[str, Any],
    before: Mapping[str, Any],
    tags: Tags,
) -> Response:
    """Save what a body says on top of what was before, and answer with what it has led to."""
    said, tags, note = _content(fields, before), _tags(fields, tags), fields.get("note", "")
    with _unless_overtaken(request, question):
        _once(tags, lambda: questions.edit(request.user, question, said, tags, note=note))
    return changed(rendered(request, _find(request, question.pk)))


@contextmanager
def _unless_overtaken(request: ApiRequest, question: Question) -> Iterator[None]:
    """Answer as to any other stale `If-Match` where someone came between the look and the write."""
    try:
        yield
    except StaleSave as late:
        raise PreconditionFailed(etag(rendered(request, _find(request, question.pk)))) from late


def _once(tags: Tags, write: Callable[[], Question]) -> Question:
    """Write a question; no two have the same place in a source, which the database decides."""
    try:
        return write()
    except IntegrityError as error:
        taken = Question.objects.filter(source=tags.source, source_ref=tags.source_ref)
        if not (tags.source and tags.source_ref and taken.exists()):
            raise
        message = "Another question has this place in the source already."
        raise serializers.ValidationError({"source_ref": [message]}, code="unique") from error
