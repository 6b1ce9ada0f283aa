"""The cast at their desks."""

import pytest

from tests.base import Cast
from tests.views.desk import Desk, desk


@pytest.fixture
def alice_desk(cast: Cast) -> Desk:
    """Alice, who recruits and sees everything."""
    return desk(cast.alice)


@pytest.fixture
def bob_desk(cast: Cast) -> Desk:
    """Bob, a hiring manager, who sees what is his or given to him."""
    return desk(cast.bob)


@pytest.fixture
def carol_desk(cast: Cast) -> Desk:
    """Carol, an interviewer, who reads what she is given."""
    return desk(cast.carol)


@pytest.fixture
def dave_desk(cast: Cast) -> Desk:
    """Dave, who is in no group."""
    return desk(cast.dave)
