"""The pages of webhooks: an administrator makes one, looks at what it does, and mends it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from questions.actions import webhooks
from questions.models import WebhookDelivery, WebhookEndpoint
from tests.base import Cast, make_question
from tests.receiver import HOST, Receiver, receiver
from tests.worker import run_tasks

LIST = "/settings/webhooks/"


@pytest.fixture
def there(settings: Settings) -> Iterator[Receiver]:
    settings.WEBHOOK_ALLOWED_HOSTS = {HOST}
    with receiver() as found:
        yield found


@pytest.fixture
def eve(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.eve)
    return client


def text(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.content
    assert response.headers["Cache-Control"] == "no-store"
    return str(response.content.decode())


def one() -> WebhookEndpoint:
    return WebhookEndpoint.objects.get()


def test_one_is_made_and_its_secret_shown_once(eve: Client, there: Receiver) -> None:
    assert "There are no webhooks yet" in text(eve.get(LIST))
    said = {"revision": 0, "name": "ATS", "url": there.url, "events": ["kit.ready"]}
    page = text(eve.post(f"{LIST}new/", said))
    [secret] = re.findall(r"whsec_[A-Za-z0-9+/=]+", page)
    assert (one().name, one().url, one().events) == ("ATS", there.url, ["kit.ready"])
    for path in (LIST, f"{LIST}{one().pk}/", f"{LIST}{one().pk}/edit/"):
        page = text(eve.get(path))
        assert "ATS" in page
        assert secret not in page


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"url": ""}, "This field is required."),
        ({"url": "http://example.org/"}, "Only https is called"),
        ({"url": "https://127.0.0.1/"}, "127.0.0.1 may not be called: it is loopback."),
        ({"url": "https://example.org/", "events": ["kit.eaten"]}, "kit.eaten is not one of"),
        ({"url": "https://example.org/", "name": "x" * 101}, "at most 100"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(eve: Client, said: Any, words: str) -> None:
    assert words in text(eve.post(f"{LIST}new/", {"revision": 0, **said}), 400)
    assert not WebhookEndpoint.objects.exists()


def test_one_is_changed(cast: Cast, eve: Client) -> None:
    endpoint, _ = webhooks.create(cast.eve, {"url": "https://example.org/"})
    path = f"{LIST}{endpoint.pk}/edit/"
    said = {"revision": 1, "name": "ATS", "url": "https://example.org/new"}
    assert eve.post(path, said).headers["Location"] == f"{LIST}{endpoint.pk}/"
    assert one().url == "https://example.org/new"
    page = text(eve.post(path, {**said, "name": "Other"}), 409)
    assert "Saving again overwrites that." in page
    assert 'name="revision" value="2"' in page
    assert one().name == "ATS"


def test_it_is_switched_off_and_on(cast: Cast, eve: Client) -> None:
    endpoint, _ = webhooks.create(cast.eve, {"url": "https://example.org/"})
    path = f"{LIST}{endpoint.pk}/switch/"
    eve.post(path, {"revision": 1, "enabled": "0"})
    assert not one().enabled
    assert "disabled" in text(eve.get(LIST))
    eve.post(path, {"revision": 1, "enabled": "1"})
    assert not one().enabled
    eve.post(path, {"revision": 2, "enabled": "1"})
    assert one().enabled


def test_a_secret_is_rotated(cast: Cast, eve: Client) -> None:
    endpoint, secret = webhooks.create(cast.eve, {"url": "https://example.org/"})
    page = text(eve.post(f"{LIST}{endpoint.pk}/rotate/", {"revision": 1}))
    assert re.findall(r"whsec_[A-Za-z0-9+/=]+", page) != [secret]
    again = eve.post(f"{LIST}{endpoint.pk}/rotate/", {"revision": 1})
    assert again.status_code == 302
    assert "was changed since you opened it" in text(eve.get(again.headers["Location"]))
    assert one().revision == 2


def test_it_is_deleted(cast: Cast, eve: Client) -> None:
    endpoint, _ = webhooks.create(cast.eve, {"url": "https://example.org/"})
    path = f"{LIST}{endpoint.pk}/delete/"
    assert "This cannot be undone." in text(eve.get(path))
    assert "Not deleted." in text(eve.post(path, {"revision": 9}, follow=True))
    assert "Deleted the webhook example.org." in text(eve.post(path, {"revision": 1}, follow=True))
    assert eve.get(f"{LIST}{endpoint.pk}/").status_code == 404


def test_a_test_event_and_what_came_of_it(cast: Cast, eve: Client, there: Receiver) -> None:
    endpoint, _ = webhooks.create(cast.eve, {"url": there.url})
    page = text(eve.post(f"{LIST}{endpoint.pk}/ping/", follow=True))
    assert "Not tried yet" in page
    there.headers, there.status = {"X-Trace": "a<b"}, 418
    run_tasks()
    delivery = WebhookDelivery.objects.get()
    page = text(eve.get(f"{LIST}{endpoint.pk}/deliveries/{delivery.pk}/"))
    for words in ("It answered 418.", "X-Trace: a&lt;b", delivery.event.message_id, "Try 1"):
        assert words in page
    there.status = 204
    eve.post(f"{LIST}{endpoint.pk}/deliveries/{delivery.pk}/redeliver/")
    run_tasks()
    page = text(eve.get(f"{LIST}{endpoint.pk}/"))
    assert "2 tries" in page
    assert "delivered" in page


def test_deliveries_by_state(cast: Cast, eve: Client, there: Receiver) -> None:
    endpoint, _ = webhooks.create(cast.eve, {"url": there.url})
    make_question()
    run_tasks()
    path = f"{LIST}{endpoint.pk}/"
    assert "Showing 1–1 of 1" in text(eve.get(f"{path}?state=delivered"))
    assert "Nothing of this kind" in text(eve.get(f"{path}?state=failed"))
    assert "There is no state “lost”." in text(eve.get(f"{path}?state=lost"), 400)
    assert "cannot be found any more" in text(eve.get(f"{path}?cursor=x"), 400)


def test_pages_of_deliveries(cast: Cast, eve: Client, there: Receiver) -> None:
    endpoint, _ = webhooks.create(cast.eve, {"url": there.url, "enabled": False})
    for number in range(26):
        make_question(f"Question {number}")
    page = text(eve.get(f"{LIST}{endpoint.pk}/?state=held"))
    assert "26 held back" in text(eve.get(LIST))
    [link] = re.findall(r'href="([^"]*cursor=[^"]*)"', page)
    assert link.startswith(f"{LIST}{endpoint.pk}/?state=held&amp;cursor=")
    assert "Showing 26–26 of 26" in text(eve.get(link.replace("&amp;", "&")))


def test_what_was_missed_is_sent(cast: Cast, eve: Client, there: Receiver) -> None:
    endpoint, _ = webhooks.create(cast.eve, {"url": there.url, "enabled": False})
    make_question()
    path = f"{LIST}{endpoint.pk}/redeliver/"
    assert "Choose a day." in text(eve.post(path, {"since": "x", "what": "missed"}), 400)
    later = text(eve.post(path, {"since": "2999-01-01", "what": "missed"}, follow=True))
    assert "There is nothing to send again" in later
    page = text(eve.post(path, {"since": "2001-01-01", "what": "missed"}, follow=True))
    assert "Deliveries that will be sent again: 1." in page
    run_tasks()
    assert len(there.calls) == 1


@pytest.mark.parametrize("who", ["alice", "bob", "carol", "dave"])
def test_it_is_for_administrators(cast: Cast, who: str) -> None:
    endpoint, _ = webhooks.create(cast.eve, {"url": "https://example.org/"})
    client = Client()
    client.force_login(getattr(cast, who))
    for path in (LIST, f"{LIST}new/", f"{LIST}{endpoint.pk}/"):
        assert client.get(path).status_code == 403
    for verb in ("ping", "rotate", "delete", "switch", "redeliver", "edit"):
        assert client.post(f"{LIST}{endpoint.pk}/{verb}/", {"revision": 1}).status_code == 403
    assert one().revision == 1
    assert not WebhookDelivery.objects.exists()
    assert "Webhooks" not in client.get("/").content.decode()
