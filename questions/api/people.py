"""Accounts and invitations over REST, for administrators."""

from functools import partial
from typing import Any

import structlog
from django.contrib.auth.models import Group
from django.db import transaction
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from questions import filters, listings
from questions.actions import invitations, people, second_factor
from questions.api.addresses import Address
from questions.api.auth import ApiRequest
from questions.api.bodies import Body, Nothing, read
from questions.api.conditional import NOT_KEPT, changed, conditional, etag, require_match
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
    MATCH,
    MATCH_PROBLEMS,
    PAGE_SIZE_PARAMETER,
    PEOPLE_FILTERS,
    PROBLEM_HEADERS,
    PROBLEMS,
    REFUSED,
    REPEATED,
    listing,
)
from questions.api.shapes import listed, shaped
from questions.models import Invitation, User
from questions.paging import Order
from questions.rules.access import GROUPS, MANAGE_SETTINGS

logger = structlog.get_logger(__name__)
NEWEST = Order(None, descending=True)
CHANGE = {**CHANGE_PROBLEMS, **REFUSED}


class GroupNames(serializers.ListField):
    """Groups by their names."""

    def __init__(self, **more: Any) -> None:
        super().__init__(child=serializers.ChoiceField(GROUPS), max_length=len(GROUPS), **more)

    def to_representation(self, data: Any) -> list[str]:
        return sorted(group.name for group in data.all())


class PersonSerializer(serializers.ModelSerializer[User]):
    """An account."""

    url = Address("people")
    groups = GroupNames()
    second_factor = serializers.BooleanField(source="has_second_factor")

    class Meta:
        model = User
        fields = [
            "id",
            "url",
            "username",
            "email",
            "groups",
            "is_active",
            "second_factor",
            "date_joined",
            "last_seen_at",
        ]
        read_only_fields = fields


class InvitationSerializer(serializers.ModelSerializer[Invitation]):
    """An invitation; of its link nothing can be read."""

    url = Address("invitations")
    groups = GroupNames()
    created_by = serializers.CharField(source="created_by.username")

    class Meta:
        model = Invitation
        fields = [
            "id",
            "url",
            "email",
            "groups",
            "created_by",
            "created_at",
            "expires_at",
            "accepted_at",
            "withdrawn_at",
        ]
        read_only_fields = fields


class GroupsBody(Body):
    """All groups that an account is in."""

    groups = GroupNames()


class InvitationBody(Body):
    """Whom to invite, to which groups."""

    email = serializers.EmailField(max_length=254)
    groups = GroupNames(allow_empty=False)


def _groups(names: list[str]) -> list[Group]:
    return list(Group.objects.filter(name__in=names))


class PeopleViewSet(ViewSet):
    """Accounts: nobody is made here, for whoever is invited makes their own."""

    lookup_value_converter = "int"
    reads = writes = MANAGE_SETTINGS

    @shaped(PersonSerializer)
    @extend_schema(
        summary="List the accounts, by name",
        parameters=[*PEOPLE_FILTERS, CURSOR, PAGE_SIZE_PARAMETER, *PROBLEM_HEADERS],
        responses={200: listing("Person", PersonSerializer), **LIST_PROBLEMS},
    )
    def list(self, request: ApiRequest) -> Response:
        rows = listings.people_in(request.query_params, request.user, PAGED)
        page = page_of(request, rows, listings.PEOPLE_ORDER)
        return listed(request, page, PersonSerializer)

    @shaped(PersonSerializer)
    @extend_schema(
        summary="Read an account",
        parameters=CONDITIONAL,
        responses={200: PersonSerializer, **DETAIL_PROBLEMS},
    )
    def retrieve(self, request: ApiRequest, pk: int) -> HttpResponseBase:
        said = self._said(request, pk)
        return conditional(request, said, NOT_KEPT, known=etag(_state(said)))

    @extend_schema(
        summary="Say in which groups an account is",
        parameters=MATCH,
        request=GroupsBody,
        responses={200: PersonSerializer, **CHANGE},
    )
    @action(detail=True, methods=["put"])
    def groups(self, request: ApiRequest, pk: int) -> Response:
        account = self._matched(request, pk)
        people.set_groups(request.user, account, _groups(read(request, GroupsBody)["groups"]))
        return self._told(request, pk)

    @extend_schema(
        summary="Deactivate an account: its sessions and tokens end at once",
        parameters=MATCH,
        request=None,
        responses={200: PersonSerializer, **CHANGE},
    )
    @action(detail=True, methods=["post"])
    def deactivate(self, request: ApiRequest, pk: int) -> Response:
        account = self._matched(request, pk)
        read(request, Nothing)
        people.deactivate(request.user, account)
        return self._told(request, pk)

    @extend_schema(
        summary="Reactivate an account; its tokens stay revoked",
        parameters=MATCH,
        request=None,
        responses={200: PersonSerializer, **CHANGE},
    )
    @action(detail=True, methods=["post"])
    def reactivate(self, request: ApiRequest, pk: int) -> Response:
        account = self._matched(request, pk)
        read(request, Nothing)
        people.reactivate(request.user, account)
        return self._told(request, pk)

    @extend_schema(
        summary="Remove the second factor of someone who lost it; their sessions end",
        parameters=MATCH,
        request=None,
        responses={200: PersonSerializer, **CHANGE},
    )
    @action(detail=True, methods=["post"], url_path="remove-second-factor")
    def remove_second_factor(self, request: ApiRequest, pk: int) -> Response:
        account = self._matched(request, pk)
        read(request, Nothing)
        second_factor.remove(request.user, account)
        return self._told(request, pk)

    def _said(self, request: ApiRequest, pk: int) -> dict[str, Any]:
        account = get_object_or_404(User.objects.for_list(), pk=pk)
        return dict(PersonSerializer(account, context={"request": request}).data)

    def _matched(self, request: ApiRequest, pk: int) -> User:
        """Return the account, which must be in the state that `If-Match` names."""
        require_match(request, _state(self._said(request, pk)))
        return User.objects.get(pk=pk)

    def _told(self, request: ApiRequest, pk: int) -> Response:
        said = self._said(request, pk)
        answer = changed(_state(said))
        answer.data = said
        return answer


