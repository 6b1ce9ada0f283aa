"""The address that a request came from: a header is believed only of the proxies set up for it."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the address that the outermost trusted proxy saw, the peer's without a proxy.

    Every proxy appends the address that it was called from, so that all further left is hearsay.
    """
    trusted: int = settings.TRUSTED_PROXIES
    passed = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    peer = str(request.META.get("REMOTE_ADDR", ""))
    said = passed[-trusted].strip() if 0 < trusted <= len(passed) else peer
    try:
        return str(ipaddress.ip_address(said))
    except ValueError:
        return peer
