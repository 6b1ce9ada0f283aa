"""Queries of each list and detail page: pinned, and the same at 25 and at 100 rows.

A changed figure is written here by `pytest tests/test_query_counts.py --pin-queries`, and its
difference is read in review like any other change.
"""

import json
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from questions.actions import asked, kits, people, runs, saved_views, taxonomy, webhooks
from questions.actions.blueprints import QuotaFields
from questions.models import DuplicatePair, Export, Import, Question, Role, Skill, User, WebhookTry
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
    make_user,
    token,
)
from tests.views.imports import base as lists

NEXT_YEAR = timezone.now() + timedelta(days=365)
PINNED = Path(__file__).with_name("query_counts.json")
PAGES = {
    "bank": "/questions/",
    "bank, filtered": "/questions/?level=basic&skill=skill-1&skill=skill-2",
    "bank, search": "/questions/?q=drift",
    "question": "/questions/{pk}/{slug}/",
    "question, from a search": "/questions/{pk}/{slug}/?q=drift",
    "question, answer": "/questions/{pk}/{slug}/?answer=1",
    "versions": "/questions/{pk}/versions/",
    "reviews": "/questions/reviews/",
    "review": "/questions/{waiting}/review/",
    "retire": "/questions/{pk}/retire/",
    "similar questions": "/questions/similar/?question={pk}",
    "near-duplicates": "/questions/duplicates/",
    "merge": "/questions/merge/?first={pk}&second={other}",
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
    "imports": "/imports/",
    "import": "/imports/{import}/",
    "import, one group": "/imports/{import}/?show=changed",
    "import, one question": "/imports/{import}/items/2/",
    "import, one edited": "/imports/{import}/items/2/edit/",
    "import form": "/imports/new/",
    "export form": "/questions/export/?level=basic&format=json",
    "exports": "/exports/",
    "export": "/exports/{export}/",
    "home": "/",
    "views": "/views/",
    "views, menu": "/views/menu/",
    "skills": "/skills/",
    "skill": "/skills/skill-1/",
    "role": "/roles/role/",
    "source": "/sources/source/",
    "role's weight": "/roles/role/weigh/?skill=skill-1",
    "merge skills": "/skills/skill-1/merge/?into=skill-2",
    "admin questions": "/admin/questions/question/",
    "admin question": "/admin/questions/question/{pk}/change/",
    "admin accounts": "/admin/questions/user/",
    "admin audit": "/admin/questions/auditentry/",
    "audit log": "/settings/audit/",
    "people": "/settings/people/",
    "webhooks": "/settings/webhooks/",
    "webhook": "/settings/webhooks/{webhook}/",
    "webhook, delivery": "/settings/webhooks/{webhook}/deliveries/{delivery}/",
    "own account": "/settings/account/",
    "tokens": "/settings/tokens/",
    "tokens, everyone's": "/settings/tokens/?all=1",
}
API = {
    "api questions": "/api/v1/questions/?page_size={rows}",
    "api questions, expanded": "/api/v1/questions/?page_size={rows}&expand=skills,roles,source",
    "api search": "/api/v1/questions/?q=drift&page_size={rows}",
    "api question": "/api/v1/questions/{pk}/",
    "api similar": "/api/v1/questions/{pk}/similar/",
    "api duplicates": "/api/v1/duplicates/?page_size={rows}",
    "api facets": "/api/v1/questions/facets/",
    "api versions": "/api/v1/questions/{pk}/versions/",
    "api transitions": "/api/v1/questions/{pk}/transitions/",
    "api version": "/api/v1/questions/{pk}/versions/1/",
    "api kits": "/api/v1/kits/?page_size={rows}",
    "api kits, expanded": "/api/v1/kits/?page_size={rows}&fields=id,candidate,role,blueprint"
    ",sections&expand=candidate,role,blueprint,sections",
    "api kit": "/api/v1/kits/{kit}/",
    "api kit, changes": "/api/v1/kits/{kit}/changes/",
    "api kit, coverage": "/api/v1/kits/{kit}/coverage/",
    "api candidates": "/api/v1/candidates/?page_size={rows}",
    "api candidates, expanded": "/api/v1/candidates/?page_size={rows}&expand=role,kits",
    "api candidate": "/api/v1/candidates/{candidate}/",
    "api candidate, asked": "/api/v1/candidates/{candidate}/asked/",
    "api blueprints": "/api/v1/blueprints/?page_size={rows}",
    "api blueprint": "/api/v1/blueprints/{blueprint}/",
    "api runs": "/api/v1/runs/?page_size={rows}",
    "api run": "/api/v1/runs/{run}/",
    "api views": "/api/v1/views/?page_size={rows}",
    "api skills": "/api/v1/skills/?page_size={rows}",
    "api skill": "/api/v1/skills/skill-1/",
    "api roles": "/api/v1/roles/?page_size={rows}",
    "api role": "/api/v1/roles/role/",
    "api sources": "/api/v1/sources/?page_size={rows}",
    "api source": "/api/v1/sources/source/",
    "api imports": "/api/v1/imports/?page_size={rows}",
    "api import": "/api/v1/imports/{import}/",
    "api import, items": "/api/v1/imports/{import}/items/?page_size={rows}",
    "api import, report": "/api/v1/imports/{import}/report/",
    "api export": "/api/v1/exports/?format=json",
    "api export, losses": "/api/v1/exports/losses/?format=gift&level=basic",
    "api exports": "/api/v1/exports/orders/?page_size={rows}",
    "api export, ordered": "/api/v1/exports/{export}/",
    "api webhooks": "/api/v1/webhooks/?page_size={rows}",
    "api webhook": "/api/v1/webhooks/{webhook}/",
    "api deliveries": "/api/v1/webhooks/{webhook}/deliveries/?page_size={rows}",
    "api delivery": "/api/v1/webhooks/{webhook}/deliveries/{delivery}/",
    "api people": "/api/v1/people/?page_size={rows}",
    "api tokens": "/api/v1/tokens/?page_size={rows}",
    "api audit": "/api/v1/audit/?page_size={rows}&object_type=kit",
}
ROWS = (25, 100)
#: A kit holds at most 60 questions.
KIT_ITEMS = {25: 25, 100: 60}
SCOPES = (
    "questions:read",
    "answers:read",
    "questions:write",
    "kits:read",
    "kits:write",
    "candidates:read",
    "imports:write",
    "audit:read",
    "webhooks:write",
    "tokens:write",
    "admin",
)


