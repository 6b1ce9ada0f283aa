"""Optimal kits: a plan and a pool of questions in, a kit or the reason why there is none out.

The method is automated test assembly as in W. J. van der Linden, Linear Models for Optimal Test
Design (Springer, 2005): a 0-1 program whose objective is the kit's worth in points.
"""

from questions.rules.assembly.alternatives import alternatives
from questions.rules.assembly.assemble import assemble
from questions.rules.assembly.greedy import greedy, greedy_with_swaps
from questions.rules.assembly.model import (
    Alternative,
    Enemies,
    Form,
    OutOfTime,
    Plan,
    Quota,
    Reason,
    Refusal,
    Relaxation,
    none,
)
from questions.rules.assembly.parallel import parallel
from questions.rules.assembly.pool import Pool

__all__ = [
    "Alternative",
    "Enemies",
    "Form",
    "OutOfTime",
    "Plan",
    "Pool",
    "Quota",
    "Reason",
    "Refusal",
    "Relaxation",
    "alternatives",
    "assemble",
    "greedy",
    "greedy_with_swaps",
    "none",
    "parallel",
]
