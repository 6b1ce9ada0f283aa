"""Many questions in one request: each is written by itself, or refused by itself."""

from typing import Any

from django.db import transaction
from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from questions.actions import question_batches
from questions.api.addresses import address
from questions.api.auth import ApiRequest
from questions.api.bodies import Body, read
from questions.api.conditional import changed, conditional
from questions.api.errors import content_errors, field_errors
from questions.api.idempotency import idempotent
from questions.api.parameters import (
    BODY_PROBLEMS,
    CONDITIONAL,
    CREATED,
    DETAIL_PROBLEMS,
    REPEATED,
    ErrorSerializer,
)
from questions.api.question_writes import QuestionBody, make
from questions.api.shapes import shaped
from questions.models import QuestionBatch
from questions.permissions import get_visible
from questions.rules.access import READ_QUESTIONS, WRITE_QUESTIONS
from questions.rules.content import ContentRefused

MAX_BATCH = 500


class BatchBody(Body):
    """Up to 500 questions, each as one is written by itself."""

    questions = serializers.ListField(
        child=serializers.DictField(),
        min_length=1,
        max_length=MAX_BATCH,
        help_text="Each with the fields of `POST /api/v1/questions/`.",
    )


class BatchResultSerializer(serializers.Serializer[Any]):
    """What became of one question: it was made, or has `errors`."""

    id = serializers.IntegerField(allow_null=True)
    uid = serializers.UUIDField(allow_null=True)
    url = serializers.URLField(allow_null=True)
    errors = ErrorSerializer(many=True)  # type: ignore[assignment]  # stubs: errors


class BatchSerializer(serializers.Serializer[Any]):
    """Questions that were written together: how many were made, and a result for each, in order."""

    id = serializers.IntegerField()
    url = serializers.URLField()
    created_at = serializers.DateTimeField()
    made = serializers.IntegerField()
    refused = serializers.IntegerField()
    results = BatchResultSerializer(many=True)


def _said(request: ApiRequest, batch: QuestionBatch) -> dict[str, Any]:
    results = [
        {**result, "url": address(request, "questions", result["id"]) if result["id"] else None}
        for result in batch.results
    ]
    made = sum(1 for result in results if result["id"])
    values = {
        "id": batch.pk,
        "url": address(request, "questions/batches", batch.pk),
        "created_at": batch.created_at,
        "made": made,
        "refused": len(results) - made,
        "results": results,
    }
    return dict(BatchSerializer(values).data)


class QuestionBatchViewSet(ViewSet):
    """One's own batches; they are kept for a day."""

    lookup_value_converter = "int"
    reads, writes = READ_QUESTIONS, WRITE_QUESTIONS

    @extend_schema(
        summary="Write up to 500 new questions: each starts as a draft",
        description="Each question is made or refused by itself: one that is refused has `errors`"
        " in its result, and the others are made all the same.",
        parameters=CREATED,
        request=BatchBody,
        responses={201: BatchSerializer, **BODY_PROBLEMS, **REPEATED},
    )
    @idempotent
    def create(self, request: ApiRequest) -> Response:
        bodies = read(request, BatchBody)["questions"]
        with transaction.atomic():
            results = [_result(request, body) for body in bodies]
            batch = question_batches.keep(request.user, results)
        said = _said(request, batch)
        return changed(said, 201, said["url"])

    @shaped(BatchSerializer)
    @extend_schema(
        summary="Read what became of questions that were written together",
        parameters=CONDITIONAL,
        responses={200: BatchSerializer, **DETAIL_PROBLEMS},
    )
    def retrieve(self, request: ApiRequest, pk: int) -> HttpResponseBase:
        batch = get_visible(QuestionBatch.objects, request.user, pk)
        return conditional(request, _said(request, batch))


def _result(request: ApiRequest, body: dict[str, Any]) -> dict[str, Any]:
    """Write one question; return its ids, or what is wrong with it."""
    sent = QuestionBody(data=body, context={"request": request})
    try:
        sent.is_valid(raise_exception=True)
        with transaction.atomic():
            question = make(request, sent.validated_data)
    except serializers.ValidationError as refusal:
        errors = list(field_errors(refusal.detail))
    except ContentRefused as refusal:
        errors = content_errors(refusal)
    else:
        return {"id": question.pk, "uid": str(question.uid), "errors": []}
    told = [{"field": e.field, "code": e.code, "message": e.message} for e in errors]
    return {"id": None, "uid": None, "errors": told}