def fill(rows: int) -> None:
    skills = [make_skill(f"Skill {n}") for n in range(rows)]
    role, source = make_role("Role"), make_source("Source")
    for skill in skills:
        taxonomy.set_role_skill(None, role, skill, 1, ["a point"])
    for n in range(rows):
        own = [skills[n % 3], skills[(n + 1) % 3]]
        kind = ("open", "mcq")[n % 2]
        make_question(f"drift {n}", type=kind, skills=own, roles=[role], source=source)
    fill_pairs(rows)


def fill_pairs(rows: int) -> None:
    first, *others = Question.objects.all()
    DuplicatePair.objects.bulk_create(
        DuplicatePair(first=first, second=other, score=700, first_revision=1, second_revision=1)
        for other in others[:rows]
    )


def fill_people(eve: User, rows: int) -> None:
    """Store as many accounts, with a group and a second factor each, and tokens of both kinds."""
    for n in range(rows):
        member = make_user(f"member{n}", "recruiter")
        Authenticator.objects.create(user=member, type="totp", data={"secret": "x"})
        for owner in (eve, member):
            people.create_token(owner, ["questions:read"])


def fill_reviews(rows: int) -> int:
    """Store as many questions that await review; return the last."""
    skill = Skill.objects.all()[0]
    waiting = [make_question(f"W {n}", status="in_review", skills=[skill]) for n in range(rows)]
    return waiting[-1].pk


def fill_kits(eve: User, rows: int) -> dict[str, int]:
    """Store as many kits, candidates, blueprints and runs as there are rows; name one of each."""
    asked_ones = list(Question.objects.all()[: KIT_ITEMS[rows]])
    role = Role.objects.get()
    for n in range(rows):
        saved_views.create(eve, {"name": f"View {n}", "query": "skill=skill-1&level=basic"})
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


def fill_imports(eve: User, rows: int) -> int:
    """Store as many imports, one of as many questions that the bank has; return that one."""
    Import.objects.bulk_create(
        Import(name=f"List {n}", size=1, created_by=eve) for n in range(rows)
    )
    known = Question.objects.all()[:rows]
    return lists.give(
        eve, *[lists.question(f"New {one.pk}?", uid=str(one.uid), type=one.type) for one in known]
    ).pk


def fill_exports(eve: User, rows: int) -> int:
    """Store as many exports; return the last one."""
    for _ in range(rows):
        found = Export.objects.create(
            created_by=eve, format="json", state="done", expires_at=NEXT_YEAR
        )
    return found.pk


def fill_webhooks(eve: User, rows: int) -> dict[str, int]:
    """Store webhooks with as many deliveries as there are rows, each tried twice; name one."""
    for _ in range(3):
        endpoint, _ = webhooks.create(eve, {"url": "https://example.org/"})
    for _ in range(rows):
        delivery = webhooks.ping(eve, endpoint)
        for _ in range(2):
            WebhookTry.objects.create(delivery=delivery, at=delivery.created_at, milliseconds=1)
    return {"webhook": endpoint.pk, "delivery": delivery.pk}


def _with_all(questions: list[Question], contents: kit_rules.Contents) -> kit_rules.Contents:
    for question in questions:
        contents = kit_rules.add(contents, kits.new_item(question), 1)
    return contents


@pytest.mark.parametrize("rows", ROWS)
def test_queries_are_as_pinned(cast: Cast, rows: int, pin_queries: bool) -> None:
    fill(rows)
    fill_people(cast.eve, rows)
    named = fill_kits(cast.eve, rows) | {"rows": rows, "other": Question.objects.all()[0].pk}
    named["waiting"], named["import"] = fill_reviews(rows), fill_imports(cast.eve, rows)
    named["export"] = fill_exports(cast.eve, rows)
    named |= fill_webhooks(cast.eve, rows)
    client, headers = Client(), token(cast.eve, *SCOPES)
    client.force_login(cast.eve)
    middle = Question.objects.filter(status="approved")[rows // 2]
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
    caches["process"].clear()
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address, headers=headers)
    assert response.status_code == 200, address
    # Savepoints are no work for the database, and their number differs between the two.
    return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in queries)
