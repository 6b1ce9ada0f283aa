"""Sign-in is allauth's; here is what this product asks of it."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.db.models import Q
from django.forms import ValidationError
from django.http import HttpRequest, HttpResponse

from questions.actions import people, refusals
from questions.models import User
from questions.proxies import client_address


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are given by administrators: nobody signs up. Sign-ins are recorded."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count tries by account: not by how it is called, nor by the host's name and port."""
        account = _account(credentials)
        return f"account:{account.pk}" if account else f"login:{_login(credentials).lower()}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            address = client_address(request)
            refusals.record_sign_in(_account(credentials), address, throttled=True)
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        refusals.record_sign_in(_account(credentials), client_address(request))

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        people.record_sign_in(user)
        response: HttpResponse = super().post_login(request, user, **more)
        return response

    def set_password(self, user: User, password: str) -> None:
        super().set_password(user, password)
        people.record_password(user, user)


def _login(credentials: dict[str, Any]) -> str:
    return str(credentials.get("email") or credentials.get("username") or "")


def _account(credentials: dict[str, Any]) -> User | None:
    """Return the account that is meant, by name or address."""
    login = _login(credentials).replace("\x00", "")
    found = User.objects.filter(Q(username__iexact=login) | Q(email__iexact=login))
    return found.order_by("pk").first() if login else None
