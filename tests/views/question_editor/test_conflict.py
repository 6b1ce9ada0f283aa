"""Two people change one question: the second is shown both, chooses, and saves."""

import json
from typing import Any

import pytest

from questions.actions import questions
from questions.actions.questions import Tags
from questions.models import Question, QuestionDraft
from tests.base import CHOICES, Cast, make_question, make_skill, said
from tests.views.desk import Desk, Response, text
from tests.views.question_editor.base import shown, skill


class Both:
    """Alice and Eve at the same question; Eve has saved."""

    def __init__(self, desk: Desk, cast: Cast, **more: Any) -> None:
        self.desk, self.eve = desk, cast.eve
        status = more.pop("status", "draft")
        start = {"answer": "Start", "level": "basic"} | more
        self.question = make_question("Start", status=status, skills=[skill()], **start)
        self.here = f"/questions/{self.question.pk}/edit/"
        self.typed = shown(desk.client, self.question)

    def theirs(self, stem: str = "Start", tags: Tags | None = None, **more: Any) -> None:
        start = {"answer": "Start", "type": self.question.type} | more
        current = Question.objects.get()
        self.question = questions.edit(self.eve, current, said(stem, **start), tags)

    def save(self, **mine: Any) -> Response:
        self.typed |= mine
        return self.desk.post(self.here, self.typed, 409)

    def choose(self, response: Response, status: int = 302, changes: Any = None) -> Response:
        """Post the page that merges as it stands, with what was changed on it."""
        context = response.context
        posted: dict[str, Any] = {"merging": "1", "typed": context["typed"]}
        posted["read_revision"] = context["form"].initial["read_revision"]
        posted["differs"] = [row.name for row, _ in context["rows"]]
        for row, field in context["rows"]:
            posted[f"take-{row.name}"] = row.taken
            if row.name != "choices":
                posted[row.name] = field.value()
        return self.desk.post(self.here, posted | (changes or {}), status)

    def stored(self) -> Question:
        return Question.objects.get()


@pytest.fixture
def both(alice_desk: Desk, cast: Cast) -> Both:
    return Both(alice_desk, cast)


def test_shows_who_changed_what_and_presets_what_is_plain(both: Both) -> None:
    both.theirs("Theirs", answer="Their answer")
    response = both.save(stem="Mine", level="expert")
    rows = {row.name: (row.by, row.taken) for row, _ in response.context["rows"]}
    assert rows == {
        "level": ("mine", "mine"),
        "stem": ("both", ""),
        "answer": ("theirs", "theirs"),
    }
    html = text(response)
    assert "eve changed this question while you wrote" in html
    assert "Model answer: changed by them alone" in html
    assert "Their answer" in html
    assert both.stored().stem == "Theirs"
    draft = QuestionDraft.objects.get()
    assert (draft.data["stem"], draft.read_revision) == (["Mine"], 1)


@pytest.mark.parametrize(
    ("take", "stem"), [("mine", "Mine"), ("theirs", "Theirs"), ("edit", "Edited")]
)
def test_saves_what_was_chosen(both: Both, take: str, stem: str) -> None:
    both.theirs("Theirs", answer="Their answer")
    page = both.save(stem="Mine", level="expert", look_for="Mine too", new_skills="C++")
    both.choose(page, changes={"take-stem": take, "stem": "Edited"})
    stored = both.stored()
    assert (stored.stem, stored.answer, stored.level) == (stem, "Their answer", "expert")
    assert stored.look_for == ["Mine too"]
    assert stored.skills.filter(name="C++").exists()
    assert not QuestionDraft.objects.exists()


def test_asks_again_where_nothing_was_chosen_and_keeps_what_was_edited(both: Both) -> None:
    both.theirs("Theirs")
    page = both.choose(both.save(stem="Mine"), 400, {"stem": "Edited"})
    assert "Choose in every field that both of you changed." in text(page)
    assert "Edited" in text(page)
    assert both.stored().stem == "Theirs"
    both.choose(page, changes={"take-stem": "edit"})
    assert both.stored().stem == "Edited"


def test_a_third_save_meanwhile_is_shown_as_well(both: Both) -> None:
    both.theirs("Theirs")
    page = both.save(stem="Mine")
    both.theirs("Theirs again")
    page = both.choose(page, 409, {"take-stem": "mine"})
    assert "Theirs again" in text(page)
    both.choose(page, changes={"take-stem": "mine"})
    assert both.stored().stem == "Mine"


def test_the_same_change_is_nothing_to_choose(both: Both) -> None:
    both.theirs("Same")
    page = both.save(stem="Same")
    assert "Both of you wrote the same" in text(page)
    both.choose(page)
    assert both.stored().revision == 2


def test_choices_and_tags_merge(alice_desk: Desk, cast: Cast) -> None:
    both = Both(alice_desk, cast, type="mcq")
    vision = make_skill("Vision")
    theirs = [{"text": "Theirs", "is_key": True, "explanation": ""}, *CHOICES[1:]]
    both.theirs(tags=Tags((skill(), vision)), choices=theirs)
    page = both.save(**{"choices-0-text": "Mine"})
    rows = {row.name: row.taken for row, _ in page.context["rows"]}
    assert rows == {"choices": "", "skills": "theirs"}
    edited = {"choices-0-text": "Edited", "choices-0-is_key": "on", "choices-1-text": "Other"}
    both.choose(page, changes={"take-choices": "edit"} | edited)
    stored = both.stored()
    assert [c.text for c in stored.choices.all()] == ["Edited", "Other"]
    assert stored.skills.count() == 2


def test_of_an_approved_question_what_waits_is_merged(alice_desk: Desk, cast: Cast) -> None:
    both = Both(alice_desk, cast, status="approved")
    both.theirs("Theirs")
    page = both.save(answer="Mine")
    both.choose(page)
    stored = both.stored()
    assert (stored.stem, stored.pending_version) == ("Start", 3)
    merged = questions.latest_content(stored)
    assert (merged.stem, merged.answer) == ("Theirs", "Mine")


@pytest.mark.parametrize("typed", ["", "x", "[]", '{"stem": 1}', "null"])
def test_a_page_that_was_tampered_with_is_refused(both: Both, typed: str) -> None:
    both.theirs("Theirs")
    page = both.save(stem="Mine")
    both.choose(page, 400, {"take-stem": "mine", "typed": typed})
    assert both.stored().stem == "Theirs"


@pytest.mark.parametrize("tags", ["", "x", "[]", '{"skills": "x"}', '{"source": [1]}'])
def test_what_was_read_may_be_unknown(both: Both, tags: str) -> None:
    both.theirs("Theirs")
    page = both.save(stem="Mine", read_version="99", read_tags=tags)
    assert {row.name: row.by for row, _ in page.context["rows"]} == {"stem": "both"}
    assert "Not known." in text(page)
    assert json.loads(page.context["typed"])["stem"] == ["Mine"]
