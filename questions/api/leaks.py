"""Reports over REST that a question is known outside."""

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from questions.actions.asked import clear_leak, report_leak
from questions.api.auth import ApiRequest, demand
from questions.api.bodies import Body, Text, read
from questions.api.conditional import changed
from questions.api.parameters import (
    BODY_PROBLEMS,
    NOTHING_THERE,
    PROBLEM_HEADERS,
    PROBLEMS,
)
from questions.api.questions import QuestionSerializer, said
from questions.models import Question
from questions.permissions import get_visible
from questions.rules.access import READ_QUESTIONS, REVIEW_QUESTIONS

WRITE_SCOPE = "questions:write"


class LeakBody(Body):
    note = Text(max_length=500, required=False, allow_blank=True, help_text="Where it was seen.")


class LeakViewSet(ViewSet):
    """Whoever reads a question may report it, but not with a token that is for reading."""

    lookup_value_converter = "int"
    reads = writes = READ_QUESTIONS

    @extend_schema(
        summary="Report a question as leaked: no new kit takes it",
        parameters=PROBLEM_HEADERS,
        request=LeakBody,
        responses={200: QuestionSerializer, **BODY_PROBLEMS, **NOTHING_THERE},
    )
    @action(detail=True, methods=["post"])
    def leak(self, request: ApiRequest, pk: int) -> Response:
        scopes = request.user.scopes
        if scopes is not None and WRITE_SCOPE not in scopes:
            raise PermissionDenied(f"This needs a token with {WRITE_SCOPE}.")
        question = get_visible(Question.objects, request.user, pk)
        report_leak(request.user, question, read(request, LeakBody).get("note", ""))
        return changed(said(request, pk))

    @extend_schema(
        summary="Take a leak report back",
        parameters=PROBLEM_HEADERS,
        request=None,
        responses={200: QuestionSerializer, **NOTHING_THERE, **PROBLEMS},
    )
    @leak.mapping.delete
    def clear_leak(self, request: ApiRequest, pk: int) -> Response:
        demand(request.user, REVIEW_QUESTIONS)
        clear_leak(request.user, get_visible(Question.objects, request.user, pk))
        return changed(said(request, pk))
