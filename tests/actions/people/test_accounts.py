"""Groups, deactivation and the last administrator."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from questions.actions import people
from questions.actions.people import PeopleRefused
from questions.models import AuditEntry, Token, User
from questions.rules import access
from tests.base import Cast, make_user, token


def groups(*names: str) -> list[Group]:
    return list(Group.objects.filter(name__in=names))


def test_a_change_of_groups_is_recorded_with_both(cast: Cast) -> None:
    people.set_groups(cast.eve, cast.bob, groups(access.RECRUITER, access.ADMIN))
    bob = User.objects.get(pk=cast.bob.pk)
    assert access.MANAGE_SETTINGS in bob.capabilities
    assert bob.is_staff
    entry = AuditEntry.objects.get(verb="account.groups_changed")
    assert entry.changes == {"from": ["hiring manager"], "to": ["admin", "recruiter"]}


def test_the_same_groups_are_no_change(cast: Cast) -> None:
    people.set_groups(cast.eve, cast.bob, groups(access.HIRING_MANAGER))
    assert not AuditEntry.objects.exists()


def test_administrators_alone_change_accounts(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        people.set_groups(cast.alice, cast.bob, groups(access.ADMIN))
    for change in (people.deactivate, people.reactivate):
        with pytest.raises(PermissionDenied):
            change(cast.alice, cast.bob)


def test_sessions_and_tokens_end_at_once_and_stay_ended(cast: Cast) -> None:
    client, headers = Client(), token(cast.alice, "questions:read")
    client.force_login(cast.alice)
    api = "/api/v1/questions/"
    assert client.get("/questions/").status_code == 200
    assert Client().get(api, headers=headers).status_code == 200
    closed = people.deactivate(cast.eve, cast.alice)
    assert client.get("/questions/").status_code == 302
    assert Client().get(api, headers=headers).status_code == 401
    people.reactivate(cast.eve, closed)
    assert client.get("/questions/").status_code == 302
    assert Client().get(api, headers=headers).status_code == 401
    assert not Token.objects.usable().exists()
    client.force_login(User.objects.get(pk=cast.alice.pk))
    assert client.get("/questions/").status_code == 200
    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs[-2:] == ["account.deactivated", "account.reactivated"]


def test_the_last_administrator_stays(cast: Cast) -> None:
    with pytest.raises(PeopleRefused, match="last administrator"):
        people.deactivate(cast.eve, cast.eve)
    with pytest.raises(PeopleRefused, match="last administrator"):
        people.set_groups(cast.eve, cast.eve, groups(access.RECRUITER))
    eve = User.objects.get(pk=cast.eve.pk)
    assert eve.is_active
    assert access.MANAGE_SETTINGS in eve.capabilities


def test_nobody_takes_their_own_rights(cast: Cast) -> None:
    other = make_user("adam", access.ADMIN)
    with pytest.raises(PeopleRefused, match="your own rights"):
        people.deactivate(cast.eve, cast.eve)
    people.deactivate(cast.eve, other)
    assert list(User.objects.administrators()) == [cast.eve]


def test_a_deactivated_administrator_counts_as_none(cast: Cast) -> None:
    make_user("adam", access.ADMIN, is_active=False)
    with pytest.raises(PeopleRefused, match="last administrator"):
        people.deactivate(cast.eve, cast.eve)


def test_last_seen_is_written_every_five_minutes(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.alice)
    client.get("/guide/")
    first = User.objects.get(pk=cast.alice.pk).last_seen_at
    assert first
    client.get("/guide/")
    assert User.objects.get(pk=cast.alice.pk).last_seen_at == first
    past = timezone.now() - timedelta(minutes=6)
    User.objects.filter(pk=cast.alice.pk).update(last_seen_at=past)
    client.get("/guide/")
    assert User.objects.filter(pk=cast.alice.pk, last_seen_at__gt=first).exists()
