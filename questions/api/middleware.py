"""What every answer below /api/ carries: what is left to ask, and who elsewhere may read it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

GetResponse = Callable[[HttpRequest], HttpResponse]
ASKED = ("Authorization", "Content-Type", "If-Match", "If-None-Match", "Idempotency-Key")
TOLD = (
    "ETag",
    "Location",
    "Retry-After",
    "Idempotent-Replayed",
    "Content-Disposition",
    "RateLimit-Limit",
    "RateLimit-Remaining",
    "RateLimit-Reset",
)
METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE"
#: Seconds for which a browser keeps what a preflight told.
REMEMBERED = "600"


class ApiMiddleware:
    """Rate limits in headers, and CORS for the origins that the settings name, exactly those.

    Scripts elsewhere send a token of their own: cookies are never let in with them.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/api/"):
            return self.get_response(request)
        is_preflight = request.method == "OPTIONS" and (
            "Access-Control-Request-Method" in request.headers
        )
        if is_preflight and _is_let_in(request):
            return _with_origin(request, _preflight())
        response = self.get_response(request)
        budget = getattr(request, "budget", None)
        if budget is not None:
            for name, value in budget.headers().items():
                response[name] = value
        return _with_origin(request, response)


def _is_let_in(request: HttpRequest) -> bool:
    return request.headers.get("Origin") in settings.CORS_ORIGINS


def _preflight() -> HttpResponse:
    headers = {
        "Access-Control-Allow-Methods": METHODS,
        "Access-Control-Allow-Headers": ", ".join(ASKED),
        "Access-Control-Max-Age": REMEMBERED,
    }
    return HttpResponse(status=204, headers=headers)


def _with_origin(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if settings.CORS_ORIGINS:
        patch_vary_headers(response, ["Origin"])
        if _is_let_in(request):
            response["Access-Control-Allow-Origin"] = request.headers["Origin"]
            response["Access-Control-Expose-Headers"] = ", ".join(TOLD)
    return response
