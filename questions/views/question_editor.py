"""Writing a question: the editor, its preview, its drafts, and what two people changed at once."""

import json
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from questions import markup
from questions.actions import question_drafts, question_editor
from questions.actions.question_drafts import DraftRefused
from questions.actions.questions import StaleSave, latest_content, view_answer
from questions.filters import MAX_ID, whole_number
from questions.forms import choices, question_merge
from questions.forms.question_editor import (
    REF_TAKEN,
    EditorForm,
    empty_sheet,
    keep_known,
    posted,
    query_dict,
    read_of,
    sheet,
    typed_form,
)
from questions.models import Question, QuestionDraft
from questions.permissions import get_visible, require
from questions.rules import lifecycle, merge
from questions.rules.access import READ_ANSWERS, WRITE_QUESTIONS
from questions.rules.content import ContentRefused
from questions.rules.lifecycle import TransitionRefused
from questions.views.requests import PageRequest, form_methods, unstored

RETIRED = "A retired question must be restored before it is edited."
SAVED = "Saved."
PENDING = "Saved as a pending version. The approved text stays in use until this is reviewed."
SUBMITTED = "Saved and submitted for review."


# The pages


@form_methods
@unstored
def new(request: PageRequest) -> HttpResponse:
    """Write a new question."""
    _require(request)
    return _posted(request, None) if request.method == "POST" else _opened(request, None)


@form_methods
@unstored
def edit(request: PageRequest, pk: int) -> HttpResponse:
    """Change a question; what someone else saved meanwhile is not overwritten but merged (409)."""
    found = _writable(request, pk)
    if request.method == "POST":
        return _posted(request, found)
    if found.status == lifecycle.RETIRED:
        messages.error(request, RETIRED)
        return redirect(found)
    return _opened(request, found)


def _require(request: PageRequest) -> None:
    # The editor shows answers: writing alone does not open it.
    require(request.user, READ_ANSWERS)
    require(request.user, WRITE_QUESTIONS)


def _writable(request: PageRequest, pk: int) -> Question:
    found: Question = get_visible(Question.objects.with_guidance(), request.user, pk)
    _require(request)
    return found


def _opened(request: PageRequest, found: Question | None) -> HttpResponse:
    draft = QuestionDraft.objects.visible_to(request.user).filter(question=found).first()
    if draft and "draft" not in request.GET:
        return render(request, "questions/draft.html", _about(found) | {"draft": draft})
    if found and request.method == "GET":
        view_answer(request.user, found)
    form = typed_form(query_dict(draft.data), found) if draft else _first_form(found)
    return _page(request, found, form)


def _first_form(found: Question | None) -> EditorForm:
    if found is None:
        return EditorForm(question=None, shown=empty_sheet())
    said, tags = latest_content(found), question_merge.tags_of(found)
    read = read_of(found.revision, found.pending_version or found.version, tags)
    return EditorForm(question=found, shown=sheet(said, tags) | read)


def _about(found: Question | None) -> dict[str, Any]:
    """Return what every page of the editor says of its question."""
    here = reverse("question_edit", args=[found.pk]) if found else reverse("question_new")
    return {
        "question": found,
        "here": here,
        "draft_address": f"{here}draft/",
        "may_submit": found is None or "submit" in lifecycle.verbs_from(found.status),
    }


