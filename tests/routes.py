"""Every address of the system, and how to visit it: a new route must be added here to be known."""

from collections.abc import Iterator
from itertools import pairwise, product
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.urls import URLResolver, get_resolver

from questions.actions import bulk as bulk_actions
from questions.filters import ORDER_LABELS
from questions.models import AuditEntry, BulkChange, Question, Role, Skill, Source, Token, User
from tests.base import recruiter
from tests.import_page_routes import import_addresses
from tests.kit_routes import kit_addresses
from tests.planted import Planted
from tests.setting_routes import setting_addresses
from tests.transfer_routes import transfer_addresses

#: Answered by a middleware, ahead of all routes.
WITHOUT_ROUTE = ["/healthz", "/readyz"]
FILTERS = ["level=basic", "type=mcq", "skill=vision", "role=modeller", "source=paper"]
FILTERS += ["minutes_max=5", "minutes_min=6", "status=draft&status=retired&type=mcq", "colour=red"]
ORDERS = [f"ordering={name}" for name in ORDER_LABELS]
SEARCHES = ["q=beside", "q=-nowhere", "q=cp*"]
LISTINGS = ["", *FILTERS, *ORDERS, *SEARCHES, "q=beside&ordering=newest", "cursor=x"]
#: What is confidential, by name, and relations in full.
SHAPED = "fields=answer,choices.is_key,rubric,roles,skills,source&expand=roles,skills,source"
ONE_QUESTION = "questions/<int:pk>/<slug:slug>/"
#: What htmx and the facets are asked for: they share the filters with the listings.
FEW = ["", "status=draft", *SEARCHES]

MODELS: dict[str, type[Any]] = {
    "question": Question,
    "skill": Skill,
    "source": Source,
    "role": Role,
    "user": User,
    "token": Token,
    "auditentry": AuditEntry,
}
PLAIN = [
    *(f"admin/{name}" for name in ("", "login/", "logout/", "jsi18n/")),
    *("admin/password_change/", "admin/password_change/done/"),
    *(f"accounts/{name}/" for name in ("login", "logout", "inactive", "signup", "email")),
    *("accounts/reauthenticate/", "accounts/confirm-email/", "accounts/login/code/confirm/"),
    *(f"accounts/password/{name}/" for name in ("change", "set", "reset", "reset/done")),
    "accounts/password/reset/key/done/",
]


def known_routes() -> set[str]:
    """Return every route that the resolver knows."""
    return set(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[Any], start: str) -> Iterator[str]:
    for item in patterns:
        route = start + str(item.pattern)
        if isinstance(item, URLResolver):
            yield from _walk(item.url_patterns, route)
        else:
            yield route


def addresses(bank: Planted) -> dict[str, list[str]]:
    """Return for each route the addresses to visit."""
    found = {route: [f"/{route}"] for route in PLAIN}
    found |= _accounts() | _admin() | _pages(bank) | _api(bank) | kit_addresses(bank)
    found |= import_addresses(bank) | transfer_addresses(bank, FEW)
    return found | setting_addresses()


def _accounts() -> dict[str, list[str]]:
    return {
        r"accounts/^confirm-email/(?P<key>[-:\w]+)/$": ["/accounts/confirm-email/some-key/"],
        r"accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": [
            "/accounts/password/reset/key/1-some-key/"
        ],
    }


def _admin() -> dict[str, list[str]]:
    found = {
        "admin/autocomplete/": [
            "/admin/autocomplete/?app_label=questions&model_name=question&field_name=skills&term=b"
        ],
        "admin/r/<path:content_type_id>/<path:object_id>/": list(_on_site()),
        "admin/^(?P<app_label>questions)/$": ["/admin/questions/"],
        "admin/(?P<url>.*)$": ["/admin/nowhere/"],
        "admin/questions/user/<id>/password/": [
            f"/admin/questions/user/{user.pk}/password/" for user in User.objects.all()[:2]
        ],
    }
    for name, model in MODELS.items():
        keys = list(model._default_manager.order_by("pk").values_list("pk", flat=True))
        found |= _admin_of(f"questions/{name}", keys if model is Question else keys[-2:])
    lists = [f"/admin/questions/question/?{query}" for query in ("", "q=beside", "status=draft")]
    found["admin/questions/question/"] = lists
    return found


