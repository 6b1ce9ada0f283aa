"""What answers look like when `fields` or `expand` is asked for, as components of their own.

An answer that nothing is asked of is as it always was, so its component stays as it is; beside it
stands one of which every field may be absent, and relations may be in full.
"""

from collections.abc import Iterator
from typing import Any

from questions.api.shapes import EXPANDS

Schema = dict[str, Any]
PATH = "#/components/schemas/"


def describe_shapes(result: Schema) -> None:
    """Let each operation that takes `fields` answer with what is asked for, too."""
    schemas: Schema = result["components"]["schemas"]
    shaped = list(_shaped(result, schemas))
    relations: dict[str, dict[str, str]] = {}
    for said, expands in shaped:
        relations.setdefault(_name(said), {}).update(expands)
    variants = _Variants(schemas, relations)
    for said, _ in shaped:
        name = _name(said)
        said.clear()
        said["anyOf"] = [{"$ref": PATH + name}, variants.of(name)]
    result["components"]["schemas"] = dict(sorted({**schemas, **variants.made}.items()))


def _shaped(result: Schema, schemas: Schema) -> Iterator[tuple[Schema, dict[str, str]]]:
    """Yield what each shaped operation answers with (of a list a row), and what expands to what."""
    for methods in result["paths"].values():
        asked = {said["name"]: said for said in methods.get("get", {}).get("parameters", [])}
        if "fields" not in asked:
            continue
        said = methods["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        properties = schemas[_name(said)]["properties"]
        yield (
            properties["results"]["items"] if "next" in properties else said,
            asked.get("expand", {}).get(EXPANDS, {}),
        )


def _name(said: Schema) -> str:
    """Return which component is answered with, before or after it was described."""
    ref: str = said["$ref"] if "$ref" in said else said["anyOf"][0]["$ref"]
    return ref.removeprefix(PATH)


class _Variants:
    """Components without fields that must be there, made as they are needed."""

    def __init__(self, schemas: Schema, relations: dict[str, dict[str, str]]) -> None:
        self._schemas = schemas
        self._relations = relations
        self.made: Schema = {}

    def of(self, name: str) -> Schema:
        """Return a reference to the variant of a component."""
        if "properties" not in self._schemas[name]:
            return {"$ref": PATH + name}
        variant = f"Shaped{name}"
        if variant not in self.made:
            self.made[variant] = {}
            self.made[variant] = self._variant(name)
        return {"$ref": PATH + variant}

    def _variant(self, name: str) -> Schema:
        model = {key: said for key, said in self._schemas[name].items() if key != "required"}
        properties = {field: self._loose(said) for field, said in model["properties"].items()}
        for field, other in self._relations.get(name, {}).items():
            properties[field] = _either(properties.get(field), self.of(other))
        return {**model, "properties": properties}

    def _loose(self, schema: Any) -> Any:
        if isinstance(schema, list):
            return [self._loose(one) for one in schema]
        if not isinstance(schema, dict):
            return schema
        if "$ref" in schema:
            return {**schema, **self.of(schema["$ref"].removeprefix(PATH))}
        return {key: self._loose(said) for key, said in schema.items()}


def _either(said: Schema | None, full: Schema) -> Schema:
    """Return a relation's short form or the full one; without a short form it is a list."""
    if said is None:
        return {"type": "array", "items": full, "description": "Those that the caller may see."}
    if "items" in said:
        return {**said, "items": {"anyOf": [said["items"], full]}}
    words: Schema = {key: said[key] for key in ("description", "examples") if key in said}
    return {**words, "anyOf": [said, full]}
