"""How large exports may be: what a request writes, what the worker does, and what is refused."""

#: More than so many questions are written by the worker: no page should wait that long.
AT_ONCE = 5_000
#: Of formats that take longer: a page of PDF is laid out, a Word file is packed.
AT_ONCE_OF = {"pdf": 50, "docx": 500}
#: A request that wants its file at once all the same gets so many.
IN_A_REQUEST = 20_000
#: Formats that are written in parts hold as much as an import reads, the others what memory does.
MOST_IN_PARTS, MOST = 100_000, 20_000
MOST_OF = {"pdf": 300, "docx": 2_000}


class ExportRefused(Exception):
    """An export that cannot be made, in a sentence, with the field at fault."""

    def __init__(self, sentence: str, field: str = "format") -> None:
        super().__init__(sentence)
        self.field = field


def at_once(format_name: str) -> int:
    """Return how many questions a request writes in a format."""
    return AT_ONCE_OF.get(format_name, AT_ONCE)


def most(format_name: str, *, in_parts: bool) -> int:
    """Return how many questions a file of a format holds at most."""
    return MOST_OF.get(format_name, MOST_IN_PARTS if in_parts else MOST)
