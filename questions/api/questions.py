"""Questions over REST: listing, search, facets, detail and versions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from questions import facets, filters, markup, search
from questions.api.addresses import Address
from questions.api.auth import ApiRequest
from questions.api.conditional import NOT_KEPT, conditional, etag
from questions.api.looks import may_answer
from questions.api.pagination import PAGED, envelope, unpaged
from questions.api.parameters import (
    CONDITIONAL,
    CURSOR,
    DETAIL_PROBLEMS,
    FILTERS,
    LIST_PROBLEMS,
    NO_STORE,
    NOTHING_THERE,
    PAGE_SIZE_PARAMETER,
    PROBLEM_HEADERS,
    listing,
)
from questions.api.shapes import Expansion, rows, shaped, told
from questions.api.taxonomy import ROLES, SKILLS, SOURCES
from questions.filters import MAX_ID, Vocabulary
from questions.matches import Matches, visible_ids
from questions.models import Choice, Question, QuestionVersion
from questions.models.questions import QuestionQuerySet
from questions.permissions import can
from questions.rules import content
from questions.rules.access import (
    READ_ANSWERS,
    READ_QUESTIONS,
    READ_UNAPPROVED,
    WRITE_QUESTIONS,
)
from questions.search import Bank

GUIDANCE_FIELDS = [
    "answer",
    "answer_html",
    "look_for",
    "red_flags",
    "rubric",
    "follow_ups",
    "references",
]


def _lines() -> serializers.ListField:
    """Return a field of its own each time: one shared by two names would answer to the last."""
    return serializers.ListField(child=serializers.CharField(), required=False)


class HtmlField(serializers.CharField):
    """Markdown rendered to safe HTML."""

    def to_representation(self, value: str) -> str:
        return markup.render(value)


class TagSerializer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    name = serializers.CharField()


class ChoiceSerializer(serializers.ModelSerializer[Choice]):
    """A choice as a candidate sees it."""

    class Meta:
        model = Choice
        fields = read_only_fields = ["id", "text"]


class ExplainedChoiceSerializer(serializers.ModelSerializer[Choice]):
    """A choice; what is confidential of it stands there for callers with `answers:read`."""

    is_key = serializers.BooleanField(required=False)
    explanation = serializers.CharField(required=False)

    class Meta:
        model = Choice
        fields = ["id", "text", "is_key", "explanation"]
        read_only_fields = ["id", "text"]


class PublicQuestionSerializer(serializers.ModelSerializer[Question]):
    """A question without guidance: what every reader of the bank may know."""

    url = Address("questions")
    stem_html = HtmlField(source="stem")
    skills = TagSerializer(many=True)
    roles = TagSerializer(many=True)
    source = serializers.SlugRelatedField[Any](  # type: ignore[assignment]  # stubs: Field.source
        slug_field="slug", read_only=True, allow_null=True
    )
    leaked = serializers.SerializerMethodField()
    merged_into = serializers.IntegerField(
        source="merged_into_id",
        required=False,
        allow_null=True,
        help_text="The id of the question that took the place of this one, for editors.",
    )
    pending_version = serializers.IntegerField(required=False, allow_null=True)
    choices = ChoiceSerializer(many=True)

    class Meta:
        model = Question
        fields = [
            "id",
            "uid",
            "url",
            "stem",
            "stem_html",
            "level",
            "type",
            "status",
            "minutes",
            "difficulty",
            "difficulty_adjustment",
            "skills",
            "roles",
            "source",
            "source_ref",
            "version",
            "pending_version",
            "asked_count",
            "last_asked",
            "leaked",
            "merged_into",
            "created_at",
            "updated_at",
            "choices",
        ]
        read_only_fields = fields

    def get_leaked(self, question: Question) -> bool:
        return question.leaked_at is not None

    def to_representation(self, instance: Question) -> dict[str, Any]:
        values = super().to_representation(instance)
        if not can(self.context["request"].user, READ_UNAPPROVED):
            del values["pending_version"], values["merged_into"]
        return values


class QuestionSerializer(PublicQuestionSerializer):
    """A question; guidance and keys stand there for callers with `answers:read` alone."""

    choices = ExplainedChoiceSerializer(many=True)  # type: ignore[assignment]  # more than the base
    answer = serializers.CharField(required=False)
    answer_html = HtmlField(source="answer", required=False)
    look_for = _lines()
    red_flags = _lines()
    follow_ups = _lines()
    references = _lines()
    rubric = serializers.DictField(child=serializers.CharField(), required=False)

    class Meta(PublicQuestionSerializer.Meta):
        fields = [*PublicQuestionSerializer.Meta.fields, *GUIDANCE_FIELDS]


class SaidChoiceSerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    is_key = serializers.BooleanField(required=False)
    explanation = serializers.CharField(required=False)


class ContentSerializer(serializers.Serializer[Any]):
    """What a version says; guidance and keys stand there for callers with `answers:read` alone."""

    type = serializers.ChoiceField(list(content.TYPES.items()))
    level = serializers.ChoiceField(list(content.LEVELS.items()))
    stem = serializers.CharField()
    minutes = serializers.IntegerField()
    choices = SaidChoiceSerializer(many=True)
    difficulty_adjustment = serializers.IntegerField(required=False)
    answer = serializers.CharField(required=False)
    look_for = _lines()
    red_flags = _lines()
    follow_ups = _lines()
    references = _lines()
    rubric = serializers.DictField(child=serializers.CharField(), required=False)


class VersionSerializer(serializers.ModelSerializer[QuestionVersion]):
    """A snapshot of a question's content; its guidance needs `answers:read`."""

    created_by = serializers.SlugRelatedField[Any](
        slug_field="username", read_only=True, allow_null=True
    )
    content = serializers.SerializerMethodField()

    class Meta:
        model = QuestionVersion
        fields = read_only_fields = ["number", "note", "created_at", "created_by", "content"]

    @extend_schema_field(ContentSerializer)
    def get_content(self, version: QuestionVersion) -> dict[str, Any]:
        said: dict[str, Any] = version.content
        if may_answer(self.context["request"]):
            return said
        public = {name: said[name] for name in ("type", "level", "stem", "minutes")}
        return public | {"choices": [{"text": choice["text"]} for choice in said["choices"]]}


