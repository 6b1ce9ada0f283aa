"""How often something happened in an hour: so that a flood leaves few entries in the audit log."""

import datetime

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone

#: How long counts are kept.
KEPT = datetime.timedelta(days=2)


class TallyQuerySet(models.QuerySet["Tally"]):
    def count_up(self, key: str) -> int:
        """Count once more in this hour; return the count. Counts of days ago are cleared away."""
        now = timezone.now()
        hour = now.replace(minute=0, second=0, microsecond=0)
        row = self.filter(key=key[:200], hour=hour)
        if not row.update(count=F("count") + 1):
            self.filter(hour__lt=now - KEPT).delete()
            try:
                with transaction.atomic():
                    self.create(key=key[:200], hour=hour)
            except IntegrityError:  # another process was first
                row.update(count=F("count") + 1)
        return row.values_list("count", flat=True).get()


class Tally(models.Model):
    key = models.CharField(max_length=200)
    hour = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=1)

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [models.UniqueConstraint(fields=["key", "hour"], name="tally_once")]

    def __str__(self) -> str:
        return f"{self.count} × {self.key}"
