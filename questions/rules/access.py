"""Who may do what: account groups to capabilities, and a token's scopes that cut them down."""

from collections.abc import Iterable

from questions.rules import lifecycle

ADMIN = "admin"
RECRUITER = "recruiter"
HIRING_MANAGER = "hiring manager"
INTERVIEWER = "interviewer"
GROUPS = (ADMIN, RECRUITER, HIRING_MANAGER, INTERVIEWER)

#: How the provider of single sign-on is called in addresses and rows.
SINGLE_SIGN_ON = "sso"

READ_QUESTIONS = "questions:read"
READ_APPROVED = "questions:read_approved"
READ_UNAPPROVED = "questions:read_unapproved"
READ_ANSWERS = "answers:read"
WRITE_QUESTIONS = "questions:write"
REVIEW_QUESTIONS = "questions:review"
PURGE_QUESTIONS = "questions:purge"
WRITE_IMPORTS = "imports:write"
READ_AUDIT = "audit:read"
MANAGE_SETTINGS = "settings:manage"
MANAGE_WEBHOOKS = "webhooks:manage"
READ_KITS = "kits:read"
WRITE_KITS = "kits:write"
EVERY_KIT = "kits:every"
NAME_CANDIDATES = "candidates:name"
READ_CANDIDATES = "candidates:read"
WRITE_CANDIDATES = "candidates:write"
EVERY_CANDIDATE = "candidates:every"
OWN_TOKENS = "tokens:own"

#: Questions and guidance of the kits that one is given, and nothing beyond them.
_INTERVIEWER = frozenset({READ_QUESTIONS, READ_ANSWERS, READ_KITS, NAME_CANDIDATES})
_READER = _INTERVIEWER | {
    READ_APPROVED,
    WRITE_KITS,
    READ_CANDIDATES,
    WRITE_CANDIDATES,
    OWN_TOKENS,
}
_EDITOR = _READER | {
    READ_UNAPPROVED,
    WRITE_QUESTIONS,
    REVIEW_QUESTIONS,
    WRITE_IMPORTS,
    EVERY_KIT,
    EVERY_CANDIDATE,
}
_ADMIN = _EDITOR | {PURGE_QUESTIONS, READ_AUDIT, MANAGE_SETTINGS, MANAGE_WEBHOOKS}

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
    "imports:write": frozenset({WRITE_IMPORTS}),
    "kits:read": frozenset({READ_KITS, EVERY_KIT}),
    "kits:write": frozenset({WRITE_KITS}),
    "candidates:read": frozenset({NAME_CANDIDATES, READ_CANDIDATES, EVERY_CANDIDATE}),
    "candidates:write": frozenset({WRITE_CANDIDATES}),
    "webhooks:write": frozenset({MANAGE_WEBHOOKS}),
    "tokens:write": frozenset({OWN_TOKENS}),
    "audit:read": frozenset({READ_AUDIT}),
    "admin": frozenset({PURGE_QUESTIONS, MANAGE_SETTINGS}),
}
SCOPES = tuple(SCOPE_CAPABILITIES)
#: What each scope lets a program do, for those who choose.
SCOPE_WORDS = {
    "questions:read": "Read questions, as far as you may",
    "answers:read": "Read answers, guidance and keys",
    "questions:write": "Write, review and retire questions",
    "kits:read": "Read kits and blueprints",
    "kits:write": "Make and change kits and blueprints",
    "candidates:read": "Read names and data of candidates",
    "candidates:write": "Add, change and erase candidates",
    "imports:write": "Import files of questions",
    "webhooks:write": "Set up webhooks",
    "tokens:write": "Make, rotate and revoke API tokens of yours, with no more scopes than its own",
    "audit:read": "Read the audit log",
    "admin": "Purge questions, and manage people and settings",
}


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


def usable_scopes(
    capabilities: frozenset[str], held: Iterable[str] | None = None
) -> tuple[str, ...]:
    """Return the scopes that open something for an account with these capabilities.

    `held` are the scopes of the token that asks: it hands on no others.
    """
    known = SCOPES if held is None else [scope for scope in SCOPES if scope in held]
    return tuple(scope for scope in known if SCOPE_CAPABILITIES[scope] & capabilities)


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
