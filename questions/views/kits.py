"""Kits: the list, a new one, its page and its settings."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count, Sum
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from questions import insight, listings, paging
from questions.actions import assembly, exports
from questions.actions import candidates as candidate_actions
from questions.actions import kits as kit_actions
from questions.actions.assembly import AssemblyRefused
from questions.actions.kits import StaleKit
from questions.filters import MAX_ID, FiltersRefused, whole_number
from questions.forms.fields import proposal
from questions.forms.kits import CANDIDATE, TEMPLATE, NewKitForm, SettingsForm, WhomForm
from questions.models import Candidate, Kit, KitItem, Role
from questions.models.kits import KitQuerySet
from questions.paging import BadCursor, Order, Page
from questions.permissions import can, require
from questions.rules import kits as rules
from questions.rules.access import NAME_CANDIDATES, READ_ANSWERS, READ_KITS, WRITE_KITS
from questions.rules.kits import KitRefused
from questions.views import kit_page
from questions.views.requests import STALE_LINK, PageRequest, form_methods, unstored

ORDERS = {"": listings.KIT_ORDER, "newest": listings.KITS_BY_AGE}
ORDER_LABELS = {"": "Last changed", "newest": "Newest"}
TABS = {
    "All": {},
    "Templates": {"template": "true"},
    "Candidates’ kits": {"template": "false"},
    "Made by me": {"mine": "true"},
}
#: What a link narrows the list by, and its form passes on.
KEPT = ("template", "mine", "candidate", "question")


# The list


@require_safe
@unstored
@vary_on_headers("HX-Request")
def kits(request: PageRequest) -> HttpResponse:
    """List the kits, last changed first: whole page, or for htmx the results alone."""
    page, problems = _page(request)
    asked = QueryDict() if problems else request.GET
    context = {
        "page": page,
        "problems": problems,
        "sizes": _sizes(page.rows),
        "asked": asked,
        "tabs": _tabs(asked),
        "kept": [(name, asked[name]) for name in KEPT if asked.get(name)],
        "statuses": rules.STATUSES,
        "roles": Role.objects.order_by("name"),
        "orders": ORDER_LABELS,
        "list_name": "kits",
        "list_query": listings.query_string(asked),
        "named": can(request.user, NAME_CANDIDATES),
        "may_read": can(request.user, READ_KITS),
        "may_write": can(request.user, WRITE_KITS),
    }
    template = "kits/_list.html" if request.htmx else "kits/list.html"
    return render(request, template, context, status=400 if problems else 200)


def _page(request: PageRequest) -> tuple[Page, list[str]]:
    """Return the page asked for; where it cannot be understood, the first page and why."""
    every, first = Kit.objects.visible_to(request.user).active(), ORDERS[""]
    ordering = request.GET.get("ordering", "")
    if ordering not in ORDERS:
        return _rows(every, first), [f"There is no order “{ordering[:100]}”."]
    try:
        rows = listings.kits_in(request.GET, request.user, ["cursor", "ordering"])
        # Put away until they are asked for.
        rows = rows if any(request.GET.getlist("status")) else rows.active()
        return _rows(rows, ORDERS[ordering], request.GET.get("cursor", "")), []
    except FiltersRefused as refusal:
        return _rows(every, first), [error.message for error in refusal.errors]
    except BadCursor:
        return _rows(every, first), [STALE_LINK]


def _rows(found: KitQuerySet, order: Order, cursor: str = "") -> Page:
    start = paging.decode(cursor, order) if cursor else None
    return paging.keyset_page(found.for_list(), order, start, paging.PAGE_SIZE, found.count())


def _sizes(rows: Sequence[Kit]) -> dict[int, Any]:
    """Return how many questions each kit holds, and the minutes that they take."""
    items = KitItem.objects.filter(kit__in=[row.pk for row in rows]).order_by()
    counted = items.values("kit").annotate(questions=Count("pk"), minutes=Sum("minutes"))
    return {row["kit"]: row for row in counted}


def _tabs(asked: QueryDict) -> list[tuple[str, str, bool]]:
    """Return the tabs: label, query string, and whether it is the one that is open."""
    rest = asked.copy()
    chosen = {name: rest.pop(name)[-1] for name in ("template", "mine") if rest.get(name)}
    found = []
    for label, says in TABS.items():
        query = rest.copy()
        query.update(says)
        found.append((label, listings.query_string(query), chosen == says))
    return found


# A new kit


@form_methods
@unstored
def new(request: PageRequest) -> HttpResponse:
    """Make a kit: empty and opened in the builder, or assembled of a blueprint at once."""
    require(request.user, WRITE_KITS)
    if request.method != "POST":
        return _new_page(request, NewKitForm(user=request.user, initial=_asked_for(request)))
    form = NewKitForm(request.POST, user=request.user)
    if not form.is_valid():
        return _new_page(request, form, status=400)
    try:
        return redirect("kit_build", _made(request, form).pk)
    except AssemblyRefused as refusal:
        return _new_page(request, form, refusal=refusal.relaxations, status=400)
    except KitRefused as refusal:
        form.add_error(None, str(refusal))
    return _new_page(request, form, status=400)


def _asked_for(request: PageRequest) -> dict[str, Any]:
    """Return what a link to the form chooses: a candidate, a blueprint."""
    said: dict[str, Any] = {"whom": TEMPLATE, "blueprint": request.GET.get("blueprint", "")}
    pk = request.GET.get("candidate", "")
    if whole_number(pk, 1, MAX_ID):
        mine = Candidate.objects.visible_to(request.user).present()
        chosen = mine.filter(pk=int(pk)).first()
        if chosen is not None:
            said |= {"whom": CANDIDATE, "candidate": proposal(chosen), "role": chosen.role_id}
    return said


def _made(request: PageRequest, form: NewKitForm) -> Kit:
    user, blueprint, name = request.user, form.cleaned_data["blueprint"], form.cleaned_data["name"]
    if blueprint is None:
        with transaction.atomic():
            fields = form.settings()
            fields["candidate"] = whom(request, form, fields["role"])
            return kit_actions.create(user, fields)
    kit = assembly.assemble(user, blueprint, candidate=form.chosen, name=name)
    if not form.added:
        return kit
    # Someone new was asked nothing yet: they are added once there is a kit to give them, and no
    # lock is held while it is being assembled.
    with transaction.atomic():
        return kit_actions.edit(user, kit, {"candidate": whom(request, form, blueprint.role)})


def whom(request: PageRequest, form: WhomForm, role: Role | None) -> Candidate | None:
    """Return the candidate whom a valid form names, adding one who is new, for the kit's role."""
    if form.added:
        return candidate_actions.create(request.user, {"name": form.added, "role": role})
    return form.chosen


