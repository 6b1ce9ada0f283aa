"""Blueprints over REST: the plans of kits, whether they can be met, and parallel kits of one."""

from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from questions import listings
from questions.actions import assembly, blueprints, runs
from questions.actions.blueprints import FIELDS, MAX_QUOTAS, QuotaFields, Terms, terms_of
from questions.api.addresses import Address, address
from questions.api.auth import ApiRequest
from questions.api.bodies import (
    Body,
    Flag,
    Several,
    Text,
    Whole,
    ids,
    read,
    role_field,
    skill_field,
)
from questions.api.conditional import changed, conditional, require_match
from questions.api.idempotency import idempotent
from questions.api.pagination import PAGED, page_of
from questions.api.parameters import (
    BLUEPRINT_FILTERS,
    BODY_PROBLEMS,
    CHANGE_PROBLEMS,
    CONDITIONAL,
    CREATED,
    CURSOR,
    DETAIL_PROBLEMS,
    LIST_PROBLEMS,
    MAKE_PROBLEMS,
    MATCH,
    MATCH_PROBLEMS,
    NO_STORE,
    NOTHING_THERE,
    PAGE_SIZE_PARAMETER,
    PROBLEM_HEADERS,
    PROBLEMS,
    REPEATED,
    listing,
)
from questions.api.questions import QUESTIONS, TagSerializer
from questions.api.runs import RunSerializer
from questions.api.runs import said as said_of_run
from questions.api.shapes import listed, relation, shaped
from questions.api.taxonomy import ROLES
from questions.models import Blueprint, BlueprintQuota, Question
from questions.models.blueprints import MAX_FORMS
from questions.permissions import get_visible
from questions.rules import content, kits
from questions.rules.access import READ_KITS, WRITE_KITS
from questions.rules.assembly import Relaxation

NO_TERMS = Terms()


class QuotaSerializer(serializers.ModelSerializer[BlueprintQuota]):
    """How many questions of a kind; what is empty is any."""

    level = serializers.ChoiceField(list(content.LEVELS.items()), allow_blank=True)
    type = serializers.ChoiceField(list(content.TYPES.items()), allow_blank=True)
    skill = TagSerializer(allow_null=True)
    role = TagSerializer(allow_null=True)

    class Meta:
        model = BlueprintQuota
        fields = ["least", "most", "level", "type", "skill", "role"]
        read_only_fields = fields


