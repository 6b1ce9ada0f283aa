"""What a request's body may say: JSON alone, of known fields, in the types they have."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.extensions import OpenApiSerializerExtension, OpenApiSerializerFieldExtension
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.fields import empty
from rest_framework.parsers import JSONParser

from questions.api.auth import ApiRequest
from questions.filters import MAX_ID
from questions.models import Role, Skill, User
from questions.paging import moment
from questions.rules import content

Rows = Callable[[User], QuerySet[Any]]
UNKNOWN = "There is no “{value}” that you may see."


class StrictJSONParser(JSONParser):
    """JSON, refused where it is nested beyond reading."""

    def parse(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().parse(*args, **kwargs)
        except RecursionError as error:
            raise ParseError("This JSON is nested too deeply.") from error


class Body(serializers.Serializer[Any]):
    """Fields that a request may set; any other is refused by name."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = {name: ["There is no such field."] for name in set(data) - set(self.fields)}
            if unknown:
                raise serializers.ValidationError(unknown, code="unknown_field")
            missing = {name: ["This field is required."] for name in self._missing(data)}
            if missing:
                raise serializers.ValidationError(missing, code="required")
        return super().to_internal_value(data)

    def _missing(self, data: Mapping[str, Any]) -> list[str]:
        """Return what a partial change leaves out of things in its lists: it names those whole."""
        if self.parent is None or not getattr(self.root, "partial", False):
            return []
        return [name for name, field in self.fields.items() if field.required and name not in data]


class BodyScheme(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]  # untyped base
    """Say in the schema too that nothing else may be sent."""

    target_class = Body
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: Any) -> Any:
        schema = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        return schema | {"additionalProperties": False}


class Nothing(Body):
    """A body without any field."""


def read(request: ApiRequest, body: type[Body], *, partial: bool = False) -> dict[str, Any]:
    """Return what a request's body says; raise ValidationError naming every field at fault."""
    found = body(data=request.data, partial=partial, context={"request": request})
    found.is_valid(raise_exception=True)
    return dict(found.validated_data)


# Values


class Text(serializers.CharField):
    """A text, cleaned before it is measured; numbers are not taken for texts."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(content.clean(data))


class Whole(serializers.IntegerField):
    """A whole number; texts and fractions are not taken for one."""

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return data


class Flag(serializers.BooleanField):
    """True or false; words and numbers are not taken for one."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=type(data).__name__)
        return data


class Moment(serializers.Field[Any, Any, Any, Any]):
    """A moment with its zone, in the form of RFC 3339."""

    default_error_messages = {"invalid": "Give a moment such as 2026-01-31T14:05:00Z."}

    def to_internal_value(self, data: Any) -> Any:
        try:
            return moment(data)
        except (ValueError, OverflowError):
            self.fail("invalid")


class MomentScheme(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]  # untyped base
    """Say in the schema what form it has."""

    target_class = Moment

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> Any:
        return {"type": "string", "format": "date-time"}


# Rows


class ById(Whole):
    """A row that the caller may see, by its id."""

    default_error_messages = {"unknown_value": UNKNOWN}

    def __init__(self, rows: Rows, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=MAX_ID, **kwargs)
        self.rows = rows

    def run_validation(self, data: Any = empty) -> Any:
        value = super().run_validation(data)
        return value if value is None else _found(self, "pk", value)


class BySlug(Text):
    """A taxonomy entry by its slug."""

    default_error_messages = {"unknown_value": UNKNOWN}

    def __init__(self, rows: Rows, **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)
        self.rows = rows

    def run_validation(self, data: Any = empty) -> Any:
        value = super().run_validation(data)
        return value if value is None else _found(self, "slug", value)


def _found(field: Any, column: str, value: Any) -> Any:
    rows = field.rows(field.context["request"].user)
    row = rows.filter(**{column: value}).first()
    if row is None and column == "slug":
        row = rows.filter(old_slugs__slug=value).first()
    if row is None:
        field.fail("unknown_value", value=str(value)[:100])
    return row


class Several(serializers.ListField):
    """Rows that the caller may see, each named once by id or another unique column."""

    default_error_messages = {"unknown_value": UNKNOWN}

    def __init__(self, rows: Rows, column: str = "pk", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rows, self.column = rows, column

    def run_validation(self, data: Any = empty) -> Any:
        names = super().run_validation(data)
        if names is None:
            return None
        found = {
            getattr(row, self.column): row
            for row in self.rows(self.context["request"].user).filter(
                **{f"{self.column}__in": names}
            )
        }
        for name in names:
            if name not in found:
                self.fail("unknown_value", value=str(name)[:100])
        return tuple(found.values())


def ids(rows: Rows, **kwargs: Any) -> Several:
    """Return a field for a list of ids."""
    return Several(rows, child=Whole(min_value=1, max_value=MAX_ID), max_length=500, **kwargs)


class AccessBody(Body):
    """The accounts, by username, that are given something besides the one who made it."""

    accounts = Several(
        lambda _: User.objects.filter(is_active=True),
        "username",
        child=Text(max_length=150),
        max_length=200,
    )


def role_field(**kwargs: Any) -> BySlug:
    return BySlug(lambda _: Role.objects.all(), **kwargs)


def skill_field(**kwargs: Any) -> BySlug:
    return BySlug(lambda _: Skill.objects.all(), **kwargs)
