"""Webhooks: which acts are told, in what words, how they are signed, and when they are tried again.

Signatures follow Standard Webhooks (https://www.standardwebhooks.com).
"""

import base64
import datetime
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

PING = "ping"
#: The verb of an audit entry → the type of the event that it becomes. Nothing else is told.
EVENTS = {
    "question.created": "question.created",
    "question.edited": "question.edited",
    "question.submit": "question.submitted",
    "question.withdraw": "question.withdrawn",
    "question.approve": "question.approved",
    "question.send_back": "question.sent_back",
    "question.retire": "question.retired",
    "question.restore": "question.restored",
    "question.undone": "question.undone",
    "question.bulk_undone": "question.undone",
    "question.merged": "question.merged",
    "question.merged_away": "question.merged_away",
    "question.unmerged": "question.unmerged",
    "question.leaked": "question.leaked",
    "question.leak_cleared": "question.leak_cleared",
    "question.purged": "question.purged",
    "kit.created": "kit.created",
    "kit.edited": "kit.edited",
    "kit.changed": "kit.changed",
    "kit.undone": "kit.changed",
    "kit.upgraded": "kit.upgraded",
    "kit.frozen": "kit.ready",
    "kit.shared": "kit.shared",
    "kit.used": "kit.used",
    # Recorded of the kit in which it was so.
    "question.asked": "kit.question_asked",
    "question.skipped": "kit.question_skipped",
    "kit.archived": "kit.archived",
    "kit.restored": "kit.restored",
    "candidate.created": "candidate.created",
    "candidate.edited": "candidate.edited",
    "candidate.given": "candidate.shared",
    "candidate.erased": "candidate.erased",
    "import.previewed": "import.previewed",
    "import.committed": "import.committed",
    "import.undone": "import.undone",
}
#: What one may subscribe to, in this order.
TYPES = tuple(dict.fromkeys(EVENTS.values()))
NOUNS = tuple(dict.fromkeys(name.partition(".")[0] for name in TYPES))

# What is told

#: Of an audit entry's changes only these, and of these only numbers, names of fields and states.
TOLD = (
    "fields",
    "version",
    "revision",
    "from",
    "to",
    "into",
    "candidate",
    "template",
    "blueprint",
    "question",
    "questions",
    "accounts",
    "bulk",
)
_LONGEST_WORD = 50
_MOST = 500


def body(
    kind: str, at: datetime.datetime, data: Mapping[str, Any], changes: Mapping[str, Any]
) -> str:
    """Return the body of an event as it is sent: thin, without texts and personal data."""
    told = {name: changes[name] for name in TOLD if _is_plain(changes.get(name))}
    stamp = at.astimezone(datetime.UTC).isoformat(timespec="microseconds")
    said = {
        "type": kind,
        "timestamp": stamp.replace("+00:00", "Z"),
        "data": {**data, "changes": told},
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _is_plain(value: Any) -> bool:
    """Tell whether a value is a number, a word such as a field's name, or a list of them."""
    if isinstance(value, list):
        return len(value) <= _MOST and all(_is_plain(one) for one in value if one is not None)
    if isinstance(value, str):
        return len(value) <= _LONGEST_WORD and value.replace("_", "").isalnum() and value.isascii()
    return isinstance(value, int)


def wanted(events: Iterable[str], kind: str) -> bool:
    """Tell whether an endpoint with these events is told of `kind`; without any it is told all."""
    chosen = set(events)
    return not chosen or kind in chosen


# Signatures

SECRET_START = "whsec_"  # noqa: S105  # how one begins, and none itself
_SECRET_BYTES = 32
#: How long the secret before the present one signs too.
OVERLAP = datetime.timedelta(hours=24)


def new_secret() -> str:
    """Return a fresh secret as Standard Webhooks writes it."""
    return SECRET_START + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def signed(
    message: str, at: datetime.datetime, body: bytes, secrets: Iterable[str]
) -> dict[str, str]:
    """Return the headers that prove a message: its id, the time and a signature of each secret."""
    stamp = str(int(at.timestamp()))
    content = f"{message}.{stamp}.".encode() + body
    return {
        "webhook-id": message,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(_signature(secret, content) for secret in secrets),
    }


def _signature(secret: str, content: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(SECRET_START))
    return "v1," + base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()


# When

_HOUR = 3600
#: Seconds from one try to the next; after the last of them it is given up. Some three days.
BACK_OFF = (
    5,
    300,
    1_800,
    2 * _HOUR,
    5 * _HOUR,
    10 * _HOUR,
    14 * _HOUR,
    20 * _HOUR,
    24 * _HOUR,
)
#: How far a wait is stretched or cut, so that what failed together does not come back together.
JITTER = 0.2
#: An endpoint that has answered nothing well for so long is disabled.
FAILING_FOR = datetime.timedelta(days=5)


def next_try(tries: int, chance: float) -> datetime.timedelta | None:
    """Return how long to wait after so many failed tries; None to give up.

    `chance` is a random number from 0 to 1.
    """
    if tries > len(BACK_OFF):
        return None
    return datetime.timedelta(seconds=BACK_OFF[tries - 1] * (1 + JITTER * (2 * chance - 1)))


def is_lost(failing_since: datetime.datetime | None, now: datetime.datetime) -> bool:
    """Tell whether an endpoint has failed for so long that it is disabled."""
    return failing_since is not None and now - failing_since >= FAILING_FOR
