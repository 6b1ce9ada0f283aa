"""An assessment item as a question."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from questions.formats import xml
from questions.formats.interchange import MCQ, OPEN, Entry, EntryChoice, Skipped
from questions.formats.qti import elements, processing, texts
from questions.formats.qti.metadata import About
from questions.formats.qti.writing import OURS, TOOL, class_of

#: Parts of an item that ask nothing themselves.
_NO_QUESTIONS = {"endattemptinteraction", "mediainteraction"}
_READ = {"choiceinteraction": MCQ, "extendedtextinteraction": OPEN}
#: Who may read guidance that is taken as the answer.
_SCORERS = {"scorer", "tutor", "author"}
_GUIDANCE = {class_of(name): name for name in ("answer", "look_for", "red_flags", "follow_ups")}
_GUIDANCE |= {class_of("references"): "references", class_of("rubric"): "rubric"}
_TITLES = {class_of("title"), class_of("rating")}


@dataclass(frozen=True)
class _Item:
    """An item taken apart; `shown` is what a candidate sees beside the choices."""

    root: Element
    body: Element
    interaction: Element
    rubrics: tuple[Element, ...]
    hidden: frozenset[Element]


def question(item: Element, about: About, *, place: str = "") -> Entry | Skipped:
    """Return an item's question, or why it is none; `place` is its file in a package."""
    where: dict[str, Any] = {"place": place} if place else {"line": _line(item)}
    body = elements.first(item, "itembody")
    asked = [] if body is None else list(_interactions(body))
    reason = _refusal(item, asked)
    if body is None or reason:
        return Skipped(reason, excerpt=elements.attribute(item, "title")[:80], **where)
    taken = _taken_apart(item, body, asked[0])
    stem = texts.read(body, leaving_out=taken.hidden)
    if not stem.strip():
        return Skipped("It has no text.", excerpt=elements.attribute(item, "title")[:80], **where)
    return Entry(stem, **where, **_said(taken, about))


def _interactions(body: Element) -> Iterable[Element]:
    for one in body.iter():
        kind = elements.kind(one)
        if kind.endswith("interaction") and kind not in _NO_QUESTIONS:
            yield one


def _refusal(item: Element, asked: list[Element]) -> str:
    """Return why an item cannot be a question, "" when it can."""
    names = list(dict.fromkeys(map(_name, asked)))
    if not asked:
        return "It asks nothing: it has no interaction."
    if len(asked) > 1:
        return f"It asks {len(asked)} things at once ({', '.join(names)}); one can be read."
    if elements.kind(asked[0]) not in _READ:
        return f"Its interaction is “{names[0]}”; choice and extended text are read."
    if elements.first(item, "templateprocessing") is not None:
        return "Its text is made anew for each candidate, by a template."
    return ""


def _name(interaction: Element) -> str:
    """Return an interaction's name in words: “graphic gap match” for graphicGapMatchInteraction."""
    name = xml.local(interaction).removeprefix("qti-").removesuffix("nteraction")[:-1]
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name)
    return " ".join(words.replace("-", " ").split())


def _taken_apart(item: Element, body: Element, interaction: Element) -> _Item:
    rubrics = [one for one in elements.within(body, "rubricblock") if not _is_for_candidates(one)]
    feedback = elements.within(body, "feedbackblock", "feedbackinline", *_NO_QUESTIONS)
    choices = elements.within(interaction, "simplechoice")
    hidden = {*rubrics, *feedback, *choices}
    if elements.first(interaction, "prompt") is None:
        hidden.add(interaction)
    scorers = tuple(one for one in rubrics if _says_the_answer(one))
    return _Item(item, body, interaction, scorers, frozenset(hidden))


def _views(rubric: Element) -> set[str]:
    return set(elements.attribute(rubric, "view").lower().split())


def _is_for_candidates(rubric: Element) -> bool:
    return "candidate" in _views(rubric)


def _says_the_answer(rubric: Element) -> bool:
    is_about_the_room = elements.attribute(rubric, "use").lower() == "instructions"
    return bool(_views(rubric) & _SCORERS) and not is_about_the_room