class FacetValueSerializer(serializers.Serializer[Any]):
    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # stubs: Field.label
    count = serializers.IntegerField()


class FacetsSerializer(serializers.Serializer[Any]):
    """How many questions each value of each facet would leave."""

    count = serializers.IntegerField()
    facets = serializers.DictField(child=FacetValueSerializer(many=True))


def _serializer(request: ApiRequest) -> type[PublicQuestionSerializer]:
    return QuestionSerializer if can(request.user, READ_ANSWERS) else PublicQuestionSerializer


def _readable(request: ApiRequest) -> QuestionQuerySet:
    visible = Question.objects.visible_to(request.user)
    return visible.with_guidance() if can(request.user, READ_ANSWERS) else visible.for_detail()


@dataclass(frozen=True)
class Said:
    """What the API says of a question to callers of one kind, and the ETag of that."""

    body: dict[str, Any]
    etag: str


def rendered(request: ApiRequest, question: Question) -> dict[str, Any]:
    """Return what the caller may know of a question, read anew; who may see it is asked before."""
    return dict(_serializer(request)(question, context={"request": request}).data)


def _said_of(request: ApiRequest, bank: Bank, ids: Sequence[int]) -> list[Said]:
    """Return what is said of these questions, in their order; it is kept until they change."""
    shown = (may_answer(request), can(request.user, READ_UNAPPROVED))
    name = ("said", *shown, request.build_absolute_uri("/"))
    kept: dict[int, Said | None] = {pk: bank.remembered(pk, name) for pk in ids}
    missing = [pk for pk, held in kept.items() if held is None]
    for question in _readable(request).filter(pk__in=missing) if missing else ():
        body = rendered(request, question)
        kept[question.pk] = Said(body, etag(body))
        bank.remember(question.pk, name, kept[question.pk])
    return [held for held in kept.values() if held is not None]


def _said(request: ApiRequest, pk: int) -> Said:
    bank = search.current()
    # A bitmap holds no id beyond those that there can be.
    seen = pk <= MAX_ID and pk in visible_ids(request.user, bank)
    found = _said_of(request, bank, [pk]) if seen else []
    if not found:
        raise Http404
    return found[0]


