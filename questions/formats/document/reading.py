"""Bytes to a reading: each kind of document by way of Markdown."""

import re

from questions.formats.document.answer_key import spread_key, with_key_apart
from questions.formats.document.asciidoc import from_asciidoc, is_asciidoc
from questions.formats.document.assemble import Assembler
from questions.formats.document.blocks import HEADING, Node, blocks
from questions.formats.document.entries import Context, entry
from questions.formats.document.html import from_html
from questions.formats.document.labels import is_junk
from questions.formats.document.levels import level_in
from questions.formats.document.marked_blocks import with_marked_choices
from questions.formats.document.plain import plain
from questions.formats.document.scraped import is_scraped, restored
from questions.formats.document.source import Source, front_matter
from questions.formats.document.survey import Survey, surveyed
from questions.formats.document.tidy import tidied
from questions.formats.document.word import from_docx
from questions.formats.document.wording import SURELY, asks
from questions.formats.encodings import decoded
from questions.formats.interchange import Entry, Hints, Reading, Skipped, Unreadable


def read_markdown(data: bytes, hints: Hints) -> Reading:
    """Read Markdown, also as people write it who never heard of CommonMark; raises Unreadable."""
    return read_text(data, hints)


def read_text(data: bytes, hints: Hints) -> Reading:
    """Read plain text, Markdown or text scraped from a web page; raises Unreadable."""
    text, note = decoded(data)
    source = Source.of(text)
    if is_scraped(text):
        source = restored(source)
    elif is_asciidoc(source):
        source = from_asciidoc(source)
    source = with_marked_choices(source)
    return _read(source, hints, note)


def read_html(data: bytes, hints: Hints) -> Reading:
    """Read a web page; raises Unreadable."""
    text, note = decoded(data)
    return _read(from_html(text), hints, note)


def read_docx(data: bytes, hints: Hints) -> Reading:
    """Read a Word document, whose questions are counted, not its lines; raises Unreadable."""
    return _read(from_docx(data), hints, "", has_lines=False)


def _read(source: Source, hints: Hints, note: str, has_lines: bool = True) -> Reading:
    notes = (note,) if note else ()
    try:
        return read_source(source, hints, notes, has_lines)
    except RecursionError as error:
        raise Unreadable("This document is nested too deeply to be read.") from error


def read_source(source: Source, hints: Hints, notes: tuple[str, ...], has_lines: bool) -> Reading:
    """Return the questions in a document's lines."""
    head, source = front_matter(source)
    source = tidied(source)
    nodes, keys = with_key_apart(blocks(source))
    survey = surveyed(nodes)
    drafts = Assembler(survey).read(nodes)
    spread_key(drafts, keys)
    context = Context(
        source=source,
        head=head,
        level=_level(head, hints),
        title=_title(nodes),
        meanings=survey.meanings,
        has_lines=has_lines,
    )
    made = [entry(draft, context, number) for number, draft in enumerate(drafts, start=1)]
    skipped = tuple(
        Skipped("It has no text.", draft.start if has_lines else None)
        for draft, one in zip(drafts, made, strict=True)
        if one is None
    )
    entries = _once([one for one in made if one is not None])
    return Reading(_of_head(entries, head, nodes), skipped, notes=notes)


def _title(nodes: list[Node]) -> str:
    """Return the heading of the whole document, "" for none."""
    tops = [
        node
        for node in nodes
        if node.kind == HEADING and node.level == 1 and not is_junk(plain(node.text))
    ]
    return tops[0].text if len(tops) == 1 else ""


def _level(head: dict[str, tuple[str, ...]], hints: Hints) -> str:
    """Return the level that the head of the file says, or its name."""
    for key in ("level", "difficulty", "seniority"):
        for value in head.get(key, ()):
            if level := level_in(value):
                return level
    name = re.sub(r"\.[A-Za-z0-9]{1,8}$", "", hints.name.rsplit("/", 1)[-1])
    return level_in(re.sub(r"[_\W]+", " ", name))


_SHORT = 40


def _once(entries: list[Entry]) -> list[Entry]:
    """Leave out questions that only announce one that comes later, as an index does."""
    told = {_normal(one.stem) for one in entries if _says_more(one)}
    last = {_known_by(one): place for place, one in enumerate(entries)}
    return [
        one
        for place, one in enumerate(entries)
        if _says_more(one) or (_normal(one.stem) not in told and last[_known_by(one)] == place)
    ]


def _says_more(one: Entry) -> bool:
    return bool(one.answer or one.choices or one.look_for)


def _known_by(one: Entry) -> tuple[str, ...]:
    """Return what a question is told apart by: a short one may be asked of several topics."""
    stem = _normal(one.stem)
    return (stem, *one.skills) if len(stem) < _SHORT else (stem,)


def _normal(stem: str) -> str:
    return re.sub(r"\W+", " ", plain(stem)).strip().lower()


def _of_head(
    entries: list[Entry], head: dict[str, tuple[str, ...]], nodes: list[Node]
) -> tuple[Entry, ...]:
    """Return the entries, or the one question that the head of the file asks."""
    stated = " ".join(head.get("question", ()) or head.get("title", ()))
    is_asked = bool(stated) and (asks(stated) == SURELY or "question" in head)
    if not is_asked or any(asks(plain(one.stem)) == SURELY for one in entries):
        return tuple(entries)
    made = Assembler(Survey())
    draft = made.begin(stated)
    made.read(nodes)
    found = entry(draft, Context(Source(), head, level=_level(head, Hints())))
    return (found,) if found else ()
