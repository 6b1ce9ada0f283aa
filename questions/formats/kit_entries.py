"""A kit's questions as a bank's, for the formats that are made for lists of questions."""

from collections.abc import Callable, Iterable

from questions.formats.documents import (
    CANDIDATE,
    GuidanceDocument,
    ItemDocument,
    KitDocument,
    RichText,
)
from questions.formats.interchange import (
    Bank,
    Entry,
    EntryChoice,
    Loss,
    QuestionFormat,
    Unwritable,
    Written,
)


def bank(kit: KitDocument) -> Bank:
    """Return what a kit asks, in its order, with keys and guidance.

    Raises Unwritable for a candidate's copy: these formats say which choices are right.
    """
    if kit.copy == CANDIDATE:
        raise Unwritable(
            "This format holds the answers, so there is no candidate’s copy in it. Export the"
            " interviewer’s copy, or choose another format."
        )
    entries = (_entry(item) for section in kit.sections for item in section.items)
    return Bank(tuple(entries), title=kit.title)


def write(format_: QuestionFormat) -> Callable[[KitDocument], bytes]:
    """Return what writes kits in a format of question lists.

    It raises Unwritable for a candidate's copy and for a kit of which the format can hold nothing.
    """
    return lambda kit: _written(format_, kit).data


def losses(format_: QuestionFormat) -> Callable[[KitDocument], tuple[Loss, ...]]:
    """Return what tells what a format cannot carry of a kit; it raises Unwritable as `write`."""
    return lambda kit: _written(format_, kit).losses + _own_losses(kit)


def _written(format_: QuestionFormat, kit: KitDocument) -> Written:
    if format_.write is None:
        raise ValueError(f"{format_.label} is not written.")
    asked = bank(kit)
    if not asked.questions:
        raise Unwritable("There is nothing to export: the kit has no questions.")
    done = format_.write(asked)
    if not done.data:
        why = " ".join(dict.fromkeys(loss.reason for loss in done.losses))
        raise Unwritable(f"{format_.label} can hold none of the kit’s questions. {why}")
    return done


def _own_losses(kit: KitDocument) -> tuple[Loss, ...]:
    """Return what is a kit's alone, which no list of questions has room for."""
    noted = sum(bool(item.note) for section in kit.sections for item in section.items)
    return (Loss("note", "The kit’s notes on its questions are left out.", noted),) if noted else ()


def _entry(item: ItemDocument) -> Entry:
    guidance = item.guidance or GuidanceDocument(RichText(""))
    choices = (
        EntryChoice(
            choice.text.markdown,
            bool(choice.is_key),
            choice.explanation.markdown if choice.explanation else "",
        )
        for choice in item.choices
    )
    return Entry(
        stem=item.stem.markdown,
        type=item.type,
        level=item.level.lower(),
        answer=guidance.answer.markdown,
        minutes=item.minutes,
        look_for=_texts(guidance.look_for),
        red_flags=_texts(guidance.red_flags),
        follow_ups=_texts(guidance.follow_ups),
        references=_texts(guidance.references),
        rubric={rating: text.markdown for rating, text in guidance.rubric},
        choices=tuple(choices),
        skills=item.skills,
        uid=item.uid,
    )


def _texts(texts: Iterable[RichText]) -> tuple[str, ...]:
    return tuple(text.markdown for text in texts)
