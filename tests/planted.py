"""A bank with a marker in everything that is confidential, and the words to search for it by.

A marker stands in one field alone. Beside it stands a companion, one for all stems and choices and
one for all guidance of a question: searches use that, because pages echo what was searched for.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from questions.actions import candidates, kits, questions, runs, taxonomy
from questions.actions.reindex import reindex
from questions.models import (
    Candidate,
    Kit,
    KitItem,
    KitSection,
    Question,
    QuestionVersion,
    Role,
    RoleSkill,
    Skill,
    Source,
    User,
)
from questions.rules import content
from questions.rules import kits as kit_rules
from tests.base import (
    make_blueprint,
    make_kit,
    make_question,
    make_role,
    make_skill,
    make_source,
    said,
)

APPROVED, UNAPPROVED, GUIDANCE = "approved questions", "unapproved questions", "guidance"
KITS, PEOPLE = "kits", "candidates"
LISTS = ("look_for", "red_flags", "follow_ups", "references")
#: Every state of content, and the type of question that it is planted in.
IN_FORCE = {"plain": "open", "picked": "mcq"}
NOT_IN_FORCE = {
    "draft": "open",
    "reviewed": "mcq",
    "retired": "mcq",
    "pending": "mcq",
    "superseded": "open",
}


@dataclass(frozen=True)
class Words:
    """What stands in one text: who may read it, its marker, and the companion."""

    needs: frozenset[str]
    marker: str
    companion: str

    @property
    def text(self) -> str:
        return f"{self.marker} beside {self.companion}"


@dataclass
class Planted:
    """The bank: its questions by state, a candidate with a kit, and all words in it."""

    words: dict[str, Words] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    kits: dict[str, Kit] = field(default_factory=dict)
    candidate: Candidate = field(default_factory=Candidate)

    def hidden(self, sees: frozenset[str]) -> list[Words]:
        return [words for words in self.words.values() if not words.needs <= sees]

    def markers(self, sees: frozenset[str]) -> set[str]:
        """Return the markers that someone may read who sees these kinds of things."""
        return {words.marker for words in self.words.values() if words.needs <= sees}

    def companions(self, words: Iterable[Words]) -> list[str]:
        return sorted({one.companion for one in words})

    def text(self, state: str, name: str, *, guidance: bool) -> str:
        """Return a text to plant, and remember its words."""
        needs = {APPROVED}
        if state in NOT_IN_FORCE:
            needs.add(UNAPPROVED)
        if guidance:
            needs.add(GUIDANCE)
        part = "guidance" if guidance else "stem"
        return self._remember(needs, f"{state}{name}", f"{state}{part}")

    def word(self, kind: str, name: str) -> str:
        """Return a text of a kit or a candidate to plant, and remember its words."""
        return self._remember({kind}, name, f"other{name}")

    def _remember(self, needs: set[str], marker: str, companion: str) -> str:
        words = Words(frozenset(needs), f"mk{marker}x", f"cp{companion}x")
        self.words[words.marker] = words
        return words.text

    def content(self, state: str) -> content.Content:
        """Return a question's content with a marker in every field."""
        values: dict[str, Any] = {name: [self._secret(state, name)] for name in LISTS}
        values["answer"] = self._secret(state, "answer")
        values["rubric"] = {
            rating: self._secret(state, f"rubric{rating}") for rating in ("1", "3", "5")
        }
        stem = self.text(state, "stem", guidance=False)
        type_ = (IN_FORCE | NOT_IN_FORCE)[state]
        if type_ == "mcq":
            values["choices"] = [self._choice(state, place) for place in range(3)]
        return said(stem, type=type_, **values)

    def _secret(self, state: str, name: str) -> str:
        return self.text(state, name.replace("_", ""), guidance=True)

    def _choice(self, state: str, place: int) -> dict[str, Any]:
        return {
            "text": self.text(state, f"choice{place}", guidance=False),
            "is_key": place == 1,
            "explanation": self._secret(state, f"explanation{place}"),
        }


