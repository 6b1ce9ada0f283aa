"""A kit on paper and as a file: the interviewer's copy, and the candidate's."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from questions.actions import exports
from questions.formats import KIT_FORMATS, PdfUnavailable, Unwritable
from questions.formats.documents import CANDIDATE, INTERVIEWER
from questions.forms.kits import ExportForm
from questions.models import Kit
from questions.permissions import can, require
from questions.rules.access import READ_ANSWERS
from questions.views import kit_page
from questions.views.requests import PageRequest, unstored

COPIES = {INTERVIEWER: "Interviewer’s copy", CANDIDATE: "Candidate’s copy"}


@require_safe
@unstored
def print_page(request: PageRequest, pk: int) -> HttpResponse:
    """Show a copy for the browser's own print (`?copy=`, the interviewer's unless said)."""
    kit = kit_page.found(request, pk)
    copy = request.GET.get("copy", INTERVIEWER)
    if copy not in COPIES:
        problem = f"There is no copy “{copy[:100]}”: ask for {INTERVIEWER} or {CANDIDATE}."
        return kit_page.show(request, kit, problems=[problem], status=400)
    document = exports.document(request.user, kit, copy)
    if request.method == "GET":
        exports.record_print(request.user, kit, copy)
    context = {"kit": kit, "document": document, "copy": copy, "copies": COPIES}
    context["printed_at"] = timezone.now()
    context["may_answer"] = can(request.user, READ_ANSWERS)
    return render(request, "kits/print.html", context)


@require_POST
@unstored
def export(request: PageRequest, pk: int) -> HttpResponse:
    """Hand out a copy as a file; that is recorded, so it is a POST.

    What the format leaves out is shown first, and the file handed out when that is accepted.
    """
    kit = kit_page.found(request, pk)
    form = ExportForm(request.POST)
    if not form.is_valid():
        problems = [f"{name.capitalize()}: {s}" for name, said in form.errors.items() for s in said]
        return kit_page.show(request, kit, problems=problems, status=400)
    copy = form.cleaned_data["copy"]
    if copy == INTERVIEWER:
        require(request.user, READ_ANSWERS)
    try:
        return _losses(request, kit, form) or _file(request, kit, form)
    except PdfUnavailable as refusal:
        return kit_page.show(request, kit, problems=[str(refusal)], print_copy=copy, status=503)
    except Unwritable as refusal:
        return kit_page.show(request, kit, problems=[str(refusal)], status=400)


def _losses(request: PageRequest, kit: Kit, form: ExportForm) -> HttpResponse | None:
    """Show what the format leaves out, for the person to accept; None where that is nothing."""
    chosen = form.cleaned_data
    if chosen["accepted"]:
        return None
    losses = exports.losses(request.user, kit, chosen["format"], chosen["copy"])
    context = {"kit": kit, "losses": losses, "copy": chosen["copy"]}
    context["format"] = KIT_FORMATS[chosen["format"]]
    return render(request, "kits/losses.html", context) if losses else None


def _file(request: PageRequest, kit: Kit, form: ExportForm) -> HttpResponse:
    chosen = form.cleaned_data
    file = exports.export(request.user, kit, chosen["format"], chosen["copy"])
    response = HttpResponse(file.data, content_type=file.media_type)
    response["Content-Disposition"] = content_disposition_header(True, file.name)
    return response
