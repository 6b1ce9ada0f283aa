"""Files of a kit of twelve questions: seconds and bytes of each format and copy."""

from collections.abc import Sequence
from functools import partial

from questions.actions import exports
from questions.formats import KIT_FORMATS, PdfUnavailable, Unwritable
from questions.formats.documents import CANDIDATE, INTERVIEWER
from questions.management.bench.kit import make_kits
from questions.management.bench.report import Row, cpu_and_wall_seconds
from questions.models import Kit, User


def measure(size: int, seed: int) -> Sequence[Row]:
    """Return a row for each format and copy; seconds are from the kit's rows to bytes."""
    user, _, frozen = make_kits()
    kit = Kit.objects.for_page().get(pk=frozen.pk)
    return [
        _row(user, kit, name, copy)
        for name, format_ in KIT_FORMATS.items()
        for copy in ([INTERVIEWER] if format_.holds_answers else [INTERVIEWER, CANDIDATE])
    ]


def _row(user: User, kit: Kit, name: str, copy: str) -> Row:
    what = {"what": f"{KIT_FORMATS[name].label}, {copy}'s copy"}
    try:
        data, cpu, wall = cpu_and_wall_seconds(partial(_written, user, kit, name, copy))
    except (PdfUnavailable, Unwritable) as refusal:
        return what | {"remark": str(refusal)}
    return what | {"CPU s": cpu, "wall s": wall, "bytes": len(data)}


def _written(user: User, kit: Kit, name: str, copy: str) -> bytes:
    return KIT_FORMATS[name].write(exports.document(user, kit, copy))
