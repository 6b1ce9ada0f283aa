"""Two people changed one question: what each changed, and the form that puts it together."""

import json
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from questions.actions.questions import Tags, latest_content
from questions.forms.choices import is_choice_name
from questions.forms.question_editor import (
    MERGED,
    EditorForm,
    Sheet,
    posted,
    query_dict,
    sheet,
    tag_values,
)
from questions.models import Question, Role, Skill, Source
from questions.rules import content, diff, merge
from questions.rules.content import Content

TAKES = ("mine", "theirs", "edit")
NAMED: dict[str, Any] = {"skills": Skill, "roles": Role, "source": Source}


@dataclass(frozen=True)
class Row:
    """One field of the page that merges: who changed it, and how each reads."""

    name: str
    by: str
    was: str | None
    mine: list[diff.Paragraph]
    theirs: list[diff.Paragraph]
    taken: str


def tags_of(question: Question) -> Tags:
    """Return what a question is filed under."""
    skills, roles = tuple(question.skills.all()), tuple(question.roles.all())
    return Tags(skills, roles, question.source, question.source_ref)


def current_sheet(question: Question) -> Sheet:
    """Return the question's newest values: of its pending version, where there is one."""
    return sheet(latest_content(question), tags_of(question))


def rows(question: Question, form: EditorForm, taken: dict[str, str] | None = None) -> list[Row]:
    """Return the fields in which the valid form and the stored question differ."""
    base, mine, theirs = _base(question, form), form.sheet(), current_sheet(question)
    found = merge.differences(MERGED, base, mine, theirs)
    return [_row(item, (taken or {}).get(item.field)) for item in found]


def _row(item: merge.Difference, taken: str | None) -> Row:
    known = item.base is not merge.UNKNOWN
    was = told(item.field, item.base) if known else None
    mine, theirs = told(item.field, item.mine), told(item.field, item.theirs)
    start = theirs if was is None else was
    return Row(
        item.field,
        item.by,
        was,
        diff.paragraphs(start, mine),
        diff.paragraphs(start, theirs),
        taken or ("" if item.by == merge.BOTH else item.by),
    )


def _base(question: Question, form: EditorForm) -> Sheet:
    """Return what both started from, as far as it is known."""
    number = form.cleaned_data["read_version"]
    version = question.versions.filter(number=number).first() if number else None
    said = _content_sheet(content.from_json(version.content)) if version else {}
    return said | _read_tags(form.cleaned_data["read_tags"])


def _content_sheet(said: Content) -> Sheet:
    whole = sheet(said, Tags())
    return {name: value for name, value in whole.items() if name not in tag_values(Tags())}


def _read_tags(text: str) -> Sheet:
    # It came from the browser: it decides what is chosen beforehand, and nothing else.
    try:
        read = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(read, dict):
        return {}
    empty = tag_values(Tags())
    return {n: v for n, v in read.items() if n in empty and _is_tag_value(n, v)}


def _is_tag_value(name: str, value: Any) -> bool:
    if name in ("skills", "roles"):
        return isinstance(value, list) and all(isinstance(pk, int) for pk in value)
    return isinstance(value, str) if name == "source_ref" else isinstance(value, int | None)


def told(name: str, value: Any) -> str:
    """Return a field's value as people read it."""
    if name == "choices":
        return "\n\n".join(_choice(row) for row in value)
    if name in NAMED:
        keys = value if isinstance(value, list) else [value]
        named = NAMED[name].objects.filter(pk__in=[k for k in keys if k and k < 2**31])
        return "\n\n".join(sorted(named.values_list("name", flat=True)))
    if isinstance(value, list):
        return "\n\n".join(value)
    labels: dict[str, dict[str, str]] = {"type": content.TYPES, "level": content.LEVELS}
    return labels.get(name, {}).get(str(value), str(value))


def _choice(row: dict[str, Any]) -> str:
    key = " (key)" if row["is_key"] else ""
    because = f"\n{row['explanation']}" if row["explanation"] else ""
    return f"{row['text']}{key}{because}"


def taken(data: QueryDict) -> dict[str, str]:
    """Return what was chosen for each field that differs; empty where nothing was."""
    names = [name for name in data.getlist("differs") if name in MERGED]
    chosen = {name: data.get(f"take-{name}", "") for name in names}
    return {name: take if take in TAKES else "" for name, take in chosen.items()}


def merged(data: QueryDict, question: Question) -> QueryDict:
    """Return the posted form that the choices make of what was typed, edited, and stored.

    Where nothing was chosen, what stands in the box is kept.
    """
    made, theirs = _typed(data.get("typed", "")), current_sheet(question)
    for name, take in taken(data).items():
        if take == "mine":
            continue
        edited = {key: data.getlist(key) for key in data if _is_of(key, name)}
        made = {key: said for key, said in made.items() if not _is_of(key, name)}
        made |= posted({name: theirs[name]}) if take == "theirs" else edited
    for name in ("read_revision", "submit"):
        if name in data:
            made[name] = data.getlist(name)
    return query_dict(made)


def _is_of(key: str, name: str) -> bool:
    return is_choice_name(key) if name == "choices" else key == name


def _typed(text: str) -> dict[str, list[str]]:
    try:
        typed = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(typed, dict):
        return {}
    return {n: [str(text) for text in said] for n, said in typed.items() if isinstance(said, list)}
