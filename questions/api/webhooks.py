"""Webhooks over REST: who is told of what happens; their secrets are shown once."""

from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from questions import filters
from questions.actions import webhooks
from questions.api.addresses import Address
from questions.api.auth import ApiRequest
from questions.api.bodies import Body, Flag, Moment, Nothing, Text, read
from questions.api.conditional import changed, conditional, require_match
from questions.api.idempotency import idempotent
from questions.api.pagination import PAGED, page_of
from questions.api.parameters import (
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
from questions.api.shapes import listed, shaped
from questions.api.webhook_deliveries import DeliverySerializer, said_of_delivery
from questions.models import WebhookEndpoint
from questions.paging import Order
from questions.permissions import get_visible
from questions.rules.access import MANAGE_WEBHOOKS
from questions.rules.addresses import MAX_URL
from questions.rules.webhooks import TYPES

OLDEST_FIRST = Order(None)


class WebhookSerializer(serializers.ModelSerializer[WebhookEndpoint]):
    """An address that is told of events: of these types, or of all where none is named."""

    address = serializers.CharField(source="url")
    url = Address("webhooks")
    events = serializers.ListField(child=serializers.ChoiceField(choices=TYPES))

    class Meta:
        model = WebhookEndpoint
        fields = [
            "id",
            "url",
            "name",
            "address",
            "events",
            "enabled",
            "disabled_reason",
            "failing_since",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class WebhookWithSecretSerializer(WebhookSerializer):
    """A webhook with its new secret, which is shown this once."""

    secret = serializers.SerializerMethodField()

    class Meta(WebhookSerializer.Meta):
        fields = [*WebhookSerializer.Meta.fields, "secret"]
        read_only_fields = fields

    @extend_schema_field(str)
    def get_secret(self, endpoint: WebhookEndpoint) -> str:
        return str(self.context["secret"])


class WebhookBody(Body):
    """What is said of a webhook."""

    name = Text(max_length=100, required=False, allow_blank=True)
    address = Text(max_length=MAX_URL)
    events = serializers.ListField(
        child=serializers.ChoiceField(choices=TYPES), required=False, max_length=len(TYPES)
    )
    enabled = Flag(required=False)


class RedeliverBody(Body):
    """From when on what was missed is sent again; with `everything`, what was delivered too."""

    since = Moment()
    everything = Flag(required=False)


class QueuedSerializer(serializers.Serializer[Any]):
    """How many deliveries will be sent again."""

    deliveries = serializers.IntegerField()


def _said(request: ApiRequest, endpoint: WebhookEndpoint) -> dict[str, Any]:
    return dict(WebhookSerializer(endpoint, context={"request": request}).data)


def _with_secret(
    request: ApiRequest, endpoint: WebhookEndpoint, secret: str, status: int
) -> Response:
    """Return a webhook with its secret; the ETag is of what can be read again."""
    said = _said(request, endpoint)
    answer = changed(said, status, said["url"] if status == 201 else "")
    answer.data = {**said, "secret": secret}
    return answer


def _found(request: ApiRequest, pk: int) -> WebhookEndpoint:
    endpoint: WebhookEndpoint = get_visible(WebhookEndpoint.objects, request.user, pk)
    return endpoint


def _matched(request: ApiRequest, pk: int) -> WebhookEndpoint:
    """Return a webhook to be changed, in the state that `If-Match` names."""
    endpoint = _found(request, pk)
    require_match(request, _said(request, endpoint))
    return endpoint


def _fields(said: dict[str, Any]) -> dict[str, Any]:
    """Return what a body says by the names of the model."""
    return {("url" if name == "address" else name): value for name, value in said.items()}


class WebhookViewSet(ViewSet):
    """Webhooks, for administrators with a token for them."""

    lookup_value_converter = "int"
    reads = writes = MANAGE_WEBHOOKS

    @shaped(WebhookSerializer)
    @extend_schema(
        summary="List the webhooks",
        parameters=[CURSOR, PAGE_SIZE_PARAMETER, *PROBLEM_HEADERS],
        responses={200: listing("Webhook", WebhookSerializer), **LIST_PROBLEMS},
    )
    def list(self, request: ApiRequest) -> Response:
        filters.refuse_unknown(request.query_params, set(PAGED))
        page = page_of(request, WebhookEndpoint.objects.visible_to(request.user), OLDEST_FIRST)
        return listed(request, page, WebhookSerializer)

    @extend_schema(
        summary="Make a webhook; its secret is shown this once",
        description="A repeated answer (`Idempotency-Key`) does not show the secret again: where"
        " the first was lost on the way, rotate it.",
        parameters=CREATED,
        request=WebhookBody,
        responses={201: WebhookWithSecretSerializer, **BODY_PROBLEMS, **REPEATED},
    )
    @idempotent
    def create(self, request: ApiRequest) -> Response:
        fields = _fields(read(request, WebhookBody))
        return _with_secret(request, *webhooks.create(request.user, fields), 201)

    @shaped(WebhookSerializer)
    @extend_schema(
        summary="Read a webhook",
        parameters=CONDITIONAL,
        responses={200: WebhookSerializer, **DETAIL_PROBLEMS},
    )
    def retrieve(self, request: ApiRequest, pk: int) -> HttpResponseBase:
        return conditional(request, _said(request, _found(request, pk)))

    @extend_schema(
        summary="Change a webhook, enable or disable it",
        parameters=MATCH,
        request=WebhookBody,
        responses={200: WebhookSerializer, **CHANGE_PROBLEMS},
    )
    def partial_update(self, request: ApiRequest, pk: int) -> Response:
        endpoint = _matched(request, pk)
        fields = _fields(read(request, WebhookBody, partial=True))
        return changed(_said(request, webhooks.edit(request.user, endpoint, fields)))

    @extend_schema(
        summary="Delete a webhook with its deliveries",
        parameters=MATCH,
        request=None,
        responses={204: None, **MATCH_PROBLEMS, **PROBLEMS},
    )
    def destroy(self, request: ApiRequest, pk: int) -> Response:
        webhooks.delete(request.user, _matched(request, pk))
        return Response(status=204)

    @extend_schema(
        summary="Give a webhook a new secret, shown this once",
        description="For 24 hours the former secret signs too.",
        parameters=MATCH,
        request=None,
        responses={200: WebhookWithSecretSerializer, **CHANGE_PROBLEMS},
    )
    @action(detail=True, methods=["post"])
    def rotate(self, request: ApiRequest, pk: int) -> Response:
        endpoint = _matched(request, pk)
        read(request, Nothing)
        return _with_secret(request, *webhooks.rotate(request.user, endpoint), 200)

    @extend_schema(
        summary="Send a test event",
        parameters=CREATED,
        request=None,
        responses={201: DeliverySerializer, **MAKE_PROBLEMS},
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def ping(self, request: ApiRequest, pk: int) -> Response:
        endpoint = _found(request, pk)
        read(request, Nothing)
        said = said_of_delivery(request, webhooks.ping(request.user, endpoint))
        return changed(said, 201, said["url"])

    @extend_schema(
        summary="Send again what was missed since a moment",
        description="What was given up or held back, or also what was delivered; with the ids"
        " that it had.",
        parameters=PROBLEM_HEADERS,
        request=RedeliverBody,
        responses={200: QueuedSerializer, **BODY_PROBLEMS, **NOTHING_THERE},
    )
    @action(detail=True, methods=["post"])
    def redeliver(self, request: ApiRequest, pk: int) -> Response:
        endpoint = _found(request, pk)
        said = read(request, RedeliverBody)
        count = webhooks.redeliver_since(
            request.user, endpoint, said["since"], everything=said.get("everything", False)
        )
        return Response({"deliveries": count}, headers=NO_STORE)
