"""Kits from blueprints: they satisfy their plan, can be told again, or are refused in words."""

import pytest

from questions.actions import asked, assembly, blueprints, kits, taxonomy
from questions.actions.assembly import AssemblyRefused
from questions.actions.blueprints import QuotaFields, Terms
from questions.models import AuditEntry, Kit, Question, Role
from questions.rules import content
from questions.rules import kits as rules
from questions.rules.kits import KitRefused
from tests.base import (
    Cast,
    make_blueprint,
    make_candidate,
    make_kit,
    make_question,
    make_role,
    make_skill,
)

TOPICS = ["drift", "loss", "bias", "trees", "speech", "vision", "privacy", "search", "fraud", "law"]


@pytest.fixture
def role(cast: Cast) -> Role:
    """Forty questions on four levels, of two skills that a role weighs 5 and 1."""
    role, heavy, light = make_role("modeller"), make_skill("Heavy"), make_skill("Light")
    taxonomy.set_role_skill(None, role, heavy, 5, [])
    taxonomy.set_role_skill(None, role, light, 1, [])
    for n, topic in enumerate(TOPICS):
        for place, level in enumerate(content.LEVELS):
            make_question(
                f"{topic.title()} {level}: what would you do about {topic}?",
                level=level,
                minutes=3 + place,
                type="mcq" if n == 0 else "open",
                skills=[heavy if n % 3 == 0 else light],
            )
    return role


def levels(kit: Kit) -> list[str]:
    ids = kit.contents().questions
    found = dict(Question.objects.filter(pk__in=ids).values_list("pk", "level"))
    return [found[pk] for pk in ids]


QUOTAS = (QuotaFields(6, 6), QuotaFields(2, 2, level="expert"), QuotaFields(1, level="basic"))


def test_a_kit_meets_its_blueprint_and_says_why(cast: Cast, role: Role) -> None:
    blueprint = make_blueprint(quotas=QUOTAS, role=role, minutes=40, minutes_min=20)
    kit = assembly.assemble(cast.bob, blueprint, name="For the team", seed=7)
    assert (kit.name, kit.status, kit.is_template, kit.seed) == ("For the team", "draft", True, 7)
    assert (kit.role, kit.minutes, kit.blueprint) == (role, 40, blueprint)
    found = levels(kit)
    assert (len(found), found.count("expert")) == (6, 2)
    assert "basic" in found
    assert 20 <= kit.contents().minutes <= 35
    assert found == sorted(found, key=list(content.LEVELS).index)
    assert all("weight" in item.reason for item in kit.contents().items())


def test_the_same_seed_and_bank_make_the_same_kit(cast: Cast, role: Role) -> None:
    blueprint = make_blueprint(quotas=QUOTAS, role=role)
    first, second = (assembly.assemble(cast.bob, blueprint, seed=3) for _ in range(2))
    assert first.contents() == second.contents()
    assert assembly.assemble(cast.bob, blueprint).seed is not None


def test_what_the_bank_lacks_is_said_in_words_and_nothing_is_stored(cast: Cast, role: Role) -> None:
    blueprint = make_blueprint(quotas=[QuotaFields(3, level="expert", type="mcq")], role=role)
    with pytest.raises(AssemblyRefused, match=r"3 expert MCQs.*1") as refusal:
        assembly.assemble(cast.bob, blueprint)
    assert len(refusal.value.relaxations) == 1
    assert not Kit.objects.exists()


def test_what_the_candidate_was_asked_is_left_out_unless_the_blueprint_says(
    cast: Cast, role: Role
) -> None:
    quotas = [QuotaFields(10, 10, level="basic")]
    jane, ben = make_candidate("Jane"), make_candidate("Ben")
    one = Question.objects.filter(level="basic").order_by("pk")[:1]
    asked.use(cast.alice, make_kit(asked=one, candidate=jane, frozen=True))
    strict = make_blueprint("Strict", quotas)
    with pytest.raises(AssemblyRefused, match="10 basic"):
        assembly.assemble(cast.bob, strict, candidate=jane)
    assert levels(assembly.assemble(cast.bob, strict, candidate=ben)).count("basic") == 10
    lenient = make_blueprint("Lenient", quotas, avoid_asked=False)
    kit = assembly.assemble(cast.bob, lenient, candidate=jane)
    assert (kit.candidate, kit.round, levels(kit).count("basic")) == (jane, 2, 10)


def test_leaked_and_overused_questions_are_held_out(cast: Cast, role: Role) -> None:
    quotas = [QuotaFields(9, 9, level="basic")]
    first, second = Question.objects.filter(level="basic").order_by("pk")[:2]
    asked.report_leak(cast.alice, first)
    for name in ("Ann", "Ben"):
        kit = make_kit(asked=[second], candidate=make_candidate(name), frozen=True)
        asked.use(cast.alice, kit)
    free = assembly.assemble(cast.bob, make_blueprint("Free", quotas))
    assert second.pk in free.contents().questions
    assert first.pk not in free.contents().questions
    with pytest.raises(AssemblyRefused, match="9 basic"):
        assembly.assemble(cast.bob, make_blueprint("Fresh", quotas, max_uses=1))


