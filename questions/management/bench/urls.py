"""The bench's URL map: the site's, and what it is measured beside."""

from django.urls import include, path

from questions.management.bench import yardsticks

CONSTANT, LISTING, WORKER = "/bench/constant/", "/bench/listing/", "/bench/worker/"

urlpatterns = [
    path(CONSTANT[1:], yardsticks.constant),
    path(LISTING[1:], yardsticks.listing),
    path(WORKER[1:], yardsticks.worker),
    path("", include("interviewbank.urls")),
]

handler403 = "questions.views.errors.forbidden"
handler404 = "questions.views.errors.not_found"
handler500 = "questions.views.errors.server_error"
