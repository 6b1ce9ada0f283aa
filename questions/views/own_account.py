"""The page of one's own account: who one is here, and what keeps it safe."""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from questions.actions import people, second_factor
from questions.views import session_limits
from questions.views.requests import PageRequest, unstored


@require_safe
@unstored
def page(request: PageRequest) -> HttpResponse:
    """Show one's own account."""
    started = session_limits.moment(request, session_limits.STARTED) or timezone.now()
    context = {
        "groups": request.user.groups.order_by("pk"),
        "factor": _factor(request),
        "is_required": second_factor.is_required(request.user),
        "started": started,
        "ends": started + timedelta(hours=settings.SESSION_MAX_HOURS),
        "idle_hours": settings.SESSION_IDLE_MINUTES / 60,
        "tokens": request.user.tokens.usable()[:10],
    }
    return render(request, "settings/own_account.html", context)


def _factor(request: PageRequest) -> dict[str, object]:
    """Return since when the second factor is on, and how many recovery codes are left."""
    found = {row.type: row for row in Authenticator.objects.filter(user=request.user)}
    app = found.get(Authenticator.Type.TOTP)
    codes = found.get(Authenticator.Type.RECOVERY_CODES)
    left = len(codes.wrap().get_unused_codes()) if codes else 0
    return {"app": app, "codes_left": left}


@require_POST
@unstored
def end_sessions(request: PageRequest) -> HttpResponse:
    """Sign out everywhere else."""
    update_session_auth_hash(request, people.end_sessions(request.user))
    messages.success(request, "You are signed out everywhere but here.")
    return redirect("own_account")
