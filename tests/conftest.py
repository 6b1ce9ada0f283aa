"""Fixtures that all layers' tests share."""

import logging
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.db.models.signals import post_migrate
from pytest_django import Settings

from questions.rules import access
from tests.base import Cast, make_cast


def make_groups(**kwargs: object) -> None:
    for name in access.GROUPS:
        Group.objects.get_or_create(name=name)


@pytest.fixture(scope="session", autouse=True)
def groups_stay() -> None:
    """A test with transactions of its own ends by emptying every table: put its groups back."""
    post_migrate.connect(make_groups, sender=apps.get_app_config("questions"))


@pytest.fixture(autouse=True)
def fresh_cache(request: pytest.FixtureRequest) -> None:
    """Rate limits count in the caches: no test inherits another's tries."""
    caches["process"].clear()
    if {"db", "transactional_db"} & set(request.fixturenames):
        request.getfixturevalue("db")
        caches["default"].clear()


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def quiet() -> Iterator[None]:
    """Thousands of refusals are meant: telling of each would take a third of the time."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(autouse=True)
def plain_static_files(settings: Settings) -> None:
    """Pages name static files as they lie in the tree: no test needs a collectstatic."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture(autouse=True)
def fast_passwords(settings: Settings) -> None:
    """Real hashing takes a quarter of a second for each member of the cast."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


#: What takes longest by itself: the other processes work while it runs.
LONGEST = ("test_permissions.py", "test_schemathesis.py", "test_audit_secrets.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in LONGEST)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pin-queries", action="store_true", help="write tests/query_counts.json")
    parser.addoption("--pin-permissions", action="store_true", help="write tests/permissions.txt")
    parser.addoption(
        "--cases", type=int, default=0, help="requests that Schemathesis makes up for each noun"
    )


@pytest.fixture
def pin_queries(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--pin-queries"))


@pytest.fixture
def pin_permissions(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--pin-permissions"))


@pytest.fixture
def cases(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--cases"))
