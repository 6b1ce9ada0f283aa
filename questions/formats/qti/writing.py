"""Questions as a QTI package: an item each, and the manifest that lists them."""

import io
import re
import zipfile
from collections.abc import Iterable
from itertools import count

from questions.formats import losses
from questions.formats.interchange import MCQ, Bank, Entry, EntryChoice, Loss, Written
from questions.formats.qti import metadata, texts
from questions.formats.qti.dialects import LOM, QTI3, QTI21, XSI, Dialect, plain, tag
from questions.formats.text import printable

TOOL = "interviewbank"
#: Begins the identifiers of items that have a uid; XML wants a letter first.
OURS = "q-"
CLASSES = {
    "answer": "Model answer",
    "look_for": "What to look for",
    "red_flags": "Red flags",
    "follow_ups": "Follow-up questions",
    "references": "References",
    "rubric": "Ratings",
}
_FINE_UID = re.compile(r"[A-Za-z0-9._-]{1,200}")
_TITLE = 80
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def write_qti3(bank: Bank) -> Written:
    """Return a bank's questions as a QTI 3.0 package."""
    return _written(bank, QTI3)


def write_qti21(bank: Bank) -> Written:
    """Return a bank's questions as a QTI 2.1 package."""
    return _written(bank, QTI21)


def class_of(part: str) -> str:
    """Return the class of what holds a part of the guidance, such as `look_for`."""
    return f"{TOOL}-{part.replace('_', '-')}"


def choice_identifier(number: int) -> str:
    """Return the identifier of a choice, counted from 0: A, B … Z, C26, C27 …"""
    return _LETTERS[number] if number < len(_LETTERS) else f"C{number}"


def _written(bank: Bank, dialect: Dialect) -> Written:
    packed = io.BytesIO()
    resources = []
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for identifier, entry in zip(_identifiers(bank.questions), bank.questions, strict=True):
            name = f"items/{identifier}.xml"
            _put(archive, name, item(entry, identifier, dialect))
            resources.append(_resource(entry, identifier, name, dialect))
        _put(archive, "imsmanifest.xml", _manifest(resources, bank.title, dialect))
    return Written(packed.getvalue(), told(bank))


def _put(archive: zipfile.ZipFile, name: str, content: str) -> None:
    # Without the time of day, so that the same bank makes the same file.
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, f'<?xml version="1.0" encoding="UTF-8"?>\n{content}\n')


def _identifiers(entries: Iterable[Entry]) -> Iterable[str]:
    used: set[str] = set()
    for number, entry in enumerate(entries, start=1):
        base = OURS + entry.uid if _FINE_UID.fullmatch(entry.uid) else f"item-{number}"
        names = (base if again == 1 else f"{base}_{again}" for again in count(1))
        identifier = next(name for name in names if name not in used)
        used.add(identifier)
        yield identifier


def _manifest(resources: Iterable[str], title: str, dialect: Dialect) -> str:
    places = (*dialect.manifest, LOM, dialect.lom_schema, *dialect.metadata)
    attributes = {
        "xmlns": dialect.manifest[0],
        "xmlns:xsi": XSI,
        "xsi:schemaLocation": " ".join(places),
        "identifier": "questions",
    }
    schema = tag("schema", {}, dialect.package)
    version = tag("schemaversion", {}, dialect.schema_version)
    return tag(
        "manifest",
        attributes,
        tag("metadata", {}, schema, version, *metadata.titled(title)),
        tag("organizations", {}),
        tag("resources", {}, "\n", *resources),
    )


def _resource(entry: Entry, identifier: str, name: str, dialect: Dialect) -> str:
    attributes = {"identifier": f"resource-{identifier}", "type": dialect.resource, "href": name}
    about = metadata.written(entry, dialect, _interaction_name(entry))
    return tag("resource", attributes, about, tag("file", {"href": name})) + "\n"


def item(entry: Entry, identifier: str, dialect: Dialect) -> str:
    """Return a question as an assessment item."""
    attributes = {
        "xmlns": dialect.item[0],
        "xmlns:xsi": XSI,
        "xsi:schemaLocation": " ".join(dialect.item),
        "identifier": identifier,
        "title": _title(entry),
        "adaptive": "false",
        "timeDependent": "false",
        "toolName": TOOL,
    }
    parts = _choice_parts if entry.choices else _text_parts
    return dialect.tag("assessmentItem", attributes, *parts(entry, dialect))


