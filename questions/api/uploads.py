"""Files as the body of a request: as a form, or as they are."""

from typing import Any

from django.http import HttpRequest
from rest_framework.exceptions import APIException
from rest_framework.parsers import BaseParser


class TooLarge(APIException):
    """A file over the cap in a body that is just below it (views/uploads.py refuses the others)."""

    status_code = 413
    default_detail = "This file is larger than is taken here."


class BytesParser(BaseParser):
    """A body as it is, whatever it is called."""

    media_type = "*/*"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        return bytes(stream.read())


def keep_body(raw: HttpRequest) -> None:
    """Read a whole body that may be larger than others may be, for all who look at it later.

    Django's own limit is for forms; what is over the cap was refused already (views/uploads.py).
    """
    if not raw._read_started:  # type: ignore[attr-defined]  # not in the stubs
        raw._body = raw.read()