def _page(
    request: PageRequest,
    found: Question | None,
    form: EditorForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    _focus_first_error(form)
    texts = {name: form[name].value() or "" for name in ("stem", "answer")}
    previews = {f"{name}_preview": markup.render(text) for name, text in texts.items()}
    context = _about(found) | {"form": form} | previews | more
    return render(request, "questions/edit.html", context, status=status)


def _focus_first_error(form: EditorForm) -> None:
    name = next((name for name in form.fields if name in form.errors), None)
    if name:
        form.fields[name].widget.attrs["autofocus"] = True


# What is posted


def _posted(request: PageRequest, found: Question | None) -> HttpResponse:
    """Do what the pressed button says: check one field, change the rows of choices, or save."""
    data: QueryDict = request.POST
    if "check" in request.GET:
        return _checked(request, found, request.GET["check"])
    rows = choices.step(data)
    if rows is not None:
        return _page(request, found, typed_form(_with_rows(data, rows), found))
    if "preview" in data:
        return _page(request, found, typed_form(data, found))
    if found and "merging" in data:
        return _merged(request, found, data)
    return _save(request, found, EditorForm(data, question=found))


def _with_rows(data: QueryDict, rows: list[choices.Row]) -> QueryDict:
    typed = keep_known(data).items()
    kept = {name: said for name, said in typed if not choices.is_choice_name(name)}
    return query_dict(kept | posted({"choices": rows}))


def _checked(request: PageRequest, found: Question | None, name: str) -> HttpResponse:
    """Say what is wrong with one field of the form as it stands."""
    form = EditorForm(request.POST, question=found)
    if name not in form.fields:
        raise Http404
    return render(request, "questions/_edit_errors.html", {"field": form[name]})


def _save(request: PageRequest, found: Question | None, form: EditorForm) -> HttpResponse:
    if not form.is_valid():
        return _refused(request, found, form)
    read = found and Question(pk=found.pk, revision=form.cleaned_data["read_revision"])
    try:
        saved = question_editor.save(request.user, read, form.written())
    except StaleSave as stale:
        return _conflict(request, stale.current, form)
    except ContentRefused as refusal:
        form.add_problems(refusal.problems)
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal))
    except IntegrityError:
        form.add_error("source_ref", REF_TAKEN)
    except Question.DoesNotExist:
        raise Http404 from None
    else:
        messages.success(request, _told(saved, form))
        return redirect(saved)
    return _refused(request, found, form)


def _told(saved: Question, form: EditorForm) -> str:
    if form.written().submit:
        return SUBMITTED
    pending = saved.status == lifecycle.APPROVED and saved.pending_version
    return PENDING if pending else SAVED


def _refused(request: PageRequest, found: Question | None, form: EditorForm) -> HttpResponse:
    _keep_typed(request, found, form.data)
    return _page(request, found, form, status=400)


def _keep_typed(request: PageRequest, found: Question | None, data: QueryDict) -> None:
    """Keep what could not be saved, for the page may be closed before it can."""
    try:
        question_drafts.keep(request.user, found, keep_known(data), _read_revision(data))
    except DraftRefused:
        return


def _read_revision(data: QueryDict) -> int:
    said = str(data.get("read_revision", ""))
    return int(said) if whole_number(said, 0, MAX_ID) else 0


# Two people


def _conflict(
    request: PageRequest,
    current: Question,
    form: EditorForm,
    *,
    taken: dict[str, str] | None = None,
    status: int = 409,
) -> HttpResponse:
    """Show what they and you changed, field by field; what is chosen there is saved over theirs."""
    rows = question_merge.rows(current, form, taken)
    typed = keep_known(form.data)
    if status == 409:
        _keep_typed(request, current, form.data)
    shown = typed_form(form.data, current)
    shown.initial["read_revision"] = current.revision
    if taken is None:
        theirs = question_merge.current_sheet(current)
        shown.initial.update({r.name: theirs[r.name] for r in rows if r.by == merge.THEIRS})
    context = _about(current) | {
        "form": shown,
        "rows": [(row, shown[row.name]) for row in rows],
        "typed": json.dumps(typed),
        "unchosen": taken is not None,
    }
    return render(request, "questions/conflict.html", context, status=status)


def _merged(request: PageRequest, found: Question, data: QueryDict) -> HttpResponse:
    taken = question_merge.taken(data)
    form = EditorForm(question_merge.merged(data, found), question=found)
    if form.is_valid() and not all(taken.values()):
        return _conflict(request, found, form, taken=taken, status=400)
    return _save(request, found, form)


# Preview and drafts


@require_POST
@unstored
def preview(request: PageRequest) -> HttpResponse:
    """Return a Markdown text as the question's page will show it."""
    _require(request)
    text = request.POST.get("stem", request.POST.get("answer", ""))
    return HttpResponse(markup.render(text))


@require_POST
@unstored
def new_draft(request: PageRequest) -> HttpResponse:
    """Keep what is typed for a new question, or discard it."""
    _require(request)
    return _draft(request, None)


@require_POST
@unstored
def draft(request: PageRequest, pk: int) -> HttpResponse:
    """Keep what is typed for a question, or discard it."""
    return _draft(request, _writable(request, pk))


def _draft(request: PageRequest, found: Question | None) -> HttpResponse:
    if "discard" in request.POST:
        question_drafts.discard(request.user, found)
        return redirect(_about(found)["here"])
    data = request.POST
    try:
        kept = question_drafts.keep(request.user, found, keep_known(data), _read_revision(data))
    except DraftRefused as refusal:
        return JsonResponse({"detail": str(refusal)}, status=400)
    return JsonResponse({"saved_at": kept.updated_at.isoformat()})
