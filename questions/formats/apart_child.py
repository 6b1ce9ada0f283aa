"""A program: reads one file with a format's reader, within limits, and says what it found.

On standard input come a line of JSON, which apart.py writes, and the file; JSON goes out.
"""

import json
import os
import sys
import traceback
from collections.abc import Callable
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from types import ModuleType
from typing import Any

try:
    import resource
except ImportError:  # on Windows
    resource = None  # type: ignore[assignment]  # asked for below

_REFUSED = ("socket.", "subprocess.", "os.", "shutil.", "tempfile.", "urllib.", "ctypes.", "pty.")
# What importing a module does.
_ALLOWED = ("os.listdir", "os.scandir")


def main() -> None:
    """Do what the line on standard input says."""
    request = json.loads(sys.stdin.buffer.readline())
    sys.path[:] = request["path"]
    pass_over_registry()
    read = attrgetter(request["function"])(import_module(request["module"]))
    hints = import_module("questions.formats.interchange").Hints(**request["hints"])
    answer_to = sys.stdout.buffer
    sys.stdout = sys.stderr  # where whatever a library prints is lost
    limit(request["cpu"], request["memory"])
    sys.addaudithook(refuse)
    answer_to.write(answer(read, sys.stdin.buffer.read(), hints))


def pass_over_registry() -> None:
    """Import modules of questions.formats without its registry.

    That brings what writes PDF: half a second and 50 MB that no reader has a use for.
    """
    package = ModuleType("questions.formats")
    package.__path__ = [str(Path(__file__).parent)]
    sys.modules["questions.formats"] = package


def limit(cpu: int, memory: int) -> None:
    """Bound this process: seconds of CPU, bytes of memory; it makes nothing new.

    Memory is bounded by its addresses, of which a process has some that it never uses.
    """
    if resource is None:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    for nothing in (resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC, resource.RLIMIT_CORE):
        resource.setrlimit(nothing, (0, 0))
    statistics = Path("/proc/self/statm")
    if statistics.exists():  # elsewhere than on Linux this limit is hardly kept
        pages, used = map(int, statistics.read_text().split()[:2])
        size = (pages - used) * os.sysconf("SC_PAGE_SIZE") + memory
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """Stop what the reading of bytes has no business with; modules may still be imported."""
    opens = event == "open" and not str(arguments[0]).endswith((".py", ".pyc"))
    if opens or (event.startswith(_REFUSED) and event not in _ALLOWED):
        raise PermissionError("a file refers to something outside of it")


def answer(read: Callable[..., Any], data: bytes, hints: object) -> bytes:
    """Return what the reader found, or why it found nothing, as JSON."""
    interchange, crossing = map(
        import_module, ("questions.formats.interchange", "questions.formats.crossing")
    )
    try:
        found: bytes = crossing.dumped({"reading": read(data, hints)})
    except interchange.Unreadable as refusal:
        return json.dumps({"refused": refusal.message, "line": refusal.line}).encode()
    except MemoryError:
        return b'{"failed": "memory"}'
    except RecursionError:
        return b'{"failed": "depth"}'
    except OSError:
        return b'{"failed": "outside"}'
    except BaseException as error:  # a panic in Rust is no Exception
        # Its message may quote the file, which those who read the log may not see.
        where = [f"{type(error).__name__}\n", *traceback.format_tb(error.__traceback__)]
        return json.dumps({"failed": "error", "where": "".join(where)}).encode()
    return found


if __name__ == "__main__":
    main()
