"""Sessions end after a time without use, and after a time whatever the use, on the server."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

GetResponse = Callable[[HttpRequest], HttpResponse]
STARTED, USED = "started_at", "used_at"
#: How exact “used” is: a write for each request would cost more than it tells.
NOTED_EVERY = timedelta(minutes=5)


class SessionLimitMiddleware:
    """Sign out whose session is too old; a request without a session costs nothing here."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            now = timezone.now()
            if _is_over(request, now):
                logout(request)
            else:
                _note(request, now)
        return self.get_response(request)


def _is_over(request: HttpRequest, now: datetime) -> bool:
    started, used = moment(request, STARTED), moment(request, USED)
    idle = timedelta(minutes=settings.SESSION_IDLE_MINUTES)
    whole = timedelta(hours=settings.SESSION_MAX_HOURS)
    return bool((used and now - used > idle) or (started and now - started > whole))


def _note(request: HttpRequest, now: datetime) -> None:
    if STARTED not in request.session:
        request.session[STARTED] = now.isoformat()
    used, idle = moment(request, USED), timedelta(minutes=settings.SESSION_IDLE_MINUTES)
    if used is None or now - used > min(NOTED_EVERY, idle / 4):
        request.session[USED] = now.isoformat()


def moment(request: HttpRequest, name: str) -> datetime | None:
    """Return when a session began or was used last, as far as that is noted."""
    said = request.session.get(name)
    return datetime.fromisoformat(said) if said else None
