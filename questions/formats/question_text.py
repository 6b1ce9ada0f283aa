"""A list of questions as plain text, as it comes from a mail or off a web page: read alone."""

from questions.formats.document import read_text, recognise_text
from questions.formats.interchange import QuestionFormat

FORMAT = QuestionFormat(
    "text",
    "Text",
    "txt",
    "text/plain; charset=utf-8",
    recognise=recognise_text,
    read=read_text,
)
