"""The interviewing guide: how to make the most of a kit, for everybody who signs in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

#: Sections by their anchor, which names their template too.
SECTIONS = {
    "before": "Before the interview",
    "during": "During the interview",
    "rating": "Rating the answers",
    "fairness": "Fairness and the law",
    "afterwards": "Afterwards",
    "research": "What research says",
}


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """Show the whole guide on one page."""
    return render(request, "guide/guide.html", {"sections": SECTIONS})
