"""Many questions read and written with few queries, by the rules of actions/questions.py."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import F, Max
from django.utils import timezone

from questions import search
from questions.actions.questions import ROW_FIELDS, choices_of, say
from questions.models import Choice, Question, QuestionVersion, User
from questions.rules import content, lifecycle
from questions.rules.content import Content

#: Questions that are held in memory at once.
CHUNK = 2_000
_COUNTED = ("choice_count", "key_count", "completeness")
_STATE = ("review_note", "merged_into", "status", "version", "pending_version")
COLUMNS = (*ROW_FIELDS, *_COUNTED, *_STATE)
_NOT_SEARCHED = {"level", "minutes", "type", "difficulty_adjustment", *_COUNTED, *_STATE}
Values = dict[str, Any]


def chunks(ids: Collection[int]) -> Iterator[list[int]]:
    """Yield ids by as many as are held at once."""
    rows = sorted(ids)
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]


def newest_contents(questions: Collection[Question]) -> dict[int, Content]:
    """Return what `latest_content` says of each (choices prefetched), by id."""
    waiting = QuestionVersion.objects.filter(
        question__in=[row.pk for row in questions], number=F("question__pending_version")
    )
    pending = dict(waiting.order_by().values_list("question", "content"))
    return {
        row.pk: content.from_json(pending[row.pk]) if row.pk in pending else row.content()
        for row in questions
    }


def last_numbers(ids: Collection[int]) -> dict[int, int]:
    """Return the number of each question's newest version."""
    rows = QuestionVersion.objects.filter(question__in=ids).order_by().values_list("question")
    return dict(rows.annotate(Max("number")))


class Writer:
    """Questions that are changed in memory, then stored together.

    Rows that change in the same way are written by one statement.
    """

    def __init__(self, user: User | None, questions: Iterable[Question]) -> None:
        self.user = user
        self.rows = {row.pk: row for row in questions}
        self._before = {pk: _values(row) for pk, row in self.rows.items()}
        self._choices: list[Choice] = []
        self._rechosen: set[int] = set()

    def say(self, row: Question, said: Content) -> None:
        """Let a row (choices prefetched) and its choices say a content."""
        say(row, said)
        made = choices_of(row, said)
        if [_choice(c) for c in made] != [_choice(c) for c in row.choices.all()]:
            self._rechosen.add(row.pk)
            self._choices += made

    def show_versions(self, rows: Collection[Question]) -> None:
        """Let rows say the version that their numbers name again."""
        shown = {row.pk: _shown_number(row) for row in rows}
        kept = QuestionVersion.objects.filter(
            question__in=list(shown), number__in=set(shown.values())
        )
        for pk, number, said in kept.order_by().values_list("question", "number", "content"):
            if shown[pk] == number:
                self.say(self.rows[pk], content.from_json(said))

    def store(self) -> None:
        """Write all rows and choices, count revisions up, and index what is searched."""
        if self._rechosen:
            Choice.objects.filter(question__in=self._rechosen).delete()
            Choice.objects.bulk_create(self._choices, batch_size=CHUNK)
        searched = set(self._rechosen)
        for values, ids in self._changes():
            self._update(ids, values)
            if set(values) - _NOT_SEARCHED:
                searched.update(ids)
        if searched:
            found = Question.objects.filter(pk__in=searched).prefetch_related("choices")
            search.index(found)

    def _changes(self) -> list[tuple[Values, list[int]]]:
        groups: dict[str, tuple[Values, list[int]]] = {}
        for pk, row in self.rows.items():
            before, after = self._before[pk], _values(row)
            values = {name: after[name] for name in COLUMNS if after[name] != before[name]}
            groups.setdefault(json.dumps(values), (values, []))[1].append(pk)
        return list(groups.values())

    def _update(self, ids: list[int], values: Values) -> None:
        Question.objects.filter(pk__in=ids).update(
            **values,
            revision=F("revision") + 1,
            indexed_revision=F("revision") + 1,
            updated_at=timezone.now(),
            updated_by=self.user,
        )


def _values(row: Question) -> Values:
    return {name: getattr(row, name) for name in COLUMNS}


def _choice(choice: Choice) -> tuple[str, bool, str]:
    return choice.text, choice.is_key, choice.explanation


def _shown_number(row: Question) -> int:
    in_force = row.status in (lifecycle.APPROVED, lifecycle.RETIRED)
    return row.version if in_force or row.pending_version is None else row.pending_version


def tags_of(through: Any, column: str, ids: Collection[int]) -> dict[int, list[int]]:
    """Return the ids of the skills or roles of each question."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = through.objects.filter(question__in=ids).values_list("question", column)
    for question, tag in rows:
        found[question].append(tag)
    return found
