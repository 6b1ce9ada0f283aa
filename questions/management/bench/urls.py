"""The bench's URL map: the site's, and what it is measured beside."""

from django.urls import include, path

from questions.management.bench import plain, yardsticks

CONSTANT, LISTING, WORKER = "/bench/constant/", "/bench/listing/", "/bench/worker/"
PLAIN_BANK, PLAIN_API = "/bench/plain/", "/bench/plain/api/"

urlpatterns = [
    path(CONSTANT[1:], yardsticks.constant),
    path(LISTING[1:], yardsticks.listing),
    path(WORKER[1:], yardsticks.worker),
    path(PLAIN_BANK[1:], plain.bank),
    path(PLAIN_API[1:], plain.QuestionList.as_view()),
    path("", include("interviewbank.urls")),
]

handler403 = "questions.views.errors.forbidden"
handler404 = "questions.views.errors.not_found"
handler500 = "questions.views.errors.server_error"
