import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("questions", "0009_duplicates"),
    ]

    operations = [
        migrations.CreateModel(
            name="IdempotencyKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=255)),
                ("digest", models.CharField(help_text="SHA-256 of the request.", max_length=64)),
                (
                    "claim",
                    models.CharField(
                        help_text="Which request it is that may finish this.", max_length=32
                    ),
                ),
                ("claimed_at", models.DateTimeField()),
                (
                    "status",
                    models.PositiveSmallIntegerField(help_text="Empty while under way.", null=True),
                ),
                ("location", models.CharField(blank=True, max_length=200)),
                (
                    "created_at",
                    models.DateTimeField(db_index=True, default=django.utils.timezone.now),
                ),
                (
                    "token",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="questions.token",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("token", None), _negated=True),
                        fields=("token", "key"),
                        name="idempotency_once_per_token",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("token", None)),
                        fields=("user", "key"),
                        name="idempotency_once_per_account",
                    ),
                ],
            },
        ),
    ]
