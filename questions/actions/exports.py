"""Kits handed out as files: the interviewer's copy with guidance, the candidate's with stems."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from questions import markup
from questions.actions import audit
from questions.formats import KIT_FORMATS
from questions.formats.documents import (
    CANDIDATE,
    ChoiceDocument,
    GuidanceDocument,
    ItemDocument,
    KitDocument,
    RichText,
    SectionDocument,
)
from questions.formats.interchange import Loss
from questions.models import Kit, KitItem, User
from questions.permissions import can, require
from questions.rules import access, content
from questions.rules.content import Content


@dataclass(frozen=True)
class Exported:
    """A file to hand out."""

    name: str
    media_type: str
    data: bytes


def export(user: User, kit: Kit, format_name: str, copy: str) -> Exported:
    """Return a kit's copy ("interviewer" or "candidate") in a format of KIT_FORMATS.

    The interviewer's copy needs the right to read answers. Raises PdfUnavailable, Unwritable where
    the format has no such copy or can hold nothing of it, and KeyError for an unknown format.
    """
    format_ = KIT_FORMATS[format_name]
    data = format_.write(document(user, kit, copy))
    audit.record(user, "kit.exported", kit, {"format": format_name, "copy": copy})
    stem = re.sub(r"[^a-z0-9]+", "-", kit.name.lower()).strip("-")[:60] or "kit"
    name = f"questions-{kit.pk}" if copy == CANDIDATE else f"{stem}-{kit.pk}"
    return Exported(f"{name}.{format_.extension}", format_.media_type, data)


def losses(user: User, kit: Kit, format_name: str, copy: str) -> tuple[Loss, ...]:
    """Return what a format leaves out of a kit's copy; rights and refusals as in `export`."""
    told = KIT_FORMATS[format_name].losses
    return told(document(user, kit, copy)) if told else ()


def record_print(user: User, kit: Kit, copy: str) -> None:
    """Record that a copy was opened for printing."""
    audit.record(user, "kit.exported", kit, {"format": "print", "copy": copy})


def view_answers(user: User, kit: Kit, question: int | None = None) -> None:
    """Record that someone opened the closed answers of a kit: all, or those of one question."""
    audit.record(user, "kit.answers_viewed", kit, {"question": question} if question else {})


def document(user: User, kit: Kit, copy: str) -> KitDocument:
    """Return a kit (read with `for_page`) as what its copy says."""
    if copy != CANDIDATE:
        require(user, access.READ_ANSWERS)
    named = kit.candidate is not None and can(user, access.NAME_CANDIDATES)
    whole = KitDocument(
        title=kit.name,
        copy="interviewer",
        candidate=kit.candidate.label if kit.candidate and named else "",
        role=kit.role.name if kit.role else "",
        level=kit.get_seniority_display(),
        minutes=kit.minutes,
        round=None if kit.is_template else kit.round,
        date=timezone.localdate().isoformat(),
        sections=_sections(kit),
    )
    return whole.for_candidate() if copy == CANDIDATE else whole


def _sections(kit: Kit) -> tuple[SectionDocument, ...]:
    sections, number = [], 1
    for section in kit.sections.all():
        items = list(section.items.all())
        numbered = tuple(_item(item, number + place) for place, item in enumerate(items))
        sections.append(SectionDocument(section.name, section.minutes, numbered))
        number += len(items)
    return tuple(sections)


def _item(item: KitItem, number: int) -> ItemDocument:
    said = content.from_json(item.version.content)
    return ItemDocument(
        number=number,
        stem=_blocks(said.stem),
        type=said.type,
        choices=tuple(_choice(choice, place) for place, choice in enumerate(said.choices)),
        level=content.LEVELS.get(said.level, said.level),
        minutes=item.minutes,
        skills=tuple(skill.name for skill in item.question.skills.all()),
        note=item.note,
        version=item.version.number,
        uid=str(item.question.uid),
        guidance=_guidance(said, item.follow_ups),
    )


def _choice(choice: content.Choice, place: int) -> ChoiceDocument:
    explanation = _blocks(choice.explanation) if choice.explanation else None
    letter = chr(ord("A") + place)
    return ChoiceDocument(letter, _line(choice.text), choice.is_key, explanation)


def _guidance(said: Content, chosen: Iterable[str]) -> GuidanceDocument:
    """Return what the interviewer reads; follow-ups are those chosen for the kit, else all."""
    return GuidanceDocument(
        answer=_blocks(said.answer),
        look_for=_lines(said.look_for),
        red_flags=_lines(said.red_flags),
        follow_ups=_lines(tuple(chosen) or said.follow_ups),
        references=_lines(said.references),
        rubric=tuple((rating, _line(text)) for rating, text in sorted(said.rubric.items())),
    )


def _blocks(text: str) -> RichText:
    return RichText(text, markup.render(text))


def _line(text: str) -> RichText:
    return RichText(text, markup.render_inline(text))


def _lines(texts: Iterable[str]) -> tuple[RichText, ...]:
    return tuple(_line(text) for text in texts)
