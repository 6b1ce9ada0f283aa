"""A list of questions as a tagged PDF, laid out from its HTML document."""

from questions.formats.interchange import Bank, QuestionFormat, Unwritable, Written
from questions.formats.kit_pdf import PDF_STYLE, pdf
from questions.formats.question_documents import losses
from questions.formats.question_html import page

#: A page takes a quarter of a second and a megabyte or two.
MAX_QUESTIONS = 300


def write(bank: Bank) -> Written:
    """Return a bank's questions as PDF; raises Unwritable for more than MAX_QUESTIONS.

    Raises PdfUnavailable without Pango's libraries.
    """
    if len(bank.questions) > MAX_QUESTIONS:
        raise Unwritable(
            f"A PDF holds {MAX_QUESTIONS} questions at most, and these are "
            f"{len(bank.questions):,}: export fewer, or choose Word or HTML and print that."
        )
    return Written(pdf(page(bank, PDF_STYLE)), losses(bank))


FORMAT = QuestionFormat("pdf", "PDF", "pdf", "application/pdf", write=write, losses=losses)
