"""ETags: a client that holds the current state gets a 304 without a body."""

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from rest_framework.request import Request
from rest_framework.response import Response

HEADERS = {"Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie"}


def conditional(request: Request, body: dict[str, Any]) -> HttpResponseBase:
    """Return `body` marked with an ETag of all it says, or 304 when the client holds that."""
    text = json.dumps(body, sort_keys=True, cls=DjangoJSONEncoder)
    etag = quote_etag(hashlib.sha256(text.encode()).hexdigest()[:32])
    unchanged = get_conditional_response(request._request, etag=etag)
    if unchanged is not None:
        for name, value in HEADERS.items():
            unchanged[name] = value
        return unchanged
    return Response(body, headers={"ETag": etag, **HEADERS})
