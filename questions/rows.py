"""Lines of the bank's list, as its template draws them."""

from dataclasses import dataclass
from typing import Any

from django.template.loader import get_template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

#: Where a row's address ends, for the query of the list, and where the current kit's piece stands:
#: characters that no text of a question is shown with.
QUERY_MARK, TRAY_MARK = "\f", "\v"


@dataclass(frozen=True)
class Row:
    """A question as the list shows it, around the place for what the current kit says of it."""

    pk: int
    status: str
    head: SafeString
    tail: SafeString

    def linked(self, query: str) -> "Row":
        """Return the row with the list's query string in its link."""
        address = escape(f"?{query}") if query else ""
        return Row(
            self.pk, self.status, mark_safe(self.head.replace(QUERY_MARK, address)), self.tail
        )


def drawn(question: Any, stem: SafeString, skills: list[str], snippet: str = "") -> Row:
    """Render a row; the snippet is confidential, and empty where none is due."""
    context = {
        "question": question,
        "stem": stem,
        "skills": skills,
        "snippet": snippet,
        "query_mark": QUERY_MARK,
        "tray_mark": TRAY_MARK,
    }
    line = get_template("questions/_row.html").render(context)
    head, _, tail = line.partition(TRAY_MARK)
    return Row(question.pk, question.status, mark_safe(head), mark_safe(tail))
