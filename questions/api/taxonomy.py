"""Skills, roles and sources over REST."""

from typing import Any

from django.db.models import Count, Model, Q, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from questions import filters
from questions.api.auth import ApiRequest
from questions.api.conditional import conditional
from questions.api.pagination import envelope
from questions.api.parameters import (
    CONDITIONAL,
    CURSOR,
    DETAIL_PROBLEMS,
    LIST_PROBLEMS,
    NO_STORE,
    PAGE_SIZE_PARAMETER,
    PROBLEM_HEADERS,
    listing,
)
from questions.models import Question, Role, RoleSkill, Skill, Source
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
        return request.build_absolute_uri(f"/api/v1/{noun}/{named.slug}/")


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


class TaxonomyViewSet(ViewSet):
    """Listing and reading of one taxonomy, by slug."""

    lookup_field = "slug"
    lookup_value_converter = "slug"
    reads, writes = READ_QUESTIONS, WRITE_QUESTIONS
    model: type[Model]
    serializer: type[NamedSerializer]
    prefetch: tuple[str, ...] = ()

    def rows(self, request: ApiRequest) -> QuerySet[Any]:
        visible = Question.objects.visible_to(request.user).values("pk")
        counted = Count("questions", filter=Q(questions__in=visible), distinct=True)
        rows = self.model._default_manager.annotate(question_count=counted)
        return rows.prefetch_related(*self.prefetch)

    def list_page(self, request: ApiRequest) -> Response:
        filters.refuse_unknown(request.query_params, {"cursor", "page_size"})
        cursor = request.query_params.get("cursor", "")
        size = filters.page_size(request.query_params)
        place = decode(cursor, BY_SLUG) if cursor else None
        total = self.model._default_manager.count()
        page = keyset_page(self.rows(request), BY_SLUG, place, size, total)
        rows = self.serializer(page.rows, many=True, context={"request": request})
        return Response(envelope(request, page, rows.data), headers=NO_STORE)

    def one(self, request: ApiRequest, slug: str) -> HttpResponseBase:
        found = get_object_or_404(self.rows(request), slug=slug)
        return conditional(request, self.serializer(found, context={"request": request}).data)


class SkillViewSet(TaxonomyViewSet):
    model, serializer = Skill, SkillSerializer

    @extend_schema(
        summary="List the skills",
        parameters=[CURSOR, PAGE_SIZE_PARAMETER, *PROBLEM_HEADERS],
        responses={200: listing("Skill", SkillSerializer), **LIST_PROBLEMS},
    )
    def list(self, request: ApiRequest) -> Response:
        return self.list_page(request)

    @extend_schema(
        summary="Read a skill",
        parameters=CONDITIONAL,
        responses={200: SkillSerializer, **DETAIL_PROBLEMS},
    )
    def retrieve(self, request: ApiRequest, slug: str) -> HttpResponseBase:
        return self.one(request, slug)


class RoleViewSet(TaxonomyViewSet):
    model, serializer = Role, RoleSerializer
    prefetch = ("role_skills__skill",)

    @extend_schema(
        summary="List the roles",
        parameters=[CURSOR, PAGE_SIZE_PARAMETER, *PROBLEM_HEADERS],
        responses={200: listing("Role", RoleSerializer), **LIST_PROBLEMS},
    )
    def list(self, request: ApiRequest) -> Response:
        return self.list_page(request)

    @extend_schema(
        summary="Read a role",
        parameters=CONDITIONAL,
        responses={200: RoleSerializer, **DETAIL_PROBLEMS},
    )
    def retrieve(self, request: ApiRequest, slug: str) -> HttpResponseBase:
        return self.one(request, slug)


class SourceViewSet(TaxonomyViewSet):
    model, serializer = Source, SourceSerializer

    @extend_schema(
        summary="List the sources",
        parameters=[CURSOR, PAGE_SIZE_PARAMETER, *PROBLEM_HEADERS],
        responses={200: listing("Source", SourceSerializer), **LIST_PROBLEMS},
    )
    def list(self, request: ApiRequest) -> Response:
        return self.list_page(request)

    @extend_schema(
        summary="Read a source",
        parameters=CONDITIONAL,
        responses={200: SourceSerializer, **DETAIL_PROBLEMS},
    )
    def retrieve(self, request: ApiRequest, slug: str) -> HttpResponseBase:
        return self.one(request, slug)
