"""A kit handed out over REST as a file, in the interviewer's copy or the candidate's."""

import dataclasses
import json
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.viewsets import ViewSet

from questions.actions import exports
from questions.api.auth import ApiRequest, demand
from questions.api.kit_serializers import find
from questions.api.parameters import (
    LIST_PROBLEMS,
    NO_PDF,
    NO_STORE,
    NOTHING_THERE,
    PROBLEM_HEADERS,
    REFUSED,
)
from questions.filters import FilterError, FiltersRefused, unknown_parameters
from questions.formats import KIT_FORMATS
from questions.rules.access import READ_ANSWERS, READ_KITS, WRITE_KITS

CHOICES: dict[str, list[str]] = {
    "format": list(KIT_FORMATS),
    "copy": ["interviewer", "candidate"],
}
FILES: dict[Any, Any] = {
    (200, format_.media_type.partition(";")[0]): OpenApiResponse(
        OpenApiTypes.OBJECT if name == "json" else OpenApiTypes.BINARY, "The file."
    )
    for name, format_ in KIT_FORMATS.items()
}

LOSSES = OpenApiParameter(
    "Export-Losses",
    str,
    OpenApiParameter.HEADER,
    description=(
        "What the format leaves out, as JSON in ASCII: a list of objects with `field`, `reason` and"
        " the number of `questions` concerned. Missing where nothing is left out."
    ),
    response=[200],
)


class ByParameter(DefaultContentNegotiation):
    """The parameter `format` says what is sent, whatever `Accept` would have."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class KitExportViewSet(ViewSet):
    """Files of kits."""

    lookup_value_converter = "int"
    reads, writes = READ_KITS, WRITE_KITS

    @extend_schema(
        summary="Hand out a kit as a file; the interviewer's copy needs `answers:read`",
        parameters=[
            *(
                OpenApiParameter(name, enum=values, required=True, description="What is sent.")
                for name, values in CHOICES.items()
            ),
            LOSSES,
            *PROBLEM_HEADERS,
        ],
        responses={
            **FILES,
            **{key: told for key, told in LIST_PROBLEMS.items() if key[0] != 406},
            **NOTHING_THERE,
            **NO_PDF,
            **REFUSED,
        },
    )
    @action(detail=True, content_negotiation_class=ByParameter)
    def export(self, request: ApiRequest, pk: int) -> HttpResponse:
        kit = find(request, pk)
        format_name, copy = _chosen(request.query_params)
        if copy == "interviewer":
            demand(request.user, READ_ANSWERS)
        losses = exports.losses(request.user, kit, format_name, copy)
        file = exports.export(request.user, kit, format_name, copy)
        headers = NO_STORE | {"Content-Disposition": f'attachment; filename="{file.name}"'}
        if losses:
            headers["Export-Losses"] = json.dumps([dataclasses.asdict(loss) for loss in losses])
        return HttpResponse(file.data, content_type=file.media_type, headers=headers)


def _chosen(params: Any) -> tuple[str, str]:
    """Return format and copy; raise FiltersRefused naming what is neither."""
    errors = unknown_parameters(params, set(CHOICES))
    errors += [
        FilterError(name, "unknown_value", f"{name} takes one of {', '.join(known)}.")
        for name, known in CHOICES.items()
        if params.get(name) not in known
    ]
    if errors:
        raise FiltersRefused(errors)
    return params["format"], params["copy"]
