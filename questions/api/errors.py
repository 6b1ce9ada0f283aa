"""Every failure of the API as RFC 9457 `application/problem+json`."""

from typing import Any

import structlog
from django.core.exceptions import PermissionDenied
from django.core.signals import got_request_exception
from django.http import Http404, JsonResponse
from rest_framework import exceptions, status
from rest_framework.views import set_rollback

from questions.filters import FilterError, FiltersRefused
from questions.paging import BadCursor

logger = structlog.get_logger(__name__)

TITLES = {
    400: "Bad request",
    401: "Sign-in needed",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    406: "Not acceptable",
    412: "Precondition failed",
    415: "Unsupported media type",
    429: "Too many requests",
    500: "Server error",
}


MEDIA_TYPE = "application/problem+json"


def problem(
    code: int, detail: str, errors: list[FilterError] | None = None, headers: Any = None
) -> JsonResponse:
    """Return a problem; `errors` name the parameters or fields at fault.

    Not a DRF response: a view's own renderer (HTML for the docs page) must not render it.
    """
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": TITLES.get(code, "Error"),
        "status": code,
        "detail": detail,
    }
    if errors:
        body["errors"] = [{"field": e.field, "code": e.code, "message": e.message} for e in errors]
    return JsonResponse(body, status=code, headers=headers, content_type=MEDIA_TYPE)


def problem_response(failure: Exception, context: dict[str, Any]) -> JsonResponse:
    """Turn whatever an API view raised into a problem; what nobody foresaw is logged as a 500."""
    set_rollback()
    if isinstance(failure, FiltersRefused):
        return problem(400, "Some parameters are not understood.", failure.errors)
    if isinstance(failure, BadCursor):
        error = FilterError("cursor", failure.code, failure.message)
        return problem(400, error.message, [error])
    if isinstance(failure, Http404):
        failure = exceptions.NotFound()
    elif isinstance(failure, PermissionDenied):
        failure = exceptions.PermissionDenied()
    if isinstance(failure, exceptions.APIException):
        return problem(failure.status_code, str(failure.detail), headers=_headers(failure))
    logger.exception("api_failure", exc_info=failure)
    got_request_exception.send(sender=problem_response, request=context.get("request"))
    return problem(status.HTTP_500_INTERNAL_SERVER_ERROR, "The error has been recorded.")


def _headers(failure: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if getattr(failure, "auth_header", None):
        headers["WWW-Authenticate"] = str(failure.auth_header)  # type: ignore[attr-defined]  # DRF sets it
    if getattr(failure, "wait", None):
        headers["Retry-After"] = str(int(failure.wait) + 1)  # type: ignore[attr-defined]  # Throttled's
    return headers
