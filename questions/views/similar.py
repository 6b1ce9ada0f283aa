"""Similar questions in the bank: beside the editor while a stem is typed, and on a question's page.

Without JavaScript the same is a page of its own.
"""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from questions.forms.similar import SimilarForm
from questions.matches import alike
from questions.models import Question, User
from questions.permissions import can, get_visible
from questions.rules.access import READ_QUESTIONS, WRITE_QUESTIONS
from questions.rules.likeness import ideas_of, tells
from questions.search import Alike
from questions.views.requests import PageRequest

SHOWN = 5


@dataclass(frozen=True)
class Row:
    """A question as the list of similar ones shows it."""

    question: Question
    words: str


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def similar(request: PageRequest) -> HttpResponse:
    """Show what is similar to a stem, or to a stored question (`?question=`)."""
    form = SimilarForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        return _shown(request, {"form": form}, status=400)
    stem, pk = form.cleaned_data["stem"], form.cleaned_data["question"]
    question = get_visible(Question.objects, request.user, pk) if pk and not stem else None
    text = question.stem if question else stem
    context = {
        "question": question,
        "stem": stem,
        "enough": tells(ideas_of(text)),
        "rows": _rows(request.user, alike(request.user, text, SHOWN, leave_out=pk)),
        "may_merge": question is not None and can(request.user, WRITE_QUESTIONS),
        "may_read": can(request.user, READ_QUESTIONS),
    }
    return _shown(request, context)


def _rows(user: User, found: list[Alike]) -> list[Row]:
    ids = [one.pk for one in found]
    held = Question.objects.visible_to(user).for_list().in_bulk(ids)
    return [Row(held[one.pk], one.words) for one in found if one.pk in held]


def _shown(request: PageRequest, context: dict[str, object], status: int = 200) -> HttpResponse:
    template = "duplicates/_similar.html" if request.htmx else "duplicates/similar.html"
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "no-store"
    return response
