"""The filters of the listing: reading, addresses, chips, counts and neighbours."""

import datetime
from collections import Counter
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from questions import facets, filters, search
from questions.actions.facet_index import log_change
from questions.filters import FiltersRefused, QuestionFilters, Vocabulary
from questions.matches import Matches
from questions.models import Question, Role, Skill, Source, User
from tests.base import Cast, make_question, make_role, make_skill, make_source

SKILLS = ["vision", "speech", "data"]
ROLES = ["designer", "analyst"]
SOURCES = ["guide", "paper"]
LEVELS = ["basic", "intermediate", "advanced", "expert"]
WORDS = ["drift", "loss", "model"]
TODAY = timezone.localdate()
SINCE = {
    "Not in 30 days": (TODAY - datetime.timedelta(days=30)).isoformat(),
    "Not in 90 days": (TODAY - datetime.timedelta(days=90)).isoformat(),
    "Not in a year": (TODAY - datetime.timedelta(days=365)).isoformat(),
}
thorough = settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def vocabulary(db: None) -> Vocabulary:
    for name in SKILLS:
        make_skill(name)
    for name in ROLES:
        make_role(name)
    for name in SOURCES:
        make_source(name)
    return Vocabulary()


def read(text: str, vocabulary: Vocabulary) -> QuestionFilters:
    return filters.read(QueryDict(text), vocabulary)


def refused(text: str, vocabulary: Vocabulary) -> list[tuple[str, str]]:
    with pytest.raises(FiltersRefused) as refusal:
        read(text, vocabulary)
    return [(error.field, error.code) for error in refusal.value.errors]


def test_without_parameters_the_whole_bank_is_listed_by_level(vocabulary: Vocabulary) -> None:
    state = read("", vocabulary)
    assert state == QuestionFilters()
    assert (state.query, state.effective_ordering) == (None, "level")


def test_all_parameters_are_read(vocabulary: Vocabulary) -> None:
    state = read(
        "q=+drift+&level=basic&level=expert&type=mcq&skill=vision&role=designer&status=draft"
        "&source=guide&minutes_min=3&minutes_max=010&not_used_since=2026-01-31&ordering=newest",
        vocabulary,
    )
    assert state == QuestionFilters(
        "drift",
        ("basic", "expert"),
        ("mcq",),
        ("vision",),
        ("designer",),
        ("draft",),
        ("guide",),
        3,
        10,
        not_used_since="2026-01-31",
        ordering="newest",
    )


def test_empty_and_repeated_values_say_nothing_more(vocabulary: Vocabulary) -> None:
    state = read("q=&level=&level=basic&level=basic&minutes_min=+&ordering=", vocabulary)
    assert state == QuestionFilters(level=("basic",))


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        ("colour=red", [("colour", "unknown_parameter")]),
        ("Q=drift", [("Q", "unknown_parameter")]),
        ("level=guru", [("level", "unknown_value")]),
        ("level=basic&level=Basic", [("level", "unknown_value")]),
        ("type=essay", [("type", "unknown_value")]),
        ("skill=cooking", [("skill", "unknown_value")]),
        ("skill=%00", [("skill", "unknown_value")]),
        ("role=vision", [("role", "unknown_value")]),
        ("source=vision", [("source", "unknown_value")]),
        ("status=lost", [("status", "unknown_value")]),
        ("ordering=-newest", [("ordering", "unknown_value")]),
        ("minutes_min=-1", [("minutes_min", "invalid")]),
        ("minutes_min=121", [("minutes_min", "invalid")]),
        ("minutes_max=1.5", [("minutes_max", "invalid")]),
        ("minutes_max=²", [("minutes_max", "invalid")]),
        ("minutes_max=٣", [("minutes_max", "invalid")]),
        ("minutes_max=0000001200", [("minutes_max", "invalid")]),
        ("minutes_max=" + "0" * 6 + "9" * 5_000, [("minutes_max", "invalid")]),
        ("q=" + "x" * 20_001, [("q", "too_long")]),
        ("not_used_since=yesterday", [("not_used_since", "invalid")]),
        ("not_used_since=2026-02-30", [("not_used_since", "invalid")]),
        ("not_used_since=%00", [("not_used_since", "invalid")]),
        ("not_asked_to=1", [("not_asked_to", "unknown_value")]),
        ("not_asked_to=%00", [("not_asked_to", "unknown_value")]),
        ("a=1&level=x&minutes_min=y", [("a", "unknown_parameter"), ("level", "unknown_value"),
                                       ("minutes_min", "invalid")]),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused_by_name(
    vocabulary: Vocabulary, text: str, errors: list[tuple[str, str]]
) -> None:
    assert refused(text, vocabulary) == errors


