"""Bulk changes over REST: many questions by one request, tried first with `dry_run`."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.http import QueryDict
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from questions import filters, search
from questions.actions import bulk as actions
from questions.actions import bulk_work as work
from questions.api.auth import ApiRequest
from questions.api.bodies import Body, Flag, Nothing, Text, Whole, read
from questions.api.parameters import (
    BODY_PROBLEMS,
    MAKE_PROBLEMS,
    NO_STORE,
    PROBLEM_HEADERS,
    REFUSED,
)
from questions.filters import MAX_ID, MAX_QUERY, Vocabulary
from questions.matches import Matches
from questions.models import BulkChange, User
from questions.permissions import get_visible
from questions.rules import bulk
from questions.rules.access import READ_QUESTIONS, WRITE_QUESTIONS
from questions.rules.bulk import BulkRefused

EITHER = "Give either ids or filter."


class BulkBody(Body):
    ids = serializers.ListField(
        child=Whole(min_value=1, max_value=MAX_ID),
        max_length=bulk.AT_ONCE,
        required=False,
        help_text="Questions by id; instead of `filter`.",
    )
    filter = Text(
        max_length=MAX_QUERY,
        required=False,
        allow_blank=True,
        help_text="All that match a query string of the listing, such as `level=basic&q=drift`.",
    )
    verb = serializers.ChoiceField(list(bulk.VERBS.items()))
    value = Text(
        max_length=200,
        required=False,
        allow_blank=True,
        help_text="Slug of a skill or role, a level, or minutes; none for other verbs.",
    )
    note = Text(
        max_length=500, required=False, allow_blank=True, help_text="The reason; to retire, needed."
    )
    dry_run = Flag(required=False, help_text="Tell what would change, and change nothing.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("ids" in attrs) == ("filter" in attrs):
            raise serializers.ValidationError({"ids": [EITHER]}, "invalid")
        return attrs


class BulkResultSerializer(serializers.Serializer[Any]):
    """What became of one question."""

    question = serializers.IntegerField()
    outcome = serializers.ChoiceField(list(bulk.OUTCOMES.items()))
    old = serializers.CharField()
    new = serializers.CharField()
    reason = serializers.CharField()


class BulkSerializer(serializers.Serializer[Any]):
    """A bulk change; one of a dry run has no id, since nothing of it is kept."""

    id = serializers.IntegerField(allow_null=True)
    verb = serializers.ChoiceField(list(bulk.VERBS.items()))
    value = serializers.CharField()
    state = serializers.ChoiceField(BulkChange.State.choices)
    counts = serializers.DictField(child=serializers.IntegerField())
    results = BulkResultSerializer(many=True)


def _said(change: BulkChange, *, kept: bool = True) -> dict[str, Any]:
    columns = ("question", "outcome", "old", "new", "reason")
    return {
        "id": change.pk if kept else None,
        "verb": change.verb,
        "value": change.value,
        "state": change.state,
        "counts": change.counts(),
        "results": list(change.items.values(*columns)),
    }


class BulkViewSet(ViewSet):
    """For who writes questions; approving, retiring and restoring need the right to review."""

    lookup_value_converter = "int"
    reads, writes = READ_QUESTIONS, WRITE_QUESTIONS

    @extend_schema(
        summary="Change many questions at once, or none where one fails",
        parameters=PROBLEM_HEADERS,
        request=BulkBody,
        responses={200: BulkSerializer, **BODY_PROBLEMS},
    )
    @action(detail=False, methods=["post"], url_path="bulk", url_name="bulk")
    def bulk(self, request: ApiRequest) -> Response:
        asked = read(request, BulkBody)
        ids = _ids(request.user, asked)
        dry = asked.get("dry_run", False)
        try:
            with transaction.atomic():
                said = _changed(request.user, ids, asked, dry=dry)
                transaction.set_rollback(dry)
        except BulkRefused as refusal:
            raise serializers.ValidationError(
                {_field(refusal): [str(refusal)]}, "refused"
            ) from None
        return Response(said, headers=NO_STORE)

    @extend_schema(
        summary="Put back what a bulk change did, where nothing was changed since",
        parameters=PROBLEM_HEADERS,
        request=None,
        responses={200: BulkSerializer, **MAKE_PROBLEMS, **REFUSED},
    )
    @action(detail=False, methods=["post"], url_path="bulk/<int:pk>/undo", url_name="bulk-undo")
    def undo(self, request: ApiRequest, pk: int) -> Response:
        change: BulkChange = get_visible(BulkChange.objects, request.user, pk)
        read(request, Nothing)
        return Response(_said(work.undo(request.user, change)), headers=NO_STORE)


def _field(refusal: BulkRefused) -> str:
    """Return the body's field at fault: skills, roles, levels and minutes are its value."""
    return refusal.field if refusal.field in ("ids", "verb", "note") else "value"


def _ids(user: User, asked: dict[str, Any]) -> list[int]:
    if "ids" in asked:
        return list(asked["ids"])
    state = filters.read(QueryDict(asked["filter"]), Vocabulary(user))
    found = Matches(state, user, search.current()).ids
    if len(found) > bulk.AT_ONCE:
        message = f"{len(found):,} match: narrow the filter to {bulk.AT_ONCE:,} at most."
        raise serializers.ValidationError({"filter": [message]}, "too_many")
    return list(found)


def _changed(user: User, ids: Iterable[int], asked: dict[str, Any], *, dry: bool) -> dict[str, Any]:
    search.lock()
    change = actions.choose(user, ids, asked["verb"])
    change = actions.preview(user, change, asked.get("value", ""), asked.get("note", ""))
    return _said(change if dry else actions.apply(user, change), kept=not dry)
