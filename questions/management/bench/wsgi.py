"""What gunicorn serves for the bench: the site with the bench's URL map."""

import os

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from questions.serving import loaded

#: The variable that says where the static files were collected.
STATIC_ROOT = "BENCH_STATIC_ROOT"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Named by digest as in earnest, but not compressed: that takes a minute.
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}


def application() -> WSGIHandler:
    """Set Django up and return its handler."""
    settings.ROOT_URLCONF = "questions.management.bench.urls"
    settings.STATIC_ROOT = os.environ[STATIC_ROOT]
    settings.STORAGES = STORAGES
    return loaded()
