"""What Moodle's formats share: names, tags, categories and the fractions of choices."""

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from questions.formats.interchange import MCQ, OPEN, Bank, Entry, EntryChoice, Loss
from questions.formats.losses import counted, of_the_bank
from questions.formats.to_markdown import to_line

LEVELS = ("basic", "intermediate", "advanced", "expert")
STATUSES = ("draft", "in_review", "approved", "retired")
#: More in one file are refused, so that a small file cannot ask for much work.
MAX_QUESTIONS = 50_000
TOO_MANY = f"The file has more than {MAX_QUESTIONS:,} questions: split it."
MAX_CHOICES = 100
MAX_PATH = 1_000
TOO_MANY_CHOICES = f"It has more than {MAX_CHOICES} choices."
TOO_FEW_CHOICES = "A choice question needs at least two choices with a text."

GUIDANCE = {
    "look_for": "what to look for",
    "red_flags": "red flags",
    "follow_ups": "follow-ups",
    "references": "references",
    "rubric": "a rubric",
}

#: The fractions that Moodle knows and that add up to 100, by how many choices share them.
_SHARES = ("100", "50", "33.33333", "25", "20", "16.66667", "14.28571", "12.5", "11.11111", "10")
_KNOWN = {
    "type": (OPEN, MCQ),
    "level": LEVELS,
    "status": STATUSES,
}
_NUMBERS = {"minutes": "minutes", "difficulty": "difficulty_adjustment"}
_TEXTS = {"source": "source", "ref": "source_ref"}
_MANY = {"skill": "skills", "role": "roles"}
_UID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_SLASH = re.compile("(?<!/)/(?!/)")
_NAMED_PART = re.compile(r"(level|skill|role)\s?[:=]\s?(\S.*)", re.IGNORECASE)
_LEVEL_PART = re.compile(rf"({'|'.join(LEVELS)})(?: level| questions)?", re.IGNORECASE)
_UNTOLD_PART = re.compile(r"\$\w+\$|top|Default for .*", re.IGNORECASE)


