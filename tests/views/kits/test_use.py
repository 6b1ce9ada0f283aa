"""Marking a kit as used: /kits/<pk>/use/."""

from questions.actions import asked
from tests.views.desk import Desk
from tests.views.kits.base import Talk, make_talk, make_template


def outcomes(talk: Talk) -> dict[str, str]:
    rows = talk.now().asked.select_related("question")
    return {entry.question.stem: entry.outcome for entry in rows}


def test_proposes_asked_but_for_what_was_marked(alice_desk: Desk) -> None:
    talk = make_talk(alice_desk.user)
    asked.mark(alice_desk.user, talk.now(), talk.questions[1].pk, "skipped")
    form = alice_desk.get(f"{talk.path}use/").context["form"]
    proposed = [form[f"outcome_{question.pk}"].value() for question in talk.questions]
    assert proposed == ["asked", "skipped", "asked"]


def test_records_what_became_of_each_question(alice_desk: Desk) -> None:
    talk = make_talk(alice_desk.user)
    form = {f"outcome_{question.pk}": "asked" for question in talk.questions}
    form[f"outcome_{talk.questions[2].pk}"] = "skipped"
    response = alice_desk.post(f"{talk.path}use/", form | talk.revision)
    assert response.headers["Location"] == talk.path
    assert talk.now().status == "used"
    assert "Marked as used: 2 questions asked, 1 skipped." in alice_desk.read(talk.path)
    assert outcomes(talk) == {"One?": "asked", "Two?": "asked", "Three?": "skipped"}


def test_says_what_is_missing_or_wrong(alice_desk: Desk) -> None:
    talk = make_talk(alice_desk.user)
    form = {f"outcome_{question.pk}": "asked" for question in talk.questions}
    wrong = form | {f"outcome_{talk.questions[0].pk}": "lost"} | talk.revision
    assert "lost is not one of the available choices" in alice_desk.refused(
        f"{talk.path}use/", wrong
    )
    assert "This field is required." in alice_desk.refused(f"{talk.path}use/", talk.revision)
    assert "This field is required." in alice_desk.refused(f"{talk.path}use/", form)
    assert outcomes(talk) == {}


def test_a_stale_form_is_told(alice_desk: Desk) -> None:
    talk = make_talk(alice_desk.user)
    form = {f"outcome_{q.pk}": "asked" for q in talk.questions} | talk.revision
    asked.mark(alice_desk.user, talk.now(), talk.questions[1].pk, "skipped")
    assert "Not saved:" in alice_desk.refused(f"{talk.path}use/", form, 409)
    assert talk.now().status == "ready"


def test_leads_away_where_nothing_can_be_used(alice_desk: Desk) -> None:
    draft, template = make_talk(alice_desk.user, frozen=False), make_template(alice_desk.user)
    for kit in (draft.kit, template):
        response = alice_desk.get(f"/kits/{kit.pk}/use/", 302)
        assert response.headers["Location"] == f"/kits/{kit.pk}/"
    assert "Only a candidate’s kit that is frozen" in alice_desk.read(draft.path)
