"""What a bulk change makes of one question: changes it, finds it so already, or refuses."""

import dataclasses
from dataclasses import dataclass

from questions.rules import content, lifecycle
from questions.rules.content import Content
from questions.rules.lifecycle import STATUSES, ReasonNeeded, TransitionRefused

MAX_QUESTIONS = 100_000
#: More than so many are changed by the worker.
AT_ONCE = 10_000

ADD_SKILL, REMOVE_SKILL, ADD_ROLE, REMOVE_ROLE = (
    "add_skill",
    "remove_skill",
    "add_role",
    "remove_role",
)
LEVEL, MINUTES = "level", "minutes"
SUBMIT, APPROVE, RETIRE, RESTORE = "submit", "approve", "retire", "restore"
VERBS = {
    ADD_SKILL: "Add a skill",
    REMOVE_SKILL: "Remove a skill",
    ADD_ROLE: "Add a role",
    REMOVE_ROLE: "Remove a role",
    LEVEL: "Set the level",
    MINUTES: "Set the minutes",
    SUBMIT: "Submit for review",
    APPROVE: "Approve",
    RETIRE: "Retire",
    RESTORE: "Restore",
}
SKILL_VERBS, ROLE_VERBS = (ADD_SKILL, REMOVE_SKILL), (ADD_ROLE, REMOVE_ROLE)
TAG_VERBS, CONTENT_VERBS = SKILL_VERBS + ROLE_VERBS, (LEVEL, MINUTES)
MOVES = (SUBMIT, APPROVE, RETIRE, RESTORE)
#: Verbs that look at all that a question says.
JUDGING = (*CONTENT_VERBS, SUBMIT, APPROVE)

#: Verbs that may let a row say something else.
SAYING = (*CONTENT_VERBS, APPROVE)

CHANGE, UNCHANGED, REFUSED = "change", "unchanged", "refused"
CHANGED, STALE, UNDONE, KEPT = "changed", "stale", "undone", "kept"
OUTCOMES = {
    CHANGE: "Will change",
    UNCHANGED: "Already so",
    REFUSED: "Refused",
    CHANGED: "Changed",
    STALE: "Skipped: changed by someone else",
    UNDONE: "Undone",
    KEPT: "Not undone: changed since",
}


class BulkRefused(Exception):
    """A bulk change that cannot be made as asked; `field` names what is at fault."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Order:
    """What is asked of every question; `label` is the name of a skill or role."""

    verb: str
    value: str = ""
    label: str = ""


@dataclass(frozen=True)
class Standing:
    """A question as far as a bulk change looks at it; `said` is its newest content."""

    status: str
    pending: bool = False
    tags: tuple[str, ...] = ()
    said: Content | None = None
    #: Whoever asks wrote what waits.
    own: bool = False


@dataclass(frozen=True)
class Outcome:
    """What becomes of one question, and why not."""

    kind: str
    old: str = ""
    new: str = ""
    reason: str = ""


def require_value(verb: str, value: str, note: str = "") -> None:
    """Raise BulkRefused where a verb cannot work with a value."""
    if verb not in VERBS:
        raise BulkRefused(f"There is no action “{verb[:100]}”.", "verb")
    if verb == LEVEL and value not in content.LEVELS:
        raise BulkRefused(f"Choose one of {', '.join(content.LEVELS)}.", LEVEL)
    if verb == MINUTES and not _are_minutes(value):
        span = f"{content.MIN_MINUTES} to {content.MAX_MINUTES}"
        raise BulkRefused(f"Give {span} minutes.", MINUTES)
    try:
        lifecycle.require_reason(verb, note)
    except ReasonNeeded:
        raise BulkRefused("Say why these questions are retired.", "note") from None


def _are_minutes(text: str) -> bool:
    whole = text.isascii() and text.isdigit() and len(text) <= 3
    return whole and content.MIN_MINUTES <= int(text) <= content.MAX_MINUTES


def decide(order: Order, standing: Standing) -> Outcome:
    """Return what becomes of a question, by the rules that hold for one question alone."""
    try:
        if order.verb in TAG_VERBS:
            return _tagged(order, standing)
        if order.verb in CONTENT_VERBS:
            return _edited(order, standing)
        return _moved(order, standing)
    except TransitionRefused as refusal:
        return Outcome(REFUSED, reason=str(refusal))


def _tagged(order: Order, standing: Standing) -> Outcome:
    lifecycle.require_editable(standing.status)
    adds, has = order.verb in (ADD_SKILL, ADD_ROLE), order.label in standing.tags
    old = ", ".join(standing.tags)
    if adds == has:
        return Outcome(UNCHANGED, old, old)
    kept = tuple(tag for tag in standing.tags if tag != order.label)
    if not adds and not kept and order.verb == REMOVE_SKILL:
        return Outcome(REFUSED, old, reason="It would be left without a skill.")
    return Outcome(CHANGE, old, ", ".join(sorted((*kept, order.label)) if adds else kept))


def _edited(order: Order, standing: Standing) -> Outcome:
    lifecycle.require_editable(standing.status)
    said = _said(standing)
    after = with_value(order, said)
    old, new = _shown(order.verb, said), _shown(order.verb, after)
    if after == said:
        return Outcome(UNCHANGED, old, old)
    return _judged(after, standing.status != lifecycle.DRAFT, Outcome(CHANGE, old, new))


def _said(standing: Standing) -> Content:
    if standing.said is None:
        raise ValueError("This verb judges what a question says: read it first.")
    return standing.said


def with_value(order: Order, said: Content) -> Content:
    """Return a content with its level or minutes set."""
    if order.verb == LEVEL:
        return dataclasses.replace(said, level=order.value)
    return dataclasses.replace(said, minutes=int(order.value))


def _shown(verb: str, said: Content) -> str:
    return content.LEVELS.get(said.level, said.level) if verb == LEVEL else f"{said.minutes} min"


def _moved(order: Order, standing: Standing) -> Outcome:
    old = STATUSES[standing.status]
    if _is_there(order.verb, standing):
        return Outcome(UNCHANGED, old, old)
    after = lifecycle.step(standing.status, order.verb, pending=standing.pending)
    if order.verb == APPROVE and standing.own:
        return Outcome(REFUSED, old, reason="You wrote it: somebody else has to approve it.")
    new = STATUSES[after] if after != standing.status else "Approved, with the pending version"
    outcome = Outcome(CHANGE, old, new)
    if order.verb in JUDGING:
        return _judged(_said(standing), True, outcome)
    return outcome


def _is_there(verb: str, standing: Standing) -> bool:
    if verb == APPROVE and standing.pending:
        return False
    return standing.status in lifecycle.TRANSITIONS[verb].values()


def _judged(said: Content, complete: bool, outcome: Outcome) -> Outcome:
    found = content.problems(said, complete=complete)
    if not found:
        return outcome
    return Outcome(REFUSED, outcome.old, reason=found[0].message)
