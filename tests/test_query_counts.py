"""Queries of each list and detail page: pinned, and the same at 25 and at 100 rows.

A changed figure is written here by `pytest tests/test_query_counts.py --pin-queries`, and its
difference is read in review like any other change.
"""

import json
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from questions.actions import taxonomy
from questions.models import Question
from tests.base import Cast, make_question, make_role, make_skill, make_source, token

PINNED = Path(__file__).with_name("query_counts.json")
PAGES = {
    "bank": "/questions/",
    "bank, filtered": "/questions/?level=basic&skill=skill-1&skill=skill-2",
    "bank, search": "/questions/?q=drift",
    "question": "/questions/{pk}/{slug}/",
    "question, from a search": "/questions/{pk}/{slug}/?q=drift",
    "question, answer": "/questions/{pk}/{slug}/?answer=1",
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
    "api skills": "/api/v1/skills/?page_size={rows}",
    "api skill": "/api/v1/skills/skill-1/",
    "api roles": "/api/v1/roles/?page_size={rows}",
    "api role": "/api/v1/roles/role/",
    "api sources": "/api/v1/sources/?page_size={rows}",
    "api source": "/api/v1/sources/source/",
}
ROWS = (25, 100)


def fill(rows: int) -> None:
    skills = [make_skill(f"Skill {n}") for n in range(rows)]
    role, source = make_role("Role"), make_source("Source")
    for skill in skills:
        taxonomy.set_role_skill(None, role, skill, 1, ["a point"])
    for n in range(rows):
        own = [skills[n % 3], skills[(n + 1) % 3]]
        kind = ("open", "mcq")[n % 2]
        make_question(f"drift {n}", type=kind, skills=own, roles=[role], source=source)


@pytest.mark.parametrize("rows", ROWS)
def test_queries_are_as_pinned(cast: Cast, rows: int, pin_queries: bool) -> None:
    fill(rows)
    client, headers = Client(), token(cast.eve, "questions:read", "answers:read")
    client.force_login(cast.eve)
    middle = Question.objects.all()[rows // 2]
    counted = {
        **{name: count(client, url, middle, rows, {}) for name, url in PAGES.items()},
        **{name: count(Client(), url, middle, rows, headers) for name, url in API.items()},
    }
    if pin_queries:
        PINNED.write_text(json.dumps(counted, indent=2) + "\n", encoding="utf-8")
    assert counted == json.loads(PINNED.read_text(encoding="utf-8"))


def count(client: Client, url: str, question: Question, rows: int, headers: dict[str, str]) -> int:
    address = url.format(pk=question.pk, slug=question.slug, rows=rows)
    client.get(address, headers=headers)
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address, headers=headers)
    assert response.status_code == 200, address
    # Savepoints are no work for the database, and their number differs between the two.
    return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in queries)
