"""Health checks, answered ahead of everything else so that a probe needs no allowed host."""

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from questions.models import Question

GetResponse = Callable[[HttpRequest], HttpResponse]


class HealthMiddleware:
    """Answer /healthz and /readyz; pass everything else on."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return JsonResponse({"status": "alive"})
        if request.path == "/readyz":
            return readiness()
        return self.get_response(request)


def readiness() -> JsonResponse:
    """Tell whether the database answers, is migrated, and has a current index.

    A stale index is told but is no reason to send no traffic: pages work, searches miss rows.
    """
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
        stale = not pending and Question.objects.stale().exists()
    except DatabaseError:
        return JsonResponse({"status": "unready", "database": "unreachable"}, status=503)
    if pending:
        return JsonResponse({"status": "unready", "migrations": "pending"}, status=503)
    index = "stale: run manage.py reindex" if stale else "current"
    return JsonResponse({"status": "ready", "index": index})
