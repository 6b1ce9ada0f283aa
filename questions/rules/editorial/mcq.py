"""What an MCQ needs, so that knowing the subject is the only way to find its keys."""

import re
from collections.abc import Callable, Iterator, Sequence
from math import ceil, floor, sqrt

from questions.rules.content import Choice
from questions.rules.editorial.entry import Entry, Finding
from questions.rules.editorial.prose import words
from questions.rules.editorial.question import Limits, outside

CHOICES = 4
KEYS: Limits = (1, 2)
ANSWER_WORDS: Limits = (40, 200)
EXPLANATION_WORDS: Limits = (5, 60)
#: The longest choice to the shortest, in characters; among short ones some letters do not tell.
MOST_RATIO, FEW_LETTERS = 1.5, 10
#: How far from chance a count over the set may lie: two standard deviations, 19 times out of 20.
DEVIATIONS = 2
THE_SET = "mcq-*"

_OF_THE_ABOVE = re.compile(
    r"\b(?:all|both|neither|none) of (?:the|these|those|them)(?: (?:above|others?|choices))?$"
    r"|\bof the above\b",
    re.IGNORECASE,
)


def check_mcq(entry: Entry) -> Iterator[Finding]:
    """Find what is wrong with an MCQ by itself."""
    choices, keys = entry.said.choices, entry.said.key_count
    if len(choices) != CHOICES:
        yield entry.finding("choices", f"{len(choices)} choices, where {CHOICES} are wanted.")
    yield from outside(entry, "choices", keys, KEYS, "keys")
    if keys > 1 and "two" not in entry.said.stem.casefold():
        yield entry.finding("stem", "Does not say that two choices are right.")
    if entry.stated_choices != len(choices):
        yield entry.finding("choice_count", f"{entry.stated_choices} stated, {len(choices)} there.")
    if entry.stated_keys != keys:
        yield entry.finding("key_count", f"{entry.stated_keys} stated, {keys} there.")
    yield from outside(entry, "answer", words(entry.said.answer), ANSWER_WORDS, "words")
    yield from _check_choices(entry)


def _check_choices(entry: Entry) -> Iterator[Finding]:
    for place, choice in enumerate(entry.said.choices, 1):
        if _OF_THE_ABOVE.search(choice.text.rstrip(". ")):
            yield entry.finding(f"choice {place}", "“All” or “none of the above” tests no subject.")
        if not choice.explanation:
            yield entry.finding(f"explanation {place}", "No explanation.")
        else:
            count = words(choice.explanation)
            yield from outside(entry, f"explanation {place}", count, EXPLANATION_WORDS, "words")
    lengths = [len(choice.text) for choice in entry.said.choices] or [0]
    short, long = min(lengths), max(lengths)
    if long > MOST_RATIO * short and long - short > FEW_LETTERS:
        told = f"The longest has {long} characters, the shortest {short}: at most {MOST_RATIO} ×."
        yield entry.finding("choices", told)


def check_mcqs(entries: Sequence[Entry]) -> Iterator[Finding]:
    """Find what gives keys away over the whole set: their place, or their length."""
    sets = [entry.said.choices for entry in entries]
    for place in range(CHOICES):
        there = [choices for choices in sets if len(choices) > place]
        keys = sum(choices[place].is_key for choices in there)
        yield from _far_from_chance(keys, there, f"place {place + 1} is a key")
    for name, extreme in (("longest", max), ("shortest", min)):
        tells = [(choices, one) for choices in sets if (one := _the_only(choices, extreme))]
        keys = sum(one.is_key for _, one in tells)
        yield from _far_from_chance(keys, [c for c, _ in tells], f"the {name} choice is a key")


def _the_only(choices: Sequence[Choice], extreme: Callable[[Sequence[int]], int]) -> Choice | None:
    """Return the longest or the shortest choice, if no other is as long."""
    lengths = [len(choice.text) for choice in choices]
    if not lengths or lengths.count(extreme(lengths)) > 1:
        return None
    return choices[lengths.index(extreme(lengths))]


def _far_from_chance(count: int, sets: Sequence[Sequence[Choice]], what: str) -> Iterator[Finding]:
    """Find a count of keys that would be rare if they stood anywhere."""
    chances = [sum(choice.is_key for choice in choices) / len(choices) for choices in sets]
    spread = DEVIATIONS * sqrt(sum(chance * (1 - chance) for chance in chances))
    least, most = ceil(sum(chances) - spread), floor(sum(chances) + spread)
    if not least <= count <= most:
        told = f"In {count} of {len(sets)} {what}; by chance {max(least, 0)} to {most}."
        yield Finding(THE_SET, "choices", told)
