"""What was refused: failed sign-ins, and requests of accounts that may not make them.

A flood leaves few entries: in an hour the first of a kind is recorded, then the tenth, the
hundredth and so on, with their number. Of strangers only tries to sign in are recorded.
"""

from django.db import transaction

from questions.actions import audit
from questions.models import Tally, User

#: How many addresses may try unknown accounts in an hour before they are counted together.
ADDRESSES = 100


@transaction.atomic
def record_refusal(user: User, status: int, method: str, route: str, pk: object = None) -> None:
    """Record that an account was refused (403) or held off (429) at a route."""
    verb = "access.throttled" if status == 429 else "access.refused"
    changes = {"request": f"{method} {route}"[:200], **({"id": pk} if pk is not None else {})}
    _record(user, verb, user, f"{verb}:{user.pk}:{method}:{route}", changes)


@transaction.atomic
def record_sign_in(account: User | None, address: str, *, throttled: bool = False) -> None:
    """Record a try to sign in that failed, or was not even looked at.

    What was typed is not kept: it may be a password in the wrong place.
    """
    verb = "sign_in.throttled" if throttled else "sign_in.failed"
    whose = str(account.pk) if account else "unknown"
    key = f"{verb}:{whose}:{address}"
    if account is None and Tally.objects.count_up(f"{verb}:unknown") > ADDRESSES:
        key, address = f"{verb}:many", "many"
    _record(None, verb, account or User(), key, {"address": address})


def _record(actor: User | None, verb: str, obj: User, key: str, changes: dict[str, object]) -> None:
    times = Tally.objects.count_up(key)
    if _is_round(times):
        told = {"times in this hour": times} if times > 1 else {}
        audit.record(actor, verb, obj, changes | told)


def _is_round(count: int) -> bool:
    """Tell whether a count is 1, 10, 100 and so on."""
    return str(count).strip("0") == "1"
