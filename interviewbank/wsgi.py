"""The WSGI entry point that gunicorn serves."""

import os

from questions.serving import loaded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "interviewbank.settings")
application = loaded()
