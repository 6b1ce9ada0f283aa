"""Questions handed out as files, as far as the account may see them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F
from django.utils import timezone

from questions import markup
from questions.actions import audit
from questions.actions.bulk_rows import chunks
from questions.formats import QUESTION_FORMATS
from questions.formats.interchange import (
    Bank,
    Entry,
    EntryChoice,
    Loss,
    NamedEntry,
    QuestionFormat,
    Rendering,
    RoleEntry,
    SourceEntry,
    Unwritable,
)
from questions.models import Question, QuestionVersion, Role, RoleSkill, Skill, Source, User
from questions.permissions import can, require
from questions.rules import access, content, lifecycle
from questions.rules.content import Content

#: More than this is written by no format within a request's time; filters narrow it.
MAX_QUESTIONS = 100_000
Rows = Iterable[Any]


@dataclass(frozen=True)
class ExportedQuestions:
    """A file to hand out, how many questions it holds, and what it could not carry."""

    name: str
    media_type: str
    data: bytes
    questions: int
    losses: tuple[Loss, ...]


class ExportRefused(Exception):
    """An export that cannot be made, in a sentence."""

    def __init__(self, sentence: str, field: str = "format") -> None:
        super().__init__(sentence)
        self.field = field


def writable() -> list[QuestionFormat]:
    """Return the formats that questions are written in."""
    return [format_ for format_ in QUESTION_FORMATS.values() if format_.write]


def export(
    user: User | None, format_name: str, ids: Iterable[int] | None = None
) -> ExportedQuestions:
    """Return questions (None: all) that the account may see as a file of QUESTION_FORMATS.

    Keys, explanations and guidance are in it only with the right to read answers. Raises
    ExportRefused (an unknown format, one that is only read, too many questions) and PdfUnavailable.
    """
    require(user, access.READ_QUESTIONS)
    format_ = QUESTION_FORMATS.get(format_name)
    if format_ is None or format_.write is None:
        raise ExportRefused(f"“{format_name[:50]}” is no format that questions are written in.")
    bank = bank_of(user, ids)
    try:
        written = format_.write(bank)
    except Unwritable as failure:
        raise ExportRefused(str(failure)) from failure
    told = {"format": format_name, "questions": len(bank.questions)}
    audit.record(user, "questions.exported", Question(), told)
    name = f"questions-{timezone.localdate():%Y-%m-%d}.{format_.extension}"
    count = len(bank.questions)
    return ExportedQuestions(name, format_.media_type, written.data, count, written.losses)


def bank_of(user: User | None, ids: Iterable[int] | None = None) -> Bank:
    """Return questions (None: all) with what they are filed under, as far as the account sees.

    A whole bank comes with every skill, role and source, also those that no question has.
    """
    visible = Question.objects.all() if user is None else Question.objects.visible_to(user)
    wanted = set(visible.order_by().values_list("pk", flat=True)) if ids is None else set(ids)
    if len(wanted) > MAX_QUESTIONS:
        most = f"{MAX_QUESTIONS:,}"
        raise ExportRefused(f"{len(wanted):,} questions are too many: {most} at most.", "filter")
    with_answers = user is None or can(user, access.READ_ANSWERS)
    rows = [row for some in chunks(wanted) for row in _read(visible, some, with_answers)]
    sees_all = user is None or can(user, access.READ_UNAPPROVED)
    waiting = _waiting(rows) if sees_all else {}
    roles = {role for row in rows for role in row.roles.all()}
    skills = {skill for row in rows for skill in row.skills.all()}
    sources = {row.source for row in rows if row.source}
    if ids is None and sees_all:
        roles, skills = set(Role.objects.all()), set(Skill.objects.all())
        sources = set(Source.objects.all())
    weights = _weights(roles)
    skills |= {row.skill for held in weights.values() for row in held}
    return Bank(
        questions=tuple(
            _entry(row, waiting.get(row.pk), with_answers=with_answers) for row in rows
        ),
        skills=tuple(NamedEntry(*_named(row)) for row in _sorted(skills)),
        roles=tuple(
            RoleEntry(*_named(row), skills=_weighted(weights.get(row.pk, ()), with_answers))
            for row in _sorted(roles)
        ),
        sources=tuple(SourceEntry(*_named(row), kind=row.kind) for row in _sorted(sources)),
        title="Interview questions",
        rendering=Rendering(markup.render, markup.render_inline),
    )


def _read(visible: Any, ids: Collection[int], with_answers: bool) -> Iterator[Question]:
    some = visible.filter(pk__in=ids).order_by("pk")
    yield from some.with_guidance() if with_answers else some.for_detail()


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
    found: dict[int, Content] = {}
    for some in chunks(ids):
        versions = QuestionVersion.objects.filter(question__in=some)
        waiting = versions.filter(number=F("question__pending_version")).order_by()
        for pk, said in waiting.values_list("question", "content"):
            found[pk] = content.from_json(said)
    return found
