"""What the synthetic bank's questions were asked: the ledger of the last 90 days, and before it."""

import datetime
import random
from collections import defaultdict
from dataclasses import dataclass, field

from django.utils import timezone

from questions.models import AskedEntry, Candidate, Kit
from questions.rules import kits

#: A kit of ten questions was used for so many questions in the bank, from a twentieth of them.
QUESTIONS_PER_KIT, ASKED_IN_KIT, POPULAR_SHARE = 200, 10, 20
RECENT, LONG_AGO = 90, 400


@dataclass
class Ledger:
    """How many days ago the questions of each kit were asked, and each question, in any kit."""

    kits: list[dict[int, int]] = field(default_factory=list)
    days: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def asked(self, question: int) -> tuple[int, int] | None:
        """Return how often and how many days ago; None for one that never was."""
        days = self.days.get(question)
        return (len(days), min(days)) if days else None


def plan_ledger(rng: random.Random, size: int) -> Ledger:
    """Return which questions were asked when; they have the ids from 1 to `size`."""
    popular = rng.sample(range(1, size + 1), max(1, size // POPULAR_SHARE))
    ledger = Ledger()
    for question in popular:  # before there were kits
        ledger.days[question] += [rng.randint(RECENT, LONG_AGO)] * rng.randint(1, 4)
    for _ in range(size // QUESTIONS_PER_KIT):
        asked = rng.sample(popular, min(ASKED_IN_KIT, len(popular)))
        ledger.kits.append({question: rng.randrange(RECENT) for question in asked})
        for question, day in ledger.kits[-1].items():
            ledger.days[question].append(day)
    return ledger


def make_ledger(ledger: Ledger) -> None:
    """Write the kits of the last 90 days, each of a candidate."""
    now = timezone.now()
    candidates = Candidate.objects.bulk_create(
        Candidate(name=f"Candidate {number}") for number in range(len(ledger.kits))
    )
    used = Kit.objects.bulk_create(
        Kit(name="Bench", candidate=one, status=kits.USED, frozen_at=now, used_at=now)
        for one in candidates
    )
    AskedEntry.objects.bulk_create(
        (
            AskedEntry(
                candidate=kit.candidate,
                question_id=question,
                kit=kit,
                version=1,
                outcome="asked",
                round=1,
                at=now - datetime.timedelta(days=days),
            )
            for kit, asked in zip(used, ledger.kits, strict=True)
            for question, days in asked.items()
        ),
        batch_size=1_000,
    )