def numbered_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line with its number; a list of millions of them takes much memory."""
    number, start = 1, 0
    while (end := text.find("\n", start)) >= 0:
        yield number, text[start:end]
        number, start = number + 1, end + 1
    yield number, text[start:]


def kind(entry: Entry) -> str:
    """Return what Moodle can hold a question as: an MCQ needs two choices with a text."""
    return MCQ if len(filled(entry.choices)) > 1 else OPEN


def filled(choices: Iterable[EntryChoice]) -> tuple[EntryChoice, ...]:
    """Return the choices that say something; Moodle leaves out the others."""
    return tuple(choice for choice in choices if choice.text.strip())


def name_of(stem: str) -> str:
    """Return a short name for a question, on one line."""
    return textwrap.shorten(to_line(stem[:400]), 80, placeholder="…") or "Question"


def idnumber(entry: Entry) -> str:
    """Return what a question is known by elsewhere."""
    return _one_line(entry.uid or entry.source_ref)


def identified(number: str) -> dict[str, str]:
    """Return the field that an id number fills: ours is a uid, any other a place in a source."""
    number = number.strip()
    return {("uid" if _UID.fullmatch(number) else "source_ref"): number} if number else {}


def tags_of(entry: Entry) -> tuple[str, ...]:
    """Return the tags that carry where a question is filed, such as “level:basic”."""
    values: dict[str, Any] = {"type": entry.type, "level": entry.level, "status": entry.status}
    values |= {tag: getattr(entry, field) for tag, field in (_NUMBERS | _TEXTS).items()}
    tags = [f"{tag}:{value}" for tag, value in values.items() if value not in (None, "")]
    tags += [f"{tag}:{one}" for tag, field in _MANY.items() for one in getattr(entry, field)]
    return tuple(map(_one_line, tags))


def filed(tags: Iterable[str], category: str) -> dict[str, Any]:
    """Return the fields of an entry that tags and a category's path tell.

    Tags as `tags_of` writes them go first; any other tag names a level or a skill, as do the parts
    of a category.
    """
    told: dict[str, Any] = {}
    many: dict[str, list[str]] = {"skills": [], "roles": []}
    others: list[str] = []
    for tag in tags:
        name, _, value = (part.strip() for part in tag.partition(":"))
        field = _MANY.get(name)
        if field and value:
            many[field].append(value)
        elif not _tell(told, name, value):
            others.append(tag.strip())
    by_tag, by_category = _categorised(others), _categorised(_parts(category))
    levels = [*by_tag["level"], *by_category["level"], ""]
    told.setdefault("level", levels[0])
    told["skills"] = _unique(many["skills"] or by_category["skill"] + by_tag["skill"])
    told["roles"] = _unique(many["roles"] or by_category["role"] + by_tag["role"])
    return told


def _tell(told: dict[str, Any], name: str, value: str) -> bool:
    """Note what a tag of ours says; False for a tag that is not ours."""
    if name in _KNOWN and value.lower() in _KNOWN[name]:
        told[name] = value.lower()
    elif name in _NUMBERS and re.fullmatch("-?[0-9]{1,3}", value):
        told[_NUMBERS[name]] = int(value)
    elif name in _TEXTS and value:
        told[_TEXTS[name]] = value
    else:
        return False
    return True


def category_of(entry: Entry) -> str:
    """Return the path of the category for a question: its level, then its first skill."""
    parts = (entry.level.capitalize(), *entry.skills[:1])
    named = (_one_line(part).replace("\\", " ").replace("/", "//").strip() for part in parts)
    return "/".join(("$course$", "top", *filter(None, named)))


def _parts(category: str) -> list[str]:
    parts = (part.replace("//", "/").strip() for part in _SLASH.split(category[:MAX_PATH]))
    told = [part for part in parts if part and not _UNTOLD_PART.fullmatch(part)]
    named = [part for part in told if _NAMED_PART.fullmatch(part) or _LEVEL_PART.fullmatch(part)]
    # Of the others, the last is the nearest to the question.
    return named + [part for part in told if part not in named][-1:]


def _categorised(parts: Iterable[str]) -> dict[str, list[str]]:
    """Return the levels, the skills and the roles that parts of categories and tags name."""
    found: dict[str, list[str]] = {"level": [], "skill": [], "role": []}
    for part in parts:
        named, level = _NAMED_PART.fullmatch(part), _LEVEL_PART.fullmatch(part)
        if level or (named and named[1].lower() == "level"):
            value = level[1] if level else named[2] if named else ""
            found["level"] += [value.lower()] if value.lower() in LEVELS else []
        elif named:
            found[named[1].lower()].append(named[2])
        elif part:
            found["skill"].append(part)
    return found


def fractions(choices: Sequence[EntryChoice]) -> list[str]:
    """Return each choice's share of the credit in per cent, of those that Moodle accepts.

    With several keys these share it, and distractors take as much away: ticking all earns nothing.
    """
    keys = sum(choice.is_key for choice in choices)
    right, wrong = _shares(keys), _shares(len(choices) - keys)
    if keys < 2:
        return ["100" if choice.is_key else "0" for choice in choices]
    return [right.pop() if choice.is_key else f"-{wrong.pop()}" for choice in choices]


def _shares(count: int) -> list[str]:
    if count <= len(_SHARES):
        return [_SHARES[count - 1]] * count
    return ["10"] * max(0, 20 - count) + ["5"] * (count - max(0, 20 - count))


def keyed(weights: Sequence[float], *, single: bool) -> list[bool]:
    """Return which choices are keys: with one answer the best, with several all that earn."""
    least = max(weights, default=0.0) if single else 0.0
    return [weight > 0 and weight >= least for weight in weights]


def has_partial(weights: Sequence[float], *, single: bool) -> bool:
    """Say whether a choice earns something without being a key."""
    keys = keyed(weights, single=single)
    return any(weight > 0 and not key for weight, key in zip(weights, keys, strict=True))


def choice_flags(weights: Sequence[float], *, single: bool) -> set[str]:
    """Return the flags that the credit of choices asks for."""
    flags = {"partial_credit"} if has_partial(weights, single=single) else set()
    return flags | (set() if any(keyed(weights, single=single)) else {"no_key"})


def placed(entry: Entry, line: int, number: str, tags: Iterable[str], category: str) -> Entry:
    """Return an entry with where it stands in its file and where it is filed.

    An essay that is tagged as an MCQ is one of which Moodle could not hold the choices.
    """
    told = filed(tags, category)
    is_bare_mcq = told.pop("type", "") == MCQ and entry.type == OPEN
    if is_bare_mcq:
        told |= {"type": MCQ, "flags": tuple(sorted({*entry.flags, "no_choices"} - {"no_answer"}))}
    return replace(entry, line=line, **identified(number) | told)


def true_false_note(count: int) -> str:
    """Return what is said of a file with true/false questions."""
    if not count:
        return ""
    what = "1 true/false question was" if count == 1 else f"{count} true/false questions were"
    return f"{what} taken as MCQs with the choices True and False."


def losses(bank: Bank) -> list[Loss]:
    """Return what neither GIFT nor Moodle XML carries of a bank."""
    few = "Moodle needs two choices: it stands as an essay, without those that it has."
    return [
        *counted(bank, "choices", few, lambda one: one.choices and kind(one) == OPEN),
        *counted(bank, "choices", "Choices without a text are left out.", _has_empty_choices),
        *counted(bank, "keys", "Moodle refuses a choice question without a key.", _has_no_key),
        *of_the_bank(bank),
    ]


def _has_empty_choices(entry: Entry) -> bool:
    return kind(entry) == MCQ and filled(entry.choices) != entry.choices


def _has_no_key(entry: Entry) -> bool:
    return kind(entry) == MCQ and not any(choice.is_key for choice in filled(entry.choices))


def _one_line(text: str) -> str:
    return " ".join(re.sub("[<>`]", " ", text).split())


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
