"""Queries of each list and detail page: pinned, and the same at 25 and at 100 rows.

A changed figure is written here by `pytest tests/test_query_counts.py --pin-queries`, and its
difference is read in review like any other change.
"""

import json
from functools import partial
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from questions.actions import asked, kits, runs, taxonomy
from questions.actions.blueprints import QuotaFields
from questions.models import Question, Role, User
from questions.rules import kits as kit_rules
from tests.base import (
    Cast,
    make_blueprint,
    make_candidate,
    make_kit,
    make_question,
    make_role,
    make_skill,
    make_source,
    token,
)

PINNED = Path(__file__).with_name("query_counts.json")
PAGES = {
    "bank": "/questions/",
    "bank, filtered": "/questions/?level=basic&skill=skill-1&skill=skill-2",
    "bank, search": "/questions/?q=drift",
    "question": "/questions/{pk}/{slug}/",
    "question, from a search": "/questions/{pk}/{slug}/?q=drift",
    "question, answer": "/questions/{pk}/{slug}/?answer=1",
    "question form": "/questions/{pk}/edit/",
    "kits": "/kits/",
    "kit": "/kits/{kit}/",
    "kit, answers": "/kits/{kit}/?answer=1",
    "kit, changes": "/kits/{kit}/changes/",
    "kit, compared": "/kits/{kit}/compare/?other={draft}",
    "kit, interviewer's print": "/kits/{kit}/print/?copy=interviewer",
    "kit builder": "/kits/{draft}/build/",
    "kit form": "/kits/new/",
    "candidates": "/candidates/",
    "candidate": "/candidates/{candidate}/",
    "blueprints": "/blueprints/",
    "blueprint": "/blueprints/{blueprint}/",
    "blueprint form": "/blueprints/{blueprint}/edit/",
    "run": "/runs/{run}/",
    "admin questions": "/admin/questions/question/",
    "admin question": "/admin/questions/question/{pk}/change/",
    "admin accounts": "/admin/questions/user/",
    "admin audit": "/admin/questions/auditentry/",
}
API = {
    "api questions": "/api/v1/questions/?page_size={rows}",
    "api search": "/api/v1/questions/?q=drift&page_size={rows}",
    "api question": "/api/v1/questions/{pk}/",
    "api facets": "/api/v1/questions/facets/",
    "api versions": "/api/v1/questions/{pk}/versions/",
    "api version": "/api/v1/questions/{pk}/versions/1/",
    "api kits": "/api/v1/kits/?page_size={rows}",
    "api kit": "/api/v1/kits/{kit}/",
    "api kit, changes": "/api/v1/kits/{kit}/changes/",
    "api kit, coverage": "/api/v1/kits/{kit}/coverage/",
    "api candidates": "/api/v1/candidates/?page_size={rows}",
    "api candidate": "/api/v1/candidates/{candidate}/",
    "api candidate, asked": "/api/v1/candidates/{candidate}/asked/",
    "api blueprints": "/api/v1/blueprints/?page_size={rows}",
    "api blueprint": "/api/v1/blueprints/{blueprint}/",
    "api runs": "/api/v1/runs/?page_size={rows}",
    "api run": "/api/v1/runs/{run}/",
    "api skills": "/api/v1/skills/?page_size={rows}",
    "api skill": "/api/v1/skills/skill-1/",
    "api roles": "/api/v1/roles/?page_size={rows}",
    "api role": "/api/v1/roles/role/",
    "api sources": "/api/v1/sources/?page_size={rows}",
    "api source": "/api/v1/sources/source/",
}
ROWS = (25, 100)
#: A kit holds at most 60 questions.
KIT_ITEMS = {25: 25, 100: 60}
SCOPES = ("questions:read", "answers:read", "kits:read", "kits:write", "candidates:read")


def fill(rows: int) -> None:
    skills = [make_skill(f"Skill {n}") for n in range(rows)]
    role, source = make_role("Role"), make_source("Source")
    for skill in skills:
        taxonomy.set_role_skill(None, role, skill, 1, ["a point"])
    for n in range(rows):
        own = [skills[n % 3], skills[(n + 1) % 3]]
        kind = ("open", "mcq")[n % 2]
        make_question(f"drift {n}", type=kind, skills=own, roles=[role], source=source)


def fill_kits(eve: User, rows: int) -> dict[str, int]:
    """Store as many kits, candidates, blueprints and runs as there are rows; name one of each."""
    asked_ones = list(Question.objects.all()[: KIT_ITEMS[rows]])
    role = Role.objects.get()
    for n in range(rows):
        blueprint = make_blueprint(f"Plan {n}", [QuotaFields(1, level="basic")], role=role)
        run = runs.start(eve, blueprint, forms=2, band=20)
        jane = make_candidate(f"Jane {n}", role=role)
        frozen = make_kit(f"Kit {n}", asked_ones[:1], candidate=jane, role=role, frozen=True)
        asked.use(eve, frozen)
    full = make_kit("Full", candidate=jane, role=role, minutes=400)
    full = kits.change(eve, full, "Filled", partial(_with_all, asked_ones))
    draft = kits.duplicate(eve, full, candidate=jane)
    full = kits.freeze(eve, full)
    return {
        "kit": full.pk,
        "draft": draft.pk,
        "candidate": jane.pk,
        "blueprint": blueprint.pk,
        "run": run.pk,
    }


def _with_all(questions: list[Question], contents: kit_rules.Contents) -> kit_rules.Contents:
    for question in questions:
        contents = kit_rules.add(contents, kits.new_item(question), 1)
    return contents


@pytest.mark.parametrize("rows", ROWS)
def test_queries_are_as_pinned(cast: Cast, rows: int, pin_queries: bool) -> None:
    fill(rows)
    named = fill_kits(cast.eve, rows) | {"rows": rows}
    client, headers = Client(), token(cast.eve, *SCOPES)
    client.force_login(cast.eve)
    middle = Question.objects.all()[rows // 2]
    counted = {
        **{name: count(client, url, middle, named, {}) for name, url in PAGES.items()},
        **{name: count(Client(), url, middle, named, headers) for name, url in API.items()},
    }
    if pin_queries:
        PINNED.write_text(json.dumps(counted, indent=2) + "\n", encoding="utf-8")
    assert counted == json.loads(PINNED.read_text(encoding="utf-8"))


def count(
    client: Client, url: str, question: Question, named: dict[str, int], headers: dict[str, str]
) -> int:
    address = url.format(pk=question.pk, slug=question.slug, **named)
    client.get(address, headers=headers)
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address, headers=headers)
    assert response.status_code == 200, address
    # Savepoints are no work for the database, and their number differs between the two.
    return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in queries)
