"""ETags: a client that holds the current state gets a 304 without a body."""

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response


class PreconditionFailed(APIException):
    """`If-Match` names a state that is not the current one."""

    status_code = 412
    default_detail = "This is not in the state that If-Match names."


HEADERS = {"Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie"}


def conditional(request: Request, body: dict[str, Any]) -> HttpResponseBase:
    """Return `body` marked with an ETag of all it says, or 304 when the client holds that."""
    text = json.dumps(body, sort_keys=True, cls=DjangoJSONEncoder)
    etag = quote_etag(hashlib.sha256(text.encode()).hexdigest()[:32])
    headers = {"ETag": etag, **HEADERS}
    answer = get_conditional_response(request._request, etag=etag)
    if answer is None:
        return Response(body, headers=headers)
    if answer.status_code == PreconditionFailed.status_code:
        raise PreconditionFailed
    for name, value in headers.items():
        answer[name] = value
    return answer