def test_parameters_that_the_caller_reads_are_no_error(vocabulary: Vocabulary) -> None:
    params = QueryDict("cursor=a&level=basic")
    assert filters.read(params, vocabulary, also=["cursor"]).level == ("basic",)


@given(
    st.dictionaries(st.text(max_size=9) | st.sampled_from(["q", "level", "ordering"]), st.text())
)
@thorough
def test_any_parameters_are_read_or_refused(vocabulary: Vocabulary, params: dict[str, str]) -> None:
    query = QueryDict(mutable=True)
    query.update(params)
    try:
        state = filters.read(query, vocabulary)
    except FiltersRefused as refusal:
        assert {error.field for error in refusal.errors} <= {name[:100] for name in params}
        assert all(error.message for error in refusal.errors)
    else:
        assert state.q == params.get("q", "").strip()


@pytest.mark.parametrize(("text", "size"), [("", 25), ("page_size=1", 1), ("page_size=0100", 100)])
def test_a_page_size_is_read(text: str, size: int) -> None:
    assert filters.page_size(QueryDict(text)) == size


@pytest.mark.parametrize("text", ["0", "101", "-1", "", "x", "٣", "0000251000000", "9" * 5_000])
def test_a_page_size_out_of_range_is_refused(text: str) -> None:
    with pytest.raises(FiltersRefused) as refusal:
        filters.page_size(QueryDict(f"page_size={text}"))
    assert [error.field for error in refusal.value.errors] == ["page_size"]


def some_of(values: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), unique=True, max_size=2).map(tuple)


MINUTES = st.none() | st.integers(0, 14)
STATES = st.builds(
    QuestionFilters,
    q=st.just("") | st.sampled_from([*WORDS, "drift -loss", "mod*", "!"]),
    level=some_of(LEVELS),
    type=some_of(["open", "mcq"]),
    skill=some_of(SKILLS),
    role=some_of(ROLES),
    status=some_of(["draft", "approved", "retired"]),
    source=some_of(SOURCES),
    minutes_min=MINUTES,
    minutes_max=MINUTES,
    not_used_since=st.sampled_from(["", "", "", "never", *SINCE.values()]),
    ordering=st.sampled_from(["", *filters.ORDER_LABELS]),
)


@given(STATES | st.builds(QuestionFilters, q=st.text().map(str.strip)))
@thorough
def test_an_address_reads_back_as_the_same_state(
    vocabulary: Vocabulary, state: QuestionFilters
) -> None:
    if "\ud800" <= max(state.q, default="") <= "\udfff":
        return  # no address can carry half a pair
    again = read(state.urlencode(), vocabulary)
    assert again.urlencode() == state.urlencode()
    assert again.effective_ordering == state.effective_ordering
    for name in ("q", *filters.FACETS, "minutes_min", "minutes_max", "not_used_since"):
        assert getattr(again, name) == getattr(state, name)


def test_an_address_leaves_out_what_is_the_default() -> None:
    assert QuestionFilters().urlencode() == ""
    assert QuestionFilters(ordering="level").urlencode() == ""
    assert QuestionFilters(q="a", ordering="relevance").urlencode() == "q=a"
    assert QuestionFilters(q="a", ordering="level").urlencode() == "q=a&ordering=level"
    assert QuestionFilters(q="a", ordering="level").urlencode(q="") == ""
    assert QuestionFilters(q="C++ & C#").urlencode() == "q=C%2B%2B+%26+C%23"
    assert QuestionFilters(minutes_min=0).urlencode() == "minutes_min=0"


