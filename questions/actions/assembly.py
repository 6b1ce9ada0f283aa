"""Kits from blueprints: the bank as a pool, optimal assembly, alternatives, another draw."""

import dataclasses
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from questions.actions import kits as kit_actions
from questions.actions.blueprints import Terms, check, terms_of
from questions.models import AskedEntry, Blueprint, Candidate, Kit, Question, Role, Skill, User
from questions.rules import assembly, kits, similarity
from questions.rules.assembly import Alternative, Form, Plan, Pool, Quota, Refusal, Relaxation
from questions.rules.kits import Contents, Item, KitRefused

#: Seconds that a page may wait for a kit; parallel kits run in the background instead.
PAGE_SECONDS = 8.0
MAX_SEED = 2**31 - 1
ALTERNATIVES = 8
DRAW_FROM = 5


class AssemblyRefused(Exception):
    """No kit fits the blueprint; `relaxations` say what would have to give."""

    def __init__(self, relaxations: Sequence[Relaxation]) -> None:
        super().__init__(" ".join(relaxation.sentence for relaxation in relaxations))
        self.relaxations = relaxations


@dataclass(frozen=True)
class Feasibility:
    """Whether a plan can be met, with what: minutes and number of questions, or what lacks."""

    feasible: bool
    questions: int = 0
    minutes: int = 0
    relaxations: tuple[Relaxation, ...] = ()


# The bank as assembly sees it


def read_pool(candidate: Candidate | None = None) -> Pool:
    """Return the approved questions as a pool; without those that the candidate was asked."""
    rows = Question.objects.assemblable().order_by("pk")
    if candidate is not None:
        asked = AskedEntry.objects.asked().filter(candidate=candidate)
        rows = rows.exclude(pk__in=asked.values("question"))
    uses = AskedEntry.objects.recent_uses()
    columns = ("pk", "level", "type", "minutes", "difficulty", "completeness")
    return Pool.build(
        ((*row, uses.get(row[0], 0)) for row in rows.values_list(*columns).iterator(10_000)),
        Question.skills.through.objects.values_list("question_id", "skill_id"),
        Question.roles.through.objects.values_list("question_id", "role_id"),
    )


def plan_of(fields: Mapping[str, Any], terms: Terms) -> Plan:
    """Return a blueprint's fields and terms as the program takes them."""
    return Plan(
        minutes_min=fields["minutes_min"],
        minutes_max=fields["minutes"] - fields["wrap_up_minutes"],
        quotas=tuple(
            Quota(
                least=q.least,
                most=q.most,
                level=q.level,
                type=q.type,
                skill=q.skill.pk if q.skill else None,
                role=q.role.pk if q.role else None,
            )
            for q in terms.quotas
        ),
        includes=frozenset(question.pk for question in terms.includes),
        excludes=frozenset(question.pk for question in terms.excludes),
        max_uses=fields["max_uses"],
        **_weights(fields["role"]),
    )


def plan_of_blueprint(blueprint: Blueprint) -> Plan:
    """Return a stored blueprint as the program takes it."""
    names = ("minutes_min", "minutes", "wrap_up_minutes", "max_uses", "role")
    fields = {name: getattr(blueprint, name) for name in names}
    return plan_of(fields, terms_of(blueprint))


def _weights(role: Role | None) -> dict[str, Any]:
    weights = dict(role.role_skills.values_list("skill_id", "weight")) if role else {}
    return {
        "skill_weights": weights,
        "skill_names": dict(Skill.objects.values_list("pk", "name")),
        "role_names": dict(Role.objects.values_list("pk", "name")),
    }