def test_near_duplicates_never_stand_together(cast: Cast) -> None:
    make_question("How do you detect data drift in a production model?")
    make_question("In a production model, how would you detect data drift?")
    make_question("What does a confusion matrix show?")
    blueprint = make_blueprint(quotas=[QuotaFields(2, 2)])
    kit = assembly.assemble(cast.bob, blueprint)
    assert sum("drift" in stem for stem in _stems(kit)) == 1
    with pytest.raises(AssemblyRefused):
        assembly.assemble(cast.bob, make_blueprint("All", [QuotaFields(3, 3)]))


def _stems(kit: Kit) -> list[str]:
    return [i.question.stem for i in kit.items.select_related("question")]


def test_includes_and_excludes_are_kept(cast: Cast, role: Role) -> None:
    light = Question.objects.filter(skills__name="Light", level="basic").order_by("pk")
    heavy = Question.objects.filter(skills__name="Heavy", level="basic").order_by("pk")
    terms = Terms((QuotaFields(3, 3, level="basic"),), (light[0],), (heavy[0],))
    fields = {"name": "Odd", "role": role, "minutes_min": 1}
    kit = assembly.assemble(cast.bob, blueprints.create(cast.bob, fields, terms))
    assert light[0].pk in kit.contents().questions
    assert heavy[0].pk not in kit.contents().questions


def test_feasibility_is_told_of_a_plan_that_is_not_stored(cast: Cast, role: Role) -> None:
    fields = {
        "minutes": 40,
        "wrap_up_minutes": 5,
        "minutes_min": 20,
        "max_uses": None,
        "role": role,
    }
    found = assembly.feasibility(fields, Terms(QUOTAS))
    assert (found.feasible, found.questions) == (True, 6)
    assert 20 <= found.minutes <= 35
    lacking = assembly.feasibility(fields, Terms((QuotaFields(11, level="basic"),)))
    assert not lacking.feasible
    assert "11 basic" in lacking.relaxations[0].sentence
    with pytest.raises(blueprints.BlueprintRefused):
        assembly.feasibility(fields | {"minutes_min": 36}, Terms())


def test_alternatives_keep_the_plan_first_and_each_says_why(cast: Cast, role: Role) -> None:
    blueprint = make_blueprint(quotas=QUOTAS, role=role)
    kit = Kit.objects.get(pk=assembly.assemble(cast.bob, blueprint, seed=1).pk)
    expert = next(q for q in kit.contents().questions if _level(q) == "expert")
    found = assembly.alternatives(kit, expert)
    assert found
    assert all(a.id not in kit.contents().questions and a.sentence for a in found)
    keeping = [a for a in found if not a.breaks]
    assert keeping == found[: len(keeping)]
    assert {_level(a.id) for a in keeping} == {"expert"}
    assert [a.points for a in keeping] == sorted((a.points for a in keeping), reverse=True)


def _level(pk: int) -> str:
    return Question.objects.get(pk=pk).level


def test_a_kit_made_by_hand_has_alternatives_of_the_same_level(cast: Cast, role: Role) -> None:
    question = Question.objects.filter(level="advanced").first()
    assert question is not None
    kit = make_kit(asked=[question], role=role)
    found = assembly.alternatives(kit, question.pk)
    assert {_level(a.id) for a in found if not a.breaks} == {"advanced"}
    with pytest.raises(KitRefused, match="not in the kit"):
        assembly.alternatives(kit, question.pk + 1)


def test_a_redrawn_slot_keeps_the_plan_and_a_locked_one_stays(cast: Cast, role: Role) -> None:
    blueprint = make_blueprint(quotas=QUOTAS, role=role)
    kit = assembly.assemble(cast.bob, blueprint, seed=1)
    before = kit.contents()
    slot = before.questions[-1]
    kit = assembly.redraw(cast.bob, kit, slot)
    assert slot not in kit.contents().questions
    assert sorted(levels(kit)) == sorted(_level(q) for q in before.questions)
    other = kit.contents().questions[0]
    kit = kits.change(
        cast.bob, kit, "Locked", lambda contents: rules.edit_item(contents, other, locked=True)
    )
    with pytest.raises(KitRefused, match="locked"):
        assembly.redraw(cast.bob, kit, other)


def test_all_unlocked_questions_are_drawn_again(cast: Cast, role: Role) -> None:
    blueprint = make_blueprint(quotas=QUOTAS, role=role)
    kit = assembly.assemble(cast.bob, blueprint, seed=1)
    kept = kit.contents().questions[2]
    kit = kits.change(
        cast.bob,
        kit,
        "Locked",
        lambda contents: rules.edit_item(contents, kept, locked=True, note="Keep"),
    )
    before = set(kit.contents().questions)
    kit = assembly.redraw_all(cast.bob, kit)
    after = kit.contents()
    assert before & set(after.questions) == {kept}
    assert (after.item(kept).locked, after.item(kept).note) == (True, "Keep")
    assert set(kits.undo(cast.bob, kit).contents().questions) == before
    with pytest.raises(KitRefused, match="blueprint"):
        assembly.redraw_all(cast.bob, make_kit(asked=[make_question("By hand")]))


def test_assembling_is_recorded(cast: Cast, role: Role) -> None:
    assembly.assemble(cast.bob, make_blueprint(quotas=QUOTAS, role=role))
    entry = AuditEntry.objects.get(verb="kit.created")
    assert (entry.actor, entry.changes) == (cast.bob, {"questions": 6, "template": True})
