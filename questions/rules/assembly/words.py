"""How assembly names what was asked for."""

from questions.rules.assembly.model import Plan, Quota
from questions.rules.content import LEVELS, MCQ, OPEN


def kind(plan: Plan, quota: Quota, number: int) -> str:
    """Return what a quota counts, such as "expert Data Analysis questions"."""
    noun = "MCQ" if quota.type == MCQ else "question"
    parts = [
        "open" if quota.type == OPEN else "",
        LEVELS[quota.level].lower() if quota.level else "",
        "" if quota.skill is None else plan.skill_names.get(quota.skill, f"skill {quota.skill}"),
        noun if number == 1 else noun + "s",
        "" if quota.role is None else f"for {plan.role_names.get(quota.role, 'one role')}",
    ]
    return " ".join(filter(None, parts))


def asked(plan: Plan, quota: Quota, number: int) -> str:
    """Return a number of what a quota counts, such as "1 MCQ"."""
    return f"{number} {kind(plan, quota, number)}"