def _new_page(
    request: PageRequest, form: NewKitForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    chosen = form.cleaned_data.get("blueprint") if status != 200 else None
    context = {"form": form, "blueprint": chosen}
    return render(request, "kits/new.html", context | more, status=status)


# One kit


@require_safe
@vary_on_headers("HX-Request")
def kit(request: PageRequest, pk: int) -> HttpResponse:
    """Show a kit; its answers only when asked for (`?answer=1`), and that is recorded.

    `question` opens the answer of one alone; for htmx that piece is all that is sent.
    """
    found, asked = kit_page.head(request, pk), request.GET.get("question", "")
    open_ = request.GET.get("answer") == "1"
    held = set(found.items.values_list("question_id", flat=True)) if asked or open_ else set()
    one = int(asked) if whole_number(asked, 1, MAX_ID) and int(asked) in held else None
    answers: Iterable[int] = ()
    if open_:
        require(request.user, READ_ANSWERS)
        answers = held if one is None else [one]
        if request.method == "GET":
            exports.view_answers(request.user, found, one)
    if request.htmx and one is not None:
        return _answer(request, kit_page.found(request, pk), one, open_=open_)
    return kit_page.show(request, found, answers=answers)


def _answer(request: PageRequest, found: Kit, question: int, *, open_: bool) -> HttpResponse:
    numbered = enumerate(insight.items_of(found), start=1)
    number, item = next((n, item) for n, item in numbered if item.question_id == question)
    context = {
        "kit": found,
        "row": {"number": number, "item": item, "answered": open_},
        "may_answer": can(request.user, READ_ANSWERS),
    }
    response = render(request, "kits/_answer.html", context)
    response["Cache-Control"] = "no-store"
    return response


@form_methods
@unstored
def edit(request: PageRequest, pk: int) -> HttpResponse:
    """Change a draft's settings, or a frozen kit's name."""
    found = kit_page.writable(request, pk)
    data = request.POST if request.method == "POST" else None
    form = SettingsForm(data, user=request.user, kit=found)
    context: dict[str, Any] = {"kit": found, "form": form}
    if form.is_valid():
        found.revision = form.cleaned_data["revision"]
        try:
            return redirect(kit_actions.edit(request.user, found, form.settings()))
        except StaleKit as stale:
            form.show_revision(stale.current.revision)
            context |= {"conflict": True, "differences": _differences(form, stale.current)}
            return render(request, "kits/edit.html", context, status=409)
        except KitRefused as refusal:
            known = refusal.field if refusal.field in form.fields else None
            form.add_error(known, str(refusal))
    return render(request, "kits/edit.html", context, status=400 if form.is_bound else 200)


def _differences(form: SettingsForm, current: Kit) -> list[tuple[str, Any, Any]]:
    """Return where the form says something else than the kit does by now: label, now, yours."""
    return [
        (str(form[name].label), _in_words(name, getattr(current, name)), _in_words(name, said))
        for name, said in form.settings().items()
        if getattr(current, name) != said
    ]


def _in_words(name: str, value: Any) -> Any:
    if isinstance(value, Candidate):
        return proposal(value)
    return rules.SENIORITIES.get(value, value) if name == "seniority" else value
