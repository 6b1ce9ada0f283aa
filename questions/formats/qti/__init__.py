"""QTI, the interchange format of assessment programs: 2.1, 2.2 and 3.0 in, 2.1 and 3.0 out."""

from questions.formats import archives
from questions.formats.interchange import QuestionFormat
from questions.formats.qti.packages import MANIFEST, read
from questions.formats.qti.writing import told, write_qti3, write_qti21

__all__ = ["QTI3", "QTI21", "read", "write_qti3", "write_qti21"]

_START = 4096
_ZIP = "application/zip"


def _recognise_qti3(data: bytes, name: str) -> int:
    if archives.is_archive(data):
        return 90 if MANIFEST.encode() in data else 10 * name.lower().endswith(".zip")
    return 95 * any(mark in _start(data) for mark in (b"qti-assessment-", b"imsqtiasi_v3p0"))


def _recognise_qti21(data: bytes, name: str) -> int:
    if archives.is_archive(data):
        return 0  # what a package is of is read in its manifest
    return 94 * any(
        mark in _start(data) for mark in (b"<assessment", b"imsqti_", b"questestinterop")
    )


def _start(data: bytes) -> bytes:
    return data[:_START].replace(b"\x00", b"")  # UTF-16 has these


QTI3 = QuestionFormat(
    *("qti3", "QTI 3.0", "zip", _ZIP), _recognise_qti3, read, write_qti3, losses=told
)
QTI21 = QuestionFormat(
    *("qti21", "QTI 2.1", "zip", _ZIP), _recognise_qti21, read, write_qti21, losses=told
)
