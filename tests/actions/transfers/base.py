"""Files to import, and what comes of them."""

from typing import Any

from questions.actions import transfer_commits, transfers
from questions.formats import QUESTION_FORMATS
from questions.formats.interchange import Bank, Entry, EntryChoice
from questions.models import Import, User

CHOICES = (
    EntryChoice("Softmax", is_key=True, explanation="It makes one distribution."),
    EntryChoice("Tanh", explanation="It squashes each score by itself."),
)


def entry(stem: str = "Why does dropout help?", **more: Any) -> Entry:
    """Return a question as a file has it."""
    return Entry(stem, **{"level": "basic", "answer": "It averages many networks.", **more})


def file_of(*entries: Entry, **more: Any) -> bytes:
    """Return a file in our JSON."""
    write = QUESTION_FORMATS["json"].write
    assert write
    return write(Bank(entries, **more)).data


def uploaded(user: User | None, *entries: Entry, **more: Any) -> Import:
    """Return the import of a file with these questions."""
    return transfers.upload(user, "list.json", file_of(*entries), **more)


def brought_in(user: User | None, *entries: Entry, **more: Any) -> Import:
    """Return the import of these questions, committed as the rules decide."""
    return transfer_commits.order(user, uploaded(user, *entries, **more))


def outcomes(found: Import) -> list[tuple[str, str]]:
    return list(found.items.values_list("outcome", "decision"))


def results(found: Import) -> list[str]:
    return list(found.items.values_list("result", flat=True))
