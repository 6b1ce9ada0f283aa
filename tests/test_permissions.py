"""Who may do what, everywhere: held to tests/permissions.txt, line by line.

A route that is not in the table fails, and so does one that answers anyone otherwise than it says.
A changed table is written by `pytest tests/test_permissions.py --pin-permissions`, and its
difference is read in review like any other change.
"""

from pathlib import Path

import pytest

from questions.api.throttling import AccountRateThrottle
from tests.base import Cast
from tests.permissions import REFUSED, Row, make_scene, rows, table
from tests.routes import known_routes

DECLARED = Path(__file__).with_name("permissions.txt")
#: What opens without an account: signing in, what allauth has around it, and an invitation.
OPEN = ("accounts/", "join/")
#: What changes nothing, whatever the method, or is for everyone to do.
HARMLESS = {"", "admin/logout/", "kits/<int:pk>/export/"}
#: Looking for similar questions, and one's own views of the bank.
HARMLESS |= {"questions/similar/", "api/v1/questions/similar/", "api/v1/views/"}
HARMLESS |= {"api/v1/views/<int:pk>/", "views/new/", "views/<int:pk>/edit/"}
HARMLESS |= {"views/<int:pk>/delete/", "questions/<int:pk>/seen/"}
#: One's own sessions are everyone's to end.
HARMLESS |= {"settings/account/sessions/"}
#: A file of what the account sees anyway.
HARMLESS |= {"questions/export/", "api/v1/exports/"}
HARMLESS |= {"api/v1/questions/<int:pk>/leak/", "questions/<int:pk>/leak/report/"}


@pytest.fixture
def found(cast: Cast, quiet: None, monkeypatch: pytest.MonkeyPatch) -> list[Row]:
    monkeypatch.setattr(AccountRateThrottle, "rate", "1000000/min", raising=False)
    return list(rows(make_scene(cast)))


def test_everyone_may_do_what_the_table_says(found: list[Row], pin_permissions: bool) -> None:
    if pin_permissions:
        DECLARED.write_text(table(found), encoding="utf-8")
    hold_to_the_rules(found)
    declared = DECLARED.read_text(encoding="utf-8")
    assert table(found).splitlines() == declared.splitlines()
    assert {line.split("  ")[0] for line in declared.splitlines()[1:]} == known_routes()


def hold_to_the_rules(found: list[Row]) -> None:
    """What holds whatever is written into the table."""
    for row in found:
        if row.route.startswith(OPEN):
            continue
        nobody, interviewer, *others, _ = row.outcomes
        assert nobody in REFUSED, row
        if row.method != "GET" and row.route not in HARMLESS:
            assert interviewer in REFUSED, row
        if row.route.startswith("admin/") and row.route not in HARMLESS:
            assert REFUSED.issuperset(others), row
