"""The cast that every test knows, and the questions they meet."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group

from questions.actions import blueprints, candidates, kits, people, questions, taxonomy
from questions.actions.blueprints import QuotaFields, Terms
from questions.actions.questions import Tags
from questions.models import Blueprint, Candidate, Kit, Question, Role, Skill, Source, User
from questions.rules import access, content

PASSWORD = "correct horse battery staple"


@dataclass(frozen=True)
class Cast:
    """Alice recruits, Bob hires, Carol interviews, Dave has no group, Eve administers."""

    alice: User
    bob: User
    carol: User
    dave: User
    eve: User

    def everyone(self) -> list[User]:
        return [self.alice, self.bob, self.carol, self.dave, self.eve]


def make_cast() -> Cast:
    return Cast(
        alice=make_user("alice", access.RECRUITER),
        bob=make_user("bob", access.HIRING_MANAGER),
        carol=make_user("carol", access.INTERVIEWER),
        dave=make_user("dave"),
        eve=make_user("eve", access.ADMIN, is_staff=True),
    )


def make_user(name: str, group: str = "", **fields: Any) -> User:
    user = User.objects.create_user(name, f"{name}@example.org", PASSWORD, **fields)
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user


def make_skill(name: str) -> Skill:
    skill = Skill(name=name, slug=name.lower().replace(" ", "-"))
    taxonomy.save(None, skill)
    return skill


def make_role(name: str) -> Role:
    role = Role(name=name, slug=name.lower().replace(" ", "-"))
    taxonomy.save(None, role)
    return role


def make_source(name: str) -> Source:
    source = Source(name=name, slug=name.lower().replace(" ", "-"))
    taxonomy.save(None, source)
    return source


CHOICES = [
    {"text": "Softmax", "is_key": True, "explanation": "It makes one distribution."},
    {"text": "Tanh", "is_key": False, "explanation": "It squashes each score by itself."},
]


def said(stem: str = "What is overfitting?", **more: Any) -> content.Content:
    """Return an open question's content, or an MCQ's with `type="mcq"`."""
    values: dict[str, Any] = {"type": "open", "level": "basic", "stem": stem, "answer": "Noise."}
    if more.get("type") == content.MCQ:
        values["choices"] = CHOICES
    return content.from_json(values | more)


def make_question(
    stem: str = "What is overfitting?",
    *,
    status: str = "approved",
    skills: list[Skill] | None = None,
    roles: list[Role] | None = None,
    source: Source | None = None,
    source_ref: str = "",
    **more: Any,
) -> Question:
    """Store a question as the system does, in any status."""
    tags = Tags(tuple(skills or ()), tuple(roles or ()), source, source_ref)
    start = "draft" if status in ("draft", "in_review") else "approved"
    question = questions.create(None, said(stem, **more), tags, status=start)
    if status == "in_review":
        question = questions.move(None, question, "submit")
    if status == "retired":
        question = questions.move(None, question, "retire")
    return question


def make_candidate(name: str = "Jane Example", by: User | None = None, **fields: Any) -> Candidate:
    """Store a candidate, made by an account or by a recruiter of no further importance."""
    maker = by or recruiter()
    return candidates.create(maker, {"name": name, **fields})


def make_kit(
    name: str = "First talk",
    asked: Iterable[Question] = (),
    *,
    by: User | None = None,
    candidate: Candidate | None = None,
    frozen: bool = False,
    **fields: Any,
) -> Kit:
    """Store a kit with questions in its core section."""
    maker = by or recruiter()
    kit = kits.create(maker, {"name": name, "candidate": candidate, **fields})
    for question in asked:
        kit = kits.add_question(maker, kit, question, section=1)
    return kits.freeze(maker, kit) if frozen else kit


def make_blueprint(
    name: str = "Short",
    quotas: Iterable[QuotaFields] = (),
    *,
    by: User | None = None,
    **fields: Any,
) -> Blueprint:
    """Store a blueprint of 45 minutes, of which questions fill at least one."""
    terms = Terms(tuple(quotas))
    return blueprints.create(by or recruiter(), {"name": name, "minutes_min": 1, **fields}, terms)


def recruiter() -> User:
    """Return an account that may do everything with kits, made when it is first needed."""
    found = User.objects.filter(username="rita").first()
    return found or make_user("rita", access.RECRUITER)


def token(user: User, *scopes: str) -> dict[str, str]:
    """Return the headers of a request with a fresh token of these scopes."""
    _, secret = people.create_token(user, list(scopes))
    return {"Authorization": f"Bearer {secret}"}
