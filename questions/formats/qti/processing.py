"""Which choices are right and what is said of each: declarations and response processing."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from questions.formats.qti import elements

_BRANCHES = ("responseif", "responseelseif")


@dataclass(frozen=True)
class Marking:
    """Identifiers of the choices that are right, and of the feedback that a choice brings up."""

    keys: frozenset[str]
    feedback: dict[str, str] = field(default_factory=dict)


def marking(item: Element, response: str, choices: Collection[str]) -> Marking:
    """Return how an item marks its choices: by correctResponse, else by mapping, else by rules."""
    declaration = next(
        (
            one
            for one in elements.within(item, "responsedeclaration")
            if elements.attribute(one, "identifier") == response
        ),
        None,
    )
    branches = list(_branches(item, choices))
    keys = _declared(declaration) & set(choices) or _mapped(declaration) & set(choices)
    keys = keys or {choice for chosen, sets in branches if _scores(sets) for choice in chosen}
    feedback = {
        value: next(iter(chosen))
        for chosen, sets in branches
        for name, value in sets
        if len(chosen) == 1 and name.upper() != "SCORE"
    }
    return Marking(frozenset(keys), feedback)


def correct_texts(item: Element) -> Iterator[str]:
    """Yield the right answers of a question that is answered in a text."""
    for right in elements.within(item, "correctresponse"):
        yield from (elements.text(value) for value in elements.within(right, "value"))


def told_when_wrong(item: Element) -> set[str]:
    """Return the identifiers of feedback on an answer that is none of those a rule is about."""
    branches = elements.within(item, "responseelse")
    return {elements.text(one) for branch in branches for one in _values(branch)}


def _declared(declaration: Element | None) -> set[str]:
    right = None if declaration is None else elements.first(declaration, "correctresponse")
    return (
        set() if right is None else {elements.text(one) for one in elements.within(right, "value")}
    )


def _mapped(declaration: Element | None) -> set[str]:
    """Return the choices that earn points."""
    entries = () if declaration is None else elements.within(declaration, "mapentry")
    return {
        elements.attribute(one, "mapkey")
        for one in entries
        if _number(elements.attribute(one, "mappedvalue")) > 0
    }


def _branches(
    item: Element, choices: Collection[str]
) -> Iterator[tuple[set[str], list[tuple[str, str]]]]:
    """Yield for each rule which choices it is about, and the outcomes that it sets."""
    for branch in elements.within(item, *_BRANCHES):
        sets = [one for one in branch if elements.kind(one) == "setoutcomevalue"]
        asked = [one for one in branch if elements.kind(one) not in ("setoutcomevalue", "not")]
        named = {elements.text(one) for part in asked for one in _values(part)}
        chosen = named & set(choices)
        if len(chosen) == 1 or _is_whole(asked):
            outcomes = [(elements.attribute(one, "identifier"), elements.text(one)) for one in sets]
            yield chosen, outcomes


def _values(part: Element) -> list[Element]:
    return [one for one in part.iter() if elements.kind(one) == "basevalue"]


def _is_whole(asked: list[Element]) -> bool:
    """Say whether a rule asks for several choices at once, not for one or another."""
    return all(elements.kind(one) in ("match", "and") for one in asked)


def _scores(sets: list[tuple[str, str]]) -> bool:
    return any(name.upper() == "SCORE" and _number(value) > 0 for name, value in sets)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
