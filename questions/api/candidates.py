"""Candidates over REST: whom the caller may see, what is held about them, and its end."""

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError
from django.http import HttpResponse, HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from questions import listings
from questions.actions import candidates
from questions.api.addresses import Address, address
from questions.api.auth import ApiRequest
from questions.api.bodies import AccessBody, Body, Nothing, Text, read, role_field
from questions.api.conditional import NOT_KEPT, changed, conditional, require_match
from questions.api.idempotency import idempotent
from questions.api.kit_serializers import KITS, KITS_OF
from questions.api.pagination import PAGED, page_of, unpaged
from questions.api.parameters import (
    BODY_PROBLEMS,
    CANDIDATE_FILTERS,
    CHANGE_PROBLEMS,
    CONDITIONAL,
    CREATED,
    CURSOR,
    DETAIL_PROBLEMS,
    LIST_PROBLEMS,
    MATCH,
    NO_STORE,
    NOTHING_THERE,
    PAGE_SIZE_PARAMETER,
    PROBLEM_HEADERS,
    PROBLEMS,
    REFUSED,
    REPEATED,
    listing,
)
from questions.api.questions import QUESTIONS, TagSerializer
from questions.api.shapes import listed, relation, rows, shaped
from questions.api.taxonomy import ROLES
from questions.models import AskedEntry, Candidate
from questions.models.asked import OUTCOMES
from questions.models.candidates import MAX_NOTES
from questions.permissions import get_visible
from questions.rules.access import READ_CANDIDATES, WRITE_CANDIDATES


class CandidateSerializer(serializers.ModelSerializer[Candidate]):
    """A person who is interviewed; of one who is erased the pseudonym is left."""

    url = Address("candidates")
    email = serializers.CharField()
    role = TagSerializer(allow_null=True)
    given_to = serializers.SlugRelatedField[Any](slug_field="username", read_only=True, many=True)
    created_by = serializers.SlugRelatedField[Any](
        slug_field="username", read_only=True, allow_null=True
    )

    class Meta:
        model = Candidate
        fields = [
            "id",
            "url",
            "pseudonym",
            "name",
            "email",
            "external_ref",
            "notes",
            "role",
            "retain_until",
            "given_to",
            "created_by",
            "created_at",
            "updated_at",
            "erased_at",
        ]
        read_only_fields = fields


class CandidateBody(Body):
    name = Text(max_length=200)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)
    external_ref = Text(max_length=200, required=False, allow_blank=True)
    notes = Text(max_length=MAX_NOTES, required=False, allow_blank=True)
    role = role_field(required=False, allow_null=True)
    retain_until = serializers.DateField(required=False, allow_null=True)


class AskedSerializer(serializers.ModelSerializer[AskedEntry]):
    """One question that a candidate was asked, or that was skipped."""

    outcome = serializers.ChoiceField(list(OUTCOMES.items()))
    by = serializers.SlugRelatedField[Any](slug_field="username", read_only=True, allow_null=True)

    class Meta:
        model = AskedEntry
        fields = ["question", "version", "kit", "outcome", "round", "at", "by"]
        read_only_fields = fields


def _said(request: ApiRequest, pk: int) -> dict[str, Any]:
    """Return the candidate as they are now; who may see them has been asked before."""
    candidate = Candidate.objects.for_list().get(pk=pk)
    return dict(CandidateSerializer(candidate, context={"request": request}).data)


CANDIDATES = relation(
    CandidateSerializer,
    READ_CANDIDATES,
    lambda request, ids: Candidate.objects.visible_to(request.user).filter(pk__in=ids).for_list(),
)


