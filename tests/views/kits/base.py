"""A candidate's kit of three questions, as most tests of kits begin."""

from dataclasses import dataclass

from questions.models import Candidate, Kit, Question, User
from tests.base import make_candidate, make_kit, make_question


@dataclass(frozen=True)
class Talk:
    """A kit, whom it is for, and what it asks."""

    kit: Kit
    candidate: Candidate
    questions: list[Question]

    @property
    def path(self) -> str:
        return f"/kits/{self.kit.pk}/"

    def now(self) -> Kit:
        return Kit.objects.for_page().get(pk=self.kit.pk)

    @property
    def revision(self) -> dict[str, int]:
        """What a form posts that was shown just now."""
        return {"revision": self.now().revision}


def make_talk(user: User, *, frozen: bool = True) -> Talk:
    """Return a kit of Jane's that asks One, Two and Three, whose answers say so."""
    jane = make_candidate("Jane Example", by=user)
    asked = [
        make_question(f"{word}?", answer=f"Answer to {word}.", follow_ups=[f"And {word}?"])
        for word in ("One", "Two", "Three")
    ]
    kit = make_kit("First talk", asked, by=user, candidate=jane, frozen=frozen)
    return Talk(kit, jane, asked)


def make_template(user: User, *, frozen: bool = True) -> Kit:
    return make_kit("Template", [make_question("Four?")], by=user, frozen=frozen)
