"""Common misspellings, by codespell's dictionary: a program for development."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from importlib.util import find_spec

#: Abbreviations of the trade that the dictionary takes for slips.
TERMS = ("fpr", "mape")
_MISSPELT = 65
_LINE = re.compile(r"(\d+): (.+) ==> (.+)")


def is_installed() -> bool:
    """Tell whether codespell is there."""
    return find_spec("codespell_lib") is not None


def misspellings(texts: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """Yield the place of a text, the word in it that is misspelt, and what may be meant."""
    command = [sys.executable, "-X", "utf8", "-m", "codespell_lib", "--stdin-single-line"]
    lines = "\n".join(" ".join(text.split()) for text in texts)
    # In an empty folder it finds no settings of another project.
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(  # noqa: S603  # this Python, and arguments of our own
            [*command, f"--ignore-words-list={','.join(TERMS)}", "-"],
            input=lines,
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    if done.returncode not in (0, _MISSPELT):
        raise RuntimeError(f"codespell failed: {done.stderr.strip()}")
    for line in done.stdout.splitlines():
        if found := _LINE.fullmatch(line):
            yield int(found[1]) - 1, found[2], found[3]
