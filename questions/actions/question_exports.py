"""Questions handed out as files, as far as the account may see them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from django.utils import timezone

from questions.actions import audit
from questions.actions.question_banks import BankReader
from questions.formats import QUESTION_FORMATS
from questions.formats.interchange import Bank, Entry, Loss, QuestionFormat, Unwritable
from questions.formats.losses import together
from questions.models import Question, User
from questions.permissions import require
from questions.rules import access, exports
from questions.rules.exports import ExportRefused

IN_ONE_ANSWER = "for one answer (order the export instead)"


@dataclass(frozen=True)
class ExportedQuestions:
    """A file to hand out, how many questions it holds, and what it could not carry."""

    name: str
    media_type: str
    data: bytes
    questions: int
    losses: tuple[Loss, ...]


class Writing:
    """A file of questions (None: all that the account sees) that is written piece by piece.

    Keys, explanations and guidance are in it only with the right to read answers. `progress` is
    called with how many questions are read. Raises ExportRefused for a format in which no questions
    are written, and for more of them than it holds; the system writes any number in parts.
    """

    def __init__(
        self,
        user: User | None,
        format_name: str,
        ids: Iterable[int] | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        require(user, access.READ_QUESTIONS)
        self.format = writable_as(format_name)
        self._progress = progress
        self._reader = BankReader(user, ids, by_uid=self.format.is_by_uid)
        self._lost: tuple[Loss, ...] = ()
        in_parts = self.format.parts is not None
        if user is not None or not in_parts:
            most = exports.most(format_name, in_parts=in_parts)
            refuse_over(most, self.questions, f"for {self.format.label}")

    @property
    def questions(self) -> int:
        """How many it holds."""
        return len(self._reader.ids)

    @property
    def name(self) -> str:
        """What the file is called."""
        return file_name(self.format)

    @property
    def losses(self) -> tuple[Loss, ...]:
        """What the format could not carry, once the parts have been written."""
        return self._lost

    def parts(self) -> Iterator[bytes]:
        """Yield the file; raises ExportRefused and PdfUnavailable."""
        outline = self._reader.outline()
        if self.format.parts:
            yield from self.format.parts(outline, self._told(outline))
        else:
            yield self._whole(outline)

    def _told(self, outline: Bank) -> Iterator[Entry]:
        """Yield the questions, noting what is lost of them."""
        for some in self._read():
            found = self.format.lost(replace(outline, questions=some))
            self._lost = together([*self._lost, *found])
            yield from some

    def _whole(self, outline: Bank) -> bytes:
        entries = tuple(entry for some in self._read() for entry in some)
        write = self.format.write
        if write is None:
            raise ValueError(f"{self.format.label} is not written.")
        try:
            written = write(replace(outline, questions=entries))
        except Unwritable as failure:
            raise ExportRefused(str(failure)) from failure
        self._lost = written.losses
        return written.data

    def _read(self) -> Iterator[tuple[Entry, ...]]:
        done = 0
        for some in self._reader.entries():
            yield some
            done += len(some)
            if self._progress:
                self._progress(done)


def writable() -> list[QuestionFormat]:
    """Return the formats that questions are written in."""
    return [format_ for format_ in QUESTION_FORMATS.values() if format_.write]


def writable_as(name: str) -> QuestionFormat:
    """Return a format that questions are written in; raise ExportRefused for any other name."""
    found = QUESTION_FORMATS.get(name)
    if found is None or found.write is None:
        raise ExportRefused(f"“{name[:50]}” is no format that questions are written in.")
    return found


def refuse_over(most: int, count: int, where: str) -> None:
    """Raise ExportRefused where questions are more than fit."""
    if count > most:
        raise ExportRefused(
            f"{count:,} questions are too many {where}: {most:,} at most.", "filter"
        )


def file_name(format_: QuestionFormat) -> str:
    """Return what a file that is written today is called."""
    return f"questions-{timezone.localdate():%Y-%m-%d}.{format_.extension}"


def export(
    user: User | None, format_name: str, ids: Iterable[int] | None = None
) -> ExportedQuestions:
    """Return questions (None: all) that the account may see as a file, within a request's time.

    Raises ExportRefused (an unknown format, one that is only read, too many questions) and
    PdfUnavailable.
    """
    writing = Writing(user, format_name, ids)
    if user is not None:
        refuse_over(exports.IN_A_REQUEST, writing.questions, IN_ONE_ANSWER)
    data = b"".join(writing.parts())
    record(user, format_name, writing.questions)
    media_type = writing.format.media_type
    return ExportedQuestions(writing.name, media_type, data, writing.questions, writing.losses)


def losses(
    user: User, format_name: str, ids: Iterable[int] | None = None
) -> tuple[int, tuple[Loss, ...]]:
    """Return how many questions there are, and what a format cannot carry of them.

    Nothing is written, handed out or recorded. Raises ExportRefused as `export`.
    """
    require(user, access.READ_QUESTIONS)
    format_ = writable_as(format_name)
    reader = BankReader(user, ids)
    refuse_over(exports.IN_A_REQUEST, len(reader.ids), "to look at")
    outline = reader.outline()
    found = (format_.lost(replace(outline, questions=some)) for some in reader.entries())
    return len(reader.ids), together(loss for some in found for loss in some)


def record(user: User | None, format_name: str, questions: int, **more: int) -> None:
    """Record that questions were handed out."""
    told = {"format": format_name, "questions": questions, **more}
    audit.record(user, "questions.exported", Question(), told)
