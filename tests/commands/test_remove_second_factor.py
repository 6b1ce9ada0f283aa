"""`manage.py remove_second_factor`: for whoever lost their phone and is the only administrator."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from questions.models import AuditEntry
from tests.base import Cast


def test_it_removes_and_is_recorded(cast: Cast) -> None:
    Authenticator.objects.create(user=cast.eve, type="totp", data={"secret": "x"})
    out = StringIO()
    call_command("remove_second_factor", "eve", stdout=out)
    assert "password alone" in out.getvalue()
    assert not Authenticator.objects.exists()
    assert AuditEntry.objects.get(verb="account.second_factor_removed").actor is None


@pytest.mark.parametrize(
    ("name", "sentence"), [("nobody", "no account “nobody”"), ("eve", "has no second factor")]
)
def test_it_says_what_is_wrong(cast: Cast, name: str, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("remove_second_factor", name)
