"""No entry of the audit log holds a secret or a text that is confidential, whatever was done."""

import re

from django.test import Client

from questions.actions import people, webhooks
from questions.models import AuditEntry, User, WebhookEvent
from tests.base import PASSWORD, Cast, token
from tests.planted import plant
from tests.routes import addresses


def test_markers_stand_in_no_entry(cast: Cast, quiet: None) -> None:
    bank = plant(cast.alice)
    visitors = [Client(headers=token(cast.eve, "questions:read", "answers:read"))]
    for user in (cast.alice, cast.carol):
        client = Client()
        client.force_login(user)
        visitors.append(client)
    kits = [f"/kits/{kit.pk}/export/" for kit in bank.kits.values()]
    for client in visitors:
        for path in [path for paths in addresses(bank).values() for path in paths]:
            client.get(path)
        for path in kits:
            client.post(path, {"format": "md", "copy": "interviewer"})
        client.post(f"/candidates/{bank.candidate.pk}/export/")
    entries = list(AuditEntry.objects.values_list("verb", "object_id", "changes"))
    verbs = {verb for verb, *_ in entries}
    expected = {"kit.exported", "answer.viewed", "candidate.exported", "answers.read"}
    assert expected | {"access.refused", "kit.answers_viewed"} <= verbs
    assert not re.search("mk[a-z]", str(entries))


def test_markers_stand_in_nothing_that_webhooks_are_told(cast: Cast) -> None:
    webhooks.create(cast.eve, {"url": "https://example.org/"})
    plant(cast.alice)
    told = list(WebhookEvent.objects.values_list("type", "body"))
    kinds = {kind for kind, _ in told}
    assert {"question.edited", "candidate.created", "kit.ready"} <= kinds
    assert len(told) > 15
    assert not re.search("mk[a-z]", str(told))


def test_secrets_stand_in_no_entry(cast: Cast, client: Client) -> None:
    _, secret = people.create_token(cast.alice, ["questions:read"])
    client.post("/accounts/login/", {"login": "alice", "password": f"{PASSWORD}mk"})
    client.post("/accounts/login/", {"login": PASSWORD, "password": "alice"})
    client.post("/accounts/login/", {"login": "alice", "password": PASSWORD})
    key = User.objects.get(pk=cast.alice.pk).password
    said = str(list(AuditEntry.objects.values()))
    for hidden in (secret, PASSWORD, key, client.session.session_key):
        assert hidden
        assert hidden not in said
