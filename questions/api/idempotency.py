"""`Idempotency-Key`: a request that is sent again makes nothing again.

What was made is not kept with the key but read anew for a repeated answer: so no guidance and
nothing about a candidate lies in a second table, no secret is shown twice, and who has lost the
right to see it meanwhile does not see it.
"""

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import urlsplit

from django.db import transaction
from django.http import Http404
from django.urls import resolve
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.response import Response

from questions.actions import idempotency
from questions.api.auth import ApiRequest
from questions.api.conditional import NOT_KEPT
from questions.api.parameters import KEY_PATTERN
from questions.models import IdempotencyKey, Token

P = ParamSpec("P")
V = TypeVar("V")
Making = Callable[Concatenate[V, ApiRequest, P], Response]


class MadeIsGone(APIException):
    """What the first request with a key has made was deleted since, or is hidden by now."""

    status_code = 409
    default_detail = "What the first request with this Idempotency-Key made is not there any more."


def idempotent(view: Making[V, P]) -> Making[V, P]:
    """Let a view that makes something know a request that comes again by its key.

    The view answers with the `Location` of what it has made, where `retrieve` reads it.
    """

    @wraps(view)
    def handle(self: V, request: ApiRequest, /, *args: P.args, **kwargs: P.kwargs) -> Response:
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return view(self, request, *args, **kwargs)
        held = _claim(request, key)
        if held.status is not None:
            return _replayed(request, held)
        try:
            with transaction.atomic():
                answer = view(self, request, *args, **kwargs)
                location = urlsplit(answer.headers["Location"]).path
                idempotency.finish(held, answer.status_code, location)
        except BaseException:
            idempotency.release(held)
            raise
        return answer

    return handle


def _claim(request: ApiRequest, key: str) -> IdempotencyKey:
    if not re.fullmatch(KEY_PATTERN, key):
        message = "Give 1 to 255 visible ASCII characters without a space, such as a UUID."
        raise serializers.ValidationError({"Idempotency-Key": [message]})
    token = request.auth if isinstance(request.auth, Token) else None
    return idempotency.claim(request.user, token, key, _digest(request))


def _digest(request: ApiRequest) -> str:
    """Return a digest of all that says what a request asks for."""
    raw = request._request
    start = f"{raw.method} {raw.get_full_path()} ".encode(errors="surrogateescape")
    return hashlib.sha256(start + raw.body).hexdigest()


def _replayed(request: ApiRequest, held: IdempotencyKey) -> Response:
    """Return what a key has led to, as it is now."""
    found = resolve(held.location)
    viewset: Any = found.func
    try:
        now = viewset.cls().retrieve(request, **found.kwargs)
    except Http404 as error:
        raise MadeIsGone from error
    kept = {name: now.headers[name] for name in ("ETag", "Vary") if name in now.headers}
    headers = kept | {
        "Location": request.build_absolute_uri(held.location),
        "Cache-Control": NOT_KEPT,
        "Idempotent-Replayed": "true",
    }
    return Response(now.data, held.status, headers=headers)
