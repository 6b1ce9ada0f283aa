"""What is noted of every request: that the account was here, and what it was refused."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from questions.actions import refusals
from questions.models import User

GetResponse = Callable[[HttpRequest], HttpResponse]


class PresenceMiddleware:
    """Note that an account was here, and record what it was refused, for pages and API alike.

    A stranger's request costs nothing here.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(request.user, User):
            request.user.see()
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
