"""What the API's schema says of parameters, envelopes and problems, said once."""

from typing import Any

from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema_serializer,
    inline_serializer,
)
from rest_framework import serializers

from questions import filters
from questions.listings import TOKEN_STATES
from questions.paging import MAX_PAGE_SIZE
from questions.rules import access, content, kits, lifecycle


def _parameter(name: str, description: str, **more: Any) -> OpenApiParameter:
    return OpenApiParameter(name, description=description, **{"type": str, **more})


CURSOR = _parameter("cursor", "Where to go on: copied from `next` or `previous`, never made up.")
PAGE_SIZE_PARAMETER = OpenApiParameter(
    "page_size",
    type={"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE, "default": 25},
    description="Rows on a page.",
)
_MINUTES = {"type": "integer", "minimum": 0, "maximum": content.MAX_MINUTES}

FILTERS = [
    _parameter("q", 'Words, "phrases", -not and prefix*. Without `answers:read`, of stems alone.'),
    _parameter("level", "Repeat for any of several.", enum=list(content.LEVELS), many=True),
    _parameter("type", "Repeat for any of several.", enum=list(content.TYPES), many=True),
    _parameter("skill", "Slug of a skill; repeat for any of several.", many=True),
    _parameter("role", "Slug of a role; repeat for any of several.", many=True),
    _parameter("status", "Repeat for any of several.", enum=list(lifecycle.STATUSES), many=True),
    _parameter("source", "Slug of a source; repeat for any of several.", many=True),
    OpenApiParameter("minutes_min", type=_MINUTES, description="At least so many minutes."),
    OpenApiParameter("minutes_max", type=_MINUTES, description="At most so many minutes."),
    _parameter("not_asked_to", "Id of a candidate: what they were asked is left out.", type=int),
    _parameter("not_used_since", "A date such as 2026-01-31: not asked since; or `never`."),
    _parameter(
        "ordering",
        "The order of the rows; `relevance` is the default of a search, `level` of a list.",
        enum=list(filters.ORDER_LABELS),
    ),
]

_ROLE = _parameter("role", "Slug of a role; repeat for any of several.", many=True)
KIT_FILTERS = [
    _parameter("q", "A piece of the name; with the scope for it, of the candidate's too."),
    _parameter("status", "Repeat for any of several.", enum=list(kits.STATUSES), many=True),
    _ROLE,
    _parameter("template", "Kits without a candidate (true), or with one (false).", type=bool),
    _parameter("mine", "Made by the account (true), or by others (false).", type=bool),
    _parameter("candidate", "Id of the candidate whose kits they are.", type=int),
    _parameter("question", "Id of a question that they hold.", type=int),
    _parameter("ordering", "Last changed first, or last made.", enum=["updated", "newest"]),
]
CANDIDATE_FILTERS = [
    _parameter("q", "A piece of the name, address, external reference or pseudonym."),
    _parameter("external_ref", "The whole of an external reference, such as the ATS's id."),
    _ROLE,
    _parameter("due", "Whose data should have been erased by now (true), or not.", type=bool),
    _parameter("erased", "Who have been erased (true), or have not (false).", type=bool),
]
PEOPLE_FILTERS = [
    _parameter("q", "A piece of the name or address."),
    _parameter("group", "Repeat for any of several.", enum=list(access.GROUPS), many=True),
    _parameter("active", "Accounts that are open (true), or deactivated (false).", type=bool),
    _parameter("second_factor", "Accounts with a second factor (true), or without.", type=bool),
]
TOKEN_FILTERS = [
    _parameter("account", "User name of whose they are; of others for administrators."),
    _parameter("state", "What opens something, or what does not any more.", enum=TOKEN_STATES),
]
BLUEPRINT_FILTERS = [_parameter("q", "A piece of the name."), _ROLE]


class ErrorSerializer(serializers.Serializer[Any]):
    field = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """RFC 9457: what went wrong, and which parameters were at fault."""

    type = serializers.CharField(default="about:blank")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = ErrorSerializer(many=True, required=False)  # type: ignore[assignment]  # stubs: errors


def _problem(description: str) -> OpenApiResponse:
    return OpenApiResponse(ProblemSerializer, description=description)


_JSON = "application/problem+json"
NOTHING_THERE: dict[Any, OpenApiResponse] = {
    (404, _JSON): _problem("There is nothing here that the caller may see."),
}
PROBLEMS: dict[Any, OpenApiResponse] = {
    (401, _JSON): _problem("No token or session, or a token that is unknown, expired or revoked."),
    (403, _JSON): _problem("The account or the token's scopes do not allow this."),
    (406, _JSON): _problem("Only JSON can be had."),
    (429, _JSON): _problem("Too many requests; `Retry-After` says when to come back, in seconds."),
    (500, _JSON): _problem("Something failed here, and was recorded."),
}
LIST_PROBLEMS: dict[Any, OpenApiResponse] = {
    (400, _JSON): _problem("Parameters that are not understood, each named."),
    **PROBLEMS,
}
DETAIL_PROBLEMS: dict[Any, OpenApiResponse] = {
    **LIST_PROBLEMS,
    304: OpenApiResponse(description="Unchanged since the state that `If-None-Match` names."),
    **NOTHING_THERE,
    (412, _JSON): _problem("It is not in the state that `If-Match` names."),
}
#: Of everything that reads a body.
BODY_PROBLEMS: dict[Any, OpenApiResponse] = {
    (400, _JSON): _problem("Fields that are not understood, each named."),
    (413, _JSON): _problem("The body is larger than is read."),
    (415, _JSON): _problem("Only JSON is read."),
    **PROBLEMS,
}
REFUSED: dict[Any, OpenApiResponse] = {
    (409, _JSON): _problem("The state that things are in does not allow this."),
}
#: Of everything that takes an `Idempotency-Key`.
REPEATED: dict[Any, OpenApiResponse] = {
    (409, _JSON): _problem(
        "The state that things are in does not allow this; or the request that came first with"
        " this `Idempotency-Key` is under way."
    ),
    (422, _JSON): _problem("This `Idempotency-Key` came with another request before."),
}
INFEASIBLE: dict[Any, OpenApiResponse] = {
    (422, _JSON): _problem("No kit fits; `errors` holds the least that would have to give."),
}
NO_PDF: dict[Any, OpenApiResponse] = {
    (501, _JSON): _problem("This server lacks what PDF is made with."),
}
MATCH_PROBLEMS: dict[Any, OpenApiResponse] = {
    **NOTHING_THERE,
    (412, _JSON): _problem("It is not in the state that `If-Match` names any more."),
    (428, _JSON): _problem("`If-Match` is missing."),
}
CHANGE_PROBLEMS = {**BODY_PROBLEMS, **MATCH_PROBLEMS}
MAKE_PROBLEMS = {**BODY_PROBLEMS, **NOTHING_THERE, **REPEATED}


def _header(name: str, description: str, **more: Any) -> OpenApiParameter:
    return _parameter(name, description, location=OpenApiParameter.HEADER, **more)


PROBLEM_HEADERS = [
    _header("WWW-Authenticate", "How to sign in: with a bearer token.", response=[401]),
    _header("Retry-After", "Seconds until a request is served again.", response=[429]),
    _header(
        "RateLimit-Limit", "Requests that the caller may make in a window.", type=int, response=True
    ),
    _header("RateLimit-Remaining", "How many of them are left.", type=int, response=True),
    _header("RateLimit-Reset", "Seconds until the window ends.", type=int, response=True),
]
CONDITIONAL = [
    _header("If-None-Match", "The `ETag` of the state that the caller holds."),
    _header("ETag", "Names this state, as far as the caller may see it.", response=[200, 304]),
    *PROBLEM_HEADERS,
]
MATCH = [
    _header("If-Match", "The `ETag` of the state that the caller has read.", required=True),
    _header("ETag", "Names the state that this has led to.", response=[200]),
    _header("ETag", "Names the state that it is in now.", response=[412]),
    *PROBLEM_HEADERS,
]
#: What clients may make up as a key: anything that one can see, such as a UUID.
KEY_PATTERN = r"^[!-~]{1,255}$"
CREATED = [
    _header(
        "Idempotency-Key",
        "Made up by the client, once for each thing to make. Sent again within 24 hours with the"
        " same body, nothing is made anew: the answer leads to what the first request made. With"
        " another body it is a 422.",
        type={"type": "string", "pattern": KEY_PATTERN},
    ),
    _header("Idempotent-Replayed", "True where nothing was made anew.", response=[201, 202]),
    _header("Retry-After", "Seconds until the first request should be over.", response=[409]),
    _header("Location", "The address of what was made.", response=[201, 202]),
    _header("ETag", "Names the state that it is in.", response=[201]),
    *PROBLEM_HEADERS,
]
#: Listings may hold what is confidential: nothing on the way keeps them.
NO_STORE = {"Cache-Control": "no-store"}


def listing(
    name: str, row: type[serializers.BaseSerializer[Any]]
) -> type[serializers.BaseSerializer[Any]]:
    """Return the envelope of a listing of `row`."""
    envelope = inline_serializer(
        f"{name}List",
        {
            "count": serializers.IntegerField(),
            "next": serializers.URLField(allow_null=True),
            "previous": serializers.URLField(allow_null=True),
            "results": row(many=True),
        },
    )
    # Without this the schema would call every listing an array of envelopes.
    return extend_schema_serializer(many=False)(type(envelope))
