"""Single sign-on by OpenID Connect: allauth's code flow, held to what the standard asks.

The ID token is checked by its signature and issuer, whatever it came through, and what the
provider says beside it must be of the same person.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

import structlog
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from requests import RequestException

from questions.actions import refusals, single_sign_on
from questions.actions.single_sign_on import LONGEST_SUBJECT, NotAdmitted, Visitor, set_up
from questions.models import User
from questions.proxies import client_address
from questions.views.requests import unstored

logger = structlog.get_logger(__name__)
Page = Callable[[HttpRequest, str], HttpResponse]
TROUBLE = "Signing in there did not work. Try again, or sign in with your password."
#: What an answer that is not as the standard has it leads to, and one that does not come.
BROKEN = (OAuth2Error, RequestException, KeyError, TypeError, ValueError, AttributeError)
MAX_GROUPS = 200


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Who comes in is decided by our own rule, and every refusal has a page."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        try:
            sociallogin.user = single_sign_on.admit(sociallogin.visitor)
        except NotAdmitted as refusal:
            refusals.record_sign_in(None, client_address(request))
            raise ImmediateHttpResponse(_refused(request, str(refusal), 403)) from refusal
        except IntegrityError as error:  # signed in twice at once, for the first time
            raise ImmediateHttpResponse(_refused(request, TROUBLE, 409)) from error

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, exception: Any = None, **more: Any
    ) -> None:
        logger.warning("single_sign_on_failed", reason=type(exception).__name__)
        raise ImmediateHttpResponse(_refused(request, TROUBLE, 401))


class VerifyingAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth has no types
    """The code flow, ending in what the provider says of a visitor."""

    def complete_login(
        self, request: HttpRequest, app: Any, token: Any, **kwargs: Any
    ) -> SocialLogin:
        identity = self._identity(app, kwargs["response"]["id_token"])
        more = self._userinfo(token.token, identity["sub"])
        visitor = _visitor(app.provider_id, identity, more)
        account = SocialAccount(provider=app.provider_id, uid=visitor.subject, extra_data={})
        login = SocialLogin(provider=self.get_provider(), account=account, user=User())
        login.visitor = visitor
        return login

    def _identity(self, app: Any, id_token: str) -> dict[str, Any]:
        """Return the claims of an ID token that is the provider's, for us, and still valid."""
        issuer = self.openid_config["issuer"]
        if issuer.rstrip("/") != set_up().issuer.rstrip("/"):
            raise OAuth2Error("The provider is another than the one set up.")
        claims: dict[str, Any] = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=issuer,
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        return claims

    def _userinfo(self, access_token: str, subject: str) -> dict[str, Any]:
        if "userinfo_endpoint" not in self.openid_config:
            return {}
        said: dict[str, Any] = self._fetch_user_info(access_token)
        if said["sub"] != subject:
            raise OAuth2Error("The provider speaks of someone else.")
        return said


def _visitor(provider: str, identity: dict[str, Any], more: dict[str, Any]) -> Visitor:
    """Return what two sets of claims say; the address and whether it is verified of one of them."""
    subject = identity["sub"]
    known = isinstance(subject, str) and subject.isprintable()
    if not known or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise OAuth2Error("The provider does not say who this is.")
    by = more if more.get("email") else identity
    both = identity | more
    groups = both.get(set_up().groups_claim)
    groups = [groups] if isinstance(groups, str) else groups or []
    return Visitor(
        provider=provider,
        subject=subject,
        email=_clean(by.get("email")),
        email_verified=by.get("email_verified") in (True, "true"),
        username=_clean(both.get("preferred_username")),
        groups=tuple(map(_clean, groups[:MAX_GROUPS])),
    )


def _clean(said: Any) -> str:
    return str(said or "").replace("\x00", "")[:254]


def _refused(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    context = {"sentence": sentence, "name": set_up().name}
    return render(request, "socialaccount/refused.html", context, status=status)


# The pages


def _where_set_up(view: Page) -> Page:
    """Open a page where single sign-on is set up; a provider that does not answer has a page."""

    @wraps(view)
    def handle(request: HttpRequest, provider_id: str) -> HttpResponse:
        if settings.OIDC is None:
            raise Http404
        try:
            return view(request, provider_id)
        except BROKEN as error:
            logger.warning("single_sign_on_failed", reason=type(error).__name__)
            return _refused(request, TROUBLE, 502)

    return handle


#: As many as tries with a password, for each address: every one asks the provider.
limited: Callable[[Page], Page] = ratelimit.decorator(
    app="allauth.account", action="login", limit_get=True
)


@require_safe
@login_not_required
@unstored
@limited
@_where_set_up
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the provider."""
    provider = VerifyingAdapter(request, provider_id).get_provider()
    goal = get_next_redirect_url(request)
    response: HttpResponse = provider.redirect(request, process="login", next_url=goal)
    return response


@require_safe
@login_not_required
@unstored
@limited
@_where_set_up
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Sign in whom the provider sends back."""
    view = OAuth2CallbackView.adapter_view(VerifyingAdapter(request, provider_id))
    response: HttpResponse = view(request)
    return response
