"""A kit as a tagged PDF (PDF/UA-1), laid out by WeasyPrint from the HTML document."""

import logging

from questions.formats.documents import KitDocument
from questions.formats.kit_html import page

# WeasyPrint loads Pango when it is imported and raises OSError without it. A server that lacks
# Pango has to start and to serve all else, so the missing library is reported when a PDF is asked.
try:
    import weasyprint
except OSError:
    weasyprint = None

# Its warnings quote the text that it lays out, and logs are read by people who may not read that.
logging.getLogger("weasyprint").setLevel(logging.CRITICAL)

#: What a page says at its head, and what its bookmarks say.
PDF_STYLE = """
h1 { string-set: title attr(data-running); }
.copy { string-set: copy content(); }
h3 { bookmark-label: attr(data-label); }
"""


class PdfUnavailable(Exception):
    """This server cannot make PDFs; the message says what to do instead."""


def write(kit: KitDocument) -> bytes:
    """Return a kit as PDF; raises PdfUnavailable without Pango's libraries."""
    return pdf(page(kit, PDF_STYLE))


def pdf(html: str) -> bytes:
    """Return an HTML document as PDF, without fetching anything that it names."""
    if weasyprint is None:
        raise PdfUnavailable(
            "PDF needs Pango's libraries, which this server lacks: "
            "print the page from your browser instead."
        )
    nothing = weasyprint.urls.URLFetcher(allowed_protocols=())
    document = weasyprint.HTML(string=html, url_fetcher=nothing)
    return bytes(document.write_pdf(pdf_variant="pdf/ua-1"))