def _admin_of(name: str, keys: list[int]) -> dict[str, list[str]]:
    found = {f"admin/{name}/": [f"/admin/{name}/"], f"admin/{name}/add/": [f"/admin/{name}/add/"]}
    for verb in ("history/", "delete/", "change/", ""):
        paths = [f"/admin/{name}/{key}/{verb}" for key in keys]
        found[f"admin/{name}/<path:object_id>/{verb}"] = paths
    return found


def _on_site() -> Iterator[str]:
    kind = ContentType.objects.get_for_model(Question)
    for key in Question.objects.values_list("pk", flat=True):
        yield f"/admin/r/{kind.pk}/{key}/"


def _pages(bank: Planted) -> dict[str, list[str]]:
    # With a wrong slug, for the right one says what the stem is: the page is found by redirect.
    keys = [question.pk for question in bank.questions.values()]
    pages = [f"/questions/{key}/" for key in keys]
    pages = [f"/questions/{question.pk}/" for question in bank.questions.values()]
    bulk = make_bulk_change(bank)
    queries = ["", "?answer=1", "?answer=1&q=beside", "?status=draft&status=retired"]
    return {
        "": ["/"],
        "guide/": ["/guide/"],
        "questions/": [f"/questions/?{query}" for query in LISTINGS],
        "questions/<int:pk>/": [f"{page}?answer=1" for page in pages],
        ONE_QUESTION: [f"{a}x/{b}" for a, b in product(pages, queries)],
        "questions/<int:pk>/seen/": [f"{pages[0]}seen/"],
        "questions/new/": ["/questions/new/"],
        "questions/new/draft/": ["/questions/new/draft/"],
        "questions/preview/": ["/questions/preview/"],
        "questions/<int:pk>/edit/": [f"{page}edit/" for page in pages],
        "questions/<int:pk>/edit/draft/": [f"{pages[0]}edit/draft/"],
        "questions/<int:pk>/leak/report/": [f"{pages[0]}leak/report/"],
        "questions/bulk/": ["/questions/bulk/"],
        "questions/bulk/<int:pk>/": [f"/questions/bulk/{bulk.pk}/"],
        **{
            f"questions/bulk/<int:pk>/{verb}/": [f"/questions/bulk/{bulk.pk}/{verb}/"]
            for verb in ("preview", "apply", "undo")
        },
        "questions/export/": [f"/questions/export/?format=json&{query}" for query in FEW],
        "questions/<int:pk>/leak/clear/": [f"{pages[0]}leak/clear/"],
        "questions/reviews/": ["/questions/reviews/"],
        **_pages_of_question(pages),
        **_duplicates(keys),
    }


def _pages_of_question(pages: list[str]) -> dict[str, list[str]]:
    queries = {"versions/": ["", "?answer=1", "?old=1&new=2"]}
    wanted = ["review/", "retire/", "versions/", "review/decide/", "move/", "move/undo/"]
    return {
        f"questions/<int:pk>/{name}": [
            f"{page}{name}{query}" for page in pages for query in queries.get(name, [""])
        ]
        for name in [*wanted, "versions/restore/"]
    }


def _duplicates(keys: list[int]) -> dict[str, list[str]]:
    of_each = [f"/questions/similar/?question={key}" for key in keys]
    start = "questions/duplicates/"
    merged = "questions/merges/<int:pk>/"
    return {
        "questions/similar/": ["/questions/similar/?stem=beside", *of_each],
        start: [f"/{start}", f"/{start}?dismissed=1", f"/{start}?undo=1&cursor=x"],
        f"{start}check/": [f"/{start}check/"],
        f"{start}<int:pk>/dismiss/": [f"/{start}1/dismiss/"],
        f"{start}<int:pk>/reopen/": [f"/{start}1/reopen/"],
        "questions/merge/": [
            f"/questions/merge/?first={a}&second={b}&answers={n}"
            for a, b in pairwise(keys)
            for n in (0, 1)
        ],
        merged: ["/questions/merges/1/"],
        f"{merged}undo/": ["/questions/merges/1/undo/"],
        **_taxonomies(),
    }


