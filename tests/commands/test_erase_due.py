"""Candidates whose retention date has passed are erased by one command."""

import datetime
from io import StringIO

from django.core.management import call_command
from django.utils import timezone

from questions.models import Candidate
from tests.base import Cast, make_candidate


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("erase_due", *arguments, stdout=out)
    return out.getvalue().strip()


def test_only_those_past_their_date_are_erased(cast: Cast) -> None:
    today = timezone.localdate()
    make_candidate("Past", retain_until=today - datetime.timedelta(days=1))
    make_candidate("Today", retain_until=today)
    make_candidate("Never")
    assert run("--dry-run") == "1 candidates are due."
    assert Candidate.objects.filter(erased_at=None).count() == 3
    assert run() == "1 candidates erased."
    assert set(Candidate.objects.present().values_list("name", flat=True)) == {"Today", "Never"}
    assert run() == "0 candidates erased."
