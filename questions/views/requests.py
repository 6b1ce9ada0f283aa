"""The request that page views get: someone is signed in, and htmx is known."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from questions.models import User


class PageRequest(HttpRequest):
    """Holds behind LoginRequiredMiddleware and HtmxMiddleware; for type checks only."""

    user: User
    htmx: HtmxDetails
