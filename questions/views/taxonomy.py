"""Skills, roles and sources: their lists and pages, writing, merging and deleting."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from questions import search
from questions.actions import taxonomy as actions
from questions.actions import taxonomy_merging
from questions.actions.taxonomy import StaleTaxonomy, StillUsed, TaxonomyRefused
from questions.filters import QuestionFilters
from questions.forms.taxonomy_pages import FORMS, IntoForm, MergeForm, ThingForm, WeightForm
from questions.matches import Matches
from questions.models import Blueprint, Role, RoleSkill, Skill, Source, User
from questions.models.taxonomy import Named
from questions.permissions import can, require
from questions.rules.access import READ_ANSWERS, READ_APPROVED, READ_QUESTIONS, WRITE_QUESTIONS
from questions.views.requests import PageRequest, form_methods

KINDS: dict[str, type[Named]] = {"skill": Skill, "role": Role, "source": Source}
MERGED = "Merged. Addresses of “{}” lead here."


# Reading


@require_safe
def things(request: PageRequest, noun: str) -> HttpResponse:
    """List all of one kind by name, with how many questions each has."""
    require(request.user, READ_QUESTIONS)
    counts = _counts(request, noun)
    rows = list(KINDS[noun].objects.order_by("name"))
    for row in rows:
        row.question_count = counts.get(row.slug, 0)
    return render(request, "taxonomy/list.html", _context(request, noun) | {"rows": rows})


def _counts(request: PageRequest, noun: str) -> dict[str, int]:
    """Return how many questions that the account sees carry each slug."""
    return Matches(QuestionFilters(), request.user, search.current()).counts(noun)


def _context(request: PageRequest, noun: str, thing: Named | None = None) -> dict[str, Any]:
    return {
        "noun": noun,
        "thing": thing,
        "list_name": f"{noun}s",
        "may_write": can(request.user, WRITE_QUESTIONS),
    }


@require_safe
def thing(request: PageRequest, noun: str, slug: str) -> HttpResponse:
    """Show a skill, role or source: its questions, and what else names it."""
    require(request.user, READ_QUESTIONS)
    found = _found(noun, slug)
    if found.slug != slug:
        return redirect(found)
    return _show(request, noun, found)


def _found(noun: str, slug: str) -> Any:
    found = KINDS[noun].objects.by_slug(slug)
    if found is None:
        raise Http404
    return found


def _writable(request: PageRequest, noun: str, slug: str) -> Any:
    require(request.user, WRITE_QUESTIONS)
    return _found(noun, slug)


def _show(request: PageRequest, noun: str, found: Any, *, status: int = 200) -> HttpResponse:
    user = request.user
    context = _context(request, noun, found) | {
        "question_count": _counts(request, noun).get(found.slug, 0),
        "old_slugs": [row.slug for row in found.old_slugs.order_by("slug")],
        # Interviewers read the guidance of their kits, and none of the bank's.
        "may_read_guidance": can(user, READ_ANSWERS) and can(user, READ_APPROVED),
        **_named_in(found, user),
    }
    if not context["may_read_guidance"] and "weights" in context:
        context["weights"] = context["weights"].defer("look_for")
    if context["may_write"]:
        context["used"] = {name: n for name, n in actions.uses(found).items() if n}
    return render(request, "taxonomy/thing.html", context, status=status)


def _named_in(found: Any, user: User) -> dict[str, Any]:
    """Return the weights that a skill or role has, and the blueprints that name it."""
    plans = Blueprint.objects.visible_to(user)
    if isinstance(found, Skill):
        weights = found.role_skills.select_related("role").order_by("role__name")
        return {"weights": weights, "blueprints": plans.filter(quotas__skill=found).distinct()}
    if isinstance(found, Role):
        named = plans.filter(Q(role=found) | Q(quotas__role=found)).distinct()
        return {"weights": found.role_skills.select_related("skill"), "blueprints": named}
    return {}


# Writing


@form_methods
def new(request: PageRequest, noun: str) -> HttpResponse:
    """Add a skill, role or source."""
    require(request.user, WRITE_QUESTIONS)
    model = KINDS[noun]
    form = FORMS[model](request.POST or None, initial={"revision": 0})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create(request.user, model, form.said())
        except TaxonomyRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "Saved.")
            return redirect(made)
    return _form_page(request, noun, None, form)


@form_methods
def edit(request: PageRequest, noun: str, slug: str) -> HttpResponse:
    """Change or rename it; one that was changed since it was shown is not overwritten (409)."""
    found = _writable(request, noun, slug)
    form = FORMS[KINDS[noun]](request.POST or None, initial=vars(found))
    if request.method == "POST" and form.is_valid():
        return _save(request, noun, found, form)
    return _form_page(request, noun, found, form)


def _save(request: PageRequest, noun: str, found: Any, form: ThingForm) -> HttpResponse:
    said = form.said()
    said["slug"] = said["slug"] or found.slug
    found.revision = form.cleaned_data["revision"]
    try:
        saved = actions.edit(request.user, found, said)
    except TaxonomyRefused as refusal:
        form.add_error(refusal.field, str(refusal))
        return _form_page(request, noun, found, form)
    except StaleTaxonomy as stale:
        form.show_revision(stale.current.revision)
        told = {"conflict": True, "differences": _differences(form, stale.current, said)}
        return _form_page(request, noun, stale.current, form, status=409, **told)
    messages.success(request, "Saved.")
    return redirect(saved)


def _differences(
    form: ThingForm, current: Named, said: dict[str, Any]
) -> list[tuple[str, Any, Any]]:
    both = [(str(form[name].label), getattr(current, name), value) for name, value in said.items()]
    return [row for row in both if row[1] != row[2]]


def _form_page(
    request: PageRequest, noun: str, found: Any, form: Any, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = _context(request, noun, found) | {"form": form} | more
    status = 400 if form.errors and status == 200 else status
    return render(request, "taxonomy/form.html", context, status=status)


@require_POST
def delete(request: PageRequest, noun: str, slug: str) -> HttpResponse:
    """Delete one that nothing names."""
    found = _writable(request, noun, slug)
    try:
        actions.delete(request.user, found)
    except StillUsed as refusal:
        messages.error(request, f"Not deleted. {refusal}")
        return redirect(found)
    messages.success(request, f"Deleted “{found.name}”.")
    return redirect(f"{noun}s")


# Merging


@form_methods
def merge(request: PageRequest, noun: str, slug: str) -> HttpResponse:
    """Choose what it is merged into, see what that moves, and confirm it."""
    found = _writable(request, noun, slug)
    if request.method == "POST":
        return _merge(request, noun, found)
    form = IntoForm(request.GET or None, thing=found)
    into = form.cleaned_data["into"] if form.is_valid() else None
    return _merge_page(request, noun, found, form, into)


def _merge(request: PageRequest, noun: str, found: Any) -> HttpResponse:
    form = MergeForm(request.POST, thing=found)
    if not form.is_valid():
        return _merge_page(request, noun, found, form, None, status=400)
    said = form.cleaned_data
    into, name = said["into"], found.name
    found.revision, into.revision = said["revision"], said["into_revision"]
    try:
        merged = taxonomy_merging.merge(request.user, found, into)
    except (StaleTaxonomy, TaxonomyRefused) as refusal:
        found, into = _found(noun, found.slug), _found(noun, into.slug)
        told = {"problem": f"Not merged. {refusal}"}
        return _merge_page(request, noun, found, form, into, status=409, **told)
    messages.success(request, MERGED.format(name))
    return redirect(merged)


def _merge_page(
    request: PageRequest,
    noun: str,
    found: Any,
    form: IntoForm,
    into: Any,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = _context(request, noun, found) | {"form": form, "into": into} | more
    if into is not None:
        context["merge"] = taxonomy_merging.preview(found, into)
    return render(request, "taxonomy/merge.html", context, status=status)


# A role's skills


@form_methods
def weigh(request: PageRequest, slug: str) -> HttpResponse:
    """Say how much a skill weighs in a role and what to look for, or take it out."""
    role: Role = _writable(request, "role", slug)
    row = _row(role, request.GET.get("skill", ""))
    form = WeightForm(request.POST or None, initial=_initial(role, row), row=row)
    if request.method == "POST" and form.is_valid():
        return _weigh(request, role, row, form)
    return _weigh_page(request, role, row, form)


def _row(role: Role, slug: str) -> RoleSkill | None:
    return role.role_skills.select_related("skill").filter(skill__slug=slug).first()


def _initial(role: Role, row: RoleSkill | None) -> dict[str, Any]:
    held = {"skill": row.skill.slug, "weight": row.weight, "look_for": row.look_for} if row else {}
    return {"revision": role.revision, **held}


def _weigh(
    request: PageRequest, role: Role, row: RoleSkill | None, form: WeightForm
) -> HttpResponse:
    said = form.cleaned_data
    role.revision = said.pop("revision")
    try:
        if "remove" in request.POST:
            actions.remove_role_skill(request.user, role, said["skill"])
        else:
            actions.set_role_skill(request.user, role, **said)
    except StaleTaxonomy as stale:
        form.show_revision(stale.current.revision)
        return _weigh_page(request, role, row, form, status=409, conflict=True)
    messages.success(request, "Saved.")
    return redirect(role)


def _weigh_page(
    request: PageRequest,
    role: Role,
    row: RoleSkill | None,
    form: WeightForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = _context(request, "role", role) | {"form": form, "row": row} | more
    status = 400 if form.errors and status == 200 else status
    return render(request, "taxonomy/weigh.html", context, status=status)
