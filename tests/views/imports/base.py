"""Files that the pages of imports are tried with."""

import json
from typing import Any

from questions.actions import transfers
from questions.models import Import, User


def question(stem: str, **more: Any) -> dict[str, Any]:
    """Return a question as our own JSON has it."""
    plain = {"status": "draft", "type": "open", "level": "basic", "minutes": 5}
    return plain | {"stem": stem, "answer": "It depends.", **more}


def bank(*questions: dict[str, Any]) -> bytes:
    """Return a file of our own JSON."""
    whole = {"format": "interviewbank-questions", "version": 1, "questions": list(questions)}
    return json.dumps(whole).encode()


def give(user: User, *questions: dict[str, Any], name: str = "list.json", **more: Any) -> Import:
    """Import questions as far as their preview."""
    return transfers.upload(user, name, bank(*questions), **more)
