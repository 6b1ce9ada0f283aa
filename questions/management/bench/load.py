"""Pages and API of a served bank under load, beside two yardsticks in the same server.

In each round a fresh server answers first what it has never been asked, then everything again and
again at 1, 4 and 16 connections, then pages right after edits. All targets take turns, and the
yardsticks come back between them, so that a busy moment of the machine falls on all alike.
"""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from questions.management.bench import edits, peers, targets
from questions.management.bench.generator import Connection, Latency, Request, load
from questions.management.bench.report import Row
from questions.management.bench.series import Report
from questions.management.bench.server import Server, serving, static_files
from questions.management.bench.targets import CONNECTIONS, LIMITS, Scene, Target

#: After so many targets the yardsticks are measured again.
YARDSTICK_EVERY = 6
#: Pages that are asked one at a time, in a round, for each second that a target is measured.
SINGLE_A_SECOND, EDITS_A_SECOND = 15, 5
F, E = "list from memory (F)", "constant (E)"


@dataclass(frozen=True)
class How:
    """How long everything is measured, and who is told what is being done."""

    seconds: float = 2
    rounds: int = 3
    connections: Sequence[int] = CONNECTIONS
    say: Callable[[str], object] = print
    #: Whether others are measured on the same data, and by which Datasette, if any.
    peers: bool = False
    datasette: Path | None = None


def measure(size: int, seed: int, how: How | None = None) -> Sequence[Row]:
    """Return a row for each target at each number of connections, then start, memory and edits."""
    how = how or How()
    scene = targets.make_scene()
    report = Report()
    with static_files() as static, peers.datasette(how.datasette) as others:
        if how.peers:
            others = [*peers.targets(scene), *others]
        for number in range(1, how.rounds + 1):
            how.say(f"{size:,} questions, round {number} of {how.rounds}")
            rng = random.Random(f"{seed} {number}")  # noqa: S311  # no secret
            Round(scene, report, how, rng, others).run(size, static)
    return [*report.rows(size), *edits.rows(size, seed)]


class Round:
    """One pass over everything, on a server of its own."""

    def __init__(
        self,
        scene: Scene,
        report: Report,
        how: How,
        rng: random.Random,
        others: Sequence[Target] = (),
    ) -> None:
        self.scene = scene
        self.report = report
        self.how = how
        self.rng = rng
        self.others = others

    def run(self, size: int, static: Path) -> None:
        bank = self.scene.page(targets.BANK)
        with serving(self.scene.secret_key, static, bank) as server:
            server.ask(bank)
            before = server.memory()
            self._never_asked(server, size)
            self._again_and_again(server)
            self._after_edits(server)
            self.report.add_server(server.started, before, server.memory())

    def _never_asked(self, server: Server, size: int) -> None:
        scene, rng = self.scene, self.rng
        server.ask(scene.listing)  # its templates are compiled now
        single = max(4, round(SINGLE_A_SECOND * self.how.seconds))
        common = [(one, request) for request in targets.common_targets(scene) for one in server.all]
        self._one_by_one(Target("search, a common word, cold", "common", scene.listing), common)
        rare = islice(targets.rare_targets(scene, rng, size), single)
        in_turn = zip(cycle(server.all), rare, strict=False)
        self._one_by_one(Target("search, a rare word, cold", "rare", scene.listing), in_turn)
        first = islice(targets.first_targets(scene, rng), single)
        in_turn = zip(cycle(server.all), first, strict=False)
        self._one_by_one(Target("bank, first of its kind", "first", scene.listing), in_turn)

    def _one_by_one(self, target: Target, asked: Iterable[tuple[Connection, Request]]) -> None:
        """Measure requests that differ, each on its connection with the yardstick after it."""
        found, beside = [], []
        for worker, request in asked:
            found.append(worker.ask(request).ms)
            beside.append(worker.ask(self.scene.listing).ms)
        self.report.add(target, 1, Latency.of(found), Latency.of(beside))

    def _again_and_again(self, server: Server) -> None:
        wanted = [*targets.warm_targets(self.scene, server.all[0]), *self.others]
        for connections in self.how.connections:
            self.how.say(f"  {connections} connections" if connections > 1 else "  1 connection")
            chosen = [target for target in wanted if connections == 1 or not target.alone]
            for place, target in enumerate(chosen):
                if place % YARDSTICK_EVERY == 0:
                    beside = self._yardsticks(server, connections)
                found = self._loaded(server, target, connections)
                self.report.add(target, connections, found, beside[LIMITS[target.kind].beside])

    def _yardsticks(self, server: Server, connections: int) -> dict[str, Latency]:
        found = {}
        for key, name, request in (("F", F, self.scene.listing), ("E", E, self.scene.constant)):
            target = Target(name, "", request)
            found[key] = self._loaded(server, target, connections)
            self.report.add(target, connections, found[key], found[key])
        return found

    def _loaded(self, server: Server, target: Target, connections: int) -> Latency:
        if target.port is None:
            # Twice: what is cached by the second time is warm from then on.
            server.ask(target.request)
            server.ask(target.request)
        port = target.port or server.port
        return load(port, target.request, connections, self.how.seconds)

    def _after_edits(self, server: Server) -> None:
        number = max(2, round(EDITS_A_SECOND * self.how.seconds))
        for name in ("unfiltered", "one skill"):
            request = self.scene.page(targets.BANK, **targets.FILTERS[name])
            target = Target(f"bank, {name}, right after an edit", "after an edit", request)
            found, before = [], []
            for place in range(number):
                for worker in server.all:
                    worker.ask(request)
                before += [worker.ask(request).ms for worker in server.all]
                edits.edit_one(self.rng, shown=place % 2 == 0)
                found += [worker.ask(request).ms for worker in server.all]
            self.report.add(target, 1, Latency.of(found), Latency.of(before))