def near_duplicates(ids: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Return the pairs of these questions that ask nearly the same."""
    stems = dict(Question.objects.filter(pk__in=ids).values_list("pk", "stem"))
    return similarity.similar_pairs(stems)


# Assembling


def solve(plan: Plan, pool: Pool, seed: int) -> Form:
    """Return the best kit; raise AssemblyRefused, also when the time is over."""
    try:
        found = assembly.assemble(
            pool, plan, seed=seed, enemies=near_duplicates, time_limit=PAGE_SECONDS
        )
    except assembly.OutOfTime:
        raise AssemblyRefused([_OUT_OF_TIME]) from None
    if isinstance(found, Refusal):
        raise AssemblyRefused(found.relaxations)
    return found


_OUT_OF_TIME = Relaxation(
    "kits", 1, 0, "No kit was found in time: ask for fewer things at once, or a wider time window."
)


def feasibility(fields: Mapping[str, Any], terms: Terms) -> Feasibility:
    """Tell whether the bank can meet a plan, before it is stored; raise BlueprintRefused."""
    check(fields, terms)
    try:
        form = solve(plan_of(fields, terms), read_pool(), seed=0)
    except AssemblyRefused as refusal:
        return Feasibility(False, relaxations=tuple(refusal.relaxations))
    return Feasibility(True, len(form.ids), form.minutes)


def assemble(
    user: User,
    blueprint: Blueprint,
    *,
    candidate: Candidate | None = None,
    name: str = "",
    seed: int | None = None,
) -> Kit:
    """Make the best kit of a blueprint: a template, or a candidate's; return it as a draft.

    Same seed, same bank, same kit; None takes a new seed. Raises AssemblyRefused.
    """
    if seed is None:
        seed = random.SystemRandom().randrange(MAX_SEED)
    plan = plan_of_blueprint(blueprint)
    form = solve(plan, read_pool(candidate if blueprint.avoid_asked else None), seed)
    return store(user, blueprint, plan, form, name=name, candidate=candidate, seed=seed)


@transaction.atomic
def store(
    user: User, blueprint: Blueprint, plan: Plan, form: Form, *, name: str = "", **more: Any
) -> Kit:
    """Store an assembled form as a draft kit in the default sections."""
    fields = kit_actions.made_from(blueprint) | {
        "name": name or blueprint.name,
        "candidate": more.pop("candidate", None),
    }
    reasons = {reason.id: reason.sentence(plan) for reason in form.reasons}
    return kit_actions.create(
        user,
        fields,
        arranged(form.ids, blueprint.minutes, blueprint.wrap_up_minutes, reasons),
        blueprint=blueprint,
        **more,
    )


def arranged(
    ids: Iterable[int], minutes: int, wrap_up: int, reasons: Mapping[int, str]
) -> Contents:
    """Return questions in their versions in force, shared out to the default sections."""
    rows = Question.objects.filter(pk__in=list(ids))
    items, difficulty = [], {}
    for question in rows:
        items.append(
            dataclasses.replace(kit_actions.new_item(question), reason=reasons.get(question.pk, ""))
        )
        difficulty[question.pk] = question.difficulty
    return kits.arranged(items, difficulty, minutes, wrap_up)


# Another question for a slot


def plan_for(kit: Kit) -> Plan:
    """Return what a kit has to hold to: its blueprint, or for a kit made by hand what it has now.

    By hand: as many questions of each level as there are, no skill lost, within its minutes.
    """
    if kit.blueprint is not None:
        return plan_of_blueprint(kit.blueprint)
    contents = kit.contents()
    rows = Question.objects.filter(pk__in=contents.questions).prefetch_related("skills")
    counts: dict[str, int] = {}
    skills: set[int] = set()
    for question in rows:
        counts[question.level] = counts.get(question.level, 0) + 1
        skills |= {skill.pk for skill in question.skills.all()}
    quotas = [Quota(least=n, most=n, level=level) for level, n in counts.items()]
    quotas += [Quota(least=1, skill=skill) for skill in sorted(skills)]
    most = max(kit.minutes, contents.minutes)
    return Plan(0, most, tuple(quotas), **_weights(kit.role))


def alternatives(kit: Kit, question: int, *, limit: int = ALTERNATIVES) -> list[Alternative]:
    """Return what could stand in the place of a question, best first, each with its reason.

    Raises KitRefused when the question is not in the kit.
    """
    contents = kit.contents()
    contents.item(question)
    pool = read_pool(kit.candidate)
    return assembly.alternatives(
        pool,
        plan_for(kit),
        contents.questions,
        question,
        limit=limit,
        enemies=near_duplicates,
    )


def redraw(user: User, kit: Kit, question: int) -> Kit:
    """Draw another question for a slot, among the best that keep the plan.

    The kit's seed and revision decide which, so that a draw can be told again. Raises KitRefused
    when the slot is locked or nothing else keeps the plan.
    """
    if kit.contents().item(question).locked:
        raise KitRefused("This question is locked: unlock it first.", "question")
    found = [a for a in alternatives(kit, question, limit=DRAW_FROM) if not a.breaks]
    if not found:
        raise KitRefused("No other question fits here: see the alternatives for what would give.")
    # Not for secrets: a draw that can be told again.
    drawn = random.Random(f"{kit.seed} {kit.revision}").choice(found)  # noqa: S311  # see above
    other = Question.objects.get(pk=drawn.id)
    return kit_actions.swap_question(user, kit, question, other, drawn.sentence)


def redraw_all(user: User, kit: Kit) -> Kit:
    """Draw every question anew that is not locked; what stands there now is left out.

    Raises KitRefused for a kit without a blueprint, and AssemblyRefused.
    """
    if kit.blueprint is None:
        raise KitRefused("Only a kit made from a blueprint can be drawn again as a whole.")
    contents = kit.contents()
    locked = {item.question: item for item in contents.items() if item.locked}
    plan = plan_of_blueprint(kit.blueprint)
    plan = dataclasses.replace(
        plan,
        includes=plan.includes | frozenset(locked),
        excludes=plan.excludes | (frozenset(contents.questions) - locked.keys() - plan.includes),
    )
    seed = random.Random(f"{kit.seed} {kit.revision}").randrange(MAX_SEED)  # noqa: S311  # as in redraw
    form = solve(plan, read_pool(kit.candidate if kit.blueprint.avoid_asked else None), seed)
    reasons = {reason.id: reason.sentence(plan) for reason in form.reasons}
    drawn = arranged(form.ids, kit.minutes, kit.blueprint.wrap_up_minutes, reasons)
    return kit_actions.change(
        user, kit, "Drew all unlocked questions again", lambda _: _with_items(drawn, locked)
    )


def _with_items(contents: Contents, kept: Mapping[int, Item]) -> Contents:
    for question, item in kept.items():
        contents = kits.replace_item(contents, question, item)
    return contents