def _said(item: _Item, about: About) -> dict[str, Any]:
    kind = MCQ if about.is_mcq else _READ[elements.kind(item.interaction)]
    said = _guidance(item.rubrics)
    choices = tuple(_choices(item)) if kind == MCQ else ()
    answer = said.pop("answer", "") or _answer_elsewhere(item, choices)
    is_ours = elements.attribute(item.root, "toolname") == TOOL
    name = elements.attribute(item.root, "identifier")
    return said | {
        "type": kind,
        "choices": choices,
        "answer": answer,
        "uid": about.uid or (name.removeprefix(OURS) if is_ours and name.startswith(OURS) else ""),
        "level": about.level,
        "status": about.status if is_ours else "",
        "minutes": about.minutes,
        "skills": about.skills,
        "roles": about.roles,
        "source": about.source,
        "source_ref": about.source_ref or ("" if is_ours else name),
        "flags": tuple(_flags(item, kind, choices, answer)),
    }


def _flags(item: _Item, kind: str, choices: tuple[EntryChoice, ...], answer: str) -> Iterable[str]:
    if kind == MCQ and not choices:
        yield "no_choices"
    elif kind == MCQ and not any(choice.is_key for choice in choices):
        yield "no_key"
    if kind == OPEN and not answer:
        yield "no_answer"
    if texts.shows_pictures(item.body):
        yield "pictures"


def _choices(item: _Item) -> Iterable[EntryChoice]:
    found = list(elements.within(item.interaction, "simplechoice"))
    names = [elements.attribute(one, "identifier") for one in found]
    response = elements.attribute(item.interaction, "responseidentifier")
    marks = processing.marking(item.root, response, names)
    explained = _explanations(item, marks)
    for name, one in zip(names, found, strict=True):
        inline = [texts.read(part) for part in elements.within(one, "feedbackinline")]
        said = "\n\n".join(filter(None, [*inline, *explained.get(name, ())]))
        yield EntryChoice(texts.read(one, leaving_out=item.hidden), name in marks.keys, said)


def _explanations(item: _Item, marks: processing.Marking) -> dict[str, list[str]]:
    """Return the feedback that belongs to one choice, by the choice's identifier."""
    found: dict[str, list[str]] = {}
    for one in elements.within(item.root, "modalfeedback", "feedbackblock"):
        name = elements.attribute(one, "identifier")
        found.setdefault(marks.feedback.get(name, name), []).append(texts.read(one))
    return found


def _answer_elsewhere(item: _Item, choices: tuple[EntryChoice, ...]) -> str:
    """Return the answer that feedback on the whole, or a declared response, gives."""
    if not choices:
        right = "\n\n".join(filter(None, processing.correct_texts(item.root)))
        if right:
            return right
    told = {choice.explanation for choice in choices}
    wrong = processing.told_when_wrong(item.root)
    feedback = (
        texts.read(one)
        for one in elements.within(item.root, "modalfeedback")
        if elements.attribute(one, "identifier") not in wrong
    )
    shown = [text for text in feedback if text and not any(text in one for one in told)]
    return "\n\n".join(dict.fromkeys(shown))


def _guidance(rubrics: Iterable[Element]) -> dict[str, Any]:
    """Return the guidance in rubrics for scorers; what is not in our parts is the answer."""
    said: dict[str, Any] = {}
    for rubric in rubrics:
        parts = [one for one in elements.within(rubric, "div") if _class(one) in _GUIDANCE]
        for one in parts:
            name = _GUIDANCE[_class(one)]
            said[name] = _part(name, one)
        titles = (one for one in elements.within(rubric, "p") if _class(one) in _TITLES)
        rest = texts.read(rubric, leaving_out=frozenset({*parts, *titles}))
        said["answer"] = "\n\n".join(filter(None, (said.get("answer", ""), rest)))
    return said


def _part(name: str, element: Element) -> Any:
    if name == "answer":
        return texts.read(element)
    if name != "rubric":
        points = (one for listed in element for one in listed if elements.kind(one) == "li")
        return tuple(map(texts.read, points))
    ratings = [elements.text(one) for one in element if _class(one) in _TITLES]
    anchors = [texts.read(one) for one in element if elements.kind(one) == "div"]
    return dict(zip(ratings, anchors, strict=False))


def _class(element: Element) -> str:
    return elements.attribute(element, "class")


def _line(item: Element) -> int | None:
    return item.line if isinstance(item, xml.Element) else None
