"""Addresses of imports."""

from questions.models import Import
from tests.base import recruiter
from tests.planted import Planted
from tests.views.imports.base import give, question

STEPS = ("defaults", "columns", "decide", "commit", "undo", "cancel", "report")


def import_addresses(bank: Planted) -> dict[str, list[str]]:
    """Return the addresses of the pages of imports, one of which matches what is planted."""
    found = make_import(bank)
    page, items = f"imports/{found.pk}/", "imports/<int:pk>/items/<int:position>/"
    positions = range(1, found.items.count() + 1)
    each = [f"/{page}items/{position}/" for position in positions]
    return {
        "imports/": ["/imports/"],
        "imports/new/": ["/imports/new/"],
        "imports/<int:pk>/": [f"/{page}", f"/{page}?show=new"],
        **{f"imports/<int:pk>/{step}/": [f"/{page}{step}/"] for step in STEPS},
        items: [*each, *(f"{one}?line" for one in each)],
        f"{items}edit/": [f"{one}edit/" for one in each],
        f"{items}decide/": [f"{one}decide/" for one in each],
    }


def make_import(bank: Planted) -> Import:
    """Return an import that matches every planted question, as previewed."""
    asked = [
        question("Matched?", uid=str(one.uid), type=one.type, level="expert")
        for one in bank.questions.values()
    ]
    for values in asked:
        values.pop("answer")
    return give(recruiter(), *asked)
