"""Questions as JSON of our own: versioned, with a schema, and nothing of a bank is lost."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Never

from questions.formats.interchange import (
    Bank,
    Entry,
    EntryChoice,
    Hints,
    NamedEntry,
    QuestionFormat,
    Reading,
    RoleEntry,
    Skipped,
    SourceEntry,
    Unreadable,
    Written,
)
from questions.formats.json_shape import problems
from questions.formats.losses import nothing
from questions.formats.text import printable

NAME, VERSION = "interviewbank-questions", 1
#: The schema's own text, to be served as it is.
SCHEMA_TEXT = (Path(__file__).parent / "question_bank.schema.json").read_text(encoding="utf-8")
SCHEMA: dict[str, Any] = json.loads(SCHEMA_TEXT)

MAX_DIGITS = 18  # of a number: more would make arithmetic the attack
MAX_REASONS = 3  # of one question
MAX_ITEMS = 100_000  # of one list
_MARGIN = "\n    "  # of a question in its file
_LISTS = ("look_for", "red_flags", "follow_ups", "references")
_CONTENT = (
    *("type", "level", "minutes", "difficulty_adjustment", "stem", "choices", "answer"),
    *(*_LISTS, "rubric"),
)
_FILED = ("skills", "roles", "source", "source_ref")
_FIELDS = ("uid", "status", *_CONTENT[:4], *_FILED, *_CONTENT[4:])


def write(bank: Bank) -> Written:
    """Return a bank as UTF-8, in an order of its own: the same bank gives the same bytes.

    Its title is left out, since it is the file's and not the bank's.
    """
    entries = sorted(bank.questions, key=lambda entry: entry.uid)
    return Written(b"".join(parts(bank, entries)))


def parts(bank: Bank, entries: Iterable[Entry]) -> Iterator[bytes]:
    """Yield a file of a bank's tags, and of questions that come in the order of their uid."""
    values = {
        "format": NAME,
        "version": VERSION,
        "skills": [_named(skill) for skill in _by_slug(bank.skills)],
        "roles": [_role(role) for role in _by_slug(bank.roles)],
        "sources": [_named(source) | {"kind": source.kind} for source in _by_slug(bank.sources)],
        "questions": [],
    }
    yield _text(values).removesuffix("]\n}").encode()
    before, after = _MARGIN, "]\n}\n"
    for entry in entries:
        text = _text(_question(entry)).replace("\n", _MARGIN)
        yield f"{before}{text}".encode()
        before, after = f",{_MARGIN}", "\n  ]\n}\n"
    yield after.encode()


def _text(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, indent=2)


def _by_slug(named: Iterable[Any]) -> list[Any]:
    return sorted(named, key=lambda one: one.slug)


def _named(named: NamedEntry) -> dict[str, Any]:
    description = {"description": named.description} if named.description else {}
    return {"slug": named.slug, "name": named.name} | description


def _role(role: RoleEntry) -> dict[str, Any]:
    skills = [
        _said({"skill": skill, "weight": weight, "look_for": look_for})
        for skill, weight, look_for in sorted(role.skills)
    ]
    return _named(role) | {"skills": skills}


def _question(entry: Entry) -> dict[str, Any]:
    values = _said(_values(entry, _FIELDS))
    if entry.pending:
        values["pending"] = _said(_values(entry.pending, _CONTENT))
    return values


def _values(entry: Entry, names: Iterable[str]) -> dict[str, Any]:
    values = {name: getattr(entry, name) for name in names}
    values["rubric"] = dict(sorted(entry.rubric.items()))
    values["choices"] = [_choice(choice) for choice in entry.choices]
    return values | {name: sorted(values[name]) for name in ("skills", "roles") if name in values}


