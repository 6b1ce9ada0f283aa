"""Three-way merge of a form: where two people started from the same and changed it both."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

MINE, THEIRS, BOTH = "mine", "theirs", "both"
#: Equal to nothing: what both started from is not known.
UNKNOWN = object()


@dataclass(frozen=True)
class Difference:
    """A field in which mine and theirs differ, and who changed it."""

    field: str
    base: Any
    mine: Any
    theirs: Any

    @property
    def by(self) -> str:
        """Who changed it: I alone, they alone, or both (also where the start is not known)."""
        if self.theirs == self.base:
            return MINE
        return THEIRS if self.mine == self.base else BOTH


def differences(
    fields: Iterable[str],
    base: Mapping[str, Any],
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
) -> list[Difference]:
    """Return the fields in which mine and theirs differ; a field that `base` lacks is unknown."""
    return [
        Difference(name, base.get(name, UNKNOWN), mine[name], theirs[name])
        for name in fields
        if mine[name] != theirs[name]
    ]
