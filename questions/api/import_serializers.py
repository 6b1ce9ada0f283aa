"""Imports and their items as the API tells them, and what it takes of them."""

from typing import Any

from rest_framework import serializers

from questions.api.addresses import Address
from questions.api.bodies import Body, Flag, Text, Whole
from questions.filters import MAX_ID
from questions.formats import QUESTION_FORMATS
from questions.models import Import, ImportItem
from questions.permissions import can
from questions.rules import content, lifecycle, transfers
from questions.rules.access import READ_ANSWERS

READABLE = [name for name, format_ in QUESTION_FORMATS.items() if format_.read]
#: What of an entry is no guidance.
PLAIN = (
    *("stem", "type", "level", "minutes", "difficulty_adjustment", "skills", "roles"),
    *("source", "source_ref", "uid", "status"),
)
_SLUG = "Slug of what a new question gets where the file says none."


class DefaultsSerializer(serializers.Serializer[Any]):
    """What new questions get where the file says nothing."""

    level = serializers.CharField()
    role = serializers.CharField()
    skill = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # stubs: source
    status = serializers.CharField()
    minutes = serializers.IntegerField(allow_null=True)


class NamesSerializer(serializers.Serializer[Any]):
    """Names by kind."""

    skill = serializers.ListField(child=serializers.CharField(), required=False)
    role = serializers.ListField(child=serializers.CharField(), required=False)
    source = serializers.ListField(child=serializers.CharField(), required=False)  # type: ignore[assignment]  # stubs: source


class ImportRowSerializer(serializers.ModelSerializer[Import]):
    """An import as lists show it."""

    url = Address("imports")
    state = serializers.ChoiceField(Import.State.choices)
    created_by = serializers.CharField(source="created_by.username", default=None, allow_null=True)

    class Meta:
        model = Import
        fields = [
            *("id", "url", "name", "format", "size", "state", "message", "done", "total"),
            *("created_at", "created_by", "committed_at", "undone_at"),
        ]
        read_only_fields = fields


class ImportSerializer(ImportRowSerializer):
    """An import: `counts` tell what its items are, `results` what became of them."""

    notes = serializers.ListField(child=serializers.CharField())
    defaults = DefaultsSerializer()
    unknown_tags = NamesSerializer()
    columns = serializers.ListField(child=serializers.CharField())
    mapping = serializers.DictField(child=serializers.CharField())
    counts = serializers.DictField(child=serializers.IntegerField())
    decisions = serializers.DictField(child=serializers.IntegerField())
    results = serializers.DictField(child=serializers.IntegerField())

    class Meta(ImportRowSerializer.Meta):
        fields = [
            *ImportRowSerializer.Meta.fields,
            *("notes", "defaults", "create_tags", "unknown_tags", "columns", "mapping"),
            *("revision", "counts", "decisions", "results"),
        ]
        read_only_fields = fields


class FoundProblemSerializer(serializers.Serializer[Any]):
    """What keeps a question from being taken."""

    field = serializers.CharField()
    message = serializers.CharField()


class ImportItemSerializer(serializers.ModelSerializer[ImportItem]):
    """A question of a file; guidance and keys are in `entry` only with `answers:read`.

    `match` is the question of the bank that it matches, `question` what was added or updated.
    """

    outcome = serializers.ChoiceField(list(transfers.OUTCOMES.items()))
    decision = serializers.ChoiceField(list(transfers.DECISIONS.items()))
    result = serializers.ChoiceField(list(transfers.RESULTS.items()), allow_blank=True)
    entry = serializers.SerializerMethodField()
    flags = serializers.ListField(child=serializers.CharField())
    changes = serializers.ListField(child=serializers.CharField())
    problems = FoundProblemSerializer(many=True)

    class Meta:
        model = ImportItem
        fields = [
            *("id", "position", "line", "place", "entry", "flags", "problems", "outcome"),
            *("reason", "changes", "match", "matched_by", "likeness", "decision", "is_decided"),
            *("result", "question"),
        ]
        read_only_fields = fields

    def get_entry(self, item: ImportItem) -> dict[str, Any]:
        user = self.context["request"].user
        if can(user, READ_ANSWERS):
            return dict(item.entry)
        said = {name: value for name, value in item.entry.items() if name in PLAIN}
        if choices := item.entry.get("choices"):
            said["choices"] = [{"text": choice["text"]} for choice in choices]
        return said


class ReportSerializer(serializers.Serializer[Any]):
    """What became of an import, with each item that was not taken."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    format = serializers.CharField()
    state = serializers.ChoiceField(Import.State.choices)
    message = serializers.CharField()
    notes = serializers.ListField(child=serializers.CharField())
    outcomes = serializers.DictField(child=serializers.IntegerField())
    results = serializers.DictField(child=serializers.IntegerField())
    items = serializers.ListField(child=serializers.DictField())


# What is sent


class UploadFields(Body):
    """What is said of a file that is given."""

    name = Text(max_length=200, required=False, allow_blank=True)
    format = serializers.ChoiceField(READABLE, required=False)
    level = serializers.ChoiceField(list(content.LEVELS.items()), required=False)
    role = Text(max_length=100, required=False, help_text=_SLUG)
    skill = Text(max_length=100, required=False, help_text=_SLUG)
    source = Text(max_length=100, required=False, help_text=_SLUG)  # type: ignore[assignment]  # stubs: source
    status = serializers.ChoiceField(list(lifecycle.LIVE), required=False)
    minutes = serializers.IntegerField(
        min_value=content.MIN_MINUTES, max_value=content.MAX_MINUTES, required=False
    )
    create_tags = serializers.BooleanField(
        required=False, help_text="Make skills, roles and sources that the bank does not have."
    )


class UploadBody(UploadFields):
    """A file as a form."""

    file = serializers.FileField(allow_empty_file=True)


class DefaultsBody(Body):
    """Defaults to change; the others stay."""

    level = serializers.ChoiceField(list(content.LEVELS.items()), required=False, allow_blank=True)
    role = Text(max_length=100, required=False, allow_blank=True)
    skill = Text(max_length=100, required=False, allow_blank=True)
    source = Text(max_length=100, required=False, allow_blank=True)  # type: ignore[assignment]  # stubs: source
    status = serializers.ChoiceField(list(lifecycle.LIVE), required=False)
    minutes = Whole(
        min_value=content.MIN_MINUTES,
        max_value=content.MAX_MINUTES,
        required=False,
        allow_null=True,
    )


class DecisionBody(Body):
    """A decision for the items of these ids, for those of an outcome, or for all."""

    decision = serializers.ChoiceField(list(transfers.DECISIONS.items()))
    outcome = serializers.ChoiceField(list(transfers.OUTCOMES.items()), required=False)
    items = serializers.ListField(
        child=Whole(min_value=1, max_value=MAX_ID), max_length=transfers.MAX_ITEMS, required=False
    )


class ImportBody(Body):
    """What to change of an import: a mapping is taken first, then defaults, then decisions."""

    mapping = serializers.DictField(
        child=Text(max_length=1_000), required=False, help_text="Which heading each field is of."
    )
    defaults = DefaultsBody(required=False)
    create_tags = Flag(required=False)
    decisions = DecisionBody(many=True, required=False)


class ImportItemBody(Body):
    """What to change of an item: fields of its `entry`, and what is to be done with it."""

    entry = serializers.DictField(required=False)
    decision = serializers.ChoiceField(list(transfers.DECISIONS.items()), required=False)
