"""The addresses of kits, candidates and blueprints for tests/routes.py, and how to visit them."""

from questions.models import AssemblyRun, Blueprint
from tests.planted import Planted


def _plain(*pages: str) -> dict[str, list[str]]:
    """Return pages that are asked for without a query."""
    return {page: [""] for page in pages}


#: What follows a kit's page, with the queries to ask; changing ones are visited to be refused.
KIT_PAGES = {
    "": ["", "?answer=1", "?question={question}&answer=1"],
    "build/": [""],
    "changes/": ["", "?answer=1"],
    "compare/": ["", "?other={other}"],
    "print/": ["?copy=interviewer", "?copy=candidate"],
    "export/": ["?format=md&copy=interviewer", "?format=json&copy=candidate"],
    "items/search/": ["?q=beside", ""],
    **_plain(
        *("edit/", "share/", "give/", "use/", "duplicate/", "freeze/", "archive/", "restore/"),
        *("upgrade/", "undo/", "sort/", "redraw/", "items/", "sections/"),
    ),
}
ITEM_PAGES = [
    *("alternatives/", "edit/", "follow-ups/", "follow-ups/choose/", "lock/", "mark/", "move/"),
    *("redraw/", "remove/", "swap/"),
]
SECTION_PAGES = ["edit/", "move/", "remove/"]
TRAY_PAGES = ["add/", "move/", "remove/"]
CANDIDATE_PAGES = ["", "access/", "edit/", "erase/", "export/", "give/"]
BLUEPRINT_PAGES = ["", "edit/", "delete/", "feasibility/", "kits/", "runs/"]

API_KIT = {
    "": [""],
    "export/": ["?format=md&copy=interviewer", "?format=html&copy=candidate"],
    **_plain(
        *("access/", "archive/", "assemble/", "changes/", "coverage/", "duplicate/", "freeze/"),
        *("give/", "items/", "restore/", "sections/", "sort/", "undo/", "upgrade/", "use/"),
    ),
}
API_ITEM = ["", "alternatives/", "outcome/", "redraw/", "swap/"]
API_CANDIDATE = ["", "access/", "asked/", "erase/", "export/"]
API_BLUEPRINT = ["", "feasibility/", "parallel/"]
KIT_LISTINGS = [
    "",
    "?q=beside",
    "?template=true",
    "?template=false",
    "?status=draft",
    "?colour=red",
]
CANDIDATE_LISTINGS = ["", "?q=beside", "?due=true", "?erased=true", "?colour=red"]


def kit_addresses(bank: Planted) -> dict[str, list[str]]:
    """Return for each route of kits, candidates, blueprints and runs the addresses to visit."""
    return _kits(bank) | _candidates(bank) | _blueprints() | _api_kits(bank) | _api_others(bank)


def _kits(bank: Planted) -> dict[str, list[str]]:
    frozen, draft = bank.kits["frozen"].pk, bank.kits["draft"].pk
    question = bank.questions["plain"].pk
    others = {frozen: draft, draft: frozen}
    found = {
        "kits/": [f"/kits/{query}" for query in KIT_LISTINGS],
        "kits/new/": ["/kits/new/", f"/kits/new/?candidate={bank.candidate.pk}"],
        "kits/current/": ["/kits/current/"],
    }
    for page, queries in KIT_PAGES.items():
        found[f"kits/<int:pk>/{page}"] = [
            f"/kits/{kit}/{page}{query.format(other=others[kit], question=question)}"
            for kit in others
            for query in queries
        ]
    for page in ITEM_PAGES:
        route = f"kits/<int:pk>/items/<int:question>/{page}"
        found[route] = [f"/kits/{kit}/items/{question}/{page}" for kit in others]
    for page in TRAY_PAGES:
        route = f"kits/<int:pk>/tray/<int:question>/{page}"
        found[route] = [f"/kits/{draft}/tray/{question}/{page}"]
    for page in SECTION_PAGES:
        route = f"kits/<int:pk>/sections/<int:place>/{page}"
        found[route] = [f"/kits/{draft}/sections/1/{page}"]
    return found


