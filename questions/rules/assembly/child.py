"""Parallel kits in a process of their own, which can be ended: HiGHS keeps no limit tightly.

The parent answers which questions are near-duplicates: only it reads the bank.
"""

import resource
from collections.abc import Iterable, Sequence
from multiprocessing.connection import Connection
from typing import Any

from questions.rules.assembly.model import OutOfTime, Plan
from questions.rules.assembly.parallel import parallel
from questions.rules.assembly.pool import Pool

#: ("done", kits so far), ("enemies", ids: the parent answers with pairs), ("found", the result),
#: or ("late", None) when the time was over.
Message = tuple[str, Any]


def solve_parallel(
    parent: Connection, pool: Pool, plan: Plan, *, forms: int, seed: int, band: int, seconds: int
) -> None:
    """Make parallel kits and send what is found to the parent; `seconds` bounds the CPU time.

    When the parent dies, the next message to it fails and ends this process.
    """
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))

    def enemies(ids: Sequence[int]) -> Iterable[tuple[int, int]]:
        parent.send(("enemies", [int(pk) for pk in ids]))
        pairs: list[tuple[int, int]] = parent.recv()
        return pairs

    try:
        found = parallel(
            pool,
            plan,
            forms,
            seed=seed,
            band=band,
            enemies=enemies,
            on_progress=lambda done: parent.send(("done", done)),
            time_limit=seconds,
        )
    except OutOfTime:
        parent.send(("late", None))
    else:
        parent.send(("found", found))
