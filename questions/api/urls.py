"""The API's addresses, its schema and its docs."""

from django.contrib.auth.decorators import login_required
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView
from rest_framework import exceptions
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from questions.api.questions import QuestionViewSet
from questions.api.taxonomy import RoleViewSet, SkillViewSet, SourceViewSet


class NowhereView(APIView):
    """Addresses that lead nowhere answer with a problem, not with a page."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    schema = None

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        raise exceptions.NotFound


class DocsView(SpectacularSwaggerSplitView):
    """Swagger UI from our own files; it has no description of itself to give."""

    http_method_names = ["get", "head"]
    url_name = "api_schema"


router = SimpleRouter(use_regex_path=False)
router.register("questions", QuestionViewSet, basename="api-questions")
router.register("skills", SkillViewSet, basename="api-skills")
router.register("roles", RoleViewSet, basename="api-roles")
router.register("sources", SourceViewSet, basename="api-sources")

urlpatterns = [
    path("docs/", login_required(DocsView.as_view()), name="api_docs"),
    path("v1/schema/", SpectacularJSONAPIView.as_view(), name="api_schema"),
    path("v1/", include(router.urls)),
    re_path("", NowhereView.as_view()),
]