def test_each_chip_takes_its_filter_away(vocabulary: Vocabulary) -> None:
    state = read("q=drift&level=basic&level=expert&skill=vision&minutes_max=0", vocabulary)
    chips = {chip.label: chip.url for chip in facets.chips(state, vocabulary)}
    assert chips == {
        "“drift”": "level=basic&level=expert&skill=vision&minutes_max=0",
        "Level: Basic": "q=drift&level=expert&skill=vision&minutes_max=0",
        "Level: Expert": "q=drift&level=basic&skill=vision&minutes_max=0",
        "Skill: vision": "q=drift&level=basic&level=expert&minutes_max=0",
        "0–0 min": "q=drift&level=basic&level=expert&skill=vision",
    }


MINUTES_SAID = [("minutes_min=11", "11–120 min"), ("minutes_max=3", "0–3 min")]


@pytest.mark.parametrize(("text", "label"), MINUTES_SAID)
def test_a_chip_says_the_minutes(vocabulary: Vocabulary, text: str, label: str) -> None:
    assert [chip.label for chip in facets.chips(read(text, vocabulary), vocabulary)] == [label]


def test_no_filter_no_chip(vocabulary: Vocabulary) -> None:
    assert facets.chips(read("ordering=newest", vocabulary), vocabulary) == []


