"""Every page's address, one list for each noun."""

from django.urls import path
from django.views.generic import RedirectView

from questions.views import questions

question_urls = [
    path("questions/", questions.bank, name="bank"),
    path("questions/<int:pk>/", questions.question, name="question_by_id"),
    path("questions/<int:pk>/<slug:slug>/", questions.question, name="question"),
]

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="bank"), name="home"),
    *question_urls,
]
