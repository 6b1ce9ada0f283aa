"""The states of a question and the verbs that lead from one to another."""

DRAFT, IN_REVIEW, APPROVED, RETIRED = "draft", "in_review", "approved", "retired"
STATUSES = {
    DRAFT: "Draft",
    IN_REVIEW: "In review",
    APPROVED: "Approved",
    RETIRED: "Retired",
}

#: Of questions that are in use, or will be.
LIVE = (DRAFT, IN_REVIEW, APPROVED)

TRANSITIONS: dict[str, dict[str, str]] = {
    "submit": {DRAFT: IN_REVIEW},
    "withdraw": {IN_REVIEW: DRAFT},
    "send_back": {IN_REVIEW: DRAFT, APPROVED: APPROVED},
    "approve": {IN_REVIEW: APPROVED, APPROVED: APPROVED},
    "retire": {APPROVED: RETIRED},
    "restore": {RETIRED: APPROVED},
}


#: Steps of which whoever wrote the question, or looks for it, must learn why.
NEED_REASON = ("send_back", "retire")


class TransitionRefused(Exception):
    """A verb that the question's status does not allow."""


class ReasonNeeded(TransitionRefused):
    """A step that needs to be told why."""

    def __init__(self) -> None:
        super().__init__("Say why.")


def require_reason(verb: str, note: str) -> None:
    """Raise ReasonNeeded where a step needs a reason and has none."""
    if verb in NEED_REASON and not note.strip():
        raise ReasonNeeded


def next_status(status: str, verb: str) -> str:
    """Return the status that `verb` leads to from `status`; raise TransitionRefused when none."""
    try:
        return TRANSITIONS[verb][status]
    except KeyError:
        label = STATUSES.get(status, status).lower()
        raise TransitionRefused(
            f"A question that is {label} cannot {verb.replace('_', ' ')}."
        ) from None


def step(status: str, verb: str, *, pending: bool) -> str:
    """Return the status that `verb` leads to; approved stays approved only by a pending version."""
    after = next_status(status, verb)
    if after == status and not pending:
        raise TransitionRefused("No pending version waits for review.")
    return after


def require_editable(status: str) -> None:
    """Raise TransitionRefused where a question of this status may not be edited."""
    if status == RETIRED:
        raise TransitionRefused("A retired question must be restored before it is edited.")


def verbs_from(status: str) -> list[str]:
    """Return the verbs that a question of this status allows."""
    return [verb for verb, steps in TRANSITIONS.items() if status in steps]
