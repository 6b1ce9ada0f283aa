"""Saving what the question editor holds: new tags, the question, its submission, all or nothing."""

from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from questions import search
from questions.actions import question_drafts, questions, taxonomy
from questions.actions.questions import Tags
from questions.models import Question, Role, Skill, User
from questions.permissions import require
from questions.rules import access
from questions.rules.content import Content
from questions.rules.names import name_key


@dataclass(frozen=True)
class Written:
    """What someone wrote: content, tags there are, names of tags to create, and why."""

    said: Content
    tags: Tags
    new_skills: tuple[str, ...] = ()
    new_roles: tuple[str, ...] = ()
    note: str = ""
    submit: bool = False


@transaction.atomic
def save(user: User, question: Question | None, written: Written) -> Question:
    """Store a new question (None) or a changed one as read, and drop the account's draft of it.

    Raises what `questions.create`, `questions.edit` and `questions.move` raise.
    """
    require(user, access.WRITE_QUESTIONS)
    search.lock()
    tags = _with_new_tags(user, written)
    if question is None:
        saved = questions.create(user, written.said, tags, note=written.note)
    else:
        saved = questions.edit(user, question, written.said, tags, note=written.note)
    if written.submit:
        saved = questions.move(user, saved, "submit", note=written.note)
    question_drafts.discard(user, question)
    return saved


def _with_new_tags(user: User, written: Written) -> Tags:
    tags = written.tags
    skills = [*tags.skills, *(_named(user, Skill, name) for name in written.new_skills)]
    roles = [*tags.roles, *(_named(user, Role, name) for name in written.new_roles)]
    return replace(tags, skills=_once(skills), roles=_once(roles))


def _once(things: list[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(things))


def _named(user: User, model: Any, name: str) -> Any:
    """Return the skill or role of this name, however it is spelt; create it when there is none."""
    found = model.objects.filter(name_key=name_key(name)).first()
    if found is None:
        found = model(name=name, slug=_free_slug(model, name))
        taxonomy.save(user, found)
    return found


def _free_slug(model: Any, name: str) -> str:
    start = slugify(name)[:90].strip("-") or model._meta.model_name
    taken = set(model.objects.filter(slug__startswith=start).values_list("slug", flat=True))
    numbered = (f"{start}-{n}" for n in range(2, len(taken) + 3))
    return next(slug for slug in (start, *numbered) if slug not in taken)
