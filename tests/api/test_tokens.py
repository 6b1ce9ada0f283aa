"""Bearer tokens: what opens the API, how far, and what is kept of them."""

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from questions.actions import kits, people
from questions.models import AuditEntry, Token, User
from tests.api.base import ANSWERS, API, READ, Reader, body, problem
from tests.base import Cast, make_kit, make_question, token

PATHS = ["/questions/", "/questions/1/", "/questions/facets/", "/questions/1/versions/"]
PATHS += ["/questions/1/versions/1/", "/skills/", "/skills/x/", "/roles/", "/sources/", "/schema/"]


def refused(client: Client, path: str, authorization: str | None) -> None:
    headers = {"Authorization": authorization} if authorization is not None else {}
    response = client.get(f"{API}{path}", headers=headers)
    problem(response, 401)
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="interviewbank"'


@pytest.mark.parametrize("path", PATHS)
def test_every_address_needs_someone(client: Client, db: None, path: str) -> None:
    refused(client, path, None)
    refused(client, path, "Bearer ibk_unknown")


MALFORMED = ["", "Bearer", "Bearer ", "Bearer\t", "Basic YTpi", "Token {}", "{}", "Bearer {} x"]
MALFORMED += ["Bearer é", "Bearer {}\x00", "Bearer " + "x" * 5000, "Bearer x{}", "BearerX {}"]


@pytest.mark.parametrize("header", MALFORMED, ids=range(len(MALFORMED)))
def test_malformed(client: Client, cast: Cast, header: str) -> None:
    secret = token(cast.alice, READ)["Authorization"].partition(" ")[2]
    refused(client, "/questions/", header.replace("{}", secret))


def test_the_scheme_is_read_in_any_case(client: Client, cast: Cast) -> None:
    secret = token(cast.alice, READ)["Authorization"].partition(" ")[2]
    response = client.get(f"{API}/questions/", headers={"Authorization": f"bEARER {secret}"})
    assert response.status_code == 200


def test_expired(client: Client, cast: Cast) -> None:
    moment = timezone.now()
    made, secret = people.create_token(cast.alice, [READ], expires_at=moment)
    refused(client, "/questions/", f"Bearer {secret}")
    Token.objects.filter(pk=made.pk).update(expires_at=moment + datetime.timedelta(days=1))
    headers = {"Authorization": f"Bearer {secret}"}
    assert client.get(f"{API}/questions/", headers=headers).status_code == 200


def test_revoked(cast: Cast, client: Client) -> None:
    made, secret = people.create_token(cast.alice, [READ])
    people.revoke_token(cast.alice, made)
    refused(client, "/questions/", f"Bearer {secret}")


def test_of_an_inactive_account(alice: Reader, client: Client) -> None:
    assert alice.ask("/questions/").status_code == 200
    User.objects.filter(username="alice").update(is_active=False)
    refused(client, "/questions/", alice.headers["Authorization"])


def test_a_bad_token_is_not_made_good_by_a_session(client: Client, cast: Cast) -> None:
    client.force_login(cast.alice)
    refused(client, "/questions/", "Bearer ibk_unknown")


def test_a_token_counts_before_a_session(client: Client, cast: Cast) -> None:
    question = make_question()
    client.force_login(cast.alice)
    response = client.get(f"{API}/questions/{question.pk}/", headers=token(cast.alice, READ))
    assert "answer" not in body(response)


@pytest.mark.parametrize("scope", [ANSWERS, "questions:write", "audit:read", "admin"])
def test_a_scope_gives_nothing_but_its_own(cast: Cast, scope: str) -> None:
    reader = Reader(cast.eve, scope)
    for path in PATHS[:-1]:
        problem(reader.ask(path), 403)


def test_scopes_never_add_to_the_group(cast: Cast) -> None:
    draft, approved = make_question(status="draft"), make_question()
    scopes = [READ, ANSWERS, "questions:write", "audit:read", "admin"]
    for path in PATHS[:-1]:
        problem(Reader(cast.dave, *scopes).ask(path), 403)
    bob = Reader(cast.bob, *scopes)
    problem(bob.ask(f"/questions/{draft.pk}/"), 404)
    assert bob.get(f"/questions/{approved.pk}/")["answer"] == "Noise."


