"""Deliveries of webhooks over REST: what was sent, what came back, and sending it again."""

from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from questions import listings
from questions.actions import webhooks
from questions.api.addresses import address
from questions.api.auth import ApiRequest
from questions.api.bodies import Nothing, read
from questions.api.conditional import conditional
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
from questions.models import WebhookDelivery, WebhookEndpoint, WebhookTry
from questions.permissions import get_visible
from questions.rules.access import MANAGE_WEBHOOKS
from questions.rules.webhooks import PING, TYPES


class TrySerializer(serializers.ModelSerializer[WebhookTry]):
    """One try: what was sent beside the body, what came back, and how long it took."""

    request_headers = serializers.DictField(child=serializers.CharField())
    response_headers = serializers.DictField(child=serializers.CharField())

    class Meta:
        model = WebhookTry
        fields = [
            "at",
            "milliseconds",
            "request_headers",
            "status",
            "response_headers",
            "response_body",
            "error",
        ]
        read_only_fields = fields


class DeliverySerializer(serializers.ModelSerializer[WebhookDelivery]):
    """One event for one webhook. `message_id` and `body` are the same at each try."""

    url = serializers.SerializerMethodField()
    event = serializers.CharField(source="event.type")
    message_id = serializers.CharField(source="event.message_id")
    body = serializers.CharField(source="event.body")
    next_try_at = serializers.SerializerMethodField()
    tries = TrySerializer(source="all_tries", many=True)

    class Meta:
        model = WebhookDelivery
        fields = [
            "id",
            "url",
            "event",
            "message_id",
            "state",
            "created_at",
            "delivered_at",
            "next_try_at",
            "body",
            "tries",
        ]
        read_only_fields = fields

    def get_url(self, delivery: WebhookDelivery) -> str:
        request: ApiRequest = self.context["request"]
        return address(request, f"webhooks/{delivery.endpoint_id}/deliveries", delivery.pk)

    def get_next_try_at(self, delivery: WebhookDelivery) -> str | None:
        """When it is sent next; null where it is not."""
        pending = delivery.state == WebhookDelivery.State.PENDING
        return delivery.next_try_at.isoformat().replace("+00:00", "Z") if pending else None


def said_of_delivery(request: ApiRequest, delivery: WebhookDelivery) -> dict[str, Any]:
    """Return what the API says of a delivery."""
    return dict(DeliverySerializer(delivery, context={"request": request}).data)


_FILTERS = [
    OpenApiParameter(
        "state",
        type=str,
        enum=WebhookDelivery.State.values,
        many=True,
        description="Repeat for any of several.",
    ),
    OpenApiParameter(
        "event",
        type=str,
        enum=[*TYPES, PING],
        many=True,
        description="Type of event; repeat for any of several.",
    ),
]


class DeliveryViewSet(ViewSet):
    """Deliveries of one webhook."""

    lookup_url_kwarg = "number"
    lookup_value_converter = "int"
    reads = writes = MANAGE_WEBHOOKS

    @shaped(DeliverySerializer)
    @extend_schema(
        summary="List the deliveries of a webhook, newest first",
        parameters=[*_FILTERS, CURSOR, PAGE_SIZE_PARAMETER, *PROBLEM_HEADERS],
        responses={
            200: listing("Delivery", DeliverySerializer),
            **LIST_PROBLEMS,
            **NOTHING_THERE,
        },
    )
    def list(self, request: ApiRequest, pk: int) -> Response:
        endpoint: WebhookEndpoint = get_visible(WebhookEndpoint.objects, request.user, pk)
        rows = listings.deliveries_in(request.query_params, request.user, endpoint, PAGED)
        rows = rows.select_related("event").prefetch_related("all_tries")
        page = page_of(request, rows, listings.DELIVERY_ORDER)
        return listed(request, page, DeliverySerializer)

    @shaped(DeliverySerializer)
    @extend_schema(
        summary="Read a delivery with its tries",
        parameters=CONDITIONAL,
        responses={200: DeliverySerializer, **DETAIL_PROBLEMS},
    )
    def retrieve(self, request: ApiRequest, pk: int, number: int) -> HttpResponseBase:
        return conditional(request, said_of_delivery(request, _found(request, pk, number)))

    @extend_schema(
        summary="Send an event again, with the id that it had",
        parameters=PROBLEM_HEADERS,
        request=None,
        responses={200: DeliverySerializer, **BODY_PROBLEMS, **NOTHING_THERE},
    )
    @action(detail=True, methods=["post"])
    def redeliver(self, request: ApiRequest, pk: int, number: int) -> Response:
        found = _found(request, pk, number)
        read(request, Nothing)
        webhooks.redeliver(request.user, found)
        return Response(said_of_delivery(request, _found(request, pk, number)), headers=NO_STORE)


def _found(request: ApiRequest, pk: int, number: int) -> WebhookDelivery:
    # Not by the number itself, which may be larger than a database’s.
    endpoints = WebhookEndpoint.objects.filter(pk=pk)
    rows = WebhookDelivery.objects.filter(endpoint__in=endpoints).select_related("event")
    found: WebhookDelivery = get_visible(rows, request.user, number)
    return found