@pytest.fixture
def bank(vocabulary: Vocabulary) -> list[Question]:
    """Forty questions over which all values are spread, tied in many ways."""
    skills, roles, sources = (list(model.objects.all()) for model in (Skill, Role, Source))
    for n in range(40):
        make_question(
            f"{WORDS[n % 3]} or {WORDS[n % 2]} of {n}",
            answer=f"{WORDS[n // 7 % 3]}.",
            status=["approved", "approved", "draft", "retired", "in_review"][n % 5],
            level=LEVELS[n // 3 % 4],
            type=["open", "mcq"][n % 3 == 0],
            minutes=[2, 3, 4, 5, 6, 10, 11, 120][n // 2 % 8],
            skills=[skill for place, skill in enumerate(skills) if n & 1 << place],
            roles=roles[: n % 3],
            source=[None, *sources][n // 4 % 3],
        )
    ids = list(Question.objects.values_list("pk", flat=True))
    for place, (days, uses) in enumerate({0: 1, 40: 2, 100: 2, 400: 7}.items()):
        asked = Question.objects.filter(pk__in=ids[place::5])
        asked.update(asked_count=uses, last_asked=timezone.now() - datetime.timedelta(days=days))
    log_change(ids)
    return list(Question.objects.with_guidance())


def values_of(question: Question, facet: str) -> list[str]:
    if facet in ("skill", "role"):
        return [thing.slug for thing in getattr(question, f"{facet}s").all()]
    if facet == "source":
        return [question.source.slug] if question.source else []
    return [str(getattr(question, facet))]


def holds(state: QuestionFilters, question: Question, matched: set[int], leave_out: str) -> bool:
    low, high = state.minutes_min or 0, 120 if state.minutes_max is None else state.minutes_max
    return (
        all(
            not getattr(state, facet)
            or set(getattr(state, facet)) & set(values_of(question, facet))
            for facet in filters.FACETS
            if facet != leave_out
        )
        and (leave_out == "minutes" or low <= question.minutes <= high)
        and (leave_out == "last_asked" or is_unused(question, state.not_used_since))
        and (not state.q or question.pk in matched)
    )


def is_unused(question: Question, since: str) -> bool:
    if question.last_asked is None or not since:
        return True
    return since != "never" and question.last_asked.date().isoformat() < since


def matching(state: QuestionFilters, user: User) -> Matches:
    return Matches(state, user, search.current())


def visible(bank: list[Question], user: User) -> list[Question]:
    return [q for q in bank if user.username != "bob" or q.status == "approved"]


@given(state=STATES)
@thorough
def test_counts_are_those_of_a_count_by_hand(
    cast: Cast, bank: list[Question], vocabulary: Vocabulary, state: QuestionFilters
) -> None:
    every = BitMap([question.pk for question in bank])
    matched = set(search.matching(every, state.searched, stems_only=False))
    for user in (cast.alice, cast.bob):
        seen = visible(bank, user)
        rows = {q.pk for q in seen if holds(state, q, matched, "")}
        matches = matching(state, user)
        assert set(matches.ids) == rows
        for facet in facets.facets(matches, vocabulary):
            left = [q for q in seen if holds(state, q, matched, facet.name)]
            shown = {value.value: value.count for value in facet.values}
            if facet.name == "minutes":
                assert shown == by_minutes(left)
            elif facet.name == "last_asked":
                periods = SINCE | {"Never": "never"}
                assert shown == {
                    label: sum(is_unused(q, since) for q in left)
                    for label, since in periods.items()
                }
            else:
                counted = Counter(v for q in left for v in values_of(q, facet.name))
                assert shown == {value: counted[value] for value in shown}
                assert set(counted) <= set(shown)


def by_minutes(questions: list[Question]) -> dict[str, int]:
    bounds = {"up to 3 min": (0, 3), "4–5 min": (4, 5), "6–10 min": (6, 10)}
    bounds["over 10 min"] = (11, 120)
    return {
        label: sum(low <= question.minutes <= high for question in questions)
        for label, (low, high) in bounds.items()
    }


def test_facets_mark_what_is_chosen_and_put_it_first(
    cast: Cast, bank: list[Question], vocabulary: Vocabulary
) -> None:
    state = read("skill=speech&level=expert&minutes_min=4&minutes_max=5", vocabulary)
    found = {facet.name: facet for facet in facets.facets(matching(state, cast.alice), vocabulary)}
    chosen = {n: [v.value for v in facet.values if v.selected] for n, facet in found.items()}
    assert {name: values for name, values in chosen.items() if values} == {
        "skill": ["speech"],
        "level": ["expert"],
        "minutes": ["4–5 min"],
    }
    assert found["skill"].values[0].value == "speech"
    assert [value.value for value in found["level"].values] == LEVELS


def test_a_minutes_value_is_chosen_and_taken_away_by_its_address(
    cast: Cast, bank: list[Question], vocabulary: Vocabulary
) -> None:
    def urls(text: str) -> dict[str, str]:
        *_, minutes, _ = facets.facets(matching(read(text, vocabulary), cast.alice), vocabulary)
        return {value.label: value.url for value in minutes.values}

    assert urls("level=basic")["4–5 min"] == "level=basic&minutes_min=4&minutes_max=5"
    assert urls("level=basic&minutes_max=3")["over 10 min"] == "level=basic&minutes_min=11"
    assert urls("level=basic&minutes_max=3")["up to 3 min"] == "level=basic"


def listed(state: QuestionFilters, user: User) -> list[int]:
    """Return the ids of a whole listing, page by page."""
    matches = matching(state, user)
    found = matches.page("", 7)
    everything = list(found.rows)
    while found.next:
        found = matches.page(found.next, 7)
        everything += found.rows
    return everything


@pytest.mark.parametrize("q", ["", "drift", "-model", "mod*"])
@pytest.mark.parametrize("more", [{}, {"skill": ("vision", "data"), "minutes_max": 10}])
def test_neighbours_are_those_of_the_listing(
    cast: Cast, bank: list[Question], q: str, more: dict[str, Any]
) -> None:
    for ordering in filters.ORDER_LABELS:
        state = QuestionFilters(q=q, ordering=ordering, **more)
        rows = listed(state, cast.alice)
        assert len(rows) > 7
        matches = matching(state, cast.alice)
        assert set(rows) == set(matches.ids)
        ends: list[int | None] = [None, *rows, None]
        for before, question, after in zip(ends, rows, ends[2:], strict=False):
            assert matches.neighbours(question) == (before, after)


def test_neighbours_leave_out_what_an_account_does_not_see(
    cast: Cast, bank: list[Question]
) -> None:
    for state in (QuestionFilters(), QuestionFilters(q="drift")):
        rows = listed(state, cast.bob)
        _, after = matching(state, cast.bob).neighbours(rows[0])
        assert after == rows[1]
        statuses = Question.objects.filter(pk__in=rows).values_list("status", flat=True)
        assert set(statuses) == {"approved"}


def test_a_question_that_a_search_does_not_find_has_no_neighbours(
    cast: Cast, bank: list[Question]
) -> None:
    state = QuestionFilters(q="drift -loss -model")
    outside = next(q for q in bank if "model" in q.stem)
    assert matching(state, cast.alice).neighbours(outside.pk) == (None, None)
