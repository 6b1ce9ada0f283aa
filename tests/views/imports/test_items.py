"""One question of an import: compared, edited, decided."""

from typing import Any

import pytest

from questions.models import AuditEntry, Import, ImportItem, Question
from tests.base import CHOICES, Cast, make_question, make_skill
from tests.views.desk import Desk
from tests.views.imports.base import give, question


def path(found: Import, position: int = 1) -> str:
    return f"/imports/{found.pk}/items/{position}/"


def form(stem: str = "Why does it drift?", **more: Any) -> dict[str, Any]:
    return {"stem": stem, "type": "open", "level": "basic", "minutes": "5"} | more


def item(position: int = 1) -> ImportItem:
    return ImportItem.objects.get(position=position)


def test_what_is_new_is_shown_whole(cast: Cast, alice_desk: Desk) -> None:
    asked = question(
        "Which one?",
        type="mcq",
        choices=CHOICES,
        look_for=["A reason"],
        rubric={"1": "None", "3": "Some", "5": "All"},
    )
    found = give(cast.alice, asked)
    shown = alice_desk.read(path(found))
    for words in ("Which one?", "Softmax Key", "It depends.", "A reason", "5: All"):
        assert words in shown


def test_what_is_matched_stands_beside_it(cast: Cast, alice_desk: Desk) -> None:
    held = make_question("Why?", answer="So it is.", skills=[make_skill("Vision")])
    make_skill("Speech")
    asked = question("Why?", uid=str(held.uid), answer="So it was.", skills=["speech"])
    found = give(cast.alice, asked)
    html = alice_desk.get(path(found), htmx=True).content.decode()
    assert "<del>is</del>" in html
    assert "<ins>was</ins>" in html
    assert "Vision" in html
    assert "<html" not in html
    entry = AuditEntry.objects.get(verb="answer.viewed")
    assert (entry.actor, entry.object_id) == (cast.alice, str(held.pk))


def test_what_could_not_be_read_is_shown_as_it_stands(cast: Cast, alice_desk: Desk) -> None:
    found = give(cast.alice, question("Too little.", uid="x"))
    assert "Too little." in alice_desk.read(path(found))
    where = alice_desk.get(f"{path(found)}edit/", 302).headers["Location"]
    assert "What could not be read cannot be edited" in alice_desk.read(where)


def test_one_is_edited_on_a_page_of_its_own(cast: Cast, alice_desk: Desk) -> None:
    found = give(cast.alice, question("Wy?", look_for=["A reason"], rubric={"3": "Some"}))
    html = alice_desk.get(f"{path(found)}edit/").content.decode()
    assert "Wy?" in html
    assert "A reason" in html
    typed = form(
        level="expert", skills="vision\nspeech", follow_ups="And then?\n", rubric_5="All of it"
    )
    answer = alice_desk.post(f"{path(found)}edit/", typed)
    assert answer.headers["Location"] == f"/imports/{found.pk}/?page=1#item-1"
    entry = item().entry
    assert (entry["stem"], entry["level"]) == ("Why does it drift?", "expert")
    assert (entry["skills"], entry["follow_ups"]) == (["vision", "speech"], ["And then?"])
    assert entry["rubric"] == {"5": "All of it"}


def test_one_is_edited_in_its_place(cast: Cast, alice_desk: Desk) -> None:
    make_question("What is overfitting?")
    found = give(cast.alice, question("Wy?"))
    typed = form("What is overfitting?", answer="Memory.")
    answer = alice_desk.client.post(f"{path(found)}edit/", typed, headers={"HX-Request": "true"})
    html = answer.content.decode()
    assert answer.headers["HX-Retarget"] == "#item-1"
    assert 'id="item-1"' in html
    assert 'hx-swap-oob="true"' in html
    assert "Duplicate" in html
    assert item().outcome == "duplicate"


def test_choices_come_and_go_without_script(cast: Cast, alice_desk: Desk) -> None:
    found = give(cast.alice, question("Which?", type="mcq", choices=CHOICES))
    typed = form(type="mcq") | {
        "choices-0-text": "Softmax",
        "choices-0-is_key": "on",
        "choices-1-text": "Relu",
    }
    more = alice_desk.post(f"{path(found)}edit/", typed | {"add_choice": "1"}, 200)
    assert 'name="choices-2-text"' in more.content.decode()
    assert item().entry["choices"][1]["text"] == "Tanh"
    alice_desk.post(f"{path(found)}edit/", typed)
    assert [choice["text"] for choice in item().entry["choices"]] == ["Softmax", "Relu"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (form(minutes="x"), "Enter a whole number."),
        (form(level="guru"), "not one of the available choices"),
        (form("a\x00b"), "Null characters are not allowed."),
        (form(skills="\n".join(f"s{n}" for n in range(60))), "Give a list of at most 50 names."),
    ],
)
def test_what_cannot_be_kept_is_told(
    cast: Cast, alice_desk: Desk, typed: dict[str, Any], sentence: str
) -> None:
    found = give(cast.alice, question("Why?"))
    assert sentence in alice_desk.refused(f"{path(found)}edit/", typed)
    assert item().entry["stem"] == "Why?"


def test_one_is_decided(cast: Cast, alice_desk: Desk) -> None:
    found = give(cast.alice, question("Why so?"), question("How come?"))
    answer = alice_desk.post(f"{path(found, 2)}decide/", {"decision": "skip"})
    assert answer.headers["Location"].endswith("#item-2")
    assert (item(1).decision, item(2).decision) == ("add", "skip")
    swapped = alice_desk.client.post(
        f"{path(found)}decide/",
        {"decision": "skip"},
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/x?show=new"},
    ).content.decode()
    assert "Nothing to bring in" in swapped
    assert 'show=new" aria-current="true"' in " ".join(swapped.split())


@pytest.mark.parametrize("decision", ["burn", "", "update"])
def test_what_cannot_be_decided_is_told(cast: Cast, alice_desk: Desk, decision: str) -> None:
    found = give(cast.alice, question("Why so?"))
    where = alice_desk.post(f"{path(found)}decide/", {"decision": decision}).headers["Location"]
    assert "notice-error" in alice_desk.get(where).content.decode()
    assert item().decision == "add"
    headers = {"HX-Request": "true"}
    said = {"decision": decision}
    swapped = alice_desk.client.post(f"{path(found)}decide/", said, headers=headers)
    assert swapped.headers["HX-Refresh"] == "true"


def test_nothing_of_a_closed_import_is_changed(cast: Cast, alice_desk: Desk) -> None:
    found = give(cast.alice, question("Why so?"))
    alice_desk.post(f"/imports/{found.pk}/commit/", {"revision": found.revision})
    alice_desk.post(f"{path(found)}edit/", form())
    alice_desk.post(f"{path(found)}decide/", {"decision": "skip"})
    assert Question.objects.get().stem == "Why so?"
    assert item().result == "added"


def test_there_are_no_more_items_than_there_are(cast: Cast, alice_desk: Desk) -> None:
    found = give(cast.alice, question("Why so?"))
    for position in (0, 2, 10**9, 10**30):
        alice_desk.get(path(found, position), 404)