def _candidates(bank: Planted) -> dict[str, list[str]]:
    found = {
        "candidates/": [f"/candidates/{query}" for query in CANDIDATE_LISTINGS],
        "candidates/new/": ["/candidates/new/"],
    }
    for page in CANDIDATE_PAGES:
        found[f"candidates/<int:pk>/{page}"] = [f"/candidates/{bank.candidate.pk}/{page}"]
    return found


def _blueprints() -> dict[str, list[str]]:
    [blueprint], [run] = Blueprint.objects.all(), AssemblyRun.objects.all()
    found = {
        "blueprints/": ["/blueprints/", "/blueprints/?q=short"],
        "blueprints/new/": ["/blueprints/new/", f"/blueprints/new/?from={blueprint.pk}"],
        "blueprints/feasibility/": ["/blueprints/feasibility/"],
        "blueprints/questions/": ["/blueprints/questions/?find=beside"],
        "runs/<int:pk>/": [f"/runs/{run.pk}/"],
        "runs/<int:pk>/cancel/": [f"/runs/{run.pk}/cancel/"],
    }
    for page in BLUEPRINT_PAGES:
        found[f"blueprints/<int:pk>/{page}"] = [f"/blueprints/{blueprint.pk}/{page}"]
    return found


def _api_kits(bank: Planted) -> dict[str, list[str]]:
    kits = [kit.pk for kit in bank.kits.values()]
    question = bank.questions["plain"].pk
    shaped = [f"/api/v1/kits/?expand={name}" for name in ("candidate", "role", "sections")]
    found = {"api/v1/kits/": [*(f"/api/v1/kits/{query}" for query in KIT_LISTINGS), *shaped]}
    for page, queries in API_KIT.items():
        paths = [f"/api/v1/kits/{kit}/{page}{query}" for kit in kits for query in queries]
        found[f"api/v1/kits/<int:pk>/{page}"] = paths
    for page in API_ITEM:
        route = f"api/v1/kits/<int:pk>/items/<int:question>/{page}"
        found[route] = [f"/api/v1/kits/{kit}/items/{question}/{page}" for kit in kits]
    compare = f"/api/v1/kits/{kits[0]}/compare/{kits[1]}/"
    section = "api/v1/kits/<int:pk>/sections/<int:number>/"
    return found | {
        "api/v1/kits/<int:pk>/compare/<int:other>/": [compare],
        section: [f"/api/v1/kits/{kits[0]}/sections/1/"],
    }


def _api_others(bank: Planted) -> dict[str, list[str]]:
    [blueprint], [run] = Blueprint.objects.all(), AssemblyRun.objects.all()
    listings = [*CANDIDATE_LISTINGS, "?expand=kits"]
    found = {
        "api/v1/candidates/": [f"/api/v1/candidates/{query}" for query in listings],
        "api/v1/blueprints/": ["/api/v1/blueprints/"],
        "api/v1/blueprints/feasibility/": ["/api/v1/blueprints/feasibility/"],
        "api/v1/runs/": ["/api/v1/runs/"],
        "api/v1/runs/<int:pk>/": [f"/api/v1/runs/{run.pk}/"],
        "api/v1/runs/<int:pk>/cancel/": [f"/api/v1/runs/{run.pk}/cancel/"],
    }
    for page in API_CANDIDATE:
        path = f"/api/v1/candidates/{bank.candidate.pk}/{page}"
        found[f"api/v1/candidates/<int:pk>/{page}"] = [path]
    for page in API_BLUEPRINT:
        path = f"/api/v1/blueprints/{blueprint.pk}/{page}"
        found[f"api/v1/blueprints/<int:pk>/{page}"] = [path]
    return found
