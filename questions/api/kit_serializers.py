"""What the API says of a kit, and how its views read and change one."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from questions.api.addresses import Address, address
from questions.api.auth import ApiRequest
from questions.api.conditional import changed, require_match
from questions.api.looks import may_answer
from questions.api.questions import SaidChoiceSerializer, TagSerializer
from questions.api.shapes import Expansion, relation
from questions.insight import cautions, cautions_of, gaps
from questions.models import AskedEntry, Candidate, Kit, KitItem, KitSection
from questions.models.asked import OUTCOMES
from questions.models.kits import KitQuerySet
from questions.permissions import can, get_visible
from questions.rules import content
from questions.rules.access import NAME_CANDIDATES, READ_KITS
from questions.rules.kits import SENIORITIES, Contents


class KitCandidateSerializer(serializers.ModelSerializer[Candidate]):
    """Whose kit it is; the name needs `candidates:read`."""

    name = serializers.CharField(required=False)

    class Meta:
        model = Candidate
        fields = ["id", "pseudonym", "name"]
        read_only_fields = ["id", "pseudonym"]

    def to_representation(self, instance: Candidate) -> dict[str, Any]:
        values = super().to_representation(instance)
        if not can(self.context["request"].user, NAME_CANDIDATES):
            del values["name"]
        return values


class KitRowSerializer(serializers.ModelSerializer[Kit]):
    """A kit as listings show it; without a candidate it is a template."""

    url = Address("kits")
    candidate = KitCandidateSerializer(allow_null=True)
    role = TagSerializer(allow_null=True)
    seniority = serializers.ChoiceField(list(SENIORITIES.items()), allow_blank=True)
    created_by = serializers.SlugRelatedField[Any](
        slug_field="username", read_only=True, allow_null=True
    )

    class Meta:
        model = Kit
        fields = [
            "id",
            "url",
            "name",
            "status",
            "candidate",
            "role",
            "seniority",
            "minutes",
            "round",
            "blueprint",
            "seed",
            "run",
            "origin",
            "created_by",
            "created_at",
            "updated_at",
            "frozen_at",
            "used_at",
        ]
        read_only_fields = fields


class GuidanceSerializer(serializers.Serializer[Any]):
    """What the pinned version tells the interviewer."""

    answer = serializers.CharField()
    look_for = serializers.ListField(child=serializers.CharField())
    red_flags = serializers.ListField(child=serializers.CharField())
    rubric = serializers.DictField(child=serializers.CharField())
    follow_ups = serializers.ListField(child=serializers.CharField())
    references = serializers.ListField(child=serializers.CharField())


class CautionSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    message = serializers.CharField()


class KitItemSerializer(serializers.ModelSerializer[KitItem]):
    """A question of a kit as its pinned version says it; guidance needs `answers:read`."""

    url = Address("questions", "question_id")
    uid = serializers.UUIDField(source="question.uid")
    version = serializers.IntegerField(source="version.number")
    newer_version = serializers.SerializerMethodField()
    type = serializers.ChoiceField(list(content.TYPES.items()), source="version.content.type")
    level = serializers.ChoiceField(list(content.LEVELS.items()), source="version.content.level")
    stem = serializers.CharField(source="version.content.stem")
    choices = SaidChoiceSerializer(many=True, source="version.content.choices")
    cautions = serializers.SerializerMethodField()
    outcome = serializers.SerializerMethodField()
    follow_ups = serializers.ListField(child=serializers.CharField(), required=False)
    guidance = GuidanceSerializer(source="version.content", required=False)

    class Meta:
        model = KitItem
        fields = [
            "question",
            "uid",
            "url",
            "version",
            "newer_version",
            "type",
            "level",
            "stem",
            "choices",
            "minutes",
            "note",
            "locked",
            "reason",
            "cautions",
            "outcome",
            "follow_ups",
            "guidance",
        ]
        read_only_fields = ["question", "minutes", "note", "locked", "reason"]

    def get_newer_version(self, item: KitItem) -> int | None:
        return item.question.version if item.is_behind else None

    @extend_schema_field(CautionSerializer(many=True))
    def get_cautions(self, item: KitItem) -> Any:
        return CautionSerializer(self.context["cautions"][item.question_id], many=True).data

    @extend_schema_field(serializers.ChoiceField(list(OUTCOMES.items()), allow_null=True))
    def get_outcome(self, item: KitItem) -> str | None:
        outcome: str | None = self.context["outcomes"].get(item.question_id)
        return outcome

    def to_representation(self, instance: KitItem) -> dict[str, Any]:
        values = super().to_representation(instance)
        if may_answer(self.context["request"]):
            return values
        del values["follow_ups"], values["guidance"]
        return values | {"choices": [{"text": choice["text"]} for choice in values["choices"]]}


class KitSectionSerializer(serializers.ModelSerializer[KitSection]):
    """A part of a kit; sections are numbered from 1."""

    number = serializers.SerializerMethodField()
    spent = serializers.IntegerField()
    items = KitItemSerializer(many=True)

    class Meta:
        model = KitSection
        fields = ["number", "name", "minutes", "spent", "items"]
        read_only_fields = ["name", "minutes"]

    def get_number(self, section: KitSection) -> int:
        return section.position + 1


class KitSerializer(KitRowSerializer):
    """A kit with all that it asks, and what lacks of its blueprint."""

    given_to = serializers.SlugRelatedField[Any](slug_field="username", read_only=True, many=True)
    sections = KitSectionSerializer(many=True)
    gaps = serializers.SerializerMethodField()
    undoable = serializers.SerializerMethodField()

    class Meta(KitRowSerializer.Meta):
        fields = [*KitRowSerializer.Meta.fields, "given_to", "undoable", "gaps", "sections"]
        read_only_fields = fields

    def get_gaps(self, kit: Kit) -> list[str]:
        return gaps(kit)

    def get_undoable(self, kit: Kit) -> list[str]:
        return list(kit.changes.values_list("description", flat=True))


# In full, for what leads to kits


def _found(request: ApiRequest, ids: set[int]) -> KitQuerySet:
    return Kit.objects.visible_to(request.user).filter(pk__in=ids).for_list()


def _of_candidates(request: ApiRequest, ids: set[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {pk: [] for pk in ids}
    seen = Kit.objects.visible_to(request.user).filter(candidate__in=ids).for_list()
    many = KitRowSerializer(seen.order_by("id"), many=True, context={"request": request})
    for row in many.data:
        found[row["candidate"]["id"]].append(row)
    return found


def _sections(request: ApiRequest, ids: set[int]) -> dict[int, list[Any]]:
    kits = list(Kit.objects.visible_to(request.user).filter(pk__in=ids).for_page())
    asked = AskedEntry.objects.filter(kit__in=ids).values_list("kit", "question", "outcome")
    outcomes: dict[int, dict[int, str]] = {kit.pk: {} for kit in kits}
    for kit, question, outcome in asked:
        outcomes[kit][question] = outcome
    warned = cautions_of(kits)
    return {kit.pk: _told(request, kit, warned[kit.pk], outcomes[kit.pk]) for kit in kits}


def _told(request: ApiRequest, kit: Kit, cautions: Any, outcomes: Any) -> list[Any]:
    context = {"request": request, "cautions": cautions, "outcomes": outcomes}
    return list(KitSectionSerializer(kit.sections.all(), many=True, context=context).data)


KITS = relation(KitRowSerializer, READ_KITS, _found)
#: All that a candidate has, oldest first.
KITS_OF = Expansion(KitRowSerializer, READ_KITS, _of_candidates, own=True)
#: What kits ask, as each kit by itself tells it.
SECTIONS = Expansion(KitSectionSerializer, READ_KITS, _sections, own=True)

# Reading and changing


def find(request: ApiRequest, pk: int) -> Kit:
    """Return a kit that the caller may see, read with its contents; else raise Http404."""
    kit: Kit = get_visible(Kit.objects.for_page(), request.user, pk)
    return kit


def find_matched(request: ApiRequest, pk: int) -> Kit:
    """Return a kit to be changed, which must be in the state that `If-Match` names."""
    kit = find(request, pk)
    require_match(request, said(request, kit))
    return kit


def said(request: ApiRequest, kit: Kit) -> dict[str, Any]:
    """Return what the API says of a kit read with `for_page`."""
    context = {
        "request": request,
        "cautions": cautions(kit),
        "outcomes": dict(kit.asked.values_list("question_id", "outcome")),
    }
    return dict(KitSerializer(kit, context=context).data)


def told(request: ApiRequest, kit: Kit) -> Response:
    """Return a kit that was just changed as it is now."""
    return changed(said(request, Kit.objects.for_page().get(pk=kit.pk)))


def made(request: ApiRequest, kit: Kit) -> Response:
    """Return a kit that was just made, and where it is."""
    body = said(request, Kit.objects.for_page().get(pk=kit.pk))
    return changed(body, 201, address(request, "kits", kit.pk))


def require_item(kit: Kit, question: int) -> Contents:
    """Return a kit's contents; raise Http404 when the question is not among them."""
    contents = kit.contents()
    if question not in contents.questions:
        raise Http404
    return contents
