"""The table of the cache that all processes share: tries to sign in, and codes that were used."""

from typing import Any

from django.core.management import call_command
from django.db import migrations


def make_table(apps: Any, schema_editor: Any) -> None:
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("questions", "0015_question_drafts")]

    operations = [migrations.RunPython(make_table, migrations.RunPython.noop)]
