"""Keeping what search and facets are answered from in line with the questions."""

from collections.abc import Iterable

from django.db import transaction
from django_tasks import task

from questions import search


@transaction.atomic
def log_change(questions: Iterable[int] = (), *, taxonomy: bool = False) -> None:
    """Tell all processes which questions changed, or that a skill, role or source did.

    Now and then the index is stored anew, by a worker, so that new processes have little to catch
    up on.
    """
    version = search.record_change(questions, taxonomy=taxonomy)
    if version % search.STORE_EVERY == 0:
        store_index.enqueue()


@task()
def store_index() -> None:
    """Store the facet index as it is, and cut the change log."""
    search.store()
