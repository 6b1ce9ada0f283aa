"""What the schema says beyond the serializers: each field's meaning, and examples of everything."""

from collections.abc import Iterator
from typing import Any

from questions.api.errors import MEDIA_TYPE, TITLES
from questions.api.glossary import BODIES, FIELDS, PLACES
from questions.api.shaped_schema import describe_shapes

Schema = dict[str, Any]
#: Parameters that are no filters.
NEVER_EMPTY = {"expand", "fields", "format", "page_size"}
#: An example of each type, where nothing better is known.
PLAIN = {"string": "text", "integer": 1, "number": 0.5, "boolean": True, "null": None}


def describe(result: Schema, **kwargs: Any) -> Schema:
    """Return an OpenAPI document with descriptions and examples; drf-spectacular calls it."""
    schemas: Schema = result["components"]["schemas"]
    for name, schema in schemas.items():
        for field, said in schema.get("properties", {}).items():
            _say(said, name.removeprefix("Patched"), field)
    describe_shapes(result)
    examples = _Examples(schemas)
    for operation in _operations(result):
        _name_places(operation)
        _let_be_empty(operation)
        _exemplify(operation, examples)
    return result


def _say(field: Schema, component: str, name: str) -> None:
    known = FIELDS.get(f"{component}.{name}") or FIELDS.get(name)
    if known:
        field.setdefault("description", known.says)
    if known and known.example is not None:
        field.setdefault("examples", [known.example])


def _operations(result: Schema) -> Iterator[Schema]:
    for methods in result["paths"].values():
        yield from methods.values()


def _name_places(operation: Schema) -> None:
    for parameter in operation.get("parameters", []):
        known = PLACES.get(parameter["name"])
        if parameter["in"] == "path" and known:
            parameter.setdefault("description", known.says)
            parameter.setdefault("example", known.example)


def _let_be_empty(operation: Schema) -> None:
    """Say that filters without a value are none: so a form may be sent as it stands."""
    for parameter in operation.get("parameters", []):
        if parameter["in"] != "query" or parameter["name"] in NEVER_EMPTY:
            continue
        schema = parameter["schema"]
        if schema["type"] == "array":
            _let_be_empty_within(schema["items"])
        elif schema["type"] != "string" or "enum" in schema:  # any other text may be empty anyway
            parameter["allowEmptyValue"] = True


def _let_be_empty_within(items: Schema) -> None:
    if "enum" in items:
        items["enum"] = [*items["enum"], ""]


def _exemplify(operation: Schema, examples: "_Examples") -> None:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        content.setdefault("example", examples.of(content["schema"]))
    for status, response in operation["responses"].items():
        for media_type, content in response.get("content", {}).items():
            if media_type == MEDIA_TYPE:
                content["example"] = _problem(int(status), response["description"])
            elif media_type.endswith("json"):
                content.setdefault("example", examples.of(content["schema"]))


def _problem(status: int, detail: str) -> Schema:
    said: Schema = {"type": "about:blank", "title": TITLES[status]}
    said |= {"status": status, "detail": detail}
    if status == 400:
        names = ("field", "code", "message")
        said["errors"] = [{name: FIELDS[name].example for name in names}]
    return said


class _Examples:
    """Values that schemas allow, put together from what is known of their fields."""

    def __init__(self, schemas: Schema) -> None:
        self._schemas = schemas

    def of(self, schema: Schema) -> Any:
        """Return a value that a schema allows."""
        if "examples" in schema:
            return schema["examples"][0]
        if "$ref" in schema:
            return self._named(schema["$ref"].rpartition("/")[2])
        if "enum" in schema:
            return schema["enum"][0]
        for several in ("allOf", "oneOf", "anyOf"):
            if several in schema:
                return self.of(schema[several][0])
        return self._plain(schema)

    def _named(self, name: str) -> Any:
        whole = BODIES.get(name.removeprefix("Patched"))
        return whole if whole is not None else self.of(self._schemas[name])

    def _plain(self, schema: Schema) -> Any:
        types = schema.get("type", "object")
        first = types[0] if isinstance(types, list) else types
        if first == "array":
            return [self.of(schema["items"])]
        if first == "object":
            return {name: self.of(field) for name, field in schema.get("properties", {}).items()}
        return PLAIN[first]
