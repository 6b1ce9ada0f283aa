"""ETags: a client that holds the current state gets a 304, and only such a client changes it."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import parse_etags, quote_etag
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from questions.api.shapes import shape_of, told


class PreconditionFailed(APIException):
    """`If-Match` names a state that is not the current one, which `etag` names."""

    status_code = 412
    default_detail = "This is not in the state that If-Match names."

    def __init__(self, current: str) -> None:
        super().__init__()
        self.etag = current


class PreconditionRequired(APIException):
    """What is to be changed must be named in the state that the caller has seen."""

    status_code = 428
    default_detail = "Send the ETag of the state that you have read as If-Match."


KEPT_WITH_CARE = "private, no-cache"
NOT_KEPT = "no-store"


def conditional(
    request: Request, body: dict[str, Any], keep: str = KEPT_WITH_CARE, known: str = ""
) -> HttpResponseBase:
    """Return `body` marked with an ETag of all it says, or 304 when the client holds that.

    `known` is that ETag where it is known already. It names the state whichever fields are asked
    for, so that any answer will do to change it; what relations say in full is added to it.
    """
    tag, said = known or etag(body), told(request, [body])[0]
    if shape_of(request).expand:
        tag = f"{tag[:-1]}-{etag(said)[1:]}"
    headers = _headers(tag, keep)
    answer = get_conditional_response(request._request, etag=headers["ETag"])
    if answer is None:
        return Response(said, headers=headers)
    if answer.status_code == PreconditionFailed.status_code:
        raise PreconditionFailed(headers["ETag"])
    for name, value in headers.items():
        answer[name] = value
    return answer


def require_match(request: Request, body: dict[str, Any]) -> None:
    """Raise unless `If-Match` names the state that `body` says: only what was seen is changed."""
    if "If-Match" not in request.headers:
        raise PreconditionRequired
    named, current = parse_etags(request.headers["If-Match"]), etag(body)
    if named != ["*"] and current not in map(_of_state, named):
        raise PreconditionFailed(current)


def changed(body: dict[str, Any], status: int = 200, location: str = "") -> Response:
    """Return the state that a change has led to, with its ETag; `location` is that of a new row."""
    more = {"Location": location} if location else {}
    return Response(body, status=status, headers=_headers(etag(body), NOT_KEPT) | more)


def etag(body: Mapping[str, Any]) -> str:
    """Return the name of the state that `body` says."""
    text = json.dumps(body, sort_keys=True, cls=DjangoJSONEncoder)
    return quote_etag(hashlib.sha256(text.encode()).hexdigest()[:32])


def _of_state(tag: str) -> str:
    """Return an ETag without what relations add to it."""
    return re.sub(r'-\w+"$', '"', tag)


def _headers(tag: str, keep: str) -> dict[str, str]:
    return {"ETag": tag, "Cache-Control": keep, "Vary": "Authorization, Cookie"}
