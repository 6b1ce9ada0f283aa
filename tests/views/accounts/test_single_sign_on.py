"""Single sign-on against a provider that runs beside the test: who comes in, and who does not."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from django.contrib.auth.models import Group
from django.test import Client
from pytest_django import Settings

from questions.actions import invitations
from questions.models import AuditEntry, Invitation, User
from questions.rules import access, single_sign_on
from tests.base import Cast
from tests.oidc_provider import CLIENT, SECRET, Provider, serve
from tests.views.desk import text

START, LOGIN = "/accounts/sso/", "/accounts/login/"
ALICE = {"sub": "a-1", "email": "Alice@example.org", "email_verified": True}
NORA = {
    "sub": "n-1",
    "email": "nora@example.org",
    "email_verified": True,
    "preferred_username": "nora@corp",
}


class StaysHere(HTTPRedirectHandler):
    """Tells where it is led instead of going there."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def led_back(address: str) -> str:
    """Visit the provider as a browser would; return the address that it leads back to."""
    with pytest.raises(HTTPError) as found:
        build_opener(StaysHere).open(address)
    assert found.value.code == 302
    back = urlsplit(found.value.headers["Location"])
    return f"{back.path}?{back.query}"


def come_in(client: Client, next_: str = "") -> Any:
    start = client.get(START, {"next": next_} if next_ else {})
    assert start.status_code == 302, text(start)
    return client.get(led_back(start.headers["Location"]))


def is_in(client: Client) -> str:
    pk = client.session.get("_auth_user_id")
    return User.objects.get(pk=pk).username if pk else ""


@pytest.fixture(scope="module")
def served() -> Iterator[Provider]:
    with serve() as provider:
        yield provider


@pytest.fixture
def provider(served: Provider, settings: Settings) -> Provider:
    served.__init__(served.address, served.key)  # type: ignore[misc]  # as it was made
    set_up(settings, served)
    return served


def set_up(settings: Settings, provider: Provider, **more: str) -> None:
    said = {"OIDC_ISSUER": provider.address, "OIDC_CLIENT_ID": CLIENT, "OIDC_NAME": "Example ID"}
    found = single_sign_on.read(said | {"OIDC_CLIENT_SECRET": SECRET} | more)
    assert found
    settings.OIDC, settings.SOCIALACCOUNT_PROVIDERS = found, found.providers()


def test_without_settings_there_is_nothing(client: Client, db: None) -> None:
    assert client.get(START).status_code == 404
    assert client.get(f"{START}callback/?code=x&state=y").status_code == 404
    assert "Sign in with" not in text(client.get(LOGIN))


def test_the_sign_in_page_leads_there(client: Client, provider: Provider, cast: Cast) -> None:
    provider.person = ALICE
    page = client.get(f"{LOGIN}?next=/kits/").content.decode()
    [address] = re.findall(rf'href="({START}[^"]*)">Sign in with Example ID', page)
    start = client.get(address)
    done = client.get(led_back(start.headers["Location"]))
    assert done.headers["Location"] == "/kits/"
    assert is_in(client) == "alice"


def test_an_account_is_found_by_its_verified_address(
    client: Client, provider: Provider, cast: Cast
) -> None:
    provider.person = ALICE
    assert come_in(client).headers["Location"] == "/"
    assert is_in(client) == "alice"
    verbs = AuditEntry.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["account.linked", "account.signed_in"]
    assert User.objects.get(username="alice").has_usable_password()
    assert SocialAccount.objects.get().extra_data == {}


def test_who_is_linked_is_known_whatever_the_address(
    client: Client, provider: Provider, cast: Cast
) -> None:
    provider.person = ALICE
    come_in(client)
    provider.person = ALICE | {"email": "bob@example.org", "email_verified": False}
    other = Client()
    come_in(other)
    assert is_in(other) == "alice"
    assert SocialAccount.objects.count() == 1
    assert SocialAccount.objects.get().extra_data == {}


def refused(client: Client, sentence: str, status: int = 403) -> None:
    response = come_in(client)
    assert response.status_code == status
    assert sentence in text(response)
    assert is_in(client) == ""
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("verified", [False, None, "false", 0, "yes"])
def test_an_address_that_is_not_verified_opens_nothing(
    client: Client, provider: Provider, cast: Cast, verified: Any
) -> None:
    provider.person = ALICE | {"email_verified": verified}
    refused(client, "Your address is not verified there")
    assert AuditEntry.objects.get().verb == "sign_in.failed"


@pytest.mark.parametrize("person", [NORA, {"sub": "n-1"}, {"sub": "n-1", "email": ""}])
def test_strangers_stay_out(
    client: Client, provider: Provider, cast: Cast, person: dict[str, Any]
) -> None:
    provider.person = person
    refused(client, "No account here has your address. Ask an administrator")
    assert User.objects.count() == 5


