"""The Python code that stands in questions, read but not run."""

import ast
import re
import textwrap
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from questions.rules.editorial.entry import Entry, Finding

_FENCE = re.compile(r"^ *```", re.MULTILINE)
_PYTHON = re.compile(r"^ *```python *\n(.*?)^ *```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A block of Python, and the question and field that it stands in."""

    entry: Entry
    field: str
    code: str

    def finding(self, message: str) -> Finding:
        """Return a finding about this block."""
        return self.entry.finding(self.field, message)

    def syntax_error(self) -> str:
        """Return why the block does not compile, nothing when it does."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", SyntaxWarning)
                compile(self.code, "<block>", "exec")
        except (SyntaxError, ValueError) as error:
            return str(error)
        return ""

    def imports(self) -> set[str]:
        """Return the top-level modules that the block names; it has to compile."""
        found: set[str] = set()
        for node in ast.walk(ast.parse(self.code)):
            if isinstance(node, ast.Import):
                found |= {name.name.partition(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom):
                found.add((node.module or "").partition(".")[0])
        return found


def python_blocks(entry: Entry) -> Iterator[Block]:
    """Yield the blocks fenced as python; other fences are for reading only."""
    for field, text in entry.texts():
        for code in _PYTHON.findall(text):
            yield Block(entry, field, textwrap.dedent(code))


def check_fences(entry: Entry) -> Iterator[Finding]:
    """Find code that is never closed: it would swallow the text behind it."""
    for field, text in entry.texts():
        if len(_FENCE.findall(text)) % 2:
            yield entry.finding(field, "A code fence is not closed.")
