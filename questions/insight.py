"""What is told of a kit beside its rows: coverage, gaps and cautions; for pages and API."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from questions.models import AskedEntry, BlueprintQuota, Kit, KitItem, Question
from questions.rules import content, lifecycle
from questions.rules.assembly.model import plural, times

#: A skill of this weight should have a question in every kit; there is no time for all the others.
HEAVY = 4
#: Asked more often than this in 90 days a question counts as over-used, unless a blueprint says.
OVERUSED = 5
#: What candidates were asked, by candidate and question.
Asked = dict[tuple[int | None, int], list[AskedEntry]]


@dataclass(frozen=True)
class Caution:
    """Something to know before a question is asked: a code, and a sentence."""

    code: str
    message: str


@dataclass(frozen=True)
class Cell:
    """How many questions of a skill a kit has at one level."""

    level: str
    label: str
    count: int


@dataclass(frozen=True)
class Coverage:
    """A skill's row in the coverage matrix; one that weighs 4 or 5 without a question is a gap."""

    name: str
    slug: str
    weight: int
    cells: tuple[Cell, ...]

    @property
    def total(self) -> int:
        return sum(cell.count for cell in self.cells)

    @property
    def is_gap(self) -> bool:
        return self.weight >= HEAVY and not self.total


def items_of(kit: Kit) -> list[KitItem]:
    """Return a kit's items in order; the kit is read with `for_page`."""
    return [item for section in kit.sections.all() for item in section.items.all()]


def cautions(kit: Kit) -> dict[int, list[Caution]]:
    """Return what to know of each question before it is asked, by question."""
    return cautions_of([kit])[kit.pk]


def cautions_of(kits: Sequence[Kit]) -> dict[int, dict[int, list[Caution]]]:
    """Return what to know of the questions of each of some kits, by kit and question."""
    ids = {item.question_id for kit in kits for item in items_of(kit)}
    asked = _asked_before(kits, ids)
    uses = AskedEntry.objects.recent_uses(ids)
    return {kit.pk: _cautions(kit, asked, uses) for kit in kits}


def _cautions(kit: Kit, asked: Asked, uses: dict[int, int]) -> dict[int, list[Caution]]:
    limit = OVERUSED if kit.blueprint is None else (kit.blueprint.max_uses or OVERUSED)
    found = {}
    for item in items_of(kit):
        before = asked.get((kit.candidate_id, item.question_id), ())
        own = [_told(entry) for entry in before if entry.kit_id != kit.pk]
        own += _of_question(item.question)
        if uses.get(item.question_id, 0) > limit:
            often = times(uses[item.question_id])
            own.append(Caution("overused", f"Asked {often} in the last 90 days."))
        if item.is_behind:
            pinned, newest = item.version.number, item.question.version
            own.append(Caution("changed", f"Version {newest} is in force; here is {pinned}."))
        found[item.question_id] = own
    return found


def _asked_before(kits: Sequence[Kit], questions: Iterable[int]) -> Asked:
    candidates = [kit.candidate for kit in kits if kit.candidate is not None]
    found: Asked = {}
    for entry in AskedEntry.objects.to_candidates(candidates, questions) if candidates else ():
        found.setdefault((entry.candidate_id, entry.question_id), []).append(entry)
    return found


def _told(entry: AskedEntry) -> Caution:
    message = f"Asked to this candidate in round {entry.round}, {entry.at:%-d %b %Y}."
    return Caution("asked_before", message)


def _of_question(question: Question) -> list[Caution]:
    found = []
    if question.leaked_at:
        found.append(Caution("leaked", "Reported as leaked: candidates may know it."))
    if question.status == lifecycle.RETIRED:
        found.append(Caution("retired", "Retired from the bank."))
    return found


def coverage(kit: Kit) -> list[Coverage]:
    """Return the coverage matrix: the role's skills by weight, then others that the kit touches."""
    counts: dict[tuple[str, str], int] = {}
    rows: dict[str, tuple[str, int]] = {}
    if kit.role is not None:
        for weighted in kit.role.role_skills.select_related("skill"):
            rows[weighted.skill.slug] = (weighted.skill.name, weighted.weight)
    for item in items_of(kit):
        for skill in item.question.skills.all():
            rows.setdefault(skill.slug, (skill.name, 0))
            key = (skill.slug, item.question.level)
            counts[key] = counts.get(key, 0) + 1
    return [
        Coverage(
            name,
            slug,
            weight,
            tuple(
                Cell(level, label, counts.get((slug, level), 0))
                for level, label in content.LEVELS.items()
            ),
        )
        for slug, (name, weight) in rows.items()
    ]


def gaps(kit: Kit) -> list[str]:
    """Return in words what the kit's blueprint asks for and the kit does not hold."""
    if kit.blueprint is None:
        return []
    items = items_of(kit)
    minutes = sum(item.minutes for item in items)
    found = [
        gap for quota in kit.blueprint.quotas.all() if (gap := _gap(quota, _served(quota, items)))
    ]
    if minutes > kit.blueprint.minutes_max:
        found.append(
            f"{minutes} minutes of questions, at most {kit.blueprint.minutes_max} planned."
        )
    if minutes < kit.blueprint.minutes_min:
        found.append(
            f"{minutes} minutes of questions, at least {kit.blueprint.minutes_min} planned."
        )
    return found


def _gap(quota: BlueprintQuota, held: int) -> str:
    if held < quota.least:
        return f"{describe(quota, quota.least)} planned at least, {held or 'none'} in the kit."
    if quota.most is not None and held > quota.most:
        return f"{describe(quota, quota.most)} planned at most, {held} in the kit."
    return ""


def _served(quota: BlueprintQuota, items: list[KitItem]) -> int:
    return sum(_serves(quota, item.question) for item in items)


def _serves(quota: BlueprintQuota, question: Question) -> bool:
    return (
        quota.level in ("", question.level)
        and quota.type in ("", question.type)
        and (quota.skill is None or quota.skill in question.skills.all())
        and (quota.role is None or quota.role in question.roles.all())
    )


def describe(quota: BlueprintQuota, number: int) -> str:
    """Return a quota's kind in words: "2 expert MCQs on Data Analysis"."""
    noun = {"mcq": "MCQ", "open": "open question", "": "question"}[quota.type]
    level = content.LEVELS.get(quota.level, "").lower()
    counted = plural(number, noun).split(" ", 1)
    words = " ".join(filter(None, [counted[0], level, counted[1]]))
    skill = f" on {quota.skill}" if quota.skill else ""
    role = f" for {quota.role}" if quota.role else ""
    return words + skill + role


def quota_words(quota: BlueprintQuota) -> str:
    """Return what a quota asks for in words: "2 to 4 basic questions", "no MCQs"."""
    if quota.most == 0:
        return describe(quota, 0).replace("0", "no", 1)
    if quota.most is None:
        return f"at least {describe(quota, quota.least)}"
    if quota.most == quota.least:
        return f"exactly {describe(quota, quota.most)}"
    start = f"{quota.least} to" if quota.least else "at most"
    return f"{start} {describe(quota, quota.most)}"
