"""Moodle XML: choice, true/false and essay questions in and out, others told by type and name."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import escape
from itertools import chain
from operator import attrgetter
from xml.etree.ElementTree import Element  # parsed by defusedxml alone

from questions.formats import guidance_text, xml
from questions.formats import moodle_terms as terms
from questions.formats.encodings import decoded
from questions.formats.interchange import (
    MCQ,
    OPEN,
    Bank,
    Entry,
    EntryChoice,
    Hints,
    Loss,
    QuestionFormat,
    Reading,
    Skipped,
    Unreadable,
    Written,
)
from questions.formats.losses import counted
from questions.formats.text import cleaned, in_lines, printable
from questions.formats.to_markdown import FORMATS, from_html, has_pictures

_SAMPLE = 1 << 13
_FRACTION = re.compile(r"(-?[0-9]{1,3})(\.[0-9]{1,12})?")
#: What Moodle says of an answer unless somebody wrote something better.
_STOCK = re.compile(
    r"Your answer is (?:partially )?(?:correct|incorrect)\.?|(?:In)?correct\.?", re.IGNORECASE
)
_TYPES = {
    "shortanswer": "short-answer",
    "numerical": "numerical",
    "matching": "matching",
    "match": "matching",
    "cloze": "cloze",
    "multianswer": "cloze",
    "description": "description",
    "calculated": "calculated",
    "calculatedsimple": "calculated",
    "calculatedmulti": "calculated",
    "ddwtos": "drag and drop into text",
    "gapselect": "missing words",
    "ddimageortext": "drag and drop onto an image",
    "ddmarker": "drag and drop markers",
    "ordering": "ordering",
    "randomsamatch": "random matching",
}
_NOTES = {
    "responsetemplate": "a template for the response",
    "hint": "hints",
    "partiallycorrectfeedback": "feedback for a partly right answer",
    "incorrectfeedback": "feedback for a wrong answer",
    "defaultgrade": "a grade other than 1",
}


@dataclass(frozen=True)
class _Text:
    """A text as Markdown, and whether it showed what cannot be taken along."""

    markdown: str = ""
    has_pictures: bool = False


class _Refused(Exception):
    """A question that cannot be taken; the message is a sentence."""


def recognise(data: bytes, name: str) -> int:
    """Tell how surely a file is Moodle XML."""
    try:
        head, _ = decoded(data[:_SAMPLE])
    except Unreadable:
        return 0
    without_comments = re.sub(r"<!--.*?-->", "", head, flags=re.DOTALL)
    return 95 if re.match(r"\s*(?:<\?[^>]*>\s*)?<quiz[\s>/]", without_comments) else 0


def read(data: bytes, hints: Hints) -> Reading:
    """Return the choice, true/false and essay questions of a Moodle XML file.

    Raises Unreadable for what is not well-formed, has a DOCTYPE, or holds something else.
    """
    root = xml.parsed(data.lstrip(b" \t\r\n"))
    if xml.local(root) != "quiz":
        raise Unreadable(
            f"This is not Moodle XML: its root is <{xml.local(root)[:50]}>, not <quiz>."
        )
    found: list[Entry | Skipped] = []
    seen: Counter[str] = Counter()
    category = ""
    for question in root:
        if not isinstance(question, xml.Element) or question.tag != "question":
            continue
        if question.get("type") == "category":
            category = _plain(question, "category/text")
            continue
        if len(found) >= terms.MAX_QUESTIONS:
            raise Unreadable(terms.TOO_MANY, question.line)
        found.append(_question(question, category))
        if isinstance(found[-1], Entry):
            seen.update(_left_out(question))
    return Reading(
        tuple(one for one in found if isinstance(one, Entry)),
        tuple(one for one in found if isinstance(one, Skipped)),
        notes=tuple(_notes(seen)),
    )


def _question(question: xml.Element, category: str) -> Entry | Skipped:
    name = _plain(question, "name/text")[:100]
    try:
        entry = _entry(question, name)
    except _Refused as refusal:
        told = f"“{name}”: {refusal}" if name else str(refusal)
        return Skipped(told, line=question.line, excerpt=name or question.get("type", "")[:100])
    tags = ["".join(tag.itertext()) for tag in question.iterfind("tags/tag/text")]
    return terms.placed(entry, question.line, _plain(question, "idnumber"), tags, category)


def _entry(question: xml.Element, name: str) -> Entry:
    """Return what a question says; raises _Refused."""
    read_type = _READ.get(question.get("type", ""))
    if read_type is None:
        raise _Refused(_other_type(question.get("type", "")))
    asked = question.find("questiontext")
    default = "html" if asked is None else asked.get("format", "html")
    stem = _text(asked, default)
    if not (stem.markdown or name):
        raise _Refused("It has no text.")
    said = read_type(question, default)
    feedback = _text(question.find("generalfeedback"), default)
    answer = "\n\n".join(filter(None, (said.answer, feedback.markdown)))
    flags = set(said.flags) | ({"pictures"} if _show_pictures(stem, feedback) else set())
    if said.type == OPEN and not answer:
        flags.add("no_answer")
    status = "retired" if _plain(question, "hidden") in ("1", "true") else ""
    return replace(
        said, stem=stem.markdown or name, answer=answer, status=status, flags=tuple(sorted(flags))
    )


def _other_type(name: str) -> str:
    taken = "only choice, true/false and essay questions are taken."
    if not name:
        return f"It does not say of which type it is; {taken}"
    what = _TYPES.get(name)
    return f"It is a {what} question; {taken}" if what else f"Its type is “{name[:50]}”; {taken}"


def _essay(question: xml.Element, default: str) -> Entry:
    """Return an open question whose answer and guidance are what graders read."""
    said = _text(question.find("graderinfo"), default)
    flags = ("pictures",) if said.has_pictures else ()
    return Entry("", OPEN, flags=flags, **guidance_text.parted(said.markdown))


def _multichoice(question: xml.Element, default: str) -> Entry:
    single = _plain(question, "single").lower() in ("true", "1", "")
    typed = question.findall("answer")
    if len(typed) > terms.MAX_CHOICES:
        raise _Refused(terms.TOO_MANY_CHOICES)
    answers = [one for one in (_answer(answer, default) for answer in typed) if one[1].markdown]
    if len(answers) < 2:
        raise _Refused(terms.TOO_FEW_CHOICES)
    weights, texts, reasons = zip(*answers, strict=True)
    keys = terms.keyed(weights, single=single)
    choices = (
        EntryChoice(text.markdown, key, reason.markdown)
        for text, key, reason in zip(texts, keys, reasons, strict=True)
    )
    right = _text(question.find("correctfeedback"), default)
    flags = terms.choice_flags(weights, single=single)
    flags |= {"pictures"} if _show_pictures(*texts, *reasons) else set()
    answer = "" if _STOCK.fullmatch(right.markdown) else right.markdown
    return Entry("", MCQ, answer=answer, choices=tuple(choices), flags=tuple(flags))


def _true_false(question: xml.Element, default: str) -> Entry:
    """Return an MCQ of True and False; files of old name them in words of their language."""
    answers = [_answer(answer, default) for answer in question.iterfind("answer")]
    if len(answers) != 2:
        raise _Refused("A true/false question needs two answers.")
    if answers[0][1].markdown.lower() == "false":
        answers.reverse()
    choices = (
        EntryChoice(word, weight > 0, reason.markdown)
        for word, (weight, _, reason) in zip(("True", "False"), answers, strict=True)
    )
    weights = [weight for weight, _, _ in answers]
    flags = terms.choice_flags(weights, single=True)
    return Entry("", MCQ, choices=tuple(choices), flags=tuple(flags))


_READ = {"essay": _essay, "multichoice": _multichoice, "truefalse": _true_false}


def _answer(answer: Element, default: str) -> tuple[float, _Text, _Text]:
    """Return what a choice earns in per cent, its text and its feedback."""
    fraction = answer.get("fraction", "").strip()
    weight = float(fraction) if _FRACTION.fullmatch(fraction) else 0.0
    return weight, _text(answer, default), _text(answer.find("feedback"), default)


def _text(element: Element | None, default: str) -> _Text:
    typed = "" if element is None else _plain(element, "text")
    if element is None or not typed:
        return _Text()
    format_ = element.get("format", default)
    shows = format_ != "plain_text" and has_pictures(typed)
    markdown = FORMATS.get(format_, from_html)(typed)
    return _Text(markdown, shows or element.find("file") is not None)


def _plain(element: Element, path: str) -> str:
    found = element.find(path)
    return "" if found is None else "".join(found.itertext()).strip()


def _show_pictures(*texts: _Text) -> bool:
    return any(text.has_pictures for text in texts)


def _left_out(question: xml.Element) -> Iterator[str]:
    """Yield what a question that was taken says beside that, by the names of _NOTES."""
    if question.get("type") == "truefalse":
        yield "truefalse"
    for name in _NOTES:
        typed = _plain(question, name if name == "defaultgrade" else f"{name}/text")
        is_usual = re.fullmatch(r"1?(?:\.0*)?", typed) if name == "defaultgrade" else not typed
        if not is_usual and not _STOCK.fullmatch(re.sub("<[^<>]*>", "", typed).strip()):
            yield name


def _notes(seen: Counter[str]) -> Iterator[str]:
    if seen["truefalse"]:
        yield terms.true_false_note(seen["truefalse"])
    for name, label in _NOTES.items():
        if seen[name]:
            what = "1 question has" if seen[name] == 1 else f"{seen[name]} questions have"
            yield f"{what} {label}, which is left out."


def write(bank: Bank) -> Written:
    """Return a bank's questions as Moodle XML, each in the category of its level and skill.

    Its texts are Markdown. The guidance of open questions is for graders alone; where a question is
    filed stands in its tags.
    """
    return Written(b"".join(parts(bank, bank.questions)), losses(bank))


def parts(bank: Bank, entries: Iterable[Entry]) -> Iterator[bytes]:
    """Yield questions as `write` puts them, as they come."""
    start = ('<?xml version="1.0" encoding="UTF-8"?>', "<quiz>")
    return in_lines(chain(start, _blocks(entries), ("</quiz>", "")))


def losses(bank: Bank) -> tuple[Loss, ...]:
    """Return what Moodle XML leaves out."""
    return tuple(_losses(cleaned(bank)))


def _blocks(entries: Iterable[Entry]) -> Iterator[str]:
    category = ""
    for entry in map(cleaned, entries):
        path = terms.category_of(entry)
        if path != category:
            named = f"<category><text>{_safe(path)}</text></category>"
            yield f'<question type="category">\n  {named}\n</question>'
        category = path
        yield _written(entry)


def _losses(bank: Bank) -> Iterator[Loss]:
    yield from terms.losses(bank)
    choice = replace(bank, questions=tuple(e for e in bank.questions if terms.kind(e) == MCQ))
    for name, label in terms.GUIDANCE.items():
        reason = f"Moodle’s choice questions have no place for {label}."
        yield from counted(choice, name, reason, attrgetter(name))


def _written(entry: Entry) -> str:
    is_choice = terms.kind(entry) == MCQ
    own = _written_choices(entry) if is_choice else _written_essay(entry)
    lines = [
        f"<name><text>{_safe(terms.name_of(entry.stem))}</text></name>",
        _said("questiontext", entry.stem),
        _said("generalfeedback", entry.answer if is_choice else ""),
        "<defaultgrade>1</defaultgrade>",
        f"<penalty>{'0.3333333' if is_choice else '0'}</penalty>",
        f"<hidden>{int(entry.status == 'retired')}</hidden>",
        f"<idnumber>{_safe(terms.idnumber(entry))}</idnumber>",
        *own,
        "<tags>",
        *(f"  <tag><text>{_safe(tag)}</text></tag>" for tag in terms.tags_of(entry)),
        "</tags>",
    ]
    kind = "multichoice" if is_choice else "essay"
    return f'<question type="{kind}">\n  ' + "\n  ".join(lines) + "\n</question>"


def _written_choices(entry: Entry) -> Iterator[str]:
    choices = terms.filled(entry.choices)
    fractions = terms.fractions(choices)
    yield f"<single>{'false' if sum(one.is_key for one in choices) > 1 else 'true'}</single>"
    yield "<shuffleanswers>true</shuffleanswers>"
    yield "<answernumbering>ABCD</answernumbering>"
    for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        yield _said(name, "")
    for choice, fraction in zip(choices, fractions, strict=True):
        text = f"<text>{_safe(choice.text)}</text>{_said('feedback', choice.explanation)}"
        yield f'<answer fraction="{fraction}" format="markdown">{text}</answer>'


def _written_essay(entry: Entry) -> Iterator[str]:
    yield "<responseformat>editor</responseformat>"
    yield "<responserequired>1</responserequired>"
    yield "<responsefieldlines>15</responsefieldlines>"
    yield "<attachments>0</attachments>"
    yield "<attachmentsrequired>0</attachmentsrequired>"
    yield _said("graderinfo", printable(guidance_text.joined(entry)))
    yield _said("responsetemplate", "")


def _said(name: str, text: str) -> str:
    return f'<{name} format="markdown"><text>{_safe(text)}</text></{name}>'


def _safe(text: str) -> str:
    return escape(text.strip(), quote=False)


FORMAT = QuestionFormat(
    *("moodle_xml", "Moodle XML", "xml", "application/xml"), recognise, read, write, losses, parts
)
