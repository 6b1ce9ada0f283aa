"""Refusals of pages and API alike leave an entry in the audit log, once for each kind and hour."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from questions.actions import refusals
from questions.models import User

GetResponse = Callable[[HttpRequest], HttpResponse]


class RefusalMiddleware:
    """Record what an account was refused; a stranger's request costs nothing here."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # The API has put the account of a token here, too.
        if response.status_code in (403, 429) and isinstance(request.user, User):
            match = request.resolver_match
            route, pk = (match.route, match.kwargs.get("pk")) if match else ("", None)
            refusals.record_refusal(
                User.objects.get(pk=request.user.pk),
                response.status_code,
                str(request.method)[:10],
                route,
                pk,
            )
        return response
