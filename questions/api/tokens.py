"""API tokens over REST: made, rotated and revoked by whoever they belong to.

A secret stands in the one answer that makes it. It is kept nowhere, so a request that is sent again
by its key is answered without it.
"""

from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from questions import listings
from questions.actions import tokens
from questions.actions.tokens import MAX_GRACE_HOURS
from questions.api.addresses import Address
from questions.api.auth import ApiRequest
from questions.api.bodies import Body, Text, Whole, read
from questions.api.conditional import NOT_KEPT, changed, conditional, etag, require_match
from questions.api.idempotency import idempotent
from questions.api.pagination import PAGED, page_of
from questions.api.parameters import (
    BODY_PROBLEMS,
    CONDITIONAL,
    CREATED,
    CURSOR,
    DETAIL_PROBLEMS,
    LIST_PROBLEMS,
    MAKE_PROBLEMS,
    MATCH,
    MATCH_PROBLEMS,
    PAGE_SIZE_PARAMETER,
    PROBLEM_HEADERS,
    PROBLEMS,
    REPEATED,
    TOKEN_FILTERS,
    listing,
)
from questions.api.shapes import listed, shaped
from questions.models import Token
from questions.permissions import get_visible
from questions.rules.access import OWN_TOKENS, SCOPES


class TokenSerializer(serializers.ModelSerializer[Token]):
    """A token, without its secret; `prefix` is how the secret begins."""

    url = Address("tokens")
    account = serializers.CharField(source="user.username")
    scopes = serializers.ListField(child=serializers.CharField())
    state = serializers.ChoiceField(listings.TOKEN_STATES)

    class Meta:
        model = Token
        fields = [
            "id",
            "url",
            "account",
            "name",
            "prefix",
            "scopes",
            "state",
            "created_at",
            "expires_at",
            "last_used_at",
            "revoked_at",
        ]
        read_only_fields = fields


class MadeTokenSerializer(TokenSerializer):
    """A token that was made just now; when its request is sent again, `secret` is left out."""

    secret = serializers.CharField(required=False)

    class Meta(TokenSerializer.Meta):
        fields = [*TokenSerializer.Meta.fields, "secret"]
        read_only_fields = fields


class TokenBody(Body):
    """What a token is for, what it opens, and when it ends (never, where that is not said)."""

    name = Text(max_length=100)
    scopes = serializers.ListField(
        child=serializers.ChoiceField(SCOPES), allow_empty=False, max_length=50
    )
    expires_at = serializers.DateTimeField(required=False, allow_null=True)


class RotationBody(Body):
    """For how many hours the secret before goes on to work."""

    grace_hours = Whole(min_value=0, max_value=MAX_GRACE_HOURS, required=False)


def _said(request: ApiRequest, token: Token) -> dict[str, Any]:
    return dict(TokenSerializer(token, context={"request": request}).data)


def _state(said: dict[str, Any]) -> dict[str, Any]:
    """Return what names a token's state: that it was used is no change of it."""
    return {name: value for name, value in said.items() if name != "last_used_at"}


def _made(request: ApiRequest, token: Token, secret: str) -> Response:
    said = _said(request, token)
    answer = changed(_state(said), 201, said["url"])
    answer.data = said | {"secret": secret}
    return answer


def _asking(request: ApiRequest) -> Token | None:
    """Return the token that a request came with."""
    return request.auth if isinstance(request.auth, Token) else None


class TokenViewSet(ViewSet):
    """One's own tokens; with the scope `admin` those of all, to be revoked."""

    lookup_value_converter = "int"
    reads = writes = OWN_TOKENS

    @shaped(TokenSerializer)
    @extend_schema(
        summary="List the API tokens, newest first",
        parameters=[*TOKEN_FILTERS, CURSOR, PAGE_SIZE_PARAMETER, *PROBLEM_HEADERS],
        responses={200: listing("Token", TokenSerializer), **LIST_PROBLEMS},
    )
    def list(self, request: ApiRequest) -> Response:
        rows = listings.tokens_in(request.query_params, request.user, PAGED)
        page = page_of(request, rows.select_related("user"), listings.TOKEN_ORDER)
        return listed(request, page, TokenSerializer)

    @extend_schema(
        summary="Make an API token; its secret is in this answer alone",
        parameters=CREATED,
        request=TokenBody,
        responses={201: MadeTokenSerializer, **BODY_PROBLEMS, **REPEATED},
    )
    @idempotent
    def create(self, request: ApiRequest) -> Response:
        fields = read(request, TokenBody)
        made = tokens.make(request.user, fields.pop("scopes"), **fields, by=_asking(request))
        return _made(request, *made)

    @shaped(TokenSerializer)
    @extend_schema(
        summary="Read what is known of a token",
        parameters=CONDITIONAL,
        responses={200: TokenSerializer, **DETAIL_PROBLEMS},
    )
    def retrieve(self, request: ApiRequest, pk: int) -> HttpResponseBase:
        said = _said(request, get_visible(Token.objects, request.user, pk))
        return conditional(request, said, NOT_KEPT, known=etag(_state(said)))

    @extend_schema(
        summary="Revoke a token: it opens nothing any more",
        parameters=MATCH,
        request=None,
        responses={204: None, **MATCH_PROBLEMS, **PROBLEMS},
    )
    def destroy(self, request: ApiRequest, pk: int) -> Response:
        token = get_visible(Token.objects, request.user, pk)
        require_match(request, _state(_said(request, token)))
        tokens.revoke(request.user, token)
        return Response(status=204)

    @extend_schema(
        summary="Give a token of one's own a new secret; the one before ends",
        parameters=CREATED,
        request=RotationBody,
        responses={201: MadeTokenSerializer, **MAKE_PROBLEMS},
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def rotate(self, request: ApiRequest, pk: int) -> Response:
        token = get_visible(Token.objects, request.user, pk)
        hours = read(request, RotationBody).get("grace_hours", 0)
        made = tokens.rotate(request.user, token, grace_hours=hours, by=_asking(request))
        return _made(request, *made)
