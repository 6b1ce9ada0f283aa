"""The API's addresses, its schema and its docs."""

from django.contrib.auth.decorators import login_required
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView
from rest_framework import exceptions
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from questions.api.audit import AuditViewSet
from questions.api.blueprints import BlueprintViewSet
from questions.api.bulk import BulkViewSet
from questions.api.candidates import CandidateViewSet
from questions.api.duplicates import DuplicateViewSet
from questions.api.export_orders import ExportOrderViewSet
from questions.api.exports import ExportViewSet
from questions.api.imports import ImportItemViewSet, ImportViewSet
from questions.api.kit_contents import KitContentsViewSet
from questions.api.kit_exports import KitExportViewSet
from questions.api.kit_items import KitItemViewSet
from questions.api.kit_sections import KitSectionViewSet
from questions.api.kits import KitViewSet
from questions.api.leaks import LeakViewSet
from questions.api.merging import MergeViewSet, QuestionMergeViewSet
from questions.api.people import InvitationViewSet, PeopleViewSet
from questions.api.question_batches import QuestionBatchViewSet
from questions.api.question_writes import WritableQuestionViewSet
from questions.api.runs import RunViewSet
from questions.api.saved_views import SavedViewViewSet
from questions.api.similar import SimilarViewSet
from questions.api.taxonomy import RoleViewSet, SkillViewSet, SourceViewSet
from questions.api.tokens import TokenViewSet
from questions.api.webhook_deliveries import DeliveryViewSet
from questions.api.webhooks import WebhookViewSet


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
router.register("questions", WritableQuestionViewSet, basename="api-questions")
router.register("questions", BulkViewSet, basename="api-bulk")
router.register("questions", LeakViewSet, basename="api-leaks")
router.register("questions", SimilarViewSet, basename="api-similar")
router.register("questions", QuestionMergeViewSet, basename="api-question-merges")
router.register("questions/batches", QuestionBatchViewSet, basename="api-question-batches")
router.register("duplicates", DuplicateViewSet, basename="api-duplicates")
router.register("merges", MergeViewSet, basename="api-merges")
router.register("skills", SkillViewSet, basename="api-skills")
router.register("roles", RoleViewSet, basename="api-roles")
router.register("sources", SourceViewSet, basename="api-sources")
router.register("views", SavedViewViewSet, basename="api-views")
router.register("candidates", CandidateViewSet, basename="api-candidates")
router.register("kits", KitViewSet, basename="api-kits")
router.register("kits", KitContentsViewSet, basename="api-kit-contents")
router.register("kits", KitExportViewSet, basename="api-kit-exports")
router.register("kits/<int:pk>/items", KitItemViewSet, basename="api-kit-items")
router.register("kits/<int:pk>/sections", KitSectionViewSet, basename="api-kit-sections")
router.register("blueprints", BlueprintViewSet, basename="api-blueprints")
router.register("runs", RunViewSet, basename="api-runs")
router.register("imports", ImportViewSet, basename="api-imports")
router.register("imports/<int:pk>/items", ImportItemViewSet, basename="api-import-items")
router.register("exports", ExportViewSet, basename="api-exports")
router.register("exports", ExportOrderViewSet, basename="api-export-orders")
router.register("webhooks", WebhookViewSet, basename="api-webhooks")
router.register("webhooks/<int:pk>/deliveries", DeliveryViewSet, basename="api-deliveries")
router.register("people", PeopleViewSet, basename="api-people")
router.register("invitations", InvitationViewSet, basename="api-invitations")
router.register("tokens", TokenViewSet, basename="api-tokens")
router.register("audit", AuditViewSet, basename="api-audit")

urlpatterns = [
    path("docs/", login_required(DocsView.as_view()), name="api_docs"),
    path("v1/schema/", SpectacularJSONAPIView.as_view(), name="api_schema"),
    path("v1/", include(router.urls)),
    re_path("", NowhereView.as_view()),
]
