"""Reads the pages that question_html.py writes, and Word documents that became such pages.

Where a reader of anybody's documents has to guess, these say by their headings and classes what
each part is. People may edit them before.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from lxml import etree
from lxml.etree import _Element as Element

from questions.formats.cells import names_of
from questions.formats.interchange import MCQ, OPEN, Entry, EntryChoice, Reading, Skipped, flags_of
from questions.formats.markdown_reading import PARTS
from questions.formats.table_words import level_of, minutes_of
from questions.formats.to_markdown import from_html

#: What a page says of itself, by which it is known.
MARK = "interviewbank questions, version 1"
_LISTS = ("look_for", "red_flags", "follow_ups", "references")
#: A choice in a Word document, whose letter and verdict stand in its paragraph.
_CHOICE = re.compile(r"[A-L]\.\s+(.*?)(?:\s*\*\*(✓ Key|Distractor)\*\*)?", re.DOTALL)
_TIME = re.compile(r"\d{1,4} min")
_RATING = re.compile(r"[135]")


@dataclass
class _Choice:
    text: str
    is_key: bool
    explanation: list[Element] = field(default_factory=list)


@dataclass
class _Draft:
    """The elements of a question by the parts that they belong to."""

    line: int | None
    level: str
    part: str = "stem"
    parts: dict[str, list[Element]] = field(default_factory=dict)
    choices: list[_Choice] = field(default_factory=list)
    facts: str = ""

    def take(self, element: Element) -> None:
        """Put an element where it belongs: it begins a part, or goes on with the open one."""
        kind = element.get("class", "")
        if kind == "meta" and self.part == "stem":
            self.facts = _words(element)
        elif kind == "choice":
            self.choices.append(_choice(element))
            self.part = "choices"
        elif element.tag == "h4" and (part := PARTS.get(_words(element))):
            self.part = part
        elif self.part == "choices":
            self.choices[-1].explanation.append(element)
        else:
            self.parts.setdefault(self.part, []).append(element)


def read_page(text: str, *, has_lines: bool) -> Reading:
    """Return the questions of a page that we wrote; `has_lines` says whether its lines count."""
    drafts = list(_drafts(text, has_lines))
    found = [(draft, _entry(draft, n)) for n, draft in enumerate(drafts, start=1)]
    skipped = (
        Skipped("The question has no text.", draft.line, entry.place)
        for draft, entry in found
        if not entry.stem
    )
    return Reading(tuple(entry for _, entry in found if entry.stem), tuple(skipped))


def _drafts(text: str, has_lines: bool) -> Iterator[_Draft]:
    parser = etree.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    body = etree.fromstring(text.encode("utf-8", "replace"), parser)
    _undo_styles(body)
    draft: _Draft | None = None
    level = ""
    for element in _flat(body):
        if element.tag == "h2":
            level, draft = level_of(_words(element)), None
        elif element.tag == "h3":
            draft = _Draft(element.sourceline if has_lines else None, level)
            yield draft
        elif draft:
            draft.take(element)


def _undo_styles(body: Element) -> None:
    """Take away what Word needs to look right: breaks in code, bold in the heads of tables."""
    for lines in body.iter("br"):
        if any(True for _ in lines.iterancestors("pre")):
            lines.tail = f"\n{lines.tail or ''}"
    for code in body.iter("pre"):
        etree.strip_tags(code, "br")
    for head in body.iter("th"):
        etree.strip_tags(head, "strong")


_WRAPPERS = {"html", "body", "main", "section", "article"}
_WRAPPER_CLASSES = {"asked", "stem", "choices", "key", "choice-item", "why"}


def _flat(element: Element) -> Iterator[Element]:
    """Yield the elements of a page in their order, without those that only hold others."""
    for child in element:
        is_wrapper = child.tag in _WRAPPERS or child.get("class", "") in _WRAPPER_CLASSES
        if is_wrapper or (child.tag == "div" and not child.attrib):
            yield from _flat(child)
        elif child.tag == "span":
            continue  # a choice's letter and verdict, which stand within its element as well
        else:
            yield child


def _entry(draft: _Draft, number: int) -> Entry:
    choices = tuple(
        EntryChoice(choice.text, choice.is_key, _markdown(choice.explanation))
        for choice in draft.choices
    )
    answer = _markdown(draft.parts.get("answer", []))
    type_ = MCQ if choices else OPEN
    points: dict[str, Any] = {name: _points(draft.parts.get(name, [])) for name in _LISTS}
    return Entry(
        stem=_markdown(draft.parts.get("stem", [])),
        type=type_,
        level=draft.level,
        answer=answer,
        rubric=_rubric(draft.parts.get("rubric", [])),
        choices=choices,
        line=draft.line,
        place="" if draft.line else f"question {number}",
        flags=flags_of(type_, choices, answer),
        **points,
        **_facts(draft.facts),
    )


def _markdown(elements: list[Element]) -> str:
    """Return elements as Markdown; those of Word lie beside one another, those of pages in one."""
    return from_html("".join(map(_source, elements)))


def _source(element: Element, *, with_tail: bool = False) -> str:
    return str(etree.tostring(element, encoding="unicode", method="html", with_tail=with_tail))


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _choice(element: Element) -> _Choice:
    """Return a choice of a page, or of a Word document, where it is one paragraph."""
    text = _markdown([element])
    parent = element.getparent()
    if element.tag == "div":
        return _Choice(text, parent is not None and parent.get("class") == "key")
    found = _CHOICE.fullmatch(text)
    return _Choice(found[1], found[2] == "✓ Key") if found else _Choice(text, False)


def _points(elements: list[Element]) -> tuple[str, ...]:
    """Return the items of lists; paragraphs that somebody put between them count as well."""
    found = (
        _inside(item)
        for element in elements
        for item in (element.iterchildren("li") if element.tag in ("ul", "ol") else [element])
    )
    return tuple(filter(None, found))


def _rubric(elements: list[Element]) -> Mapping[str, str]:
    rows = [list(row) for element in elements for row in element.iter("tr")]
    return {
        _words(row[0]): _inside(row[1])
        for row in rows
        if len(row) == 2 and _RATING.fullmatch(_words(row[0]))
    }


def _inside(element: Element) -> str:
    """Return what stands in an element as Markdown, without what the element itself stands for."""
    pieces = [escape(element.text or ""), *(_source(child, with_tail=True) for child in element)]
    return from_html("".join(pieces))


def _facts(text: str) -> dict[str, Any]:
    """Return what “8 min · Python, SQL · for Designer” says."""
    facts = text.split(" · ") if text else []
    minutes = facts.pop(0) if facts and _TIME.fullmatch(facts[0]) else ""
    roles = facts.pop() if facts and facts[-1].startswith("for ") else ""
    return {
        "minutes": minutes_of(minutes),
        "skills": names_of(" · ".join(facts)),
        "roles": names_of(roles.removeprefix("for ")),
    }
