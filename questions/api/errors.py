"""Every failure of the API as RFC 9457 `application/problem+json`."""

from collections.abc import Callable, Iterator
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.core.signals import got_request_exception
from django.http import Http404, JsonResponse
from rest_framework import exceptions, status
from rest_framework.views import set_rollback

from questions.actions.assembly import AssemblyRefused
from questions.actions.blueprints import BlueprintRefused, StaleBlueprint
from questions.actions.candidates import CandidateErased, StaleCandidate
from questions.actions.export_orders import ExportUnready
from questions.actions.idempotency import KeyInFlight, KeyReused
from questions.actions.invitations import InvitationRefused
from questions.actions.kits import StaleKit
from questions.actions.merging import MergeRefused
from questions.actions.people import PeopleRefused
from questions.actions.questions import OwnWork, StaleSave, StillHeld
from questions.actions.saved_views import StaleView, ViewRefused
from questions.actions.taxonomy import StaleTaxonomy, StillUsed, TaxonomyRefused
from questions.actions.tokens import TokenRefused
from questions.actions.transfers import StaleImport
from questions.actions.webhooks import StaleWebhook, WebhookRefused
from questions.api.conditional import PreconditionFailed
from questions.filters import FilterError, FiltersRefused
from questions.formats import PdfUnavailable, Unwritable
from questions.models import Question
from questions.paging import BadCursor
from questions.rules.bulk import BulkRefused
from questions.rules.content import ContentRefused
from questions.rules.exports import ExportRefused
from questions.rules.kits import KitRefused
from questions.rules.lifecycle import ReasonNeeded, TransitionRefused
from questions.rules.transfers import ImportRefused

logger = structlog.get_logger(__name__)

TITLES = {
    400: "Bad request",
    401: "Sign-in needed",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    406: "Not acceptable",
    409: "Conflict",
    412: "Precondition failed",
    413: "Too large",
    415: "Unsupported media type",
    422: "Cannot be met",
    428: "Precondition required",
    429: "Too many requests",
    500: "Server error",
    501: "Not available here",
}
#: A message may repeat what was sent: that much of it tells enough.
LONGEST = 300


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
    for kind, told in FORESEEN.items():
        if isinstance(failure, kind):
            return told(failure)
    logger.exception("api_failure", exc_info=failure)
    got_request_exception.send(sender=problem_response, request=context.get("request"))
    return problem(status.HTTP_500_INTERNAL_SERVER_ERROR, "The error has been recorded.")


# What is foreseen


def _filters(failure: FiltersRefused) -> JsonResponse:
    return problem(400, "Some parameters are not understood.", failure.errors)


def _cursor(failure: BadCursor) -> JsonResponse:
    error = FilterError("cursor", failure.code, failure.message)
    return problem(400, error.message, [error])


def _fields(failure: exceptions.ValidationError) -> JsonResponse:
    return problem(400, "Some fields are not understood.", list(field_errors(failure.detail)))


def field_errors(detail: Any, path: str = "") -> Iterator[FilterError]:
    """Yield an error for each message; what is nested is named by its path, `quotas[0].level`."""
    named = detail.items() if isinstance(detail, dict) else enumerate(detail)
    for name, inner in named:
        if isinstance(inner, exceptions.ErrorDetail):
            yield FilterError(path or "body", inner.code or "invalid", inner[:LONGEST])
        else:
            whole = name == "non_field_errors" or (isinstance(detail, list) and not path)
            yield from field_errors(inner, path if whole else _below(path, name)[:100])


def _below(path: str, name: Any) -> str:
    return f"{path}[{name}]" if isinstance(name, int) else f"{path}.{name}".strip(".")


def _plan(failure: BlueprintRefused) -> JsonResponse:
    errors = [FilterError(field, "refused", sentence) for field, sentence in failure.errors]
    return problem(400, "This plan contradicts itself.", errors)


def _content(failure: ContentRefused) -> JsonResponse:
    return problem(400, "This cannot be stored as it is.", content_errors(failure))


def content_errors(failure: ContentRefused) -> list[FilterError]:
    """Return what is wrong with a question's content as a problem's errors."""
    return [FilterError(found.field, "refused", found.message) for found in failure.problems]


