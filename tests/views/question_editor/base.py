"""Forms of the question editor as a browser posts them."""

from typing import Any

from django.test import Client

from questions.models import Question, Skill
from tests.base import make_skill


def skill(name: str = "Monitoring") -> Skill:
    return Skill.objects.filter(name=name).first() or make_skill(name)


def form(**changes: Any) -> dict[str, Any]:
    """Return a new question's form."""
    values: dict[str, Any] = {
        "type": "open",
        "level": "basic",
        "stem": "What is drift?",
        "answer": "A shift.",
        "minutes": "5",
        "difficulty_adjustment": "0",
        "skills": [str(skill().pk)],
    }
    return values | changes


def rows(*choices: tuple[str, bool]) -> dict[str, str]:
    posted: dict[str, str] = {}
    for n, (text, is_key) in enumerate(choices):
        posted |= {f"choices-{n}-text": text, f"choices-{n}-explanation": ""}
        if is_key:
            posted[f"choices-{n}-is_key"] = "on"
    return posted


def shown(client: Client, question: Question, **changes: Any) -> dict[str, Any]:
    """Return the form that the question's editor shows, as a browser would post it."""
    fields = client.get(f"/questions/{question.pk}/edit/").context["form"]
    values: dict[str, Any] = {}
    for field in fields:
        if field.name != "choices":
            value = field.value()
            values[field.name] = "" if value is None else value
    for n, row in enumerate(fields["choices"].value()):
        values |= {f"choices-{n}-text": row["text"], f"choices-{n}-explanation": row["explanation"]}
        if row["is_key"]:
            values[f"choices-{n}-is_key"] = "on"
    for name in ("look_for", "red_flags", "follow_ups", "references", "new_skills", "new_roles"):
        lines = values[name]
        values[name] = "\n".join(lines) if isinstance(lines, list) else lines
    return values | changes
