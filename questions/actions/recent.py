"""Noting what an account opened; no audit entry, for nothing is changed or disclosed by it."""

from django.db import transaction

from questions.models import RecentQuestions, User

KEPT = 20


@transaction.atomic
def note(user: User, question: int) -> None:
    """Put a question at the head of what an account opened last."""
    row, _ = RecentQuestions.objects.select_for_update().get_or_create(pk=user.pk)
    if row.ids[:1] != [question]:
        row.ids = [question, *(pk for pk in row.ids if pk != question)][:KEPT]
        row.save()
