"""What each group may do, and how a token's scopes cut that down."""

from itertools import chain, combinations

import pytest

from questions.rules import access

INTERVIEWER = {"questions:read", "answers:read", "kits:read", "candidates:name"}
READER = INTERVIEWER | {"questions:read_approved", "kits:write"}
READER |= {"candidates:read", "candidates:write", "tokens:own"}
EDITOR = READER | {"questions:read_unapproved", "questions:write", "questions:review"}
EDITOR |= {"imports:write", "kits:every", "candidates:every"}
ADMIN = EDITOR | {"questions:purge", "audit:read", "settings:manage"}
EDITOR |= {"kits:every", "candidates:every"}
ADMIN = EDITOR | {"questions:purge", "audit:read", "settings:manage", "webhooks:manage"}


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ([], set()),
        (["interviewer"], INTERVIEWER),
        (["hiring manager"], READER),
        (["recruiter"], EDITOR),
        (["admin"], ADMIN),
        (["interviewer", "hiring manager"], READER),
        (["hiring manager", "recruiter"], EDITOR),
        (["nobody knows"], set()),
        (["Recruiter"], set()),
    ],
)
def test_a_group_gives_what_the_table_says(groups: list[str], expected: set[str]) -> None:
    assert access.capabilities(groups) == expected


def test_a_superuser_has_what_an_admin_has() -> None:
    assert access.capabilities([], superuser=True) == ADMIN
    assert access.capabilities(["interviewer"], superuser=True) == ADMIN


@pytest.mark.parametrize(
    ("scopes", "expected"),
    [
        ([], set()),
        (
            ["questions:read"],
            {"questions:read", "questions:read_approved", "questions:read_unapproved"},
        ),
        (["kits:read"], {"kits:read", "kits:every"}),
        (["kits:write"], {"kits:write"}),
        (["candidates:read"], {"candidates:name", "candidates:read", "candidates:every"}),
        (["candidates:write"], {"candidates:write"}),
        (["answers:read"], {"answers:read"}),
        (["questions:write"], {"questions:write", "questions:review"}),
        (["imports:write"], {"imports:write"}),
        (["audit:read"], {"audit:read"}),
        (["admin"], {"questions:purge", "settings:manage"}),
        (["webhooks:write"], {"webhooks:manage"}),
        (["unknown"], set()),
        (["answers:read", "unknown"], {"answers:read"}),
    ],
)
def test_a_scope_leaves_an_admin_what_it_covers(scopes: list[str], expected: set[str]) -> None:
    assert access.capabilities(["admin"], scopes=scopes) == expected


def test_scopes_never_add() -> None:
    sizes = range(len(access.SCOPES) + 1)
    for scopes in chain.from_iterable(combinations(access.SCOPES, size) for size in sizes):
        for group in ("", *access.GROUPS):
            assert access.capabilities([group], scopes=scopes) <= access.capabilities([group])


def test_all_scopes_together_take_nothing_away() -> None:
    for group in access.GROUPS:
        assert access.capabilities([group], scopes=access.SCOPES) == access.capabilities([group])


def test_a_manager_s_token_reads_no_answers_without_the_scope() -> None:
    held = access.capabilities(["hiring manager"], scopes=["questions:read"])
    assert held == {"questions:read", "questions:read_approved"}
    assert access.capabilities(["hiring manager"], scopes=["questions:write"]) == set()


def test_every_scope_is_explained() -> None:
    assert set(access.SCOPES) <= set(access.SCOPE_WORDS)
    assert all(access.SCOPE_WORDS.values())


@pytest.mark.parametrize(
    ("group", "held", "usable"),
    [
        ("admin", None, set(access.SCOPES)),
        ("recruiter", None, set(access.SCOPES) - {"audit:read", "admin", "webhooks:write"}),
        ("interviewer", ["questions:read", "audit:read"], {"questions:read"}),
        ("hiring manager", ["questions:write", "kits:read"], {"kits:read"}),
        ("", None, set()),
        ("admin", [], set()),
        ("admin", ["unknown", "admin"], {"admin"}),
    ],
)
def test_scopes_are_handed_on_where_they_open_something(
    group: str, held: list[str] | None, usable: set[str]
) -> None:
    assert set(access.usable_scopes(access.capabilities([group]), held)) == usable
