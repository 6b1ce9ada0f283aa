"""What callers ask to be told: `fields` leaves out what they do not need, `expand` gives relations
in full.

A view that takes the two is marked `shaped`, and answers by `listed`, `rows` or `conditional`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import QueryDict
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from questions.api.auth import ApiRequest, demand
from questions.api.pagination import envelope
from questions.api.parameters import NO_STORE
from questions.filters import FilterError, FiltersRefused
from questions.paging import Page

Said = type[serializers.BaseSerializer[Any]]
View = TypeVar("View", bound=Callable[..., Any])
Body = Mapping[str, Any]
#: Names, each with those below it: none are below what is wanted as a whole.
Names = dict[str, "Names"]
#: Tells the schema which component each relation is expanded to.
EXPANDS = "x-expands"
#: What is read though nobody asked for it: relations are found by it.
KEY = "id"


@dataclass(frozen=True)
class Expansion:
    """A relation that can be given in full, as `said` tells it.

    `read` returns what is said of ids or slugs, of those alone that the caller may see: others
    stay as they are. With `own` it is asked for the ids of the rows themselves, and what it
    returns of them is a field more. Whoever expands it needs the capability `needs`.
    """

    said: Said
    needs: str
    read: Callable[[ApiRequest, set[Any]], Mapping[Any, Any]]
    own: bool = False

    def fill(self, request: ApiRequest, name: str, bodies: Sequence[Body]) -> list[Body]:
        """Return bodies with this relation in full; raise PermissionDenied."""
        demand(request.user, self.needs)
        place = KEY if self.own else name
        found = self.read(request, {key for body in bodies for key in _keys(body.get(place))})
        return [
            {**body, name: _filled(body[place], found)} if place in body else body
            for body in bodies
        ]


def relation(
    said: Said, needs: str, find: Callable[[ApiRequest, set[Any]], Iterable[Any]], key: str = KEY
) -> Expansion:
    """Return the expansion to what `find` finds of ids (or of slugs, by `key`), in one query."""

    def read(request: ApiRequest, keys: set[Any]) -> Mapping[Any, Any]:
        many = said(find(request, keys), many=True, context={"request": request})
        return {row[key]: row for row in many.data}

    return Expansion(said, needs, read)


def _keys(value: Any) -> Iterator[Any]:
    for one in value if isinstance(value, list) else [value]:
        if one is not None:
            yield _key(one)


def _key(value: Any) -> Any:
    return value.get("id", value.get("slug")) if isinstance(value, dict) else value


def _filled(value: Any, found: Mapping[Any, Any]) -> Any:
    if isinstance(value, list):
        return [_filled(one, found) for one in value]
    return value if value is None else found.get(_key(value), value)


@dataclass(frozen=True)
class Shape:
    """What a request asks for: these fields (all where none is named), these relations in full."""

    fields: Names
    expand: Mapping[str, Expansion]


WHOLE = Shape({}, {})


def shape_of(request: Any) -> Shape:
    """Return what a request asks for; of a view that is not `shaped`, everything as it is."""
    shape: Shape = getattr(request, "shape", WHOLE)
    return shape


def shaped(said: Said, **expand: Expansion) -> Callable[[View], View]:
    """Let a view that tells of `said` take `fields`, and `expand` for these relations.

    The view raises FiltersRefused for names that there are not.
    """
    names = _names_of(said) | {name: _names_of(one.said) for name, one in expand.items()}
    paths = list(_paths(names))

    def decorate(view: View) -> View:
        @wraps(view)
        def asked(self: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
            request.shape = _read(request.query_params, names, paths, expand)
            return view(self, request, *args, **kwargs)

        return cast("View", extend_schema(parameters=_parameters(names, expand))(asked))

    return decorate


def _names_of(said: Said) -> Names:
    return {name: _below(field) for name, field in said().fields.items()}  # type: ignore[attr-defined]  # of serializers that are no lists


def _below(field: Any) -> Names:
    if isinstance(field, serializers.SerializerMethodField):
        method = getattr(field.parent, str(field.method_name))
        field = getattr(method, "_spectacular_annotation", {}).get("field")
    kind = type(getattr(field, "child", field)) if not isinstance(field, type) else field
    return _names_of(kind) if issubclass(kind, serializers.Serializer) else {}


def _paths(names: Names, above: str = "") -> Iterator[str]:
    for name, below in names.items():
        yield above + name
        yield from _paths(below, f"{above}{name}.")


# Reading the parameters


def _read(
    params: QueryDict, names: Names, paths: Sequence[str], expand: Mapping[str, Expansion]
) -> Shape:
    fields = _asked(params, "fields", paths, names)
    wanted = _tree(fields)
    if not expand and "expand" in params:
        message = "There is nothing to expand here."
        raise FiltersRefused([FilterError("expand", "unknown_parameter", message)])
    asked = _asked(params, "expand", list(expand), expand)
    return Shape(wanted, {name: expand[name] for name in asked if not wanted or name in wanted})


def _asked(
    params: QueryDict, name: str, known: Sequence[str], told: Iterable[str]
) -> dict[str, None]:
    """Return the names that a parameter lists, each once; raise FiltersRefused for others."""
    given = dict.fromkeys(one for text in params.getlist(name) for one in text.split(","))
    for one in given:
        if one not in known:
            message = f"{name} takes names of {', '.join(told)}; not “{one[:100]}”."
            raise FiltersRefused([FilterError(name, "unknown_value", message)])
    return given


def _tree(paths: Iterable[str]) -> Names:
    below: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        name, _, rest = path.partition(".")
        below[name].append(rest)
    return {name: {} if "" in rests else _tree(rests) for name, rests in below.items()}


# Answering


def listed(request: ApiRequest, page: Page, said: Said, **context: Any) -> Response:
    """Return a page of rows as `said` tells them, as far as the request asks for it."""
    data = rows(request, said, page.rows, **context)
    return Response(envelope(request, page, data), headers=NO_STORE)


def rows(request: ApiRequest, said: Said, found: Iterable[Any], **context: Any) -> list[Body]:
    """Return what `said` tells of rows, as far as the request asks for it."""
    many: Any = said(found, many=True, context={"request": request, **context})
    wanted = shape_of(request).fields
    if wanted:
        for name in set(many.child.fields) - {KEY, *wanted}:
            many.child.fields.pop(name)
    return told(request, many.data)


def told(request: Any, bodies: Sequence[Body]) -> list[Body]:
    """Return bodies with the relations in full and the fields alone that a request asks for."""
    shape = shape_of(request)
    for name, expansion in shape.expand.items():
        bodies = expansion.fill(request, name, bodies)
    return [_trimmed(body, shape.fields) for body in bodies]


def _trimmed(value: Any, wanted: Names) -> Any:
    if wanted and isinstance(value, list):
        return [_trimmed(one, wanted) for one in value]
    if wanted and isinstance(value, dict):
        return {name: _trimmed(value[name], wanted[name]) for name in value if name in wanted}
    return value


# Describing


def _parameters(names: Names, expand: Mapping[str, Expansion]) -> list[OpenApiParameter]:
    # As a sentence: a list of allowed values would be long, for what is nested has names as well.
    fields = _list_of(
        "fields",
        {"type": "string", "pattern": r"^[a-z0-9_.]+$"},
        "What to answer, separated by commas, parts of a field by a dot; by default everything: "
        f"{', '.join(names)}.",
        example=[next(iter(names))],
    )
    if not expand:
        return [fields]
    leads = {name: one.said.__name__.removesuffix("Serializer") for name, one in expand.items()}
    relations = _list_of(
        "expand",
        {"type": "string", "enum": sorted(expand)},
        "Relations to give in full, separated by commas, as far as the caller may see them.",
        extensions={EXPANDS: leads},
    )
    return [fields, relations]


def _list_of(
    name: str, items: Mapping[str, Any], description: str, *, example: Any = None, **more: Any
) -> OpenApiParameter:
    examples = [OpenApiExample(name, value=example)] if example else []
    return OpenApiParameter(
        name,
        type={"type": "array", "items": items, "minItems": 1},
        style="form",
        explode=False,
        description=description,
        examples=examples,
        **more,
    )