def _taxonomies() -> dict[str, list[str]]:
    found = {
        "roles/<slug:slug>/weigh/": ["/roles/modeller/weigh/?skill=vision"],
        "views/": ["/views/"],
        "views/menu/": ["/views/menu/"],
        "views/new/": [f"/views/new/?{query}" for query in ("", "q=beside", "colour=red")],
        "views/<int:pk>/edit/": ["/views/1/edit/"],
        "views/<int:pk>/delete/": ["/views/1/delete/"],
    }
    for noun, slug in {"skills": "vision", "roles": "modeller", "sources": "paper"}.items():
        found |= {f"{noun}/": [f"/{noun}/"], f"{noun}/new/": [f"/{noun}/new/"]}
        for verb in ("", "edit/", "delete/"):
            found[f"{noun}/<slug:slug>/{verb}"] = [f"/{noun}/{slug}/{verb}"]
        merge = f"/{noun}/{slug}/merge/"
        found[f"{noun}/<slug:slug>/merge/"] = [merge, f"{merge}?into=nowhere"]
    return found


def make_bulk_change(bank: Planted) -> BulkChange:
    """Return a bulk change of every question, as previewed."""
    rita, ids = recruiter(), [question.pk for question in bank.questions.values()]
    return bulk_actions.preview(rita, bulk_actions.choose(rita, ids, "level"), "expert")


def _api(bank: Planted) -> dict[str, list[str]]:
    api, keys = "/api/v1", [question.pk for question in bank.questions.values()]
    found = {
        "api/": ["/api/nowhere/"],
        "api/docs/": ["/api/docs/", "/api/docs/?script="],
        "api/v1/schema/": [f"{api}/schema/"],
        "api/v1/questions/": [f"{api}/questions/?{query}" for query in LISTINGS]
        + [f"{api}/questions/?page_size=1&{order}" for order in ORDERS],
        "api/v1/questions/facets/": [f"{api}/questions/facets/?{query}" for query in FEW],
        "api/v1/questions/batches/": [f"{api}/questions/batches/"],
        "api/v1/questions/batches/<int:pk>/": [f"{api}/questions/batches/1/"],
        "api/v1/questions/bulk/": [f"{api}/questions/bulk/"],
        "api/v1/questions/bulk/<int:pk>/undo/": [f"{api}/questions/bulk/1/undo/"],
        "api/v1/questions/<int:pk>/": [f"{api}/questions/{key}/" for key in keys],
        "api/v1/questions/<int:pk>/transitions/": [
            f"{api}/questions/{key}/transitions/" for key in keys
        ],
        "api/v1/questions/<int:pk>/leak/": [f"{api}/questions/{keys[0]}/leak/"],
        "api/v1/questions/similar/": [f"{api}/questions/similar/"],
        "api/v1/questions/<int:pk>/similar/": [f"{api}/questions/{key}/similar/" for key in keys],
        "api/v1/questions/<int:pk>/merge/": [f"{api}/questions/{keys[0]}/merge/"],
        "api/v1/duplicates/": [f"{api}/duplicates/", f"{api}/duplicates/?dismissed=true"],
        "api/v1/duplicates/check/": [f"{api}/duplicates/check/"],
        "api/v1/duplicates/<int:pk>/dismiss/": [f"{api}/duplicates/1/dismiss/"],
        "api/v1/duplicates/<int:pk>/reopen/": [f"{api}/duplicates/1/reopen/"],
        "api/v1/merges/<int:pk>/": [f"{api}/merges/1/"],
        "api/v1/merges/<int:pk>/undo/": [f"{api}/merges/1/undo/"],
        "api/v1/questions/<int:pk>/versions/": [f"{api}/questions/{key}/versions/" for key in keys],
        "api/v1/questions/<int:pk>/versions/<int:number>/restore/": [
            f"{api}/questions/{keys[0]}/versions/1/restore/"
        ],
        "api/v1/questions/<int:pk>/versions/<int:number>/": [
            f"{api}/questions/{key}/versions/{number}/" for key in keys for number in (1, 2)
        ],
    }
    found["api/v1/questions/"].append(f"{api}/questions/?{SHAPED}")
    found["api/v1/questions/<int:pk>/"] += [f"{api}/questions/{key}/?{SHAPED}" for key in keys]
    for noun, slug in {"skills": "vision", "roles": "modeller", "sources": "paper"}.items():
        found[f"api/v1/{noun}/"] = [f"{api}/{noun}/"]
        found[f"api/v1/{noun}/<slug:slug>/"] = [f"{api}/{noun}/{slug}/"]
        found[f"api/v1/{noun}/<slug:slug>/merge/"] = [f"{api}/{noun}/{slug}/merge/"]
    found["api/v1/views/"] = [f"{api}/views/"]
    found["api/v1/views/<int:pk>/"] = [f"{api}/views/1/"]
    return found
