"""May this account do that? The one place that answers."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from questions.models import Question, User
from questions.rules import lifecycle
from questions.rules.access import READ_QUESTIONS, READ_UNAPPROVED


def can(user: User | AnonymousUser, capability: str, question: Question | None = None) -> bool:
    """Tell whether an account has a capability, on one question when it is given."""
    if not isinstance(user, User) or capability not in user.capabilities:
        return False
    return question is None or _sees(user, question)


def _sees(user: User, question: Question) -> bool:
    if READ_UNAPPROVED in user.capabilities:
        return READ_QUESTIONS in user.capabilities
    return question.status == lifecycle.APPROVED and READ_QUESTIONS in user.capabilities


def require(user: User | None, capability: str) -> None:
    """Raise PermissionDenied unless the account has the capability; None is the system itself."""
    if user is not None and not can(user, capability):
        raise PermissionDenied(f"This account may not do this ({capability}).")