class BlueprintSerializer(serializers.ModelSerializer[Blueprint]):
    """The plan of a kit; skills and roles are written by slug."""

    url = Address("blueprints")
    role = TagSerializer(allow_null=True)
    seniority = serializers.ChoiceField(list(kits.SENIORITIES.items()), allow_blank=True)
    quotas = QuotaSerializer(many=True)
    created_by = serializers.SlugRelatedField[Any](
        slug_field="username", read_only=True, allow_null=True
    )

    class Meta:
        model = Blueprint
        fields = [
            "id",
            "uid",
            "url",
            *FIELDS,
            "quotas",
            "includes",
            "excludes",
            "created_by",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class RelaxationSerializer(serializers.Serializer[Any]):
    """One thing that would have to give; `quota` counts from 1."""

    constraint = serializers.CharField()
    asked = serializers.IntegerField()
    possible = serializers.IntegerField()
    sentence = serializers.CharField()
    quota = serializers.SerializerMethodField()
    questions = serializers.ListField(child=serializers.IntegerField())

    def get_quota(self, relaxation: Relaxation) -> int | None:
        return None if relaxation.quota is None else relaxation.quota + 1


class FeasibilitySerializer(serializers.Serializer[Any]):
    """Whether the bank can meet a plan, with what; if not, the least that would have to give."""

    feasible = serializers.BooleanField()
    questions = serializers.IntegerField()
    minutes = serializers.IntegerField()
    relaxations = RelaxationSerializer(many=True)


class QuotaBody(Body):
    least = Whole(min_value=0, max_value=kits.MAX_ITEMS)
    most = Whole(min_value=0, max_value=kits.MAX_ITEMS, required=False, allow_null=True)
    level = serializers.ChoiceField(list(content.LEVELS.items()), required=False, allow_blank=True)
    type = serializers.ChoiceField(list(content.TYPES.items()), required=False, allow_blank=True)
    skill = skill_field(required=False, allow_null=True)
    role = role_field(required=False, allow_null=True)


def _questions() -> Several:
    return ids(lambda user: Question.objects.visible_to(user), required=False)


class BlueprintBody(Body):
    name = Text(max_length=200)
    description = Text(max_length=2_000, required=False, allow_blank=True)
    role = role_field(required=False, allow_null=True)
    seniority = serializers.ChoiceField(
        list(kits.SENIORITIES.items()), required=False, allow_blank=True
    )
    minutes = Whole(min_value=5, max_value=kits.MAX_BUDGET, required=False)
    wrap_up_minutes = Whole(min_value=0, max_value=kits.MAX_BUDGET, required=False)
    minutes_min = Whole(min_value=0, max_value=kits.MAX_BUDGET, required=False)
    avoid_asked = Flag(required=False)
    max_uses = Whole(min_value=0, max_value=10_000, required=False, allow_null=True)
    quotas = serializers.ListField(child=QuotaBody(), required=False, max_length=MAX_QUOTAS)
    includes = _questions()
    excludes = _questions()


class UnsavedPlanBody(BlueprintBody):
    """A plan that need not be named yet."""

    name = Text(max_length=200, required=False, allow_blank=True)


class ParallelBody(Body):
    forms = Whole(min_value=2, max_value=MAX_FORMS)
    band = Whole(
        min_value=0,
        max_value=runs.MAX_BAND,
        default=20,
        help_text="How far the kits' total difficulty may differ, in points.",
    )
    seed = Whole(min_value=0, max_value=assembly.MAX_SEED, required=False)


def _find(request: ApiRequest, pk: int) -> Blueprint:
    blueprint: Blueprint = get_visible(Blueprint.objects.for_page(), request.user, pk)
    return blueprint


def _find_matched(request: ApiRequest, pk: int) -> Blueprint:
    """Return a blueprint to be changed, in the state that `If-Match` names."""
    blueprint = _find(request, pk)
    require_match(request, _said(request, blueprint))
    return blueprint


def _said(request: ApiRequest, blueprint: Blueprint) -> dict[str, Any]:
    return dict(BlueprintSerializer(blueprint, context={"request": request}).data)


def _told(request: ApiRequest, blueprint: Blueprint, *args: Any) -> Response:
    current = Blueprint.objects.for_page().get(pk=blueprint.pk)
    return changed(_said(request, current), *args)


def _defaults() -> dict[str, Any]:
    """Return the fields of a plan that says nothing of itself."""
    plain = Blueprint()
    return {name: getattr(plain, name) for name in FIELDS}


def _parts(said: dict[str, Any], before: Terms = NO_TERMS) -> tuple[dict[str, Any], Terms]:
    """Split what a body says into fields and terms; terms that it does not name stay as before."""
    fields = {name: said[name] for name in FIELDS if name in said}
    quotas = before.quotas
    if "quotas" in said:
        quotas = tuple(QuotaFields(**quota) for quota in said["quotas"])
    includes = said.get("includes", before.includes)
    return fields, Terms(quotas, includes, said.get("excludes", before.excludes))


BLUEPRINTS = relation(
    BlueprintSerializer,
    READ_KITS,
    lambda request, ids: Blueprint.objects.visible_to(request.user).filter(pk__in=ids).for_page(),
)


class BlueprintViewSet(ViewSet):
    """The plans of kits."""

    lookup_value_converter = "int"
    reads, writes = READ_KITS, WRITE_KITS

    @shaped(BlueprintSerializer, role=ROLES, includes=QUESTIONS, excludes=QUESTIONS)
    @extend_schema(
        summary="List the blueprints",
        parameters=[*BLUEPRINT_FILTERS, CURSOR, PAGE_SIZE_PARAMETER, *PROBLEM_HEADERS],
        responses={200: listing("Blueprint", BlueprintSerializer), **LIST_PROBLEMS},
    )
    def list(self, request: ApiRequest) -> Response:
        rows = listings.blueprints_in(request.query_params, request.user, PAGED).for_page()
        page = page_of(request, rows, listings.BLUEPRINT_ORDER)
        return listed(request, page, BlueprintSerializer)

    @extend_schema(
        summary="Add a blueprint",
        parameters=CREATED,
        request=BlueprintBody,
        responses={201: BlueprintSerializer, **BODY_PROBLEMS, **REPEATED},
    )
    @idempotent
    def create(self, request: ApiRequest) -> Response:
        made = blueprints.create(request.user, *_parts(read(request, BlueprintBody)))
        return _told(request, made, 201, address(request, "blueprints", made.pk))

    @shaped(BlueprintSerializer, role=ROLES, includes=QUESTIONS, excludes=QUESTIONS)
    @extend_schema(
        summary="Read a blueprint",
        parameters=CONDITIONAL,
        responses={200: BlueprintSerializer, **DETAIL_PROBLEMS},
    )
    def retrieve(self, request: ApiRequest, pk: int) -> HttpResponseBase:
        return conditional(request, _said(request, _find(request, pk)))

    @extend_schema(
        summary="Replace a blueprint; what is not named takes its default",
        parameters=MATCH,
        request=BlueprintBody,
        responses={200: BlueprintSerializer, **CHANGE_PROBLEMS},
    )
    def update(self, request: ApiRequest, pk: int) -> Response:
        blueprint = _find_matched(request, pk)
        fields, terms = _parts(read(request, BlueprintBody))
        return _told(request, blueprints.edit(request.user, blueprint, _defaults() | fields, terms))

    @extend_schema(
        summary="Change a blueprint; what is not named stays",
        parameters=MATCH,
        request=BlueprintBody,
        responses={200: BlueprintSerializer, **CHANGE_PROBLEMS},
    )
    def partial_update(self, request: ApiRequest, pk: int) -> Response:
        blueprint = _find_matched(request, pk)
        said = read(request, BlueprintBody, partial=True)
        parts = _parts(said, terms_of(blueprint))
        return _told(request, blueprints.edit(request.user, blueprint, *parts))

    @extend_schema(
        summary="Delete a blueprint; kits made from it stay",
        parameters=MATCH,
        request=None,
        responses={204: None, **MATCH_PROBLEMS, **PROBLEMS},
    )
    def destroy(self, request: ApiRequest, pk: int) -> Response:
        blueprints.delete(request.user, _find_matched(request, pk))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        summary="Ask whether the bank can meet a plan, before it is stored",
        parameters=PROBLEM_HEADERS,
        request=UnsavedPlanBody,
        responses={200: FeasibilitySerializer, **BODY_PROBLEMS},
    )
    @action(detail=False, methods=["post"], url_path="feasibility", url_name="check")
    def check(self, request: ApiRequest) -> Response:
        fields, terms = _parts(read(request, UnsavedPlanBody))
        found = assembly.feasibility(_defaults() | fields, terms)
        return Response(FeasibilitySerializer(found).data, headers=NO_STORE)

    @extend_schema(
        summary="Ask whether the bank can meet a blueprint",
        parameters=PROBLEM_HEADERS,
        responses={200: FeasibilitySerializer, **NOTHING_THERE, **PROBLEMS},
    )
    @action(detail=True)
    def feasibility(self, request: ApiRequest, pk: int) -> Response:
        blueprint = _find(request, pk)
        fields = {name: getattr(blueprint, name) for name in FIELDS}
        found = assembly.feasibility(fields, terms_of(blueprint))
        return Response(FeasibilitySerializer(found).data, headers=NO_STORE)

    @extend_schema(
        summary="Order parallel kits: equally hard, no question shared",
        parameters=CREATED,
        request=ParallelBody,
        responses={202: RunSerializer, **MAKE_PROBLEMS},
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def parallel(self, request: ApiRequest, pk: int) -> Response:
        blueprint = _find(request, pk)
        run = runs.start(request.user, blueprint, **read(request, ParallelBody))
        headers = NO_STORE | {"Location": address(request, "runs", run.pk)}
        return Response(said_of_run(request, run), status.HTTP_202_ACCEPTED, headers=headers)
