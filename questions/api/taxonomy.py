"""Skills, roles and sources over REST."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from questions import filters
from questions.actions import taxonomy, taxonomy_merging
from questions.actions.taxonomy import TaxonomyRefused, Weight
from questions.api.addresses import address
from questions.api.auth import ApiRequest
from questions.api.bodies import Body, Text, Whole, read, skill_field
from questions.api.conditional import NOT_KEPT, changed, conditional, require_match
from questions.api.idempotency import idempotent
from questions.api.pagination import PAGED
from questions.api.parameters import (
    BODY_PROBLEMS,
    CHANGE_PROBLEMS,
    CONDITIONAL,
    CREATED,
    CURSOR,
    DETAIL_PROBLEMS,
    LIST_PROBLEMS,
    MATCH,
    MATCH_PROBLEMS,
    PAGE_SIZE_PARAMETER,
    PROBLEM_HEADERS,
    PROBLEMS,
    REFUSED,
    REPEATED,
    listing,
)
from questions.api.shapes import listed, relation, shaped
from questions.models import Question, Role, RoleSkill, Skill, Source
from questions.models.taxonomy import Named
from questions.paging import Order, decode, keyset_page, text
from questions.permissions import can
from questions.rules.access import READ_ANSWERS, READ_APPROVED, READ_QUESTIONS, WRITE_QUESTIONS

BY_SLUG = Order("slug", read=text)


class NamedSerializer(serializers.ModelSerializer[Any]):
    """A taxonomy entry, with how many questions that the caller may see carry it."""

    url = serializers.SerializerMethodField()
    question_count = serializers.IntegerField(read_only=True)

    def get_url(self, named: Any) -> str:
        request: ApiRequest = self.context["request"]
        noun = named._meta.verbose_name_plural
        return address(request, noun, named.slug)


class SkillSerializer(NamedSerializer):
    class Meta:
        model = Skill
        fields = read_only_fields = ["slug", "name", "url", "description", "question_count"]


class SourceSerializer(NamedSerializer):
    class Meta:
        model = Source
        fields = ["slug", "name", "url", "kind", "description", "question_count"]
        read_only_fields = fields


class RoleSkillSerializer(serializers.ModelSerializer[RoleSkill]):
    """How much a skill weighs in a role; what to look for needs `answers:read`."""

    slug = serializers.CharField(source="skill.slug")
    name = serializers.CharField(source="skill.name")
    look_for = serializers.ListField(child=serializers.CharField(), required=False)

    class Meta:
        model = RoleSkill
        fields = ["slug", "name", "weight", "look_for"]
        read_only_fields = ["weight"]

    def to_representation(self, instance: RoleSkill) -> dict[str, Any]:
        values = super().to_representation(instance)
        user = self.context["request"].user
        # Interviewers read the guidance of their kits, and none of the bank's.
        if not (can(user, READ_ANSWERS) and can(user, READ_APPROVED)):
            del values["look_for"]
        return values


class RoleSerializer(NamedSerializer):
    skills = RoleSkillSerializer(source="role_skills", many=True)

    class Meta:
        model = Role
        fields = ["slug", "name", "url", "description", "question_count", "skills"]
        read_only_fields = fields


SKILLS = relation(
    SkillSerializer, READ_QUESTIONS, lambda _, slugs: Skill.objects.filter(slug__in=slugs), "slug"
)
SOURCES = relation(
    SourceSerializer, READ_QUESTIONS, lambda _, slugs: Source.objects.filter(slug__in=slugs), "slug"
)
ROLES = relation(
    RoleSerializer,
    READ_QUESTIONS,
    lambda _, slugs: Role.objects.filter(slug__in=slugs).prefetch_related("role_skills__skill"),
    "slug",
)


class NamedBody(Body):
    """What is said of a skill; without a slug one is made of the name."""

    name = Text(max_length=100)
    slug = Text(max_length=100, required=False)
    description = Text(max_length=2_000, required=False, allow_blank=True)


class SourceBody(NamedBody):
    """What is said of a source."""

    kind = serializers.ChoiceField(Source.Kind.choices, required=False)


class RoleSkillBody(Body):
    """A skill of a role; what to look for stays as it was where it is not named."""

    slug = skill_field(source="skill")
    weight = Whole(min_value=1, max_value=5)
    look_for = serializers.ListField(child=Text(max_length=500), max_length=30, required=False)


class RoleBody(NamedBody):
    """What is said of a role; `skills` are all that it has."""

    skills = serializers.ListField(child=RoleSkillBody(), max_length=200, required=False)


class TaxonomyMergeBody(Body):
    """The slug of what it is merged into."""

    into = Text(max_length=100)


def _parts(said: dict[str, Any]) -> tuple[dict[str, Any], list[Weight] | None]:
    """Split what a body says into fields and, of a role, its skills."""
    skills = said.pop("skills", None)
    if skills is None:
        return said, None
    return said, [(row["skill"], row["weight"], row.get("look_for")) for row in skills]


class TaxonomyViewSet(ViewSet):
    """One taxonomy, by slug; a slug that was renamed or merged leads on."""

    lookup_field = "slug"
    lookup_value_converter = "slug"
    reads, writes = READ_QUESTIONS, WRITE_QUESTIONS
    model: type[Named]
    serializer: type[NamedSerializer]
    body: type[NamedBody] = NamedBody
    prefetch: tuple[str, ...] = ()

    def rows(self, request: ApiRequest) -> QuerySet[Any]:
        visible = Question.objects.visible_to(request.user).values("pk")
        counted = Count("questions", filter=Q(questions__in=visible), distinct=True)
        rows: QuerySet[Any] = self.model._default_manager.annotate(question_count=counted)
        return rows.prefetch_related(*self.prefetch)

    def list_page(self, request: ApiRequest) -> Response:
        filters.refuse_unknown(request.query_params, set(PAGED))
        cursor = request.query_params.get("cursor", "")
        size = filters.page_size(request.query_params)
        place = decode(cursor, BY_SLUG) if cursor else None
        total = self.model._default_manager.count()
        page = keyset_page(self.rows(request), BY_SLUG, place, size, total)
        return listed(request, page, self.serializer)

    def find(self, request: ApiRequest, slug: str) -> Any:
        """Return what has a slug, or had it; else raise Http404."""
        rows = self.rows(request)
        found = rows.filter(slug=slug).first()
        return found or get_object_or_404(rows, pk__in=self._moved(slug))

    def _moved(self, slug: str) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model._default_manager.filter(old_slugs__slug=slug)
        return rows.values("pk").order_by()

    def said(self, request: ApiRequest, found: Any) -> dict[str, Any]:
        return dict(self.serializer(found, context={"request": request}).data)

    def matched(self, request: ApiRequest, slug: str) -> Any:
        """Return what is to be changed, in the state that `If-Match` names."""
        found = self.find(request, slug)
        require_match(request, self.said(request, found))
        return found

    def told(self, request: ApiRequest, thing: Any, status: int = 200) -> Response:
        said = self.said(request, self.rows(request).get(pk=thing.pk))
        return changed(said, status, said["url"] if status == 201 else "")

    def one(self, request: ApiRequest, slug: str) -> HttpResponseBase:
        # A role says what to look for.
        return conditional(request, self.said(request, self.find(request, slug)), NOT_KEPT)

    @idempotent
    def create(self, request: ApiRequest) -> Response:
        parts = _parts(read(request, self.body))
        return self.told(request, taxonomy.create(request.user, self.model, *parts), 201)

    def partial_update(self, request: ApiRequest, slug: str) -> Response:
        found = self.matched(request, slug)
        parts = _parts(read(request, self.body, partial=True))
        return self.told(request, taxonomy.edit(request.user, found, *parts))

    def destroy(self, request: ApiRequest, slug: str) -> Response:
        taxonomy.delete(request.user, self.matched(request, slug))
        return Response(status=204)

    @action(detail=True, methods=["post"])
    def merge(self, request: ApiRequest, slug: str) -> Response:
        found = self.matched(request, slug)
        into = self.model._default_manager.by_slug(read(request, TaxonomyMergeBody)["into"])
        if into is None:
            raise TaxonomyRefused("into", "There is nothing of this slug to merge into.")
        return self.told(request, taxonomy_merging.merge(request.user, found, into))


def described(noun: str, body: type[NamedBody], said: type[NamedSerializer]) -> Any:
    """Describe the changes of one taxonomy in the schema."""
    return extend_schema_view(
        create=extend_schema(
            summary=f"Add a {noun}",
            parameters=CREATED,
            request=body,
            responses={201: said, **BODY_PROBLEMS, **REPEATED},
        ),
        partial_update=extend_schema(
            summary=f"Change or rename a {noun}; what is not named stays, old slugs lead on",
            parameters=MATCH,
            request=body,
            responses={200: said, **CHANGE_PROBLEMS},
        ),
        destroy=extend_schema(
            summary=f"Delete a {noun} that nothing names",
            parameters=MATCH,
            request=None,
            responses={204: None, **MATCH_PROBLEMS, **REFUSED, **PROBLEMS},
        ),
        merge=extend_schema(
            summary=f"Merge a {noun} into another, which all that names it names afterwards",
            parameters=MATCH,
            request=TaxonomyMergeBody,
            responses={200: said, **CHANGE_PROBLEMS},
        ),
    )


@described("skill", NamedBody, SkillSerializer)
class SkillViewSet(TaxonomyViewSet):
    model, serializer = Skill, SkillSerializer

    @shaped(SkillSerializer)
    @extend_schema(
        summary="List the skills",
        parameters=[CURSOR, PAGE_SIZE_PARAMETER, *PROBLEM_HEADERS],
        responses={200: listing("Skill", SkillSerializer), **LIST_PROBLEMS},
    )
    def list(self, request: ApiRequest) -> Response:
        return self.list_page(request)

    @shaped(SkillSerializer)
    @extend_schema(
        summary="Read a skill",
        parameters=CONDITIONAL,
        responses={200: SkillSerializer, **DETAIL_PROBLEMS},
    )
    def retrieve(self, request: ApiRequest, slug: str) -> HttpResponseBase:
        return self.one(request, slug)


@described("role", RoleBody, RoleSerializer)
class RoleViewSet(TaxonomyViewSet):
    model, serializer, body = Role, RoleSerializer, RoleBody
    prefetch = ("role_skills__skill",)

    @shaped(RoleSerializer)
    @extend_schema(
        summary="List the roles",
        parameters=[CURSOR, PAGE_SIZE_PARAMETER, *PROBLEM_HEADERS],
        responses={200: listing("Role", RoleSerializer), **LIST_PROBLEMS},
    )
    def list(self, request: ApiRequest) -> Response:
        return self.list_page(request)

    @shaped(RoleSerializer)
    @extend_schema(
        summary="Read a role",
        parameters=CONDITIONAL,
        responses={200: RoleSerializer, **DETAIL_PROBLEMS},
    )
    def retrieve(self, request: ApiRequest, slug: str) -> HttpResponseBase:
        return self.one(request, slug)


@described("source", SourceBody, SourceSerializer)
class SourceViewSet(TaxonomyViewSet):
    model, serializer, body = Source, SourceSerializer, SourceBody

    @shaped(SourceSerializer)
    @extend_schema(
        summary="List the sources",
        parameters=[CURSOR, PAGE_SIZE_PARAMETER, *PROBLEM_HEADERS],
        responses={200: listing("Source", SourceSerializer), **LIST_PROBLEMS},
    )
    def list(self, request: ApiRequest) -> Response:
        return self.list_page(request)

    @shaped(SourceSerializer)
    @extend_schema(
        summary="Read a source",
        parameters=CONDITIONAL,
        responses={200: SourceSerializer, **DETAIL_PROBLEMS},
    )
    def retrieve(self, request: ApiRequest, slug: str) -> HttpResponseBase:
        return self.one(request, slug)
