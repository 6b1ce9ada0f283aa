"""The facets of the question listing with their live counts, and the filters that are active."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import get_template
from django.utils import timezone

from questions.filters import FACETS, NEVER, QuestionFilters, Vocabulary
from questions.matches import Matches
from questions.rules import content
from questions.search import facet_index

MINUTES: dict[str, dict[str, Any]] = {
    "up to 3 min": {"max": 3},
    "4–5 min": {"min": 4, "max": 5},
    "6–10 min": {"min": 6, "max": 10},
    "over 10 min": {"min": 11},
}
UNUSED_FOR = {"Not in 30 days": 30, "Not in 90 days": 90, "Not in a year": 365}


@dataclass(frozen=True)
class FacetValue:
    """One value of a facet, with how many questions would show under it."""

    value: str
    label: str
    count: int
    selected: bool
    url: str = ""


@dataclass(frozen=True)
class Facet:
    """A property to narrow the list by, with its values."""

    name: str
    label: str
    values: list[FacetValue]


def facets(matches: Matches, vocabulary: Vocabulary) -> list[Facet]:
    """Return every facet with live counts: each reflects the choices in all the others."""
    found = []
    for name, label in FACETS.items():
        values = _values(matches.state, name, vocabulary.labels(name), matches.counts(name))
        found.append(Facet(name, label, values))
    return [*found, _minutes_facet(matches), _last_asked_facet(matches)]


def _values(
    state: QuestionFilters, name: str, labels: Mapping[str, str], counts: Mapping[str, int]
) -> list[FacetValue]:
    chosen = getattr(state, name)
    values = [
        FacetValue(value, label, counts.get(value, 0), value in chosen)
        for value, label in labels.items()
    ]
    if name in ("skill", "role", "source"):
        values.sort(key=lambda v: (not v.selected, -v.count, v.label))
    return values


def _minutes_facet(matches: Matches) -> Facet:
    state, counts = matches.state, matches.numbers(facet_index.MINUTES)
    values = []
    for label, bounds in MINUTES.items():
        low, high = bounds.get("min"), bounds.get("max")
        count = sum(n for minutes, n in counts.items() if _within(minutes, low, high))
        selected = (state.minutes_min, state.minutes_max) == (low, high)
        changes = {} if selected else {"minutes_min": low, "minutes_max": high}
        url = state.urlencode(**({"minutes_min": None, "minutes_max": None} | changes))
        values.append(FacetValue(label, label, count, selected, url))
    return Facet("minutes", "Time needed", values)


def _within(value: int, low: int | None, high: int | None) -> bool:
    return (low is None or low <= value) and (high is None or value <= high)


def _last_asked_facet(matches: Matches) -> Facet:
    today, state = timezone.localdate(), matches.state
    periods = {
        label: (today - datetime.timedelta(days=days)).isoformat()
        for label, days in UNUSED_FOR.items()
    }
    values = []
    for label, since in (periods | {"Never": NEVER}).items():
        selected = state.not_used_since == since
        url = state.urlencode(not_used_since="" if selected else since)
        values.append(FacetValue(label, label, matches.unused(since), selected, url))
    return Facet("last_asked", "Last asked", values)


#: All that a value shows but its count: facet, value, label, whether chosen, whether any has it.
Look = tuple[str, str, str, bool, bool]

#: Values as rendered, by their look: from page to page the counts alone change.
_frames: dict[Look, str] = {}
MAX_FRAMES = 20_000
_COUNT, _END = "\f", "</label>"


def render_values(facet: str, values: Sequence[FacetValue]) -> str:
    """Render boxes to tick, one for each value of a facet."""
    looks = [(facet, v.value, v.label, v.selected, v.count > 0) for v in values]
    frames = {look: frame for look in looks if (frame := _frames.get(look))}
    if len(frames) < len(values):
        frames |= _drawn(looks, known=frames)
    counted = zip(looks, values, strict=True)
    return "".join(frames[look].replace(_COUNT, str(value.count)) for look, value in counted)


def _drawn(looks: Sequence[Look], known: Mapping[Look, str]) -> dict[Look, str]:
    missing = [look for look in looks if look not in known]
    values = [
        {"value": value, "label": label, "selected": selected, "count": _COUNT if found else 0}
        for _, value, label, selected, found in missing
    ]
    template = get_template("components/facet_values.html")
    pieces = template.render({"facet": missing[0][0], "values": values}).split(_END)
    drawn = {look: piece + _END for look, piece in zip(missing, pieces, strict=False)}
    if len(_frames) > MAX_FRAMES:
        forget_frames()
    _frames.update(drawn)
    return drawn


def forget_frames() -> None:
    """Let every value be drawn anew."""
    _frames.clear()


@dataclass(frozen=True)
class Chip:
    """An active filter, and the query string without it."""

    label: str
    url: str


def chips(state: QuestionFilters, vocabulary: Vocabulary) -> list[Chip]:
    """Return the active filters, each to be removed by itself."""
    found = [Chip(f"“{state.q}”", state.urlencode(q=""))] if state.q else []
    for name, facet in FACETS.items():
        labels = vocabulary.labels(name)
        for value in getattr(state, name):
            url = state.urlencode(**{name: state.without(name, value)})
            found.append(Chip(f"{facet}: {labels[value]}", url))
    if state.minutes_min is not None or state.minutes_max is not None:
        most = content.MAX_MINUTES if state.minutes_max is None else state.minutes_max
        label = f"{state.minutes_min or 0}–{most} min"
        found.append(Chip(label, state.urlencode(minutes_min=None, minutes_max=None)))
    return found + _use_chips(state, vocabulary)


def _use_chips(state: QuestionFilters, vocabulary: Vocabulary) -> list[Chip]:
    found = []
    if state.not_asked_to:
        label = f"Not asked to {vocabulary.candidate(state.not_asked_to)}"
        found.append(Chip(label, state.urlencode(not_asked_to="")))
    if state.not_used_since:
        never = state.not_used_since == NEVER
        label = "Never asked" if never else f"Not asked since {state.not_used_since}"
        found.append(Chip(label, state.urlencode(not_used_since="")))
    return found
