"""Where something stands in the API: for the rows that lead there, and for `Location`."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import get_attribute
from rest_framework.request import Request


def address(request: Request, noun: str, key: object) -> str:
    """Return the absolute address of one of a noun, by its id or slug."""
    return request.build_absolute_uri(f"/api/v1/{noun}/{key}/")


@extend_schema_field(OpenApiTypes.STR)
class Address(serializers.Field[Any, Any, str, Any]):
    """The address of what a row tells of; `key` is a path in the row to its id or slug."""

    def __init__(self, noun: str, key: str = "pk") -> None:
        super().__init__(source="*", read_only=True)
        self._noun, self._key = noun, key.split(".")

    def to_representation(self, value: Any) -> str:
        return address(self.context["request"], self._noun, get_attribute(value, self._key))
