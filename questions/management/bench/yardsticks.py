"""What pages are measured beside, in the same server: E, a constant, and F, the list from memory.

F is what Django's templates cost for a list of 25 questions, and nothing else: no database, no
Markdown, nothing cached but the compiled templates.
"""

import os
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from questions.facets import FacetValue, forget_frames
from questions.management.bench.bank import ROLES, SKILLS, SOURCES
from questions.management.bench.words import Words
from questions.paging import PAGE_SIZE
from questions.rows import drawn
from questions.rules import content, lifecycle
from questions.rules.access import GROUP_CAPABILITIES, RECRUITER

BODY = b"x" * 20_000


def constant(request: HttpRequest) -> HttpResponse:
    """E: answer always the same 20 kB to who is signed in: what no page can be faster than."""
    return HttpResponse(BODY)


@login_not_required
def listing(request: HttpRequest) -> HttpResponse:
    """F: render the bank's page from memory; asked without a cookie, so that no session is read."""
    forget_frames()
    return render(request, "questions/bank.html", page_context())


@login_not_required
def worker(request: HttpRequest) -> HttpResponse:
    """Tell which worker answers."""
    return HttpResponse(str(os.getpid()))


@cache
def page_context() -> dict[str, Any]:
    """Return what the bank's view hands to its template, made of plain objects."""
    words = Words(1)
    rows = [_row(number, words) for number in range(1, PAGE_SIZE + 1)]
    page = SimpleNamespace(rows=rows, total=100_000, first=1, last=25, previous=None, next="x" * 40)
    state = SimpleNamespace(q="", query=None, minutes_min=None, minutes_max=None)
    return {
        "state": state,
        "page": page,
        "facets": _facets(),
        "chips": [],
        "orders": [(name, name.title(), name == "level") for name in ("level", "newest", "minutes")]
        + [("updated", "Last changed", False), ("least_used", "Least used", False)],
        "list_query": "",
        "may_read": True,
        "tray": SimpleNamespace(
            kit=None, drafts=[SimpleNamespace(pk=1, name="Draft")], back="", problems=[], items=[]
        ),
        # In the place of what the context processors would read from the database.
        "messages": [],
        "user": SimpleNamespace(
            is_authenticated=True,
            is_staff=False,
            get_username="recruiter",
            capabilities=GROUP_CAPABILITIES[RECRUITER],
        ),
    }


@dataclass(frozen=True)
class FreshRow:
    """A row of the list that is rendered each time that it is asked for."""

    question: Any
    stem: SafeString
    skills: list[str]

    @property
    def head(self) -> SafeString:
        return drawn(self.question, self.stem, self.skills).linked("").head

    tail = mark_safe("</p>")


def _row(number: int, words: Words) -> FreshRow:
    url = f"/questions/{number}/{'-'.join(words.take(8))}/"
    stem = mark_safe(" ".join(words.take(16)).capitalize() + "?")
    return FreshRow(_question(number, url), stem, [f"Skill {n}" for n in range(number % 3 + 1)])


def _question(number: int, url: str) -> SimpleNamespace:
    asked = number == 1
    return SimpleNamespace(
        pk=number,
        get_absolute_url=url,
        level=list(content.LEVELS)[number % 4],
        get_type_display="Open",
        minutes=number % 10 + 1,
        status=lifecycle.APPROVED,
        leaked_at=None,
        asked_count=3 if asked else 0,
        last_asked=timezone.now() if asked else None,
    )


def _facets() -> list[SimpleNamespace]:
    kinds = {
        "level": list(content.LEVELS.values()),
        "type": list(content.TYPES.values()),
        "skill": [f"Skill {n}" for n in range(1, SKILLS + 1)],
        "role": [f"Role {n}" for n in range(1, ROLES + 1)],
        "status": list(lifecycle.STATUSES.values()),
        "source": [f"Source {n}" for n in range(1, SOURCES + 1)],
        "minutes": ["up to 3 min", "4–5 min", "6–10 min", "over 10 min"],
        "last_asked": ["Not in 30 days", "Not in 90 days", "Not in a year", "Never"],
    }
    return [
        SimpleNamespace(
            name=name,
            label=name.replace("_", " ").capitalize(),
            values=[_value(name, place, label) for place, label in enumerate(labels)],
        )
        for name, labels in kinds.items()
    ]


def _value(facet: str, place: int, label: str) -> FacetValue:
    value = label.lower().replace(" ", "-")
    return FacetValue(value, label, 100_000 // (place + 1), False, f"{facet}={value}")
