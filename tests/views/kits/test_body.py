"""The page of a kit follows whatever it shows, though what it says is kept."""

from django.test import Client

from questions.actions import asked, candidates, kits, questions, taxonomy
from questions.models import Kit
from questions.rules import kits as rules
from tests.base import (
    Cast,
    make_blueprint,
    make_candidate,
    make_kit,
    make_question,
    make_role,
    make_skill,
    said,
)


def page(client: Client, kit: Kit) -> str:
    return client.get(f"/kits/{kit.pk}/").content.decode()


def test_it_follows_questions_skills_and_uses(cast: Cast, client: Client) -> None:
    client.force_login(cast.alice)
    skill = make_skill("Speech")
    question = make_question("Why drift?", skills=[skill])
    kit = make_kit("First", [question], candidate=make_candidate(), by=cast.alice, frozen=True)
    assert "1 question has a newer version" not in page(client, kit)
    questions.edit(None, question, said("Why skew?"))
    shown = page(client, kit)
    assert "1 question has a newer version" in shown
    assert "Why drift?" in shown
    skill.name = "Hearing"
    taxonomy.save(None, skill)
    assert '<span class="tag">Hearing</span>' in page(client, kit)
    assert "Not marked yet" in page(client, kit)
    asked.use(cast.alice, kit)
    assert "Not marked yet" not in page(client, kit)


def test_it_follows_the_blueprint_and_the_role(cast: Cast, client: Client) -> None:
    client.force_login(cast.alice)
    role, skill = make_role("Analyst"), make_skill("Speech")
    plan = make_blueprint(role=role, by=cast.alice)
    kit = make_kit("First", [make_question(minutes=5)], role=role, by=cast.alice)
    Kit.objects.filter(pk=kit.pk).update(blueprint=plan)
    assert "minutes of questions, at least" not in page(client, kit)
    plan.minutes_min = 20
    plan.revision += 1
    plan.save()
    assert "5 minutes of questions, at least 20 planned." in page(client, kit)
    assert "Speech" not in page(client, kit)
    taxonomy.set_role_skill(None, role, skill, 5, ["a point"])
    assert "Speech" in page(client, kit)


def test_a_note_is_gone_when_its_candidate_is_erased(cast: Cast, client: Client) -> None:
    client.force_login(cast.alice)
    zoe, question = make_candidate("Zoë Example"), make_question()
    kit = make_kit("First", [question], candidate=zoe, by=cast.alice)

    def noted(contents: rules.Contents) -> rules.Contents:
        return rules.edit_item(contents, question.pk, note="Zoë likes this.")

    kit = kits.freeze(cast.alice, kits.change(cast.alice, kit, "Noted", noted))
    assert "Zoë likes this." in page(client, kit)
    candidates.erase(cast.alice, zoe)
    assert "Zoë" not in page(client, kit)


def test_who_may_not_read_answers_is_offered_none(cast: Cast, client: Client) -> None:
    kit = make_kit("First", [make_question(answer="Secret.")], by=cast.alice, frozen=True)
    client.force_login(cast.alice)
    assert "Show the answer" in page(client, kit)
    opened = client.get(f"/kits/{kit.pk}/?answer=1").content.decode()
    assert "Secret." in opened
    assert "Secret." not in page(client, kit)
