"""Kits over REST: list, make, read, and what is done with a kit as a whole."""

from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from questions import listings
from questions.actions import asked, assembly, kits
from questions.api.auth import ApiRequest
from questions.api.blueprints import BLUEPRINTS
from questions.api.bodies import (
    AccessBody,
    Body,
    ById,
    Nothing,
    Text,
    Whole,
    read,
    role_field,
)
from questions.api.candidates import CANDIDATES
from questions.api.conditional import NOT_KEPT, conditional
from questions.api.idempotency import idempotent
from questions.api.kit_serializers import (
    SECTIONS,
    KitRowSerializer,
    KitSerializer,
    find,
    find_matched,
    made,
    said,
    told,
)
from questions.api.pagination import PAGED, page_of
from questions.api.parameters import (
    BODY_PROBLEMS,
    CHANGE_PROBLEMS,
    CONDITIONAL,
    CREATED,
    CURSOR,
    DETAIL_PROBLEMS,
    INFEASIBLE,
    KIT_FILTERS,
    LIST_PROBLEMS,
    MAKE_PROBLEMS,
    MATCH,
    PAGE_SIZE_PARAMETER,
    PROBLEM_HEADERS,
    REFUSED,
    REPEATED,
    listing,
)
from questions.api.shapes import listed, shaped
from questions.api.taxonomy import ROLES
from questions.filters import MAX_ID, FilterError, FiltersRefused
from questions.models import Blueprint, Candidate
from questions.models.asked import OUTCOMES
from questions.paging import Order
from questions.rules.access import READ_KITS, WRITE_KITS
from questions.rules.kits import MAX_BUDGET, MAX_ITEMS, SENIORITIES

RELATIONS = {"candidate": CANDIDATES, "role": ROLES, "blueprint": BLUEPRINTS}
ORDERS = {"updated": listings.KIT_ORDER, "newest": listings.KITS_BY_AGE}


def candidate_field(**kwargs: Any) -> ById:
    """Return a field for someone who can still be interviewed."""
    return ById(lambda user: Candidate.objects.visible_to(user).present(), **kwargs)


class KitBody(Body):
    name = Text(max_length=200)
    candidate = candidate_field(required=False, allow_null=True)
    role = role_field(required=False, allow_null=True)
    seniority = serializers.ChoiceField(list(SENIORITIES.items()), required=False, allow_blank=True)
    minutes = Whole(min_value=5, max_value=MAX_BUDGET, required=False)
    round = Whole(min_value=1, max_value=20, required=False)