def test_a_deactivated_account_never_comes_in(
    client: Client, provider: Provider, cast: Cast, settings: Settings
) -> None:
    set_up(settings, provider, OIDC_DEFAULT_GROUP="interviewer")
    provider.person = ALICE
    User.objects.filter(username="alice").update(is_active=False)
    refused(client, "No account here")
    User.objects.filter(username="alice").update(is_active=True)
    come_in(client)
    User.objects.filter(username="alice").update(is_active=False)
    later = Client()
    assert come_in(later).status_code == 403
    assert is_in(later) == ""


def test_an_invited_person_comes_in_to_their_groups(
    client: Client, provider: Provider, cast: Cast
) -> None:
    groups = list(Group.objects.filter(name=access.RECRUITER))
    invitations.invite(cast.eve, "Nora@example.org", groups)
    provider.person = NORA
    come_in(client)
    assert is_in(client) == "nora"
    nora = User.objects.get(username="nora")
    assert [group.name for group in nora.groups.all()] == [access.RECRUITER]
    assert not nora.has_usable_password()
    assert not Invitation.objects.open().exists()
    assert "have no password here" in text(client.get("/settings/account/"))


def test_the_settings_may_let_everyone_in(
    client: Client, provider: Provider, cast: Cast, settings: Settings
) -> None:
    set_up(settings, provider, OIDC_DEFAULT_GROUP="interviewer")
    provider.person = NORA | {"preferred_username": "alice"}
    come_in(client)
    assert is_in(client) == "alice2"
    made = User.objects.get(username="alice2")
    assert (made.email, made.is_staff) == ("nora@example.org", False)
    assert [group.name for group in made.groups.all()] == [access.INTERVIEWER]


@pytest.mark.parametrize(
    ("claim", "groups"),
    [
        (["hr", "other"], ["recruiter"]),
        (["leads", "hr"], ["hiring manager", "recruiter"]),
        ("leads", ["hiring manager"]),
        (["admin", "recruiter"], []),
        ([], []),
        (None, []),
        ([7, None], []),
    ],
)
def test_groups_there_stand_for_groups_here(
    provider: Provider, cast: Cast, settings: Settings, claim: Any, groups: list[str]
) -> None:
    client, mapped = Client(), "hr=recruiter, leads = hiring manager"
    set_up(settings, provider, OIDC_GROUPS_CLAIM="teams", OIDC_GROUPS=mapped)
    provider.person = NORA | {"teams": claim}
    assert come_in(client).status_code == (302 if groups else 403)
    made = User.objects.filter(username="nora").first()
    found = [group.name for group in made.groups.order_by("name")] if made else []
    assert found == groups


@pytest.mark.parametrize(
    "wrong",
    [
        {"claims": {"iss": "https://elsewhere.example"}},
        {"claims": {"aud": "another client"}},
        {"claims": {"exp": 1}},
        {"claims": {"sub": 7}},
        {"claims": {"sub": "\u0000"}, "userinfo": {"sub": "\u0000"}},
        {"claims": {"sub": "x" * 500}, "userinfo": {"sub": "x" * 500}},
        {"userinfo": {"sub": "b-2", "email": "bob@example.org"}},
        {"header": {}},
        {"header": {"kid": "second"}},
        {"signs_with": generate_private_key(65537, 2048)},
        {"discovery": {"issuer": "https://elsewhere.example"}},
        {"discovery": {"jwks_uri": ""}},
        {"discovery": {"token_endpoint": "http://127.0.0.1:1/"}},
    ],
    ids=lambda wrong: str(next(iter(wrong.items())))[:40],
)
def test_what_is_not_in_order_opens_nothing(
    client: Client, provider: Provider, cast: Cast, wrong: dict[str, Any]
) -> None:
    provider.person = ALICE
    for name, value in wrong.items():
        setattr(provider, name, value)
    response = come_in(client)
    assert response.status_code in (401, 403, 502)
    assert "Not signed in" in text(response)
    assert is_in(client) == ""


def test_a_provider_that_does_not_answer_has_a_page(
    client: Client, provider: Provider, settings: Settings, db: None
) -> None:
    set_up(settings, provider, OIDC_ISSUER="http://127.0.0.1:1")
    response = client.get(START)
    assert response.status_code == 502
    assert "did not work" in text(response)


def test_a_stolen_answer_is_of_no_use(client: Client, provider: Provider, cast: Cast) -> None:
    provider.person = ALICE
    back = led_back(client.get(START).headers["Location"])
    other = Client()
    assert other.get(back).status_code == 401
    assert is_in(other) == ""
    assert client.get(f"{START}callback/?error=access_denied&state=x").status_code == 401
    assert client.get(f"{START}callback/").status_code == 401


def test_nobody_is_led_elsewhere(client: Client, provider: Provider, cast: Cast) -> None:
    provider.person = ALICE
    assert come_in(client, "https://evil.example/").headers["Location"] == "/"
    start = client.get(START, {"process": "connect", "auth_params": "redirect_uri=https://evil/"})
    assert "evil" not in start.headers.get("Location", "")


def test_the_second_factor_is_asked_for_here_too(
    client: Client, provider: Provider, cast: Cast
) -> None:
    TOTP.activate(cast.alice, generate_totp_secret())
    provider.person = ALICE
    assert come_in(client).headers["Location"] == "/accounts/second-factor/code/"
    assert is_in(client) == ""
