"""Count the guidance of questions that were stored before it was counted."""

from typing import Any

from django.db import migrations

BATCH = 500
KINDS = ("answer", "look_for", "red_flags", "follow_ups")


def count_guidance(apps: Any, schema_editor: Any) -> None:
    model = apps.get_model("questions", "Question")
    rows = model.objects.prefetch_related("choices").order_by("pk")
    batch = []
    for question in rows.iterator(chunk_size=BATCH):
        choices = list(question.choices.all())
        explained = bool(choices) and all(choice.explanation for choice in choices)
        kinds = sum(bool(getattr(question, name)) for name in KINDS)
        question.completeness = kinds + bool(question.rubric or explained)
        batch.append(question)
        if len(batch) == BATCH:
            model.objects.bulk_update(batch, ["completeness"])
            batch.clear()
    model.objects.bulk_update(batch, ["completeness"])


class Migration(migrations.Migration):
    dependencies = [("questions", "0004_kits")]

    operations = [migrations.RunPython(count_guidance, migrations.RunPython.noop, elidable=True)]
