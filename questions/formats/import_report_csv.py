"""What became of an import, as CSV for spreadsheets: a row for each question that was not taken."""

import csv
import io
from collections.abc import Mapping
from typing import Any

from questions.formats.kit_csv import guarded
from questions.formats.text import printable

COLUMNS = ("where", "stem", "outcome", "decision", "result", "reason", "problems", "flags")


def write(report: Mapping[str, Any]) -> bytes:
    """Return a report's items as UTF-8 with the mark by which spreadsheets know it."""
    file = io.StringIO()
    writer = csv.DictWriter(file, COLUMNS, restval="", extrasaction="ignore")
    writer.writeheader()
    for item in report["items"]:
        told = [f"{one['field']}: {one['message']}" for one in item["problems"]]
        row = {**item, "problems": "; ".join(told), "flags": ", ".join(item["flags"])}
        writer.writerow({name: guarded(printable(str(row[name] or ""))) for name in COLUMNS})
    return file.getvalue().encode("utf-8-sig")
