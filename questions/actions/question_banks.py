"""Questions read for a file, as far as an account may see them: all at once, or a few at a time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import F, Max

from questions import markup
from questions.formats.interchange import (
    Bank,
    Entry,
    EntryChoice,
    NamedEntry,
    Rendering,
    RoleEntry,
    SourceEntry,
)
from questions.models import Question, QuestionVersion, Role, RoleSkill, Skill, Source, User
from questions.permissions import can
from questions.rules import access, content, lifecycle
from questions.rules.content import Content

#: Questions that are held in memory at once.
CHUNK = 500
Rows = Iterable[Any]


class BankReader:
    """Reads questions (None: all) in the order of their ids, or of their uids.

    `user` None is the system, which sees everything.
    """

    def __init__(
        self, user: User | None, ids: Iterable[int] | None = None, *, by_uid: bool = False
    ) -> None:
        self._visible = (
            Question.objects.all() if user is None else Question.objects.visible_to(user)
        )
        self._with_answers = user is None or can(user, access.READ_ANSWERS)
        self._sees_all = user is None or can(user, access.READ_UNAPPROVED)
        self._is_whole = ids is None
        ordered = self._visible.order_by("uid" if by_uid else "pk")
        if ids is None:
            self.ids = list(ordered.values_list("pk", flat=True))
        else:
            self.ids = _among(ordered, set(ids), by_uid=by_uid)

    def entries(self) -> Iterator[tuple[Entry, ...]]:
        """Yield all questions, a few at a time."""
        for some in _chunks(self.ids):
            chosen = self._visible.filter(pk__in=some)
            read = chosen.with_guidance() if self._with_answers else chosen.for_detail()
            rows = {row.pk: row for row in read}
            waiting = _waiting(rows.values()) if self._sees_all else {}
            yield tuple(
                _entry(rows[pk], waiting.get(pk), with_answers=self._with_answers)
                for pk in some
                if pk in rows
            )

    def outline(self) -> Bank:
        """Return the bank without its questions.

        A whole bank has every skill, role and source, also those that no question has.
        """
        roles, skills, sources = self._tags()
        weights = _weights(roles)
        skills |= {row.skill for held in weights.values() for row in held}
        return Bank(
            questions=(),
            skills=tuple(NamedEntry(*_named(row)) for row in _sorted(skills)),
            roles=tuple(
                RoleEntry(
                    *_named(row), skills=_weighted(weights.get(row.pk, ()), self._with_answers)
                )
                for row in _sorted(roles)
            ),
            sources=tuple(SourceEntry(*_named(row), kind=row.kind) for row in _sorted(sources)),
            title="Interview questions",
            rendering=Rendering(markup.render, markup.render_inline),
            choices=self._most_choices(),
        )

    def _tags(self) -> tuple[set[Role], set[Skill], set[Source]]:
        if self._is_whole and self._sees_all:
            return set(Role.objects.all()), set(Skill.objects.all()), set(Source.objects.all())
        roles, skills, sources = set[Role](), set[Skill](), set[Source]()
        for some in _chunks(self.ids):
            roles |= set(Role.objects.filter(questions__in=some))
            skills |= set(Skill.objects.filter(questions__in=some))
            sources |= set(Source.objects.filter(questions__in=some))
        return roles, skills, sources

    def _most_choices(self) -> int:
        if self._is_whole:
            return self._visible.order_by().aggregate(most=Max("choice_count"))["most"] or 0
        counted = (
            Question.objects.filter(pk__in=some).order_by().aggregate(most=Max("choice_count"))
            for some in _chunks(self.ids)
        )
        return max((found["most"] or 0 for found in counted), default=0)


def _among(ordered: Any, wanted: set[int], *, by_uid: bool) -> list[int]:
    """Return those of some ids that a QuerySet holds, in its order."""
    column = "uid" if by_uid else "pk"
    found = [
        pair
        for some in _chunks(sorted(wanted))
        for pair in ordered.filter(pk__in=some).values_list(column, "pk")
    ]
    return [pk for _, pk in sorted(found)]


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def _weights(roles: Iterable[Role]) -> Mapping[int, list[RoleSkill]]:
    found: dict[int, list[RoleSkill]] = {}
    rows = RoleSkill.objects.filter(role__in=list(roles)).select_related("skill")
    for row in rows.order_by("skill__slug"):
        found.setdefault(row.role_id, []).append(row)
    return found


def _weighted(
    rows: Iterable[RoleSkill], with_answers: bool
) -> tuple[tuple[str, int, tuple[str, ...]], ...]:
    return tuple(
        (row.skill.slug, row.weight, tuple(row.look_for) if with_answers else ()) for row in rows
    )


def _sorted(rows: Rows) -> list[Any]:
    return sorted(rows, key=lambda row: row.slug)


def _named(row: Any) -> tuple[str, str, str]:
    return row.slug, row.name, row.description


def _entry(row: Question, pending: Content | None, *, with_answers: bool) -> Entry:
    return replace(
        _said(row, row.choices.all(), with_answers),
        skills=tuple(sorted(skill.slug for skill in row.skills.all())),
        roles=tuple(sorted(role.slug for role in row.roles.all())),
        source=row.source.slug if row.source else "",
        source_ref=row.source_ref,
        uid=str(row.uid),
        status=row.status,
        pending=_said(pending, pending.choices, with_answers) if pending else None,
    )


def _said(said: Question | Content, choices: Iterable[Any], with_answers: bool) -> Entry:
    """Return what a question or one of its versions says, and nothing of where it stands."""
    plain = Entry(
        stem=said.stem,
        type=said.type,
        level=said.level,
        minutes=said.minutes,
        difficulty_adjustment=said.difficulty_adjustment,
        choices=tuple(_choice(choice, with_answers) for choice in choices),
    )
    if not with_answers:
        return plain
    return replace(
        plain,
        answer=said.answer,
        look_for=tuple(said.look_for),
        red_flags=tuple(said.red_flags),
        follow_ups=tuple(said.follow_ups),
        references=tuple(said.references),
        rubric=dict(said.rubric),
    )


def _choice(choice: Any, with_answers: bool) -> EntryChoice:
    if not with_answers:
        return EntryChoice(choice.text)
    return EntryChoice(choice.text, choice.is_key, choice.explanation)


def _waiting(rows: Iterable[Question]) -> dict[int, Content]:
    """Return the versions of approved questions that wait for review, by question."""
    ids = [row.pk for row in rows if row.status == lifecycle.APPROVED and row.pending_version]
    if not ids:
        return {}
    versions = QuestionVersion.objects.filter(question__in=ids)
    waiting = versions.filter(number=F("question__pending_version")).order_by()
    return {pk: content.from_json(said) for pk, said in waiting.values_list("question", "content")}