def plant(editor: User) -> Planted:
    """Store a question in every state, tagged alike, each with its markers."""
    bank = Planted()
    role, skill, source = make_role("modeller"), make_skill("vision"), make_source("paper")
    look_for = bank.text("role", "lookfor", guidance=True)
    taxonomy.set_role_skill(None, role, skill, 3, [look_for])
    for state, status in {
        "superseded": "approved",
        "picked": "approved",
        "draft": "draft",
        "reviewed": "in_review",
        "retired": "retired",
    }.items():
        bank.questions[state] = _store(bank.content(state), status, role, skill, source)
    plain = bank.questions.pop("superseded")
    bank.questions["plain"] = questions.edit(None, plain, bank.content("plain"))
    picked = bank.questions["picked"]
    _plant_kits(bank, editor, role)
    bank.questions["picked"] = questions.edit(editor, picked, bank.content("pending"))
    return bank


def _plant_kits(bank: Planted, editor: User, role: Role) -> None:
    """Store a candidate with a frozen kit, and a draft, each with both approved questions."""
    bank.word(PEOPLE, "personmail")  # an address has no room for a companion
    bank.candidate = candidates.create(
        editor,
        {
            "name": bank.word(PEOPLE, "personname"),
            "email": "mkpersonmailx@example.org",
            "external_ref": bank.word(PEOPLE, "personref"),
            "notes": bank.word(PEOPLE, "personnotes"),
            "role": role,
        },
    )
    asked = [bank.questions[name] for name in ("plain", "picked")]
    for state, candidate in {"frozen": bank.candidate, "draft": None}.items():
        name = bank.word(KITS, f"kit{state}name")
        kit = make_kit(name, asked, by=editor, candidate=candidate, role=role)
        note, section = bank.word(KITS, f"kit{state}note"), bank.word(KITS, f"kit{state}section")
        kit = kits.change(editor, kit, "Noted", partial(_with_words, asked[0].pk, note, section))
        bank.kits[state] = kits.freeze(editor, kit) if candidate else kit
    runs.start(editor, make_blueprint(by=editor), forms=2, band=20)


def _with_words(
    question: int, note: str, section: str, contents: kit_rules.Contents
) -> kit_rules.Contents:
    noted = kit_rules.edit_item(contents, question, note=note)
    return kit_rules.edit_section(noted, 1, section, 20)


def _store(
    said_: content.Content, status: str, role: Role, skill: Skill, source: Source
) -> Question:
    values = said_.as_json()
    stem = values.pop("stem")
    return make_question(stem, status=status, skills=[skill], roles=[role], source=source, **values)


def rewrite(kind: str) -> None:
    """Let everything of one kind say something else, in place: same rows, same times.

    Written past the actions, which would note a new version and a time of change.
    """
    if kind == PEOPLE:
        Candidate.objects.update(name="Else", email="", external_ref="", notes="Wholly else")
        return
    if kind == KITS:
        Kit.objects.update(name="Wholly else", minutes=77)
        KitItem.objects.update(note="Wholly else", minutes=7)
        KitSection.objects.update(name="Wholly else")
        return
    for question in Question.objects.prefetch_related("choices"):
        if kind == GUIDANCE or question.status != "approved":
            _rewrite_row(question, kind)
    for version in QuestionVersion.objects.select_related("question"):
        in_force = version.number == version.question.version
        if kind == GUIDANCE or not (in_force and version.question.status == "approved"):
            version.content = _rewritten(version.content, kind)
            version.save()
    if kind == GUIDANCE:
        RoleSkill.objects.update(look_for=["wholly else"])
    reindex(everything=True)


def _rewrite_row(question: Question, kind: str) -> None:
    values = _rewritten(question.content().as_json(), kind)
    choices = values.pop("choices")
    for name, value in values.items():
        setattr(question, name, value)
    question.key_count = sum(choice["is_key"] for choice in choices)
    question.save()
    for choice, said_ in zip(question.choices.all(), choices, strict=True):
        choice.text, choice.is_key = said_["text"], said_["is_key"]
        choice.explanation = said_["explanation"]
        choice.save()


def _rewritten(values: dict[str, Any], kind: str) -> dict[str, Any]:
    choices = [
        choice | {"is_key": not choice["is_key"], "explanation": "Wholly else."}
        for choice in values["choices"]
    ]
    changed = {name: ["wholly else", "and more"] for name in LISTS}
    said_ = values | changed | {"answer": "", "rubric": {"3": "else"}, "choices": choices}
    if kind == UNAPPROVED:
        said_ |= {"stem": "Something else?", "minutes": 77, "level": "expert"}
    return said_
