"""What a worker serves, with everything loaded before the first request."""

import gc
from importlib import import_module

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application


def loaded() -> WSGIHandler:
    """Return Django's handler, its views imported."""
    handler = get_wsgi_application()
    import_module(settings.ROOT_URLCONF)
    # What is loaded by now stays for good: to look through it for garbage takes 100 ms of some
    # request.
    gc.collect()
    gc.freeze()
    return handler
