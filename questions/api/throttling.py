"""How many requests a token, or an account in a session, may make, and how many are left.

Windows of a fixed length are counted in each worker process: that costs no query.
"""

import math
import time
from dataclasses import dataclass
from typing import Any

from django.core.cache import caches
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from questions.models import Token
from questions.proxies import client_address


@dataclass(frozen=True)
class Budget:
    """What a caller may make in a window, what is left of it, and the seconds until it ends."""

    limit: int
    remaining: int
    seconds: int

    def headers(self) -> dict[str, str]:
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.seconds),
        }


class AccountRateThrottle(SimpleRateThrottle):
    """Count the requests of a token, of an account without one, or of an address without either."""

    scope = "account"
    num_requests: int
    duration: int
    budget: Budget

    def get_cache_key(self, request: Request, view: object) -> str:
        if isinstance(request.auth, Token):
            return f"requests:token:{request.auth.pk}"
        if request.user.is_authenticated:
            return f"requests:account:{request.user.pk}"
        return f"requests:address:{client_address(request)}"

    def allow_request(self, request: Request, view: object) -> bool:
        made, seconds = _count(self.get_cache_key(request, view), self.duration)
        self.budget = Budget(self.num_requests, max(self.num_requests - made, 0), seconds)
        # For the middleware, which answers of every kind pass.
        underlying: Any = request._request
        underlying.budget = self.budget
        return made <= self.num_requests

    def wait(self) -> float:
        return self.budget.seconds


def _count(key: str, duration: int) -> tuple[int, int]:
    """Count once more in a caller's window; return the count, and the seconds until it ends."""
    counts, now = caches["process"], time.time()
    ends = float(counts.get_or_set(f"{key}:ends", now + duration, duration) or now)
    seconds = max(math.ceil(ends - now), 1)
    counts.add(key, 0, seconds)
    try:
        return counts.incr(key), seconds
    except ValueError:  # the window has ended between the two
        return 1, seconds