def _choice_parts(entry: Entry, dialect: Dialect) -> Iterable[str]:
    q = dialect.tag
    keys = [n for n, choice in enumerate(entry.choices) if choice.is_key]
    cardinality, most = ("single", "1") if len(keys) == 1 else ("multiple", "0")
    values = [q("value", {}, choice_identifier(number)) for number in keys]
    correct = (q("correctResponse", {}, *values),) if keys else ()
    of_choices = {"cardinality": cardinality, "baseType": "identifier"}
    yield q("responseDeclaration", {"identifier": "RESPONSE"} | of_choices, *correct)
    yield _score(dialect)
    feedback = list(_feedback(entry, dialect))
    if feedback:
        yield q("outcomeDeclaration", {"identifier": "FEEDBACK"} | of_choices)
    choices = (_choice(number, one, dialect) for number, one in enumerate(entry.choices))
    asked = {"responseIdentifier": "RESPONSE", "shuffle": "false", "maxChoices": most}
    yield _body(entry, q("choiceInteraction", asked, *choices), dialect)
    if keys or feedback:
        yield _processing(dialect, has_keys=bool(keys), has_feedback=bool(feedback))
    yield from feedback


def _text_parts(entry: Entry, dialect: Dialect) -> Iterable[str]:
    q = dialect.tag
    text = {"identifier": "RESPONSE", "cardinality": "single", "baseType": "string"}
    yield q("responseDeclaration", text)
    yield _score(dialect)
    yield _body(entry, q("extendedTextInteraction", {"responseIdentifier": "RESPONSE"}), dialect)


def _score(dialect: Dialect) -> str:
    score = {"identifier": "SCORE", "cardinality": "single", "baseType": "float"}
    return dialect.tag("outcomeDeclaration", score)


def _body(entry: Entry, interaction: str, dialect: Dialect) -> str:
    stem = tag("div", {"class": class_of("stem")}, texts.written(entry.stem))
    return dialect.tag("itemBody", {}, stem, interaction, _guidance(entry, dialect))


def _choice(number: int, choice: EntryChoice, dialect: Dialect) -> str:
    identifier = {"identifier": choice_identifier(number)}
    return dialect.tag("simpleChoice", identifier, texts.written(choice.text))


def _feedback(entry: Entry, dialect: Dialect) -> Iterable[str]:
    for number, choice in enumerate(entry.choices):
        if choice.explanation:
            shown = {"outcomeIdentifier": "FEEDBACK", "showHide": "show"}
            shown["identifier"] = choice_identifier(number)
            text = dialect.block(tag("div", {}, texts.written(choice.explanation)))
            yield dialect.tag("modalFeedback", shown, text)


def _processing(dialect: Dialect, *, has_keys: bool, has_feedback: bool) -> str:
    """Return what marks the right answer with a point and shows the feedback on what is chosen."""
    q = dialect.tag
    response = {"identifier": "RESPONSE"}
    steps = []
    if has_keys:
        point = q("baseValue", {"baseType": "float"}, "1")
        right = q("match", {}, q("variable", response), q("correct", response))
        scored = q("setOutcomeValue", {"identifier": "SCORE"}, point)
        steps.append(q("responseCondition", {}, q("responseIf", {}, right, scored)))
    if has_feedback:
        chosen = q("variable", response)
        steps.append(q("setOutcomeValue", {"identifier": "FEEDBACK"}, chosen))
    return q("responseProcessing", {}, *steps)


def _guidance(entry: Entry, dialect: Dialect) -> str:
    """Return what only the scorer may read, "" where there is none."""
    parts = [_part("answer", texts.written(entry.answer))] if entry.answer else []
    for name in ("look_for", "red_flags", "follow_ups", "references"):
        if points := getattr(entry, name):
            listed = (tag("li", {}, texts.written(point)) for point in points)
            parts.append(_part(name, tag("ul", {}, *listed)))
    if entry.rubric:
        ratings = (_rating(name, text) for name, text in entry.rubric.items())
        parts.append(_part("rubric", *ratings))
    scorer = {"view": "scorer"} | ({"use": "scoring"} if dialect.is_hyphenated else {})
    return dialect.tag("rubricBlock", scorer, dialect.block(*parts)) if parts else ""


def _part(name: str, *content: str) -> str:
    title = tag("p", {"class": class_of("title")}, tag("strong", {}, CLASSES[name]))
    return title + tag("div", {"class": class_of(name)}, *content)


def _rating(name: str, text: str) -> str:
    title = tag("p", {"class": class_of("rating")}, plain(name))
    return title + tag("div", {}, texts.written(text))


def _title(entry: Entry) -> str:
    line = " ".join(printable(entry.stem).split())
    return line if len(line) <= _TITLE else f"{line[: _TITLE - 1]}…"


def _interaction_name(entry: Entry) -> str:
    return "choiceInteraction" if entry.choices else "extendedTextInteraction"


def told(bank: Bank) -> tuple[Loss, ...]:
    """Return what QTI leaves out."""
    found = losses.counted(
        bank,
        "difficulty_adjustment",
        "QTI knows the level alone: adjustments of the difficulty are left out.",
        lambda entry: entry.difficulty_adjustment,
    )
    found += losses.counted(
        bank,
        "choices",
        "An MCQ without choices is written as a question that is answered in a text.",
        lambda entry: entry.type == MCQ and not entry.choices,
    )
    return (*found, *losses.of_the_bank(bank))
