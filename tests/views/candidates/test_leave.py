"""What leaves: /candidates/<pk>/export/ and /candidates/<pk>/erase/."""

import json

from questions.actions import asked, candidates
from questions.models import AuditEntry
from tests.base import make_candidate, make_kit, make_question
from tests.views.desk import Desk


def test_hands_out_everything_as_a_file(alice_desk: Desk) -> None:
    jane = make_candidate("Jane Example", email="jane@example.org")
    response = alice_desk.post(f"/candidates/{jane.pk}/export/", status=200)
    held = json.loads(response.content)
    assert (held["name"], held["email"]) == ("Jane Example", "jane@example.org")
    name = f'attachment; filename="candidate-{jane.pseudonym}.json"'
    assert response.headers["Content-Disposition"] == name
    assert "no-store" in response.headers["Cache-Control"]
    assert AuditEntry.objects.get(verb="candidate.exported").actor == alice_desk.user


def test_asks_before_erasing_and_says_what_stays(alice_desk: Desk) -> None:
    jane = make_candidate("Jane Example")
    kit = make_kit(asked=[make_question()], candidate=jane, frozen=True)
    asked.use(alice_desk.user, kit)
    html = alice_desk.read(f"/candidates/{jane.pk}/erase/")
    assert "Erase Jane Example?" in html
    assert "This cannot be undone." in html
    assert f"under the pseudonym {jane.pseudonym} : 1 kit and 1 entry" in html
    jane.refresh_from_db()
    assert jane.name == "Jane Example"


def test_erases(alice_desk: Desk) -> None:
    jane = make_candidate("Jane Example")
    response = alice_desk.post(f"/candidates/{jane.pk}/erase/")
    jane.refresh_from_db()
    assert jane.erased_at is not None
    html = alice_desk.read(response.headers["Location"])
    assert "Erased." in html
    assert jane.pseudonym in html
    assert "Jane" not in html


def test_twice_is_once(alice_desk: Desk) -> None:
    jane = candidates.erase(alice_desk.user, make_candidate())
    before = jane.erased_at
    alice_desk.post(f"/candidates/{jane.pk}/erase/")
    jane.refresh_from_db()
    assert jane.erased_at == before
