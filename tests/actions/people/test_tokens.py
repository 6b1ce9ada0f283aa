"""Accounts and tokens."""

import pytest
from django.core.exceptions import PermissionDenied

from questions.actions import people
from questions.models import AuditEntry, Token, User
from tests.base import Cast, make_user


def test_a_token_is_kept_as_a_digest_alone(cast: Cast) -> None:
    _, secret = people.create_token(cast.alice, ["questions:read"])
    stored = Token.objects.get()
    assert secret.startswith(stored.prefix)
    assert secret not in str(vars(stored))
    assert secret not in str(AuditEntry.objects.values_list("changes", flat=True))


@pytest.mark.parametrize("scopes", [[], ["questions:red"]])
def test_unknown_scopes_are_refused(cast: Cast, scopes: list[str]) -> None:
    with pytest.raises(people.UnknownScope, match="questions:read"):
        people.create_token(cast.alice, scopes)


def test_one_revokes_ones_own_token_and_an_administrator_anyones(cast: Cast) -> None:
    token, _ = people.create_token(cast.alice, ["questions:read"])
    with pytest.raises(PermissionDenied):
        people.revoke_token(cast.bob, token)
    people.revoke_token(cast.alice, token)
    assert not Token.objects.usable().exists()
    other, _ = people.create_token(cast.bob, ["questions:read"])
    people.revoke_token(cast.eve, other)
    assert not Token.objects.usable().exists()


def test_the_demo_account_is_made_in_an_empty_bank_alone(db: None) -> None:
    made = people.create_demo_account()
    assert made is not None
    user, password = made
    assert user.check_password(password)
    assert len(password) >= 12
    assert people.create_demo_account() is None


def test_only_administrators_manage_accounts(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        people.save_account(cast.alice, User(username="new"), [])


def test_whoever_leaves_the_administrators_leaves_the_admin_site(cast: Cast) -> None:
    account = make_user("fred", "admin", is_staff=True)
    people.save_account(cast.eve, account, [])
    account.refresh_from_db()
    assert not account.is_staff
