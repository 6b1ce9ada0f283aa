"""A kit's sections over REST: add, change, move, take out; they are numbered from 1."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from questions.actions.kits import change
from questions.api.auth import ApiRequest
from questions.api.bodies import Body, Text, Whole, read
from questions.api.kit_serializers import KitSerializer, find_matched, told
from questions.api.parameters import CHANGE_PROBLEMS, MATCH, MATCH_PROBLEMS, PROBLEMS, REFUSED
from questions.models import Kit
from questions.rules import kits
from questions.rules.access import READ_KITS, WRITE_KITS
from questions.rules.kits import Contents


class NewSectionBody(Body):
    name = Text(max_length=100)
    minutes = Whole(min_value=0, max_value=kits.MAX_BUDGET, required=False)


class SectionBody(NewSectionBody):
    """What to change of a section, or which place it takes, counted from 1."""

    position = Whole(min_value=1, max_value=kits.MAX_SECTIONS, required=False)


class KitSectionViewSet(ViewSet):
    """The sections of a kit, by number."""

    lookup_url_kwarg = "number"
    lookup_value_converter = "int"
    reads, writes = READ_KITS, WRITE_KITS

    @extend_schema(
        summary="Add a section at a kit's end",
        parameters=MATCH,
        request=NewSectionBody,
        responses={200: KitSerializer, **CHANGE_PROBLEMS, **REFUSED},
    )
    def create(self, request: ApiRequest, pk: int) -> Response:
        kit = find_matched(request, pk)
        fields = read(request, NewSectionBody)
        step = partial(kits.add_section, **fields)
        return told(request, change(request.user, kit, "Added a section", step))

    @extend_schema(
        summary="Change or move a section of a kit",
        parameters=MATCH,
        request=SectionBody,
        responses={200: KitSerializer, **CHANGE_PROBLEMS, **REFUSED},
    )
    def partial_update(self, request: ApiRequest, pk: int, number: int) -> Response:
        kit = find_matched(request, pk)
        section = _section(kit, number)
        fields = read(request, SectionBody, partial=True)
        step = partial(_changed, section=section, fields=fields)
        return told(request, change(request.user, kit, f"Changed section {number}", step))

    @extend_schema(
        summary="Take an empty section out of a kit",
        parameters=MATCH,
        request=None,
        responses={200: KitSerializer, **MATCH_PROBLEMS, **REFUSED, **PROBLEMS},
    )
    def destroy(self, request: ApiRequest, pk: int, number: int) -> Response:
        kit = find_matched(request, pk)
        step = partial(kits.remove_section, section=_section(kit, number))
        return told(request, change(request.user, kit, f"Removed section {number}", step))


def _section(kit: Kit, number: int) -> int:
    """Return a section as rules/kits.py counts them, from 0; raise Http404 without one."""
    if not 1 <= number <= len(kit.sections.all()):
        raise Http404
    return number - 1


def _changed(contents: Contents, *, section: int, fields: Mapping[str, Any]) -> Contents:
    before = contents.sections[section]
    name, minutes = fields.get("name", before.name), fields.get("minutes", before.minutes)
    contents = kits.edit_section(contents, section, name, minutes)
    by = fields.get("position", section + 1) - (section + 1)
    return kits.move_section(contents, section, by)
