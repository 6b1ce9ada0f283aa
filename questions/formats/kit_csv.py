"""A kit as CSV for spreadsheets: one row for each question."""

import csv
import io
import re
from collections.abc import Iterable

from questions.formats.documents import (
    GuidanceDocument,
    ItemDocument,
    KitDocument,
    RichText,
    SectionDocument,
)
from questions.formats.text import cleaned
from questions.formats.wording import is_for_interviewer

CANDIDATE_COLUMNS = ("candidate", "role", "round", "date", "section", "number", "stem", "choices")
INTERVIEWER_COLUMNS = (
    *("kit", "candidate", "role", "kit_level", "kit_minutes", "round", "date"),
    *("section", "section_minutes", "number", "type", "level", "minutes", "skills"),
    *("stem", "choices", "keys", "explanations", "answer", "look_for", "red_flags"),
    *("rubric_1", "rubric_3", "rubric_5", "follow_ups", "references"),
    *("note", "version", "uid"),
)
_FORMULA_STARTS = tuple("=+-@\t\r＝＋－＠")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?%?")


def write(kit: KitDocument) -> bytes:
    """Return a kit as UTF-8 with the mark by which spreadsheets know it; texts are Markdown."""
    kit = cleaned(kit)
    columns = INTERVIEWER_COLUMNS if is_for_interviewer(kit) else CANDIDATE_COLUMNS
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore")
    writer.writeheader()
    for section in kit.sections:
        for item in section.items:
            row = _kit_cells(kit, section) | _item_cells(item) | _guidance_cells(item.guidance)
            writer.writerow({name: guarded(cell) for name, cell in row.items()})
    return file.getvalue().encode("utf-8-sig")


def guarded(cell: object) -> str:
    """Return a cell that no spreadsheet runs as a formula: an apostrophe before what might be."""
    text = "" if cell is None else str(cell)
    # Some programs trim a cell before they look at it.
    is_formula = text.startswith(_FORMULA_STARTS) or text.lstrip().startswith(_FORMULA_STARTS)
    return f"'{text}" if is_formula and not _NUMBER.fullmatch(text) else text


def _kit_cells(kit: KitDocument, section: SectionDocument) -> dict[str, object]:
    return {
        "kit": kit.title,
        "candidate": kit.candidate,
        "role": kit.role,
        "kit_level": kit.level,
        "kit_minutes": kit.minutes,
        "round": kit.round,
        "date": kit.date,
        "section": section.name,
        "section_minutes": section.minutes,
    }


def _item_cells(item: ItemDocument) -> dict[str, object]:
    explained = [choice for choice in item.choices if choice.explanation]
    return {
        "number": item.number,
        "type": item.type,
        "level": item.level,
        "minutes": item.minutes,
        "skills": ", ".join(item.skills),
        "stem": item.stem.markdown,
        "choices": "\n".join(f"{c.letter}. {c.text.markdown}" for c in item.choices),
        "keys": ", ".join(choice.letter for choice in item.choices if choice.is_key),
        "explanations": "\n".join(
            f"{c.letter}. {c.explanation.markdown}" for c in explained if c.explanation
        ),
        "note": item.note,
        "version": item.version,
        "uid": item.uid,
    }


def _guidance_cells(guidance: GuidanceDocument | None) -> dict[str, object]:
    if guidance is None:
        return {}
    return {
        "answer": guidance.answer.markdown,
        "look_for": _lines(guidance.look_for),
        "red_flags": _lines(guidance.red_flags),
        "follow_ups": _lines(guidance.follow_ups),
        "references": _lines(guidance.references),
        **{f"rubric_{rating}": text.markdown for rating, text in guidance.rubric},
    }


def _lines(texts: Iterable[RichText]) -> str:
    return "\n".join(text.markdown for text in texts)
