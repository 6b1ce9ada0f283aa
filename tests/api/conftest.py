"""Who reads the API."""

import pytest

from tests.api.base import ANSWERS, READ, READING, WRITING, Reader
from tests.base import Cast


@pytest.fixture
def alice(cast: Cast) -> Reader:
    """A recruiter: all statuses, with guidance."""
    return Reader(cast.alice, READ, ANSWERS)


@pytest.fixture
def plain_alice(cast: Cast) -> Reader:
    """A recruiter whose token does not reach guidance."""
    return Reader(cast.alice, READ)


@pytest.fixture
def bob(cast: Cast) -> Reader:
    """A hiring manager: approved questions, with guidance."""
    return Reader(cast.bob, READ, ANSWERS)


@pytest.fixture
def builder(cast: Cast) -> Reader:
    """A recruiter whose token reaches all that kits need."""
    return Reader(cast.alice, *WRITING)


@pytest.fixture
def onlooker(cast: Cast) -> Reader:
    """The same recruiter with a token that is for reading."""
    return Reader(cast.alice, *READING)


@pytest.fixture
def manager(cast: Cast) -> Reader:
    """A hiring manager with all scopes: sees what they made or were given."""
    return Reader(cast.bob, *WRITING)


@pytest.fixture
def interviewer(cast: Cast) -> Reader:
    """An interviewer with all scopes: reads the kits that they were given."""
    return Reader(cast.carol, *WRITING)
