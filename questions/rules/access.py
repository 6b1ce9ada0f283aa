"""Who may do what: account groups to capabilities, and a token's scopes that cut them down."""

from collections.abc import Iterable

from questions.rules import lifecycle

ADMIN = "admin"
RECRUITER = "recruiter"
HIRING_MANAGER = "hiring manager"
INTERVIEWER = "interviewer"
GROUPS = (ADMIN, RECRUITER, HIRING_MANAGER, INTERVIEWER)

READ_QUESTIONS = "questions:read"
READ_APPROVED = "questions:read_approved"
READ_UNAPPROVED = "questions:read_unapproved"
READ_ANSWERS = "answers:read"
WRITE_QUESTIONS = "questions:write"
REVIEW_QUESTIONS = "questions:review"
PURGE_QUESTIONS = "questions:purge"
READ_AUDIT = "audit:read"
MANAGE_SETTINGS = "settings:manage"
READ_KITS = "kits:read"
WRITE_KITS = "kits:write"
EVERY_KIT = "kits:every"
NAME_CANDIDATES = "candidates:name"
READ_CANDIDATES = "candidates:read"
WRITE_CANDIDATES = "candidates:write"
EVERY_CANDIDATE = "candidates:every"

#: Questions and guidance of the kits that one is given, and nothing beyond them.
_INTERVIEWER = frozenset({READ_QUESTIONS, READ_ANSWERS, READ_KITS, NAME_CANDIDATES})
_READER = _INTERVIEWER | {READ_APPROVED, WRITE_KITS, READ_CANDIDATES, WRITE_CANDIDATES}
_EDITOR = _READER | {
    READ_UNAPPROVED,
    WRITE_QUESTIONS,
    REVIEW_QUESTIONS,
    EVERY_KIT,
    EVERY_CANDIDATE,
}
_ADMIN = _EDITOR | {PURGE_QUESTIONS, READ_AUDIT, MANAGE_SETTINGS}

GROUP_CAPABILITIES: dict[str, frozenset[str]] = {
    ADMIN: _ADMIN,
    RECRUITER: _EDITOR,
    HIRING_MANAGER: _READER,
    INTERVIEWER: _INTERVIEWER,
}

SCOPE_CAPABILITIES: dict[str, frozenset[str]] = {
    "questions:read": frozenset({READ_QUESTIONS, READ_APPROVED, READ_UNAPPROVED}),
    "answers:read": frozenset({READ_ANSWERS}),
    "questions:write": frozenset({WRITE_QUESTIONS, REVIEW_QUESTIONS}),
    "kits:read": frozenset({READ_KITS, EVERY_KIT}),
    "kits:write": frozenset({WRITE_KITS}),
    "candidates:read": frozenset({NAME_CANDIDATES, READ_CANDIDATES, EVERY_CANDIDATE}),
    "candidates:write": frozenset({WRITE_CANDIDATES}),
    "audit:read": frozenset({READ_AUDIT}),
    "admin": frozenset({PURGE_QUESTIONS, MANAGE_SETTINGS}),
}
SCOPES = tuple(SCOPE_CAPABILITIES)


def capabilities(
    groups: Iterable[str], *, superuser: bool = False, scopes: Iterable[str] | None = None
) -> frozenset[str]:
    """Return what an account may do.

    `groups` are names of account groups (unknown ones give nothing); a superuser has the admin's
    capabilities. `scopes` of an API token take away whatever they do not cover; None is a person.
    """
    names = [ADMIN] if superuser else list(groups)
    granted = frozenset[str]().union(*(GROUP_CAPABILITIES.get(name, frozenset()) for name in names))
    if scopes is None:
        return granted
    covered = (SCOPE_CAPABILITIES.get(scope, frozenset()) for scope in scopes)
    return granted & frozenset[str]().union(*covered)


def to_move(verb: str) -> str:
    """Return the capability that a step of the lifecycle needs."""
    return WRITE_QUESTIONS if verb in ("submit", "withdraw") else REVIEW_QUESTIONS


def readable_statuses(capabilities: frozenset[str]) -> frozenset[str]:
    """Return the statuses of which an account may read every question.

    Beyond them it reads the questions of its kits, if it reads questions at all.
    """
    if READ_UNAPPROVED in capabilities:
        return frozenset(lifecycle.STATUSES)
    return frozenset({lifecycle.APPROVED} if READ_APPROVED in capabilities else ())
