"""The same list made the plain way, for scale: GROUP BY facets, and an API by DRF's own means."""

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from rest_framework import generics, pagination, permissions, serializers

from questions.facets import FacetValue
from questions.management.bench.yardsticks import FreshRow, page_context
from questions.markup import render_inline
from questions.models import Choice, Question, Role, Skill

FIELDS = {"level": "level", "type": "type", "status": "status"}
RELATED = {"skill": "skills", "role": "roles", "source": "source"}
FACETS = FIELDS | {name: f"{field}__slug" for name, field in RELATED.items()}
SIZE = 25


def bank(request: HttpRequest) -> HttpResponse:
    """Show the bank's template, with rows and counts by the ORM alone."""
    chosen = {name: request.GET[name] for name in FACETS if name in request.GET}
    rows = _narrowed(chosen).select_related("source").prefetch_related("skills", "roles")
    found = rows.order_by("difficulty", "id")[:SIZE]
    page = {"rows": [_row(question) for question in found], "total": rows.count()}
    facets = [
        {"name": name, "label": name.capitalize(), "values": _values(name, chosen)}
        for name in FACETS
    ]
    known = {name: value for name, value in page_context().items() if name != "user"}
    shown = page | {"first": 1, "last": SIZE, "next": "x" * 40}
    return render(request, "questions/bank.html", known | {"page": shown, "facets": facets})


def _narrowed(chosen: dict[str, str], leave_out: str = "") -> QuerySet[Question]:
    wanted = {FACETS[name]: value for name, value in chosen.items() if name != leave_out}
    return Question.objects.filter(**wanted)


def _row(question: Question) -> FreshRow:
    stem = render_inline(question.stem)
    skills = [skill.name for skill in question.skills.all()]
    return FreshRow(question, stem, skills)


def _values(name: str, chosen: dict[str, str]) -> list[FacetValue]:
    rows = _narrowed(chosen, leave_out=name).order_by()
    counted = rows.values_list(FACETS[name]).annotate(count=Count("pk")).order_by("-count")
    return [
        FacetValue(str(value), str(value), count, chosen.get(name) == value)
        for value, count in counted
    ]


class SkillSerializer(serializers.ModelSerializer[Skill]):
    class Meta:
        model = Skill
        fields = ["slug", "name"]


class RoleSerializer(serializers.ModelSerializer[Role]):
    class Meta:
        model = Role
        fields = ["slug", "name"]


class ChoiceSerializer(serializers.ModelSerializer[Choice]):
    class Meta:
        model = Choice
        fields = ["id", "text", "is_key", "explanation"]


class QuestionSerializer(serializers.ModelSerializer[Question]):
    skills = SkillSerializer(many=True)
    roles = RoleSerializer(many=True)
    choices = ChoiceSerializer(many=True)

    class Meta:
        model = Question
        exclude = ["updated_by"]


class Pages(pagination.PageNumberPagination):
    page_size = SIZE


class QuestionList(generics.ListAPIView[Question]):
    """What a tutorial of DRF would write: pages by number, tags and choices prefetched."""

    queryset = Question.objects.order_by("id").prefetch_related("skills", "roles", "choices")
    serializer_class = QuestionSerializer
    pagination_class = Pages
    permission_classes = [permissions.IsAuthenticated]
