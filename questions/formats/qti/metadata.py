"""What a package says of an item beside the item: Learning Object Metadata (LOM) in its manifest.

Level, minutes, status, skills, roles and the source stand where LOM has a place for each, so that
other programs find them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from questions.formats.interchange import MCQ, Entry
from questions.formats.qti import elements
from questions.formats.qti.dialects import LOM, Dialect, plain, tag

CATALOG = "interviewbank"
_ROLES = "interviewbank roles"
_LEVELS = {
    "basic": "easy",
    "intermediate": "medium",
    "advanced": "difficult",
    "expert": "very difficult",
}
_STATUSES = {
    "draft": "draft",
    "in_review": "revised",
    "approved": "final",
    "retired": "unavailable",
}
_LEVELS_READ = {value: name for name, value in _LEVELS.items()} | {"very easy": "basic"}
_STATUSES_READ = {value: name for name, value in _STATUSES.items()}
_DURATION = re.compile(
    r"P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})(?:\.\d+)?S)?)?"
)


@dataclass(frozen=True)
class About:
    """What metadata say of a question; what is empty or None they do not say."""

    uid: str = ""
    level: str = ""
    status: str = ""
    minutes: int | None = None
    skills: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    source: str = ""
    source_ref: str = ""
    is_mcq: bool = False


def written(entry: Entry, dialect: Dialect, interaction: str) -> str:
    """Return the metadata of a resource: QTI’s own first, as the manifest’s schema wants."""
    kinds = tag("interactionType", {}, interaction) + tag("feedbackType", {}, "nonadaptive")
    return tag(
        "metadata",
        {},
        tag(
            "qtiMetadata", {"xmlns": dialect.metadata[0]}, tag("timeDependent", {}, "false"), kinds
        ),
        tag("lom", {"xmlns": LOM}, *_lom(entry)),
    )


def titled(title: str) -> Iterable[str]:
    """Yield the metadata of a package with a title."""
    if title:
        named = tag("title", {}, tag("string", {}, plain(title)))
        yield tag("lom", {"xmlns": LOM}, tag("general", {}, named))


def read(resource: Element) -> About:
    """Return what the metadata of a manifest's resource say, ours or another program's."""
    lom = elements.first(resource, "lom")
    if lom is None:
        return About()
    source, source_ref = _based_on(lom)
    skills, roles = _filed_under(lom)
    return About(
        uid=_own_identifier(lom),
        level=_LEVELS_READ.get(_value(lom, "difficulty"), ""),
        status=_STATUSES_READ.get(_value(lom, "status"), ""),
        minutes=_minutes(lom),
        skills=skills,
        roles=roles,
        source=source,
        source_ref=source_ref,
        is_mcq=_value(lom, "learningresourcetype") == MCQ,
    )


def _lom(entry: Entry) -> Iterable[str]:
    """Yield the parts of LOM that say something, in the order that its schema wants."""
    if entry.uid:
        yield tag("general", {}, tag("identifier", {}, *_in_catalog(CATALOG, entry.uid)))
    if status := _STATUSES.get(entry.status):
        yield tag("lifeCycle", {}, _vocabulary("status", "LOMv1.0", status))
    if educational := "".join(_educational(entry)):
        yield tag("educational", {}, educational)
    if entry.source or entry.source_ref:
        basis = tag("identifier", {}, *_in_catalog(entry.source, entry.source_ref))
        kind = _vocabulary("kind", "LOMv1.0", "isbasedon")
        yield tag("relation", {}, kind, tag("resource", {}, basis))
    yield from (_classification("competency", "interviewbank skills", one) for one in entry.skills)
    yield from (_classification("discipline", _ROLES, one) for one in entry.roles)


def _educational(entry: Entry) -> Iterable[str]:
    if entry.type == MCQ and not entry.choices:
        yield _vocabulary("learningResourceType", CATALOG, MCQ)
    if difficulty := _LEVELS.get(entry.level):
        yield _vocabulary("difficulty", "LOMv1.0", difficulty)
    if entry.minutes is not None:
        yield tag("typicalLearningTime", {}, tag("duration", {}, f"PT{entry.minutes}M"))


def _classification(purpose: str, scheme: str, name: str) -> str:
    entry = tag("entry", {}, tag("string", {}, plain(name)))
    source = tag("source", {}, tag("string", {}, scheme))
    path = tag("taxonPath", {}, source, tag("taxon", {}, entry))
    return tag("classification", {}, _vocabulary("purpose", "LOMv1.0", purpose), path)


def _vocabulary(name: str, source: str, value: str) -> str:
    return tag(name, {}, tag("source", {}, source), tag("value", {}, value))


def _in_catalog(catalog: str, entry: str) -> tuple[str, str]:
    return tag("catalog", {}, plain(catalog)), tag("entry", {}, plain(entry))


def _value(lom: Element, name: str) -> str:
    found = elements.first(lom, name)
    value = None if found is None else elements.first(found, "value")
    return elements.text(value).lower()


def _own_identifier(lom: Element) -> str:
    general = elements.first(lom, "general")
    for one in () if general is None else elements.within(general, "identifier"):
        catalog, entry = _catalogued(one)
        if catalog == CATALOG:
            return entry
    return ""


def _based_on(lom: Element) -> tuple[str, str]:
    for relation in elements.within(lom, "relation"):
        identifier = elements.first(relation, "identifier")
        if _value(relation, "kind") == "isbasedon" and identifier is not None:
            return _catalogued(identifier)
    return "", ""


def _catalogued(identifier: Element) -> tuple[str, str]:
    catalog, entry = (elements.first(identifier, name) for name in ("catalog", "entry"))
    return elements.text(catalog), elements.text(entry)


def _minutes(lom: Element) -> int | None:
    found = _DURATION.fullmatch(elements.text(elements.first(lom, "typicallearningtime")))
    if found is None:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    whole = round((((days * 24 + hours) * 60 + minutes) * 60 + seconds) / 60)
    return whole or None


def _filed_under(lom: Element) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return skills and roles; another program's keywords and competencies are skills."""
    skills = [elements.text(one) for one in elements.within(lom, "keyword")]
    roles = []
    for one in elements.within(lom, "classification"):
        taxa = [elements.text(taxon) for taxon in elements.within(one, "entry")]
        if elements.text(elements.first(one, "taxonpath")).startswith(_ROLES):
            roles += taxa
        elif _value(one, "purpose") == "competency":
            skills += taxa[-1:]
    return _each(skills), _each(roles)


def _each(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, names)))
