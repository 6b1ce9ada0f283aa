"""Who reads the API."""

import pytest

from tests.api.base import ANSWERS, READ, Reader
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
