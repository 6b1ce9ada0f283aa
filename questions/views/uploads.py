"""Bodies that are larger than any is read: refused by what they say of their length."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

#: What a form may hold around its file.
FORM_ROOM = 64_000


class UploadLimitMiddleware:
    """Answers 413 before anything of such a body is read: a page, or a problem for the API."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or ""
        if not length.isdigit() or int(length) <= settings.MAX_UPLOAD_BYTES + FORM_ROOM:
            return self.get_response(request)
        most = settings.MAX_UPLOAD_BYTES // 1_000_000
        detail = f"This is more than one request may send: a file holds {most} MB at most."
        if request.path.startswith("/api/"):
            told = {"type": "about:blank", "title": "Too large", "status": 413, "detail": detail}
            return JsonResponse(told, status=413, content_type="application/problem+json")
        return render(request, "413.html", {"most": most}, status=413)