def _choice(choice: EntryChoice) -> dict[str, Any]:
    explanation = {"explanation": choice.explanation} if choice.explanation else {}
    return {"text": choice.text, "is_key": choice.is_key} | explanation


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values that say something."""
    return {name: value for name, value in values.items() if value not in (None, "", (), [], {})}


def recognise(data: bytes, name: str) -> int:
    """Tell how surely bytes are this format: it says its name at its start."""
    start = data[:2000]
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and NAME.encode() in start:
        return 100
    return 30 if name.lower().endswith(".json") else 0


def read(data: bytes, hints: Hints) -> Reading:
    """Read a bank; what is wrong in it is skipped with the field and the reason."""
    values = _header(_parsed(data))
    reading = _Items(values)
    skills = tuple(_named_entry(NamedEntry, value) for value in reading.sound("skills", "slug"))
    roles = tuple(_role_entry(value) for value in reading.sound("roles", "slug"))
    sources = tuple(_named_entry(SourceEntry, value) for value in reading.sound("sources", "slug"))
    entries = tuple(map(_entry, reading.sound("questions", "uid")))
    return Reading(entries, tuple(reading.skipped), skills, roles, sources)


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
            parse_int=lambda digits: int(digits) if len(digits) <= MAX_DIGITS else float("inf"),
        )
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable("JSON is written in UTF-8, and this is not.", line) from None
    except json.JSONDecodeError as error:
        raise Unreadable(f"This is not JSON: {error.msg}.", error.lineno) from None
    except RecursionError:
        raise Unreadable("The file is nested too deep to be read.") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in pairs:
        if name in values:
            raise Unreadable(f"The field {name[:40]!a} stands twice in one object.")
        values[name] = value
    return values


def _refuse_constant(name: str) -> Never:
    raise Unreadable(f"{name} is no number of JSON.")


def _header(values: Any) -> dict[str, Any]:
    """Return the file's lists; raises Unreadable where it is not a bank of a version we know."""
    if not isinstance(values, dict) or values.get("format") != NAME:
        raise Unreadable(f'This JSON is no question bank: it does not say "format": "{NAME}".')
    if values.get("version") != VERSION or isinstance(values["version"], bool):
        said = json.dumps(values.get("version"))[:20]
        raise Unreadable(f"The file is of version {said}, and this server reads {VERSION} alone.")
    lists = {name: value for name, value in values.items() if name not in ("format", "version")}
    for name, value in lists.items():
        if name not in SCHEMA["properties"]:
            raise Unreadable(f"A question bank has no field {name[:40]!a}.")
        if not isinstance(value, list):
            raise Unreadable(f"{name}: Give a list.")
        if len(value) > MAX_ITEMS:
            raise Unreadable(f"{name}: Split the file to {MAX_ITEMS:,} of them at most.")
    if "questions" not in lists:
        raise Unreadable("questions: This field is missing.")
    return lists


class _Items:
    """The lists of a file, of which what is wrong is skipped and noted."""

    def __init__(self, lists: dict[str, Any]) -> None:
        self.lists = lists
        self.skipped: list[Skipped] = []

    def sound(self, name: str, identity: str) -> Iterator[dict[str, Any]]:
        """Yield the items of a list that keep to the schema, each of its identity once."""
        shape = SCHEMA["properties"][name]["items"]
        seen: dict[str, str] = {}
        for number, value in enumerate(self.lists.get(name, ()), start=1):
            place = f"{name[:-1]} {number}"
            reasons = list(islice(problems(value, shape, SCHEMA), MAX_REASONS))
            if not reasons and (known := value.get(identity, "").lower()):
                first = seen.setdefault(known, place)
                reasons = [] if first is place else [f"{identity}: It is that of {first}."]
            if reasons:
                excerpt = _excerpt(value)
                self.skipped.append(Skipped(" ".join(reasons), place=place, excerpt=excerpt))
            else:
                yield value | {"place": place}


def _excerpt(value: Any) -> str:
    said = value.get("stem") or value.get("name") if isinstance(value, dict) else value
    return printable(said[:200]) if isinstance(said, str) else ""


def _named_entry(kind: type[Any], value: dict[str, Any]) -> Any:
    return kind(**{name: item for name, item in value.items() if name != "place"})


def _role_entry(value: dict[str, Any]) -> RoleEntry:
    skills = tuple(
        (skill["skill"], skill["weight"], tuple(skill.get("look_for", ())))
        for skill in value.get("skills", ())
    )
    return RoleEntry(value["slug"], value["name"], value.get("description", ""), skills)


def _entry(value: dict[str, Any]) -> Entry:
    tuples = {n: tuple(value[n]) for n in (*_LISTS, "skills", "roles") if n in value}
    choices = tuple(EntryChoice(**choice) for choice in value.get("choices", ()))
    pending = _entry(value["pending"]) if "pending" in value else None
    return Entry(**value | tuples | {"choices": choices, "pending": pending})


FORMAT = QuestionFormat(
    "json",
    "JSON",
    "json",
    "application/json",
    recognise=recognise,
    read=read,
    write=write,
    losses=nothing,
    parts=parts,
    is_by_uid=True,
)
