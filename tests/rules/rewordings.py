"""The fixtures' questions, and the same ones reworded: how many are found, how many wrongly."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from questions.rules.likeness import SUGGESTED, Ideas, ideas_of, likeness, weight

FIXTURES = Path(__file__).parents[2] / "fixtures"
REWORDED = Path(__file__).with_name("reworded.yaml")
#: As many as pages show.
SHOWN = 5


def fixture_stems() -> dict[str, str]:
    """Return the stems of the fixtures by their source_ref."""
    rows = [row for path in sorted(FIXTURES.glob("*.yaml")) for row in yaml.safe_load(path.open())]
    asked = [row["fields"] for row in rows if row["model"] == "questions.question"]
    return {fields["source_ref"]: fields["stem"] for fields in asked}


def reworded(*, held_out: bool) -> list[tuple[str, str]]:
    """Return (source_ref, stem) of the rewordings for tuning, or of those that are held out."""
    rows = yaml.safe_load(REWORDED.read_text(encoding="utf-8"))
    return [(row["ref"], row["stem"]) for row in rows[int(held_out) :: 2]]


@dataclass
class Bank:
    """Stems by name, compared one by one: what the search must find, without its index."""

    stems: dict[str, str]
    ideas: dict[str, Ideas] = field(init=False)

    def __post_init__(self) -> None:
        self.ideas = {name: ideas_of(stem) for name, stem in self.stems.items()}
        self.held = Counter(idea for found in self.ideas.values() for idea in found)

    def weigh(self, idea: str) -> float:
        return weight(idea, self.held[idea], len(self.stems))

    def scores(self, stem: str) -> dict[str, float]:
        sought = ideas_of(stem)
        return {name: likeness(sought, own, self.weigh) for name, own in self.ideas.items()}

    def suggested(self, stem: str, leave_out: str = "") -> list[str]:
        """Return what would be suggested, most alike first."""
        scores = self.scores(stem)
        scores.pop(leave_out, None)
        ranked = sorted(scores, key=lambda name: -scores[name])
        return [name for name in ranked if scores[name] >= SUGGESTED][:SHOWN]


@dataclass(frozen=True)
class Measure:
    """The share of rewordings whose original is suggested, and false suggestions for each."""

    recall: float
    false: float


def measure(bank: Bank, asked: Iterable[tuple[str, str]]) -> Measure:
    found = [(ref, bank.suggested(stem)) for ref, stem in asked]
    hits = sum(ref in names for ref, names in found)
    wrong = sum(len(set(names) - {ref}) for ref, names in found)
    return Measure(hits / len(found), wrong / len(found))


def false_of_unchanged(bank: Bank) -> float:
    """Return how many suggestions the bank's own questions get, each beside itself."""
    return sum(_unchanged(bank)) / len(bank.stems)


def _unchanged(bank: Bank) -> Iterator[int]:
    for name, stem in bank.stems.items():
        yield len(bank.suggested(stem, leave_out=name))