def _state(said: dict[str, Any]) -> dict[str, Any]:
    """Return what names an account's state: that someone was here is no change of it."""
    return {name: value for name, value in said.items() if name != "last_seen_at"}


class InvitationViewSet(ViewSet):
    """Invitations: the link goes to the address alone, by mail."""

    lookup_value_converter = "int"
    reads = writes = MANAGE_SETTINGS

    @shaped(InvitationSerializer)
    @extend_schema(
        summary="List the invitations, newest first",
        parameters=[CURSOR, PAGE_SIZE_PARAMETER, *PROBLEM_HEADERS],
        responses={200: listing("Invitation", InvitationSerializer), **LIST_PROBLEMS},
    )
    def list(self, request: ApiRequest) -> Response:
        filters.refuse_unknown(request.query_params, set(PAGED))
        page = page_of(request, _invitations(), NEWEST)
        return listed(request, page, InvitationSerializer)

    @extend_schema(
        summary="Invite someone by mail",
        parameters=CREATED,
        request=InvitationBody,
        responses={201: InvitationSerializer, **BODY_PROBLEMS, **REPEATED},
    )
    @idempotent
    def create(self, request: ApiRequest) -> Response:
        fields = read(request, InvitationBody)
        groups = _groups(fields["groups"])
        made, secret = invitations.invite(request.user, fields["email"], groups)
        _send(request, made, secret)
        said = self._said(request, made.pk)
        return changed(said, 201, said["url"])

    @shaped(InvitationSerializer)
    @extend_schema(
        summary="Read an invitation",
        parameters=CONDITIONAL,
        responses={200: InvitationSerializer, **DETAIL_PROBLEMS},
    )
    def retrieve(self, request: ApiRequest, pk: int) -> HttpResponseBase:
        return conditional(request, self._said(request, pk), NOT_KEPT)

    @extend_schema(
        summary="Send a fresh link; the one sent before ends",
        parameters=MATCH,
        request=None,
        responses={200: InvitationSerializer, **CHANGE},
    )
    @action(detail=True, methods=["post"])
    def resend(self, request: ApiRequest, pk: int) -> Response:
        found = self._matched(request, pk)
        read(request, Nothing)
        _send(request, *invitations.renew(request.user, found))
        return changed(self._said(request, pk))

    @extend_schema(
        summary="Withdraw an invitation",
        parameters=MATCH,
        request=None,
        responses={204: None, **MATCH_PROBLEMS, **REFUSED, **PROBLEMS},
    )
    def destroy(self, request: ApiRequest, pk: int) -> Response:
        invitations.withdraw(request.user, self._matched(request, pk))
        return Response(status=204)

    def _said(self, request: ApiRequest, pk: int) -> dict[str, Any]:
        found = get_object_or_404(_invitations(), pk=pk)
        return dict(InvitationSerializer(found, context={"request": request}).data)

    def _matched(self, request: ApiRequest, pk: int) -> Invitation:
        """Return the invitation, which must be in the state that `If-Match` names."""
        require_match(request, self._said(request, pk))
        return Invitation.objects.get(pk=pk)


def _invitations() -> Any:
    return Invitation.objects.select_related("created_by").prefetch_related("groups")


def _send(request: ApiRequest, invitation: Invitation, secret: str) -> None:
    """Send the link once it is stored; the invitation stands where the mail does not leave."""
    page = request.build_absolute_uri(reverse("join"))
    transaction.on_commit(partial(_try_to_send, invitation, page, secret))


def _try_to_send(invitation: Invitation, page: str, secret: str) -> None:
    try:
        invitations.send(invitation, page, secret)
    except OSError as error:
        logger.error("invitation_not_sent", invitation=invitation.pk, reason=type(error).__name__)
