"""A linear program in whole numbers, solved by HiGHS in one thread: the same in, the same out."""

from dataclasses import dataclass, field

import highspy
import numpy as np
from numpy.typing import NDArray

from questions.rules.assembly.model import OutOfTime
from questions.rules.assembly.pool import Ints

Floats = NDArray[np.float64]

# Objectives are whole points, apart from less than half a point that settles ties.
TIE, GAP = 0.5, 0.4


@dataclass(eq=False)
class Program:
    """Maximise worth · x, where `floor` ≤ x ≤ `ceiling` and each row's sum is within its limits.

    A row is columns and their values.
    """

    worth: Floats
    floor: Floats
    ceiling: Floats
    rows: list[tuple[Ints, Ints]] = field(default_factory=list)
    limits: list[tuple[float, float]] = field(default_factory=list)

    def limit(
        self, columns: Ints | list[int], values: Ints | list[int], lower: float, upper: float
    ) -> None:
        """Add a row; a limit may be infinite."""
        self.rows.append((np.asarray(columns, np.int64), np.asarray(values, np.int64)))
        self.limits.append((lower, upper))


@dataclass(frozen=True, eq=False)
class Solution:
    """Whole numbers for the columns, and what no solution can be worth more than."""

    numbers: Ints
    bound: float


def solve(program: Program, time_limit: float, gap: float = GAP) -> Solution | None:
    """Return the best solution, None if there is none.

    Raises OutOfTime when the limit (seconds, held loosely) passes before one is found.
    """
    highs = _run(program, time_limit, gap, whole=True)
    if highs is None:
        return None
    if highs.getInfo().primal_solution_status != highspy.kSolutionStatusFeasible:
        raise OutOfTime
    values = np.array(highs.getSolution().col_value[:-1])
    return Solution(np.rint(values).astype(np.int64), highs.getInfo().mip_dual_bound)


def relax(program: Program, time_limit: float) -> float | None:
    """Return what the best solution in fractions is worth, None if there is none.

    Raises OutOfTime.
    """
    highs = _run(program, time_limit, GAP, whole=False)
    if highs is None:
        return None
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise OutOfTime
    worth: float = highs.getInfo().objective_function_value
    return worth


class _Quiet(highspy.Highs):
    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # highspy has no types here

    def enableCallbacks(self) -> None:  # noqa: N802 - highspy's own name
        # Turning them on prints a banner even without output, and we need none.
        self.setOptionValue("output_flag", False)


def _run(program: Program, time_limit: float, gap: float, whole: bool) -> highspy.Highs | None:
    highs = _Quiet()
    options: dict[str, str | float] = {
        "threads": 1,
        "parallel": "off",
        "mip_rel_gap": 0.0,
        "mip_abs_gap": gap,
        "time_limit": max(0.0, time_limit),
    }
    for name, value in options.items():
        highs.setOptionValue(name, value)
    highs.passModel(_model(program, whole))
    highs.run()
    impossible = (
        highspy.HighsModelStatus.kInfeasible,
        highspy.HighsModelStatus.kUnboundedOrInfeasible,  # all columns are bounded
    )
    return None if highs.getModelStatus() in impossible else highs


def _model(program: Program, whole: bool) -> highspy.HighsLp:
    # A last column that means nothing: HiGHS has no answer to a program without columns.
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = len(program.rows), len(program.worth) + 1
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = np.append(program.worth, 0)
    lp.col_lower_ = np.append(program.floor, 0)
    lp.col_upper_ = np.append(program.ceiling, 0)
    lp.row_lower_ = np.array([lower for lower, _ in program.limits], float)
    lp.row_upper_ = np.array([upper for _, upper in program.limits], float)
    columns = [columns for columns, _ in program.rows]
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *map(len, columns)])
    lp.a_matrix_.index_ = np.concatenate(columns)
    lp.a_matrix_.value_ = np.concatenate([values for _, values in program.rows]).astype(float)
    if whole:
        lp.integrality_ = [highspy.HighsVarType.kInteger] * lp.num_col_
    return lp
