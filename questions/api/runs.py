"""Runs over REST: parallel kits that are being made, or were."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from questions import filters
from questions.actions import runs
from questions.api.addresses import Address
from questions.api.auth import ApiRequest
from questions.api.bodies import Nothing, read
from questions.api.conditional import conditional
from questions.api.kit_serializers import KITS
from questions.api.pagination import PAGED, page_of
from questions.api.parameters import (
    BODY_PROBLEMS,
    CONDITIONAL,
    CURSOR,
    DETAIL_PROBLEMS,
    LIST_PROBLEMS,
    NO_STORE,
    NOTHING_THERE,
    PAGE_SIZE_PARAMETER,
    PROBLEM_HEADERS,
    listing,
)
from questions.api.shapes import listed, shaped
from questions.models import AssemblyRun, Kit
from questions.paging import Order
from questions.permissions import get_visible
from questions.rules.access import READ_KITS, WRITE_KITS

NEWEST_FIRST = Order(None, descending=True)


class RunSerializer(serializers.ModelSerializer[AssemblyRun]):
    """Background work that makes parallel kits, and the kits that the caller may see of it."""

    url = Address("runs")
    created_by = serializers.SlugRelatedField[Any](slug_field="username", read_only=True)
    kits = serializers.SerializerMethodField()

    class Meta:
        model = AssemblyRun
        fields = [
            "id",
            "url",
            "blueprint",
            "forms",
            "band",
            "seed",
            "status",
            "forms_done",
            "message",
            "kits",
            "created_by",
            "created_at",
            "alive_at",
            "finished_at",
        ]
        read_only_fields = fields

    def get_kits(self, run: AssemblyRun) -> list[int]:
        return [kit.pk for kit in run.kits.all()]


def said(request: ApiRequest, run: AssemblyRun) -> dict[str, Any]:
    """Return what the API says of a run."""
    return dict(RunSerializer(run, context={"request": request}).data)


def _readable(request: ApiRequest) -> QuerySet[AssemblyRun]:
    kits = Kit.objects.visible_to(request.user).order_by("id").only("id", "run")
    rows = AssemblyRun.objects.visible_to(request.user).select_related("created_by")
    return rows.prefetch_related(Prefetch("kits", kits))


class RunViewSet(ViewSet):
    """Runs that the caller started, or all for those who read every kit."""

    lookup_value_converter = "int"
    reads, writes = READ_KITS, WRITE_KITS

    @shaped(RunSerializer, kits=KITS)
    @extend_schema(
        summary="List the runs",
        parameters=[CURSOR, PAGE_SIZE_PARAMETER, *PROBLEM_HEADERS],
        responses={200: listing("Run", RunSerializer), **LIST_PROBLEMS},
    )
    def list(self, request: ApiRequest) -> Response:
        filters.refuse_unknown(request.query_params, set(PAGED))
        page = page_of(request, _readable(request), NEWEST_FIRST)
        return listed(request, page, RunSerializer)

    @shaped(RunSerializer, kits=KITS)
    @extend_schema(
        summary="Read how far a run is",
        parameters=CONDITIONAL,
        responses={200: RunSerializer, **DETAIL_PROBLEMS},
    )
    def retrieve(self, request: ApiRequest, pk: int) -> HttpResponseBase:
        return conditional(request, said(request, get_object_or_404(_readable(request), pk=pk)))

    @extend_schema(
        summary="End a run; none of its kits are kept",
        parameters=PROBLEM_HEADERS,
        request=None,
        responses={200: RunSerializer, **BODY_PROBLEMS, **NOTHING_THERE},
    )
    @action(detail=True, methods=["post"])
    def cancel(self, request: ApiRequest, pk: int) -> Response:
        run = get_visible(AssemblyRun.objects, request.user, pk)
        read(request, Nothing)
        runs.cancel(request.user, run)
        return Response(said(request, _readable(request).get(pk=pk)), headers=NO_STORE)