def test_a_group_left_cuts_a_token_at_once(cast: Cast, alice: Reader) -> None:
    assert alice.ask("/questions/").status_code == 200
    cast.alice.groups.clear()
    problem(alice.ask("/questions/"), 403)


def test_an_interviewer_reads_the_questions_of_their_kits_alone(cast: Cast) -> None:
    held, other = make_question("Held"), make_question("Other")
    carol = Reader(cast.carol, READ, ANSWERS, "kits:read")
    assert carol.stems() == []
    kits.share(cast.alice, make_kit(asked=[held], by=cast.alice), [cast.carol])
    assert carol.stems() == ["Held"]
    assert carol.get(f"/questions/{held.pk}/")["answer"] == "Noise."
    problem(carol.ask(f"/questions/{other.pk}/"), 404)


def test_use_is_noted(alice: Reader) -> None:
    made = Token.objects.get()
    assert made.last_used_at is None
    before = timezone.now()
    alice.get("/questions/")
    made.refresh_from_db()
    assert made.last_used_at is not None
    assert before <= made.last_used_at <= timezone.now()
    long_ago = before - datetime.timedelta(days=1)
    Token.objects.update(last_used_at=long_ago)
    alice.get("/questions/")
    made.refresh_from_db()
    assert made.last_used_at >= before


def made_by_command(*args: str) -> str:
    out = StringIO()
    call_command("create_token", *args, stdout=out)
    return out.getvalue().strip()


def test_the_command_prints_a_token_that_works(client: Client, cast: Cast) -> None:
    secret = made_by_command("alice", "--scopes", f"{READ}, {ANSWERS}", "--days", "7")
    question = make_question()
    headers = {"Authorization": f"Bearer {secret}"}
    found = client.get(f"{API}/questions/{question.pk}/", headers=headers)
    assert body(found)["answer"] == "Noise."
    made = Token.objects.get()
    assert made.expires_at is not None
    assert 6 <= (made.expires_at - timezone.now()).days <= 7


def test_the_secret_is_kept_nowhere(cast: Cast) -> None:
    secret = made_by_command("alice", "--scopes", READ, "--name", "nightly report")
    made = Token.objects.get()
    kept = [str(value) for value in vars(made).values()]
    kept += [str(vars(entry)) for entry in AuditEntry.objects.all()]
    assert not any(secret in text for text in kept)
    assert (made.name, made.scopes, made.expires_at) == ("nightly report", [READ], None)
    assert secret.startswith(made.prefix)
    assert len(made.prefix) == 12 < len(secret) / 3
    assert AuditEntry.objects.filter(verb="token.created").count() == 1


def test_two_tokens_differ(cast: Cast) -> None:
    assert made_by_command("bob", "--scopes", READ) != made_by_command("bob", "--scopes", READ)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["nobody", "--scopes", READ], "There is no account “nobody”."),
        (["alice", "--scopes", "questions:eat"], "No such scope: questions:eat. Scopes: "),
        (["alice", "--scopes", f"{READ},x,a"], "No such scope: a, x. Scopes: "),
        (["alice", "--scopes", " , "], "No such scope: none given. Scopes: "),
        (["alice", "--scopes", READ, "--days", "0"], "--days takes a whole number from 1 to 3650"),
        (["alice", "--scopes", READ, "--days", "3651"], "--days takes a whole number from 1 to"),
        (["alice", "--scopes", READ, "--days", "soon"], "argument --days: invalid int value"),
        (["alice"], "the following arguments are required: --scopes"),
    ],
)
def test_the_command_says_what_is_wrong(cast: Cast, args: list[str], message: str) -> None:
    with pytest.raises(CommandError) as refusal:
        made_by_command(*args)
    assert message in str(refusal.value)
    assert not Token.objects.exists()
