"""Identifiers that lead somewhere, by operation; Schemathesis hardly guesses any."""

from typing import Any

from questions.actions import (
    bulk,
    invitations,
    merging,
    people,
    question_batches,
    questions,
    runs,
    saved_views,
    taxonomy,
    webhooks,
)
from questions.models import DuplicatePair, Question, Token, User
from tests.actions.transfers.base import brought_in, entry, uploaded
from tests.base import (
    Cast,
    make_blueprint,
    make_candidate,
    make_kit,
    make_question,
    make_role,
    make_skill,
    make_source,
    said,
)
from tests.export_routes import make_export

Identifiers = dict[str, list[dict[str, Any]]]
KIT_VERBS = (
    "access archive assemble changes coverage duplicate export freeze give items restore sections"
    " sort undo upgrade use"
)
PERSON_VERBS = "groups deactivate reactivate remove-second-factor"


def identifiers(cast: Cast) -> Identifiers:
    """Store one of each noun, a question with all that it can have; name them by operation."""
    question = fill_bank(cast.alice)
    return {
        **_of_questions(cast, question),
        **_of_kits(cast, question),
        **_of_people(cast),
        **_of_webhooks(cast),
        **_of_transfers(cast),
    }


def fill_bank(alice: User) -> Question:
    """Store a question with all that it can have, and a draft; return the former."""
    role, skill, source = make_role("modeller"), make_skill("vision"), make_source("paper")
    taxonomy.set_role_skill(None, role, skill, 3, ["names a model"])
    tags: dict[str, Any] = {"skills": [skill], "roles": [role], "source": source}
    guidance: dict[str, Any] = {"look_for": ["a"], "rubric": {"1": "b", "3": "c", "5": "d"}}
    question = make_question("First", type="mcq", source_ref="1", **guidance, **tags)
    make_question("Second", status="draft", red_flags=["e"], **tags)
    return questions.edit(alice, question, said("Third", type="mcq"), note="clearer")


def _of_questions(cast: Cast, question: Question) -> Identifiers:
    one, draft = {"id": question.pk}, {"id": question.pk + 1}
    change = bulk.choose(cast.alice, [question.pk], "level")
    change = bulk.apply(cast.alice, bulk.preview(cast.alice, change, "expert"))
    batch = question_batches.keep(
        cast.alice, [{"id": question.pk, "uid": str(question.uid), "errors": []}]
    )
    merge = merging.merge(cast.alice, make_question("Fourth"), make_question("Fifth"))
    pair = DuplicatePair.objects.create(
        first=question, second=merge.kept, score=700, first_revision=1, second_revision=1
    )
    view = saved_views.create(cast.alice, {"name": "Basics", "query": "level=basic"})
    return {
        "/questions/bulk/{id}/undo/": [{"id": change.pk}],
        "/questions/batches/{id}/": [{"id": batch.pk}],
        **_below("/questions/{id}/", "leak merge similar versions", [one]),
        **_below("/questions/{id}/", "transitions", [one, draft]),
        **_below("/questions/{id}/versions/{number}/", "restore", [{**one, "number": 2}]),
        **_below("/merges/{id}/", "undo", [{"id": merge.pk}]),
        **_below("/duplicates/{id}/", "dismiss reopen", [{"id": pair.pk}]),
        "/views/{id}/": [{"id": view.pk}],
        **_below("/skills/{slug}/", "merge", [{"slug": "vision"}]),
        **_below("/roles/{slug}/", "merge", [{"slug": "modeller"}]),
        **_below("/sources/{slug}/", "merge", [{"slug": "paper"}]),
    }


def _of_kits(cast: Cast, question: Question) -> Identifiers:
    ann = make_candidate("Ann", cast.alice)
    kit = make_kit(asked=[question], by=cast.alice)
    ready = make_kit(asked=[question], by=cast.alice, candidate=ann, frozen=True)
    blueprint = make_blueprint(by=cast.alice)
    run = runs.start(cast.alice, blueprint, forms=2, band=20)
    item = {"id": kit.pk, "question": question.pk}
    return {
        **_below("/candidates/{id}/", "access asked erase export", [{"id": ann.pk}]),
        **_below("/kits/{id}/", KIT_VERBS, [{"id": kit.pk}, {"id": ready.pk}]),
        "/kits/{id}/compare/{other}/": [{"id": kit.pk, "other": ready.pk}],
        **_below("/kits/{id}/items/{question}/", "alternatives outcome redraw swap", [item]),
        "/kits/{id}/sections/{number}/": [{"id": kit.pk, "number": 1}],
        **_below("/blueprints/{id}/", "feasibility parallel", [{"id": blueprint.pk}]),
        **_below("/runs/{id}/", "cancel", [{"id": run.pk}]),
    }


def _of_people(cast: Cast) -> Identifiers:
    invited, _ = invitations.invite(cast.eve, "new@example.org", [])
    people.create_token(cast.eve, ["questions:read"])
    return {
        **_below("/people/{id}/", PERSON_VERBS, [{"id": cast.bob.pk}]),
        **_below("/tokens/{id}/", "rotate", [{"id": Token.objects.earliest("pk").pk}]),
        **_below("/invitations/{id}/", "resend", [{"id": invited.pk}]),
    }


def _of_webhooks(cast: Cast) -> Identifiers:
    endpoint, _ = webhooks.create(cast.eve, {"url": "https://example.org/"})
    delivery = {"id": endpoint.pk, "number": webhooks.ping(cast.eve, endpoint).pk}
    return {
        **_below("/webhooks/{id}/", "deliveries ping redeliver rotate", [{"id": endpoint.pk}]),
        **_below("/webhooks/{id}/deliveries/{number}/", "redeliver", [delivery]),
    }


def _of_transfers(cast: Cast) -> Identifiers:
    ready = uploaded(cast.eve, entry(), entry("Why does “warm-up” help?", level=""))
    done = brought_in(cast.eve, entry("What does a learning rate do?"))
    both = [{"id": ready.pk}, {"id": done.pk}]
    items = [{"id": one.pk, "item": one.items.all()[0].pk} for one in (ready, done)]
    return {
        **_below("/imports/{id}/", "cancel commit items report undo", both),
        "/imports/{id}/items/{item}/": items,
        **_below("/exports/{id}/", "cancel file", [{"id": make_export().pk}]),
    }


def _below(path: str, verbs: str, found: list[dict[str, Any]]) -> Identifiers:
    """Return the identifiers for a path and for each verb below it."""
    return {path: found} | {f"{path}{verb}/": found for verb in verbs.split()}
