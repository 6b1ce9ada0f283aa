"""What becomes of each question of a file: matched to the bank, filled up, and judged."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q

from questions import search
from questions.actions.bulk_rows import newest_contents
from questions.actions.transfer_rows import kept_ready
from questions.actions.transfer_shelf import Shelf
from questions.models import Import, ImportItem, Question, User
from questions.permissions import can
from questions.rules import access, entries, transfers
from questions.rules.content import Content
from questions.rules.entries import Defaults
from questions.rules.likeness import PAIRED
from questions.rules.transfers import BY_LIKENESS, BY_SOURCE, BY_STEM, BY_UID, Filed, Match, Verdict

#: Questions that are matched together.
CHUNK = 500


def may_approve(user: User | None) -> bool:
    """Tell whether what an account brings in may be approved at once, without another's look."""
    if user is None:
        return True
    return settings.ALLOW_SELF_APPROVAL and can(user, access.REVIEW_QUESTIONS)


@dataclass(frozen=True)
class Found:
    """The id of the question that an item matches, how, and how alike in percent."""

    pk: int
    by: str
    likeness: int | None = None


@dataclass(frozen=True)
class Sought:
    """An item with what the file files it under, and whether it names what is not in the bank."""

    item: ImportItem
    filed: Filed
    names_unknown: bool


class Judge:
    """Judges the items of one import against the bank as it is."""

    def __init__(self, user: User | None, found: Import) -> None:
        self._defaults = Defaults(**found.defaults)
        self._create_tags = found.create_tags
        self._may_approve = may_approve(user)
        self._shelf = Shelf()
        bank = search.current()
        self._nearest = search.Nearest(bank, bank.index.every)
        #: What stood in the file before, by uid, place in a source, stem, or question matched.
        self._seen: dict[Any, int] = {}

    def judge(self, items: Sequence[ImportItem]) -> None:
        """Set outcome, match, problems and usual decision of readable items, in memory."""
        sought = [self._sought(item) for item in items]
        found = self._find(sought)
        ids = {one.pk for one in found.values()}
        questions = Question.objects.with_guidance().in_bulk(ids)
        contents = newest_contents(list(questions.values()))
        for one in sought:
            match = found.get(one.item.position)
            question = questions.get(match.pk) if match else None
            said = contents[question.pk] if question else None
            self._settle(one, match, question, said)

    def _sought(self, item: ImportItem) -> Sought:
        filed, unknown = self._shelf.filed(item.entry, with_unknown=self._create_tags)
        return Sought(item, filed, unknown and not self._create_tags)

    def _settle(
        self, one: Sought, match: Found | None, question: Question | None, said: Content | None
    ) -> None:
        held = _held(match, question, said) if match and question and said else None
        verdict = transfers.judge(
            one.item.entry, one.filed, self._defaults, held, may_approve=self._may_approve
        )
        earlier = self._before(one, match)
        if earlier is not None and verdict.outcome != transfers.UNCHANGED:
            reason = f"{transfers.MATCHES[transfers.IN_FILE]}, as no. {earlier}."
            verdict = Verdict(transfers.DUPLICATE, reason, verdict.changes, verdict.problems)
        _note(one, verdict, match if held else None, question)

    def _before(self, one: Sought, match: Found | None) -> int | None:
        """Return the position of an earlier item that is the same question, and note this one."""
        item, keys = one.item, [("stem", entries.same_stem(one.item.stem))]
        if uid := entries.uid_of(item.entry):
            keys.append(("uid", str(uid)))
        if one.filed.source and one.filed.source_ref:
            keys.append((f"place {one.filed.source}", one.filed.source_ref))
        if match and match.by != BY_LIKENESS:
            keys.append(("match", str(match.pk)))
        found = next((self._seen[key] for key in keys if key in self._seen), None)
        for key in keys:
            self._seen.setdefault(key, item.position)
        return found

    # The question that an item matches

    def _find(self, sought: Sequence[Sought]) -> dict[int, Found]:
        """Return what items match, by position; the surest way first."""
        found: dict[int, Found] = {}
        for find in (self._by_uid, self._by_place, self._by_stem):
            found |= find([one for one in sought if one.item.position not in found])
        return found

    def _by_uid(self, sought: Sequence[Sought]) -> dict[int, Found]:
        uids = {one.item.position: entries.uid_of(one.item.entry) for one in sought}
        rows = Question.objects.filter(uid__in={uid for uid in uids.values() if uid})
        known = dict(rows.order_by().values_list("uid", "pk"))
        return {place: Found(known[uid], BY_UID) for place, uid in uids.items() if uid in known}

    def _by_place(self, sought: Sequence[Sought]) -> dict[int, Found]:
        places = {one.item.position: (one.filed.source, one.filed.source_ref) for one in sought}
        refs: dict[int, set[str]] = {}
        for source, ref in places.values():
            if isinstance(source, int) and ref:
                refs.setdefault(source, set()).add(ref)
        wanted = [Q(source=source, source_ref__in=some) for source, some in refs.items()]
        if not wanted:
            return {}
        rows = Question.objects.filter(_any(wanted)).order_by()
        known = {(s, ref): pk for pk, s, ref in rows.values_list("pk", "source", "source_ref")}
        return {n: Found(known[at], BY_SOURCE) for n, at in places.items() if at in known}

    def _by_stem(self, sought: Sequence[Sought]) -> dict[int, Found]:
        stems = [one.item.stem for one in sought]
        alike = self._nearest.find(stems, least=PAIRED)
        held = Question.objects.filter(pk__in={one.pk for one in alike if one})
        worded = dict(held.order_by().values_list("pk", "stem"))
        found = {}
        for one, near in zip(sought, alike, strict=True):
            if near and near.pk in worded:
                same = entries.same_stem(one.item.stem) == entries.same_stem(worded[near.pk])
                by = BY_STEM if same else BY_LIKENESS
                found[one.item.position] = Found(near.pk, by, round(near.score * 100))
        return found


def _any(conditions: Iterable[Q]) -> Q:
    whole = Q()
    for condition in conditions:
        whole |= condition
    return whole


def _held(match: Found, question: Question, said: Content) -> Match:
    return Match(match.by, said, filed_under(question), question.status)


def filed_under(question: Question) -> Filed:
    """Return what a question (skills and roles prefetched) is filed under."""
    return Filed(
        frozenset(skill.pk for skill in question.skills.all()),
        frozenset(role.pk for role in question.roles.all()),
        question.source_id,
        question.source_ref,
    )


def _note(one: Sought, verdict: Verdict, match: Found | None, question: Question | None) -> None:
    item = one.item
    item.outcome, item.reason = verdict.outcome, verdict.reason[:500]
    item.changes = list(verdict.changes)
    item.problems = as_json(verdict.problems)
    item.ready = kept_ready(verdict.said) if verdict.said and not verdict.problems else ""
    flags = [flag for flag in item.flags if flag != transfers.UNKNOWN_TAGS]
    item.flags = [*flags, transfers.UNKNOWN_TAGS] if one.names_unknown else flags
    item.match_id = match.pk if match else None
    item.matched_by = match.by if match else ""
    item.likeness = match.likeness if match else None
    item.match_revision = question.revision if match and question else None
    open_ = transfers.allowed(item.outcome, has_match=match is not None)
    if not item.is_decided or item.decision not in open_:
        item.decision, item.is_decided = transfers.USUAL[item.outcome], False


def as_json(problems: Iterable[Any]) -> list[Mapping[str, str]]:
    """Return problems as an item keeps them."""
    return [{"field": problem.field, "message": problem.message} for problem in problems]
