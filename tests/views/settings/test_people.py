"""People: /settings/people/, invitations, and /join/."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from questions.models import AuditEntry, Invitation, User
from questions.rules import access
from tests.base import PASSWORD, Cast, make_user
from tests.views.desk import Desk, desk, text

PEOPLE = "/settings/people/"
NEW = "a wholly new battery"


@pytest.fixture
def eve_desk(cast: Cast) -> Desk:
    """Eve, who administers."""
    return desk(cast.eve)


def group(name: str) -> int:
    return Group.objects.get(name=name).pk


def invite(eve: Desk, email: str = "new@example.org", status: int = 302) -> Any:
    said = {"email": email, "groups": [group(access.RECRUITER)]}
    return eve.post(f"{PEOPLE}invite/", said, status)


def sent_link() -> str:
    [found] = re.findall(r"http://testserver(/join/\S+)", str(mail.outbox[-1].body))
    return str(found)


def join(link: str, username: str = "nora", **more: str) -> Any:
    said = {"token": link.partition("=")[2], "username": username}
    return Client().post("/join/", said | {"password1": NEW, "password2": NEW} | more)


def test_lists_accounts_with_groups_and_state(eve_desk: Desk, cast: Cast) -> None:
    make_user("zoe", is_active=False)
    html = eve_desk.read(PEOPLE)
    assert "alice alice@example.org recruiter off never active" in html
    assert "zoe zoe@example.org – off never deactivated" in html
    assert "bob" not in eve_desk.read(f"{PEOPLE}?q=alice")
    assert "cannot be found any more" in eve_desk.read(f"{PEOPLE}?cursor=x", 400)


def test_tells_who_has_a_second_factor(eve_desk: Desk, cast: Cast) -> None:
    Authenticator.objects.create(user=cast.bob, type="totp", data={"secret": "x"})
    Authenticator.objects.create(user=cast.bob, type="recovery_codes", data={"seed": "x"})
    assert "bob bob@example.org hiring manager on never active" in eve_desk.read(PEOPLE)
    found = {
        query: [row.username for row in eve_desk.get(f"{PEOPLE}?{query}").context["page"].rows]
        for query in ("second_factor=true", "second_factor=false&group=recruiter", "group=admin")
    }
    assert list(found.values()) == [["bob"], ["alice"], ["eve"]]
    assert "takes true or false" in eve_desk.read(f"{PEOPLE}?second_factor=maybe", 400)
    assert "There is no group “boss”" in eve_desk.read(f"{PEOPLE}?group=boss", 400)


def test_goes_on_over_pages(eve_desk: Desk, cast: Cast) -> None:
    for n in range(25):
        make_user(f"member{n:02}")
    page = eve_desk.get(f"{PEOPLE}?q=e").context["page"]
    assert page.next
    assert "zoe" not in eve_desk.read(f"{PEOPLE}?q=e&cursor={page.next}")


def test_is_for_administrators(alice_desk: Desk, cast: Cast) -> None:
    invitation = Invitation.objects.create(email="x@example.org", digest="d", created_by=cast.eve)
    for path in (PEOPLE, f"{PEOPLE}{cast.bob.pk}/"):
        alice_desk.get(path, 403)
    for path in (
        f"{PEOPLE}invite/",
        f"{PEOPLE}{cast.bob.pk}/",
        f"{PEOPLE}{cast.bob.pk}/deactivate/",
        f"{PEOPLE}{cast.bob.pk}/reactivate/",
        f"/settings/invitations/{invitation.pk}/resend/",
        f"/settings/invitations/{invitation.pk}/withdraw/",
    ):
        alice_desk.post(path, status=403)
    assert mail.outbox == []


def test_changes_groups(eve_desk: Desk, cast: Cast) -> None:
    eve_desk.post(f"{PEOPLE}{cast.bob.pk}/", {"groups": [group(access.INTERVIEWER)]})
    assert list(cast.bob.groups.values_list("name", flat=True)) == [access.INTERVIEWER]
    eve_desk.refused(f"{PEOPLE}{cast.bob.pk}/", {"groups": ["999999999999"]})
    eve_desk.get(f"{PEOPLE}99999/", 404)


def test_keeps_the_last_administrator_and_says_so(eve_desk: Desk, cast: Cast) -> None:
    html = eve_desk.refused(f"{PEOPLE}{cast.eve.pk}/", {"groups": []})
    assert "last administrator" in html
    eve_desk.post(f"{PEOPLE}{cast.eve.pk}/deactivate/")
    assert "Nothing was changed. This is the last administrator" in eve_desk.read(PEOPLE)


def test_deactivates_and_reactivates(eve_desk: Desk, alice_desk: Desk) -> None:
    path = f"{PEOPLE}{alice_desk.user.pk}/"
    eve_desk.post(f"{path}deactivate/")
    alice_desk.get("/questions/", 302)
    assert "cannot come back" in eve_desk.read(path)
    eve_desk.post(f"{path}reactivate/")
    assert "can sign in again" in eve_desk.read(path)


def test_an_invited_person_makes_their_account(eve_desk: Desk) -> None:
    invite(eve_desk)
    assert "new@example.org" in eve_desk.read(PEOPLE)
    link = sent_link()
    assert "You are invited as new@example.org" in text(Client().get(link))
    assert join(link).status_code == 302
    nora = User.objects.get(username="nora")
    assert (nora.email, nora.is_staff) == ("new@example.org", False)
    assert [one.name for one in nora.groups.all()] == [access.RECRUITER]
    client = Client()
    client.post("/accounts/login/", {"login": "new@example.org", "password": NEW})
    assert client.get("/questions/").status_code == 200


def test_a_link_works_once(eve_desk: Desk) -> None:
    invite(eve_desk)
    link = sent_link()
    join(link)
    assert join(link, "second").status_code == 410
    assert Client().get(link).status_code == 410
    assert not User.objects.filter(username="second").exists()


def test_a_link_expires_after_seven_days(eve_desk: Desk) -> None:
    invite(eve_desk)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert join(sent_link()).status_code == 410
    assert "expired" in eve_desk.read(PEOPLE)


def test_a_withdrawn_link_is_dead(eve_desk: Desk) -> None:
    invite(eve_desk)
    path = f"/settings/invitations/{Invitation.objects.get().pk}"
    eve_desk.post(f"{path}/withdraw/")
    assert join(sent_link()).status_code == 410
    eve_desk.post(f"{path}/resend/")
    assert "answered or withdrawn" in eve_desk.read(PEOPLE)
    assert len(mail.outbox) == 1


def test_sending_again_ends_the_link_before(eve_desk: Desk) -> None:
    invite(eve_desk)
    first = sent_link()
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    eve_desk.post(f"/settings/invitations/{Invitation.objects.get().pk}/resend/")
    assert join(first).status_code == 410
    assert join(sent_link()).status_code == 302


def test_a_link_is_kept_as_a_digest_alone(eve_desk: Desk) -> None:
    invite(eve_desk)
    secret = sent_link().partition("=")[2]
    assert secret not in str(Invitation.objects.values())
    assert secret not in str(AuditEntry.objects.values())


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("nonsense", "Enter a valid email address."),
        ("ALICE@example.org", "There is an account with this address already."),
        ("twice@example.org", "This address is invited already"),
    ],
)
def test_says_who_cannot_be_invited(eve_desk: Desk, email: str, sentence: str) -> None:
    invite(eve_desk, "twice@example.org")
    assert sentence in text(invite(eve_desk, email, 400))
    assert len(mail.outbox) == 1


def test_an_invitation_needs_a_group(eve_desk: Desk) -> None:
    html = eve_desk.refused(f"{PEOPLE}invite/", {"email": "new@example.org"})
    assert "Choose at least one group." in html


def test_mail_that_does_not_leave_is_told(eve_desk: Desk, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    invite(eve_desk)
    assert "could not be sent" in eve_desk.read(PEOPLE)
    assert Invitation.objects.open().count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"username": ""}, "This field is required."),
        ({"username": "ALICE"}, "There is an account of this name already."),
        ({"username": "two words!"}, "Enter a valid username."),
        ({"password1": "short", "password2": "short"}, "too short"),
        ({"password2": "another battery"}, "The two passwords differ."),
        ({"password1": "password12345", "password2": "password12345"}, "too common"),
    ],
)
def test_says_what_is_wrong(eve_desk: Desk, wrong: dict[str, str], sentence: str) -> None:
    invite(eve_desk)
    response = join(sent_link(), **wrong)
    assert response.status_code == 400
    assert sentence in text(response)
    assert not User.objects.filter(username="nora").exists()


def test_signing_up_without_an_invitation_stays_closed(db: None) -> None:
    assert Client().get("/join/").status_code == 410
    assert join("/join/?token=ibk_guessed").status_code == 410
    assert Client().get("/join/?token=%00").status_code == 410
    said = {"username": "new", "email": "n@example.org", "password1": PASSWORD}
    Client().post("/accounts/signup/", said)
    assert not User.objects.exists()
