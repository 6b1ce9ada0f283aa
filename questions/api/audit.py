"""The audit log over REST: the entries that the page shows, with its filters."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from questions import audit_log
from questions.api.auth import ApiRequest
from questions.api.pagination import PAGED, envelope, page_of
from questions.api.parameters import (
    CURSOR,
    LIST_PROBLEMS,
    NO_STORE,
    PAGE_SIZE_PARAMETER,
    PROBLEM_HEADERS,
    listing,
)
from questions.api.shapes import rows, shaped
from questions.audit_log import Told
from questions.rules.access import READ_AUDIT


class AuditEntrySerializer(serializers.Serializer[Told]):
    """One act: who did what to which object; names are given as far as the caller may see them."""

    id = serializers.IntegerField(source="entry.pk")
    at = serializers.DateTimeField(source="entry.at")
    actor = serializers.SerializerMethodField()
    verb = serializers.CharField(source="entry.verb")
    object_type = serializers.CharField(source="entry.object_type")
    object_id = serializers.CharField(source="entry.object_id")
    sentence = serializers.CharField()
    changes = serializers.DictField(source="entry.changes")
    request_id = serializers.CharField(source="entry.request_id")

    def get_actor(self, told: Told) -> str | None:
        """The account's name; null for the system."""
        return told.entry.actor.get_username() if told.entry.actor else None


def _text(name: str, description: str, **more: Any) -> OpenApiParameter:
    return OpenApiParameter(name, type=str, description=description, **more)


_FILTERS = [
    _text("actor", "User name of who did it."),
    _text("object_type", "Kind of object, such as `question`, `kit` or `user`."),
    _text("object_id", "Id of the object."),
    _text("verb", "Act, such as `kit.exported`; repeat for any of several.", many=True),
    _text("since", "From then on: a day (in UTC), or a moment with its zone."),
    _text("until", "Until the end of that day, or before that moment."),
]


class AuditViewSet(ViewSet):
    """The audit log is read here and written by what is done."""

    reads, writes = READ_AUDIT, READ_AUDIT

    @shaped(AuditEntrySerializer)
    @extend_schema(
        summary="List what was done, newest first",
        parameters=[*_FILTERS, CURSOR, PAGE_SIZE_PARAMETER, *PROBLEM_HEADERS],
        responses={200: listing("AuditEntry", AuditEntrySerializer), **LIST_PROBLEMS},
    )
    def list(self, request: ApiRequest) -> Response:
        found = audit_log.entries_in(request.query_params, PAGED)
        page = page_of(request, found, audit_log.ORDER)
        told = audit_log.tell(request.user, page.rows)
        data = rows(request, AuditEntrySerializer, told)
        return Response(envelope(request, page, data), headers=NO_STORE)