class NewKitBody(KitBody):
    """A kit to fill by hand; or one assembled, of a `blueprint`, which says the rest."""

    name = Text(max_length=200, required=False, help_text="By default the blueprint's.")
    blueprint = ById(lambda user: Blueprint.objects.visible_to(user), required=False)
    seed = Whole(
        min_value=0,
        max_value=assembly.MAX_SEED,
        required=False,
        help_text="The same seed draws the same kit from the same bank.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "blueprint" in attrs:
            beside = set(attrs) - {"blueprint", "seed", "name", "candidate"}
            message = "This is the blueprint's to say."
        else:
            beside = {"seed"} & set(attrs)
            message = "A kit without a blueprint is not drawn."
            if "name" not in attrs:
                raise serializers.ValidationError({"name": ["Name it."]}, code="required")
        if beside:
            raise serializers.ValidationError(
                {name: [message] for name in beside}, code="not_together"
            )
        return attrs


class GiveBody(Body):
    candidate = candidate_field()


class DuplicateBody(Body):
    name = Text(max_length=200, required=False)
    candidate = candidate_field(required=False, allow_null=True)


class OutcomeOfBody(Body):
    question = Whole(min_value=1, max_value=MAX_ID)
    outcome = serializers.ChoiceField(list(OUTCOMES.items()))


class UseBody(Body):
    """What became of questions; those that are not named were asked, or are marked already."""

    outcomes = serializers.ListField(child=OutcomeOfBody(), required=False, max_length=MAX_ITEMS)


class KitViewSet(ViewSet):
    """Kits, as far as the caller may see them."""

    lookup_value_converter = "int"
    reads, writes = READ_KITS, WRITE_KITS

    @shaped(
        KitRowSerializer, candidate=CANDIDATES, role=ROLES, blueprint=BLUEPRINTS, sections=SECTIONS
    )
    @extend_schema(
        summary="List the kits",
        parameters=[*KIT_FILTERS, CURSOR, PAGE_SIZE_PARAMETER, *PROBLEM_HEADERS],
        responses={200: listing("Kit", KitRowSerializer), **LIST_PROBLEMS},
    )
    def list(self, request: ApiRequest) -> Response:
        also = (*PAGED, "ordering")
        rows = listings.kits_in(request.query_params, request.user, also).for_list()
        page = page_of(request, rows, _order(request))
        return listed(request, page, KitRowSerializer)

    @extend_schema(
        summary="Make a kit, empty or assembled from a blueprint",
        parameters=CREATED,
        request=NewKitBody,
        responses={201: KitSerializer, **BODY_PROBLEMS, **REPEATED, **INFEASIBLE},
    )
    @idempotent
    def create(self, request: ApiRequest) -> Response:
        fields = read(request, NewKitBody)
        if "blueprint" in fields:
            return made(request, assembly.assemble(request.user, **fields))
        return made(request, kits.create(request.user, fields))

    @shaped(KitSerializer, **RELATIONS)
    @extend_schema(
        summary="Read a kit with all that it asks",
        parameters=CONDITIONAL,
        responses={200: KitSerializer, **DETAIL_PROBLEMS},
    )
    def retrieve(self, request: ApiRequest, pk: int) -> HttpResponseBase:
        return conditional(request, said(request, find(request, pk)), NOT_KEPT)

    @extend_schema(
        summary="Change a kit's settings",
        parameters=MATCH,
        request=KitBody,
        responses={200: KitSerializer, **CHANGE_PROBLEMS, **REFUSED},
    )
    def partial_update(self, request: ApiRequest, pk: int) -> Response:
        kit = find_matched(request, pk)
        fields = read(request, KitBody, partial=True)
        return told(request, kits.edit(request.user, kit, fields))

    @extend_schema(
        summary="Say which accounts have a kit",
        parameters=MATCH,
        request=AccessBody,
        responses={200: KitSerializer, **CHANGE_PROBLEMS},
    )
    @action(detail=True, methods=["put"])
    def access(self, request: ApiRequest, pk: int) -> Response:
        kit = find_matched(request, pk)
        accounts = read(request, AccessBody)["accounts"]
        return told(request, kits.share(request.user, kit, accounts))

    @extend_schema(
        summary="Freeze a kit: it is ready",
        parameters=MATCH,
        request=None,
        responses={200: KitSerializer, **CHANGE_PROBLEMS, **REFUSED},
    )
    @action(detail=True, methods=["post"])
    def freeze(self, request: ApiRequest, pk: int) -> Response:
        kit = find_matched(request, pk)
        read(request, Nothing)
        return told(request, kits.freeze(request.user, kit))

    @extend_schema(
        summary="Mark a kit as used: its questions enter the ledger",
        parameters=MATCH,
        request=UseBody,
        responses={200: KitSerializer, **CHANGE_PROBLEMS, **REFUSED},
    )
    @action(detail=True, methods=["post"])
    def use(self, request: ApiRequest, pk: int) -> Response:
        kit = find_matched(request, pk)
        rows = read(request, UseBody).get("outcomes", [])
        outcomes = {row["question"]: row["outcome"] for row in rows}
        return told(request, asked.use(request.user, kit, outcomes))

    @extend_schema(
        summary="Archive a kit",
        parameters=MATCH,
        request=None,
        responses={200: KitSerializer, **CHANGE_PROBLEMS, **REFUSED},
    )
    @action(detail=True, methods=["post"])
    def archive(self, request: ApiRequest, pk: int) -> Response:
        kit = find_matched(request, pk)
        read(request, Nothing)
        return told(request, kits.archive(request.user, kit))

    @extend_schema(
        summary="Bring an archived kit back",
        parameters=MATCH,
        request=None,
        responses={200: KitSerializer, **CHANGE_PROBLEMS, **REFUSED},
    )
    @action(detail=True, methods=["post"])
    def restore(self, request: ApiRequest, pk: int) -> Response:
        kit = find_matched(request, pk)
        read(request, Nothing)
        return told(request, kits.restore(request.user, kit))

    @extend_schema(
        summary="Copy a kit into a new draft",
        parameters=CREATED,
        request=DuplicateBody,
        responses={201: KitSerializer, **MAKE_PROBLEMS},
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def duplicate(self, request: ApiRequest, pk: int) -> Response:
        kit = find(request, pk)
        fields = read(request, DuplicateBody)
        return made(request, kits.duplicate(request.user, kit, **fields))

    @extend_schema(
        summary="Make a candidate's kit of a template",
        parameters=CREATED,
        request=GiveBody,
        responses={201: KitSerializer, **MAKE_PROBLEMS},
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def give(self, request: ApiRequest, pk: int) -> Response:
        template = find(request, pk)
        candidate = read(request, GiveBody)["candidate"]
        return made(request, kits.give(request.user, template, candidate))


def _order(request: ApiRequest) -> Order:
    """Return the order asked for; raise FiltersRefused for one that there is not."""
    name = request.query_params.get("ordering") or "updated"
    if name not in ORDERS:
        message = f"There is no order “{name[:100]}”."
        raise FiltersRefused([FilterError("ordering", "unknown_value", message)])
    return ORDERS[name]