def said(request: ApiRequest, pk: int) -> dict[str, Any]:
    """Return what the caller may know of a question; raise Http404 for one that they may not."""
    return _said(request, pk).body


def _seen(request: ApiRequest, ids: set[int]) -> dict[int, dict[str, Any]]:
    """Return what the caller may know of questions, by id."""
    bank = search.current()
    visible = visible_ids(request.user, bank)
    found = _said_of(request, bank, [pk for pk in ids if pk in visible])
    return {held.body["id"]: held.body for held in found}


QUESTIONS = Expansion(QuestionSerializer, READ_QUESTIONS, _seen)


class QuestionViewSet(ViewSet):
    """The bank's questions, as far as the caller may see them."""

    lookup_value_converter = "int"
    reads, writes = READ_QUESTIONS, WRITE_QUESTIONS

    @shaped(QuestionSerializer, skills=SKILLS, roles=ROLES, source=SOURCES)
    @extend_schema(
        summary="List and search questions",
        parameters=[*FILTERS, CURSOR, PAGE_SIZE_PARAMETER, *PROBLEM_HEADERS],
        responses={200: listing("Question", QuestionSerializer), **LIST_PROBLEMS},
    )
    def list(self, request: ApiRequest) -> Response:
        params = request.query_params
        vocabulary = Vocabulary(request.user)
        state = filters.read(params, vocabulary, also=PAGED)
        size = filters.page_size(params)
        matches = Matches(state, request.user, vocabulary.bank)
        page = matches.page(params.get("cursor", ""), size)
        data = told(request, [held.body for held in _said_of(request, matches.bank, page.rows)])
        return Response(envelope(request, page, data), headers=NO_STORE)

    @shaped(QuestionSerializer, skills=SKILLS, roles=ROLES, source=SOURCES)
    @extend_schema(
        summary="Read a question",
        parameters=CONDITIONAL,
        responses={200: QuestionSerializer, **DETAIL_PROBLEMS},
    )
    def retrieve(self, request: ApiRequest, pk: int) -> HttpResponseBase:
        held = _said(request, pk)
        return conditional(request, held.body, NOT_KEPT, known=held.etag)

    @extend_schema(
        summary="Count questions by facet",
        parameters=[*FILTERS, *PROBLEM_HEADERS],
        responses={200: FacetsSerializer, **LIST_PROBLEMS},
    )
    @action(detail=False)
    def facets(self, request: ApiRequest) -> Response:
        vocabulary = Vocabulary(request.user)
        state = filters.read(request.query_params, vocabulary)
        matches = Matches(state, request.user, vocabulary.bank)
        found = facets.facets(matches, vocabulary)
        body = {
            "count": len(matches.ids),
            "facets": {
                facet.name: FacetValueSerializer(facet.values, many=True).data for facet in found
            },
        }
        return Response(body, headers=NO_STORE)

    @shaped(VersionSerializer)
    @extend_schema(
        operation_id="questions_versions_list",
        summary="List a question's versions",
        parameters=PROBLEM_HEADERS,
        responses={200: listing("Version", VersionSerializer), **NOTHING_THERE, **LIST_PROBLEMS},
    )
    @action(detail=True)
    def versions(self, request: ApiRequest, pk: int) -> Response:
        question = get_object_or_404(Question.objects.visible_to(request.user), pk=pk)
        found = question.versions.visible_to(request.user).select_related("created_by")
        return Response(unpaged(rows(request, VersionSerializer, found)), headers=NO_STORE)

    @shaped(VersionSerializer)
    @extend_schema(
        summary="Read one version of a question",
        parameters=CONDITIONAL,
        responses={200: VersionSerializer, **DETAIL_PROBLEMS},
    )
    @action(detail=True, url_path="versions/<int:number>")
    def version(self, request: ApiRequest, pk: int, number: int) -> HttpResponseBase:
        question = get_object_or_404(Question.objects.visible_to(request.user), pk=pk)
        found = get_object_or_404(question.versions.visible_to(request.user), number=number)
        said = VersionSerializer(found, context={"request": request}).data
        return conditional(request, said, NOT_KEPT)