class CandidateViewSet(ViewSet):
    """People who are interviewed, as far as the caller may see them."""

    lookup_value_converter = "int"
    reads, writes = READ_CANDIDATES, WRITE_CANDIDATES

    @shaped(CandidateSerializer, role=ROLES, kits=KITS_OF)
    @extend_schema(
        summary="List the candidates",
        parameters=[*CANDIDATE_FILTERS, CURSOR, PAGE_SIZE_PARAMETER, *PROBLEM_HEADERS],
        responses={200: listing("Candidate", CandidateSerializer), **LIST_PROBLEMS},
    )
    def list(self, request: ApiRequest) -> Response:
        found = listings.candidates_in(request.query_params, request.user, PAGED).for_list()
        page = page_of(request, found, listings.CANDIDATE_ORDER)
        return listed(request, page, CandidateSerializer)

    @extend_schema(
        summary="Add a candidate",
        parameters=CREATED,
        request=CandidateBody,
        responses={201: CandidateSerializer, **BODY_PROBLEMS, **REPEATED},
    )
    @idempotent
    def create(self, request: ApiRequest) -> Response:
        fields = read(request, CandidateBody)
        made = _once(lambda: candidates.create(request.user, fields))
        return changed(_said(request, made.pk), 201, address(request, "candidates", made.pk))

    @shaped(CandidateSerializer, role=ROLES, kits=KITS_OF)
    @extend_schema(
        summary="Read what is held about a candidate",
        parameters=CONDITIONAL,
        responses={200: CandidateSerializer, **DETAIL_PROBLEMS},
    )
    def retrieve(self, request: ApiRequest, pk: int) -> HttpResponseBase:
        get_visible(Candidate.objects, request.user, pk)
        return conditional(request, _said(request, pk), NOT_KEPT)

    @extend_schema(
        summary="Change what is held about a candidate",
        parameters=MATCH,
        request=CandidateBody,
        responses={200: CandidateSerializer, **CHANGE_PROBLEMS, **REFUSED},
    )
    def partial_update(self, request: ApiRequest, pk: int) -> Response:
        candidate = self._matched(request, pk)
        fields = read(request, CandidateBody, partial=True)
        _once(lambda: candidates.edit(request.user, candidate, fields))
        return changed(_said(request, pk))

    @extend_schema(
        summary="Say which accounts may see a candidate",
        parameters=MATCH,
        request=AccessBody,
        responses={200: CandidateSerializer, **CHANGE_PROBLEMS, **REFUSED},
    )
    @action(detail=True, methods=["put"])
    def access(self, request: ApiRequest, pk: int) -> Response:
        candidate = self._matched(request, pk)
        candidates.give(request.user, candidate, read(request, AccessBody)["accounts"])
        return changed(_said(request, pk))

    @shaped(AskedSerializer, question=QUESTIONS, kit=KITS)
    @extend_schema(
        operation_id="candidates_asked_list",
        summary="List what a candidate was asked",
        parameters=PROBLEM_HEADERS,
        responses={200: listing("Asked", AskedSerializer), **NOTHING_THERE, **LIST_PROBLEMS},
    )
    @action(detail=True)
    def asked(self, request: ApiRequest, pk: int) -> Response:
        candidate = get_visible(Candidate.objects, request.user, pk)
        entries = candidate.asked.select_related("by")
        return Response(unpaged(rows(request, AskedSerializer, entries)), headers=NO_STORE)

    @extend_schema(
        summary="Hand out everything held about a candidate",
        parameters=PROBLEM_HEADERS,
        responses={200: OpenApiTypes.OBJECT, **NOTHING_THERE, **PROBLEMS},
    )
    @action(detail=True)
    def export(self, request: ApiRequest, pk: int) -> HttpResponse:
        candidate = get_visible(Candidate.objects, request.user, pk)
        name = f"candidate-{candidate.pseudonym}.json"
        headers = NO_STORE | {"Content-Disposition": f'attachment; filename="{name}"'}
        held = candidates.export(request.user, candidate)
        return HttpResponse(held, content_type="application/json", headers=headers)

    @extend_schema(
        summary="Erase a candidate for good",
        parameters=MATCH,
        request=None,
        responses={200: CandidateSerializer, **CHANGE_PROBLEMS, **REFUSED},
    )
    @action(detail=True, methods=["post"])
    def erase(self, request: ApiRequest, pk: int) -> Response:
        candidate = self._matched(request, pk)
        read(request, Nothing)
        candidates.erase(request.user, candidate)
        return changed(_said(request, pk))

    def _matched(self, request: ApiRequest, pk: int) -> Candidate:
        """Return the candidate, who must be in the state that `If-Match` names."""
        candidate: Candidate = get_visible(Candidate.objects, request.user, pk)
        require_match(request, _said(request, pk))
        return candidate


def _once(write: Callable[[], Candidate]) -> Candidate:
    """Write a candidate; no two have the same external reference, which the database decides."""
    try:
        return write()
    except IntegrityError as error:
        message = "There is a candidate with this reference already."
        raise serializers.ValidationError({"external_ref": [message]}, code="unique") from error
