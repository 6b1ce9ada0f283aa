"""Which verb leads from which status to which."""

import pytest

from questions.rules import lifecycle
from questions.rules.lifecycle import TransitionRefused

TABLE = {
    ("draft", "submit"): "in_review",
    ("in_review", "withdraw"): "draft",
    ("in_review", "send_back"): "draft",
    ("in_review", "approve"): "approved",
    ("approved", "approve"): "approved",
    ("approved", "send_back"): "approved",
    ("approved", "retire"): "retired",
    ("retired", "restore"): "approved",
}
STATUSES = ["draft", "in_review", "approved", "retired"]
VERBS = ["submit", "withdraw", "send_back", "approve", "retire", "restore"]


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_leads_where_the_table_says_or_is_refused(status: str, verb: str) -> None:
    expected = TABLE.get((status, verb))
    if expected is None:
        with pytest.raises(TransitionRefused):
            lifecycle.next_status(status, verb)
    else:
        assert lifecycle.next_status(status, verb) == expected


@pytest.mark.parametrize("status", STATUSES)
def test_the_verbs_of_a_status_are_those_of_the_table(status: str) -> None:
    assert set(lifecycle.verbs_from(status)) == {verb for at, verb in TABLE if at == status}


def test_a_refusal_says_what_cannot_be() -> None:
    with pytest.raises(TransitionRefused, match=r"A question that is in review cannot retire\."):
        lifecycle.next_status("in_review", "retire")
    with pytest.raises(TransitionRefused, match=r"A question that is draft cannot send back\."):
        lifecycle.next_status("draft", "send_back")


def test_unknown_statuses_and_verbs_are_refused() -> None:
    with pytest.raises(TransitionRefused):
        lifecycle.next_status("lost", "submit")
    with pytest.raises(TransitionRefused):
        lifecycle.next_status("draft", "delete")
    assert lifecycle.verbs_from("lost") == []