def _in_flight(failure: KeyInFlight) -> JsonResponse:
    return problem(409, str(failure), headers={"Retry-After": str(failure.wait)})


def _key(failure: KeyReused) -> JsonResponse:
    return problem(422, str(failure), [FilterError("Idempotency-Key", "reused", str(failure))])


def _field(
    failure: TaxonomyRefused | TokenRefused | ViewRefused | ExportRefused | ImportRefused,
) -> JsonResponse:
    return problem(400, str(failure), [FilterError(failure.field, "refused", str(failure))])


def _reason(failure: ReasonNeeded) -> JsonResponse:
    return problem(400, str(failure), [FilterError("note", "required", str(failure))])


def _webhook(failure: WebhookRefused) -> JsonResponse:
    field = "address" if failure.field == "url" else failure.field
    return problem(400, str(failure), [FilterError(field, "refused", str(failure))])


def _token(failure: TokenRefused) -> JsonResponse:
    return _field(failure) if failure.field else problem(409, str(failure))


def _kit(failure: KitRefused) -> JsonResponse:
    errors = [FilterError(failure.field, "refused", str(failure))] if failure.field else []
    return problem(409, str(failure), errors)


def _import(failure: ImportRefused) -> JsonResponse:
    return _field(failure) if failure.field else problem(409, str(failure))


def _assembly(failure: AssemblyRefused) -> JsonResponse:
    errors = [FilterError(r.constraint, "infeasible", r.sentence) for r in failure.relaxations]
    return problem(422, "No kit can be made as it is asked for.", errors)


def _stale(failure: Exception) -> JsonResponse:
    return problem(412, str(failure))


def _api(failure: exceptions.APIException) -> JsonResponse:
    return problem(failure.status_code, str(failure.detail), headers=_headers(failure))


def _headers(failure: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if isinstance(failure, PreconditionFailed):
        headers["ETag"] = failure.etag
    if getattr(failure, "auth_header", None):
        headers["WWW-Authenticate"] = str(failure.auth_header)  # type: ignore[attr-defined]  # DRF sets it
    if getattr(failure, "wait", None):
        headers["Retry-After"] = str(int(failure.wait) + 1)  # type: ignore[attr-defined]  # Throttled's
    return headers


FORESEEN: dict[type[Exception], Callable[[Any], JsonResponse]] = {
    FiltersRefused: _filters,
    BadCursor: _cursor,
    BlueprintRefused: _plan,
    KitRefused: _kit,
    MergeRefused: lambda failure: problem(409, str(failure)),
    ContentRefused: _content,
    ReasonNeeded: _reason,
    TransitionRefused: lambda failure: problem(409, str(failure)),
    OwnWork: lambda failure: problem(409, str(failure)),
    StillHeld: lambda failure: problem(409, str(failure)),
    KeyInFlight: _in_flight,
    KeyReused: _key,
    PeopleRefused: lambda failure: problem(409, str(failure)),
    InvitationRefused: lambda failure: problem(409, str(failure)),
    BulkRefused: lambda failure: problem(409, str(failure)),
    CandidateErased: lambda failure: problem(409, str(failure)),
    AssemblyRefused: _assembly,
    StaleSave: _stale,
    StaleKit: _stale,
    StaleCandidate: _stale,
    StaleBlueprint: _stale,
    StaleTaxonomy: _stale,
    StaleView: _stale,
    StaleWebhook: _stale,
    TaxonomyRefused: _field,
    ViewRefused: _field,
    StaleImport: _stale,
    ImportRefused: _import,
    ExportRefused: _field,
    ExportUnready: lambda failure: problem(409, str(failure)),
    WebhookRefused: _webhook,
    TokenRefused: _token,
    StillUsed: lambda failure: problem(409, str(failure)),
    RequestDataTooBig: lambda _: problem(413, "This is more than one request may send."),
    PdfUnavailable: lambda failure: problem(501, str(failure)),
    Unwritable: lambda failure: problem(409, str(failure)),
    # Purged by someone else between two looks at it.
    Question.DoesNotExist: lambda _: _api(exceptions.NotFound()),
    Http404: lambda _: _api(exceptions.NotFound()),
    PermissionDenied: lambda _: _api(exceptions.PermissionDenied()),
    exceptions.ValidationError: _fields,
    exceptions.APIException: _api,
}
