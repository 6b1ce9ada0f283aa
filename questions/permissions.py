"""May this account do that? The one place that answers."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from questions.models import User


def can(user: User | AnonymousUser, capability: str) -> bool:
    """Tell whether an account has a capability; what it sees is the QuerySets' matter."""
    return isinstance(user, User) and capability in user.capabilities


def require(user: User | None, capability: str) -> None:
    """Raise PermissionDenied unless the account has the capability; None is the system itself."""
    if user is not None and not can(user, capability):
        raise PermissionDenied(f"This account may not do this ({capability}).")


def get_visible(rows: Any, user: User, pk: int) -> Any:
    """Return one row of a QuerySet or manager that the account may see; else raise Http404."""
    return get_object_or_404(rows.visible_to(user), pk=pk)
