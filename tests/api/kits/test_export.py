"""A kit as a file: every format, either copy, and what the candidate's must not hold."""

import json
from typing import Any

import pytest

from questions.actions import exports, kits
from questions.formats import KIT_FORMATS, PdfUnavailable
from questions.models import AuditEntry, Kit
from tests.api.base import ANSWERS, Reader, problem
from tests.api.kits.conftest import Bank
from tests.base import Cast, make_candidate, make_kit

#: PDF needs libraries that not every machine has.
FORMATS = pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.pdf if name == "pdf" else ())
        for name, format_ in KIT_FORMATS.items()
        if not format_.holds_answers
    ],
)


@pytest.fixture
def path(kit: Kit) -> str:
    return f"/kits/{kit.pk}/export/"


@FORMATS
@pytest.mark.parametrize("copy", ["interviewer", "candidate"])
def test_every_format(cast: Cast, builder: Reader, path: str, name: str, copy: str) -> None:
    response = builder.ask(path, {"format": name, "copy": copy}, Accept="text/html")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == KIT_FORMATS[name].media_type
    assert response.headers["Cache-Control"] == "no-store"
    told = response.headers["Content-Disposition"]
    assert told.startswith("attachment;")
    assert told.endswith(f'.{KIT_FORMATS[name].extension}"')
    assert response.content
    entry = AuditEntry.objects.get(verb="kit.exported", actor=cast.alice)
    assert entry.changes == {"format": name, "copy": copy}


@pytest.mark.parametrize("name", ["md", "html", "csv", "json"])
def test_the_candidates_copy_holds_no_guidance(builder: Reader, path: str, name: str) -> None:
    full = builder.ask(path, {"format": name, "copy": "interviewer"}).content.decode()
    assert "sums to one" in full
    public = builder.ask(path, {"format": name, "copy": "candidate"}).content.decode()
    assert "gradient descent" in public
    assert "sums to one" not in public


def test_the_interviewers_copy_needs_answers(cast: Cast, path: str) -> None:
    reader = Reader(cast.alice, "kits:read")
    found = problem(reader.ask(path, {"format": "json", "copy": "interviewer"}), 403)
    assert "answers:read" in found["detail"]
    assert reader.ask(path, {"format": "json", "copy": "candidate"}).status_code == 200


def test_an_interviewer_takes_the_copy_of_their_kit(
    cast: Cast, interviewer: Reader, bank: Bank
) -> None:
    ann = make_candidate("Ann Onymous", cast.alice)
    kit = make_kit(asked=bank.questions[:1], by=cast.alice, candidate=ann, frozen=True)
    params = {"format": "json", "copy": "interviewer"}
    problem(interviewer.ask(f"/kits/{kit.pk}/export/", params), 404)
    kits.share(cast.alice, kit, [cast.carol])
    told = interviewer.ask(f"/kits/{kit.pk}/export/", params).content.decode()
    assert "Ann Onymous" in told
    nameless = Reader(cast.carol, "kits:read", ANSWERS)
    told = nameless.ask(f"/kits/{kit.pk}/export/", params).content.decode()
    assert json.loads(told)
    assert "Ann" not in told


@pytest.mark.parametrize(
    ("params", "errors"),
    [
        ({}, [("format", "unknown_value"), ("copy", "unknown_value")]),
        ({"format": "xlsx", "copy": "candidate"}, [("format", "unknown_value")]),
        ({"format": "pdf", "copy": "mine"}, [("copy", "unknown_value")]),
        ({"format": "md", "copy": "candidate", "x": "1"}, [("x", "unknown_parameter")]),
    ],
)
def test_refusals(builder: Reader, path: str, params: Any, errors: list[tuple[str, str]]) -> None:
    assert builder.refusals(path, params) == errors
    assert not AuditEntry.objects.filter(verb="kit.exported").exists()


def test_a_server_without_pdf_says_so(
    builder: Reader, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lacking(*args: Any) -> Any:
        raise PdfUnavailable("Print the kit's page instead.")

    monkeypatch.setattr(exports, "export", lacking)
    found = problem(builder.ask(path, {"format": "pdf", "copy": "candidate"}), 501)
    assert found["detail"] == "Print the kit's page instead."


@pytest.mark.parametrize(
    ("name", "said"),
    [("gift", "####"), ("moodle_xml", "<quiz>"), ("aiken", "ANSWER: ")],
)
def test_formats_of_quizzes_say_what_they_leave_out(
    builder: Reader, path: str, name: str, said: str
) -> None:
    response = builder.ask(path, {"format": name, "copy": "interviewer"})
    assert response.status_code == 200
    assert said in response.content.decode()
    losses = json.loads(response.headers["Export-Losses"])
    assert losses
    assert all(set(loss) == {"field", "reason", "questions"} for loss in losses)
    found = problem(builder.ask(path, {"format": name, "copy": "candidate"}), 409)
    assert "no candidate’s copy" in found["detail"]


def test_nothing_is_said_to_be_left_out_where_all_is_told(builder: Reader, path: str) -> None:
    response = builder.ask(path, {"format": "json", "copy": "interviewer"})
    assert "Export-Losses" not in response.headers
