"""A receiver that the settings allow, and endpoints for it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytest_django import Settings

from questions.actions import webhooks
from questions.models import WebhookEndpoint
from tests.base import Cast
from tests.receiver import HOST, Receiver, receiver

Made = tuple[WebhookEndpoint, str]


@pytest.fixture
def there(settings: Settings) -> Iterator[Receiver]:
    settings.WEBHOOK_ALLOWED_HOSTS = {HOST}
    with receiver() as found:
        yield found


@pytest.fixture
def hook(cast: Cast, there: Receiver) -> Callable[..., Made]:
    """Make an endpoint that leads to the receiver; return it with its secret."""

    def make(**fields: Any) -> Made:
        return webhooks.create(cast.eve, {"url": there.url, **fields})

    return make
