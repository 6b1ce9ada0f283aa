"""The request that page views get: someone is signed in, and htmx is known."""

from django.http import HttpRequest
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods
from django_htmx.middleware import HtmxDetails

from questions.models import User

STALE_LINK = "This page of the list cannot be found any more. Here is where the list begins."
form_methods = require_http_methods(["GET", "HEAD", "POST"])
#: Personal data and guidance stay in no cache, on the way or in the browser.
unstored = cache_control(no_store=True)


class PageRequest(HttpRequest):
    """Holds behind LoginRequiredMiddleware and HtmxMiddleware; for type checks only."""

    user: User
    htmx: HtmxDetails
