"""Kits as files: what the interviewer's copy says and the candidate's never does."""

import zipfile
import zlib
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from questions.actions import exports, kits, questions
from questions.formats import KIT_FORMATS, Unwritable
from questions.models import AuditEntry, Kit, Question
from questions.rules import kits as rules
from tests.base import CHOICES, Cast, make_candidate, make_kit, make_question, said

INSIDE = "interviewer"
DOCUMENTS = [name for name, format_ in KIT_FORMATS.items() if not format_.holds_answers]
FORMATS = [pytest.param(name, marks=pytest.mark.pdf if name == "pdf" else ()) for name in DOCUMENTS]
SECRETS: dict[str, Any] = {
    "answer": "mkanswerx",
    "look_for": ["mklookforx"],
    "red_flags": ["mkredflagx"],
    "follow_ups": ["mkfollowupx", "mkotherx"],
    "references": ["mkreferencex"],
    "rubric": {"1": "mkonex", "3": "mkthreex", "5": "mkfivex"},
}
EXPLAINED = [choice | {"explanation": f"mkexplained{n}x"} for n, choice in enumerate(CHOICES)]
MARKERS = ["mkanswerx", "mklookforx", "mkredflagx", "mkfollowupx", "mkreferencex", "mkonex"]
MARKERS += ["mkthreex", "mkfivex", "mkexplained0x", "mkexplained1x", "mknotex", "mkkitx"]


@pytest.fixture
def kit(cast: Cast) -> Kit:
    """A candidate's kit with a marker in everything that is confidential."""
    open_, mcq = make_question("Why so?", **SECRETS), make_question("Which one?", type="mcq")
    mcq = questions.edit(None, mcq, said("Which one?", type="mcq", choices=EXPLAINED))
    kit = make_kit("Mkkitx", [open_, mcq], candidate=make_candidate("Jane"), by=cast.alice)
    kit = kits.change(
        cast.alice,
        kit,
        "Noted",
        lambda contents: rules.edit_item(
            contents, open_.pk, note="mknotex", follow_ups=("mkfollowupx",)
        ),
    )
    return Kit.objects.for_page().get(pk=kit.pk)


def unpacked(data: bytes) -> str:
    """Return all text in a file: as it is, of each member of an archive, of each PDF stream."""
    parts = [data]
    if zipfile.is_zipfile(BytesIO(data)):
        archive = zipfile.ZipFile(BytesIO(data))
        parts += [archive.read(name) for name in archive.namelist()]
    for piece in data.split(b"stream")[1:]:
        try:
            parts.append(zlib.decompressobj().decompress(piece.lstrip(b"\r\n")))
        except zlib.error:
            continue
    text = b"\n".join(parts).decode("utf-8", "replace").lower()
    return text + text.replace("\x00", "")


@pytest.mark.parametrize("name", FORMATS)
def test_the_candidates_copy_holds_nothing_confidential(cast: Cast, kit: Kit, name: str) -> None:
    file = exports.export(cast.alice, kit, name, "candidate")
    text = unpacked(file.data)
    assert [marker for marker in MARKERS if marker in text + file.name] == []


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if name != "pdf"])
def test_the_interviewers_copy_says_it_all(cast: Cast, kit: Kit, name: str) -> None:
    file = exports.export(cast.alice, kit, name, "interviewer")
    text = unpacked(file.data)
    assert [marker for marker in MARKERS if marker not in text] == []
    assert "jane" in text
    assert "mkotherx" not in text  # a follow-up that was not chosen
    assert file.name.endswith(f"-{kit.pk}.{KIT_FORMATS[name].extension}")


def test_the_pinned_version_is_what_is_handed_out(cast: Cast, kit: Kit) -> None:
    question = Question.objects.get(stem="Why so?")
    pending = questions.edit(cast.alice, question, said("Why not?"))
    questions.move(cast.eve, pending, "approve")
    fresh = Kit.objects.for_page().get(pk=kit.pk)
    text = unpacked(exports.export(cast.alice, fresh, "md", "candidate").data)
    assert "why so?" in text
    assert "why not?" not in text


def test_each_export_is_recorded_with_format_and_copy(cast: Cast, kit: Kit) -> None:
    exports.export(cast.alice, kit, "json", "interviewer")
    entry = AuditEntry.objects.get(verb="kit.exported")
    assert entry.changes == {"format": "json", "copy": "interviewer"}


def test_without_answers_there_is_no_interviewers_copy(cast: Cast, kit: Kit) -> None:
    with pytest.raises(PermissionDenied):
        exports.export(cast.dave, kit, "md", "interviewer")
    assert not AuditEntry.objects.filter(verb="kit.exported").exists()


def test_an_unnamed_candidate_stays_unnamed(cast: Cast, kit: Kit) -> None:
    cast.alice.scopes = frozenset({"questions:read", "answers:read", "kits:read"})
    del cast.alice.__dict__["capabilities"]
    assert "jane" not in unpacked(exports.export(cast.alice, kit, "md", "interviewer").data)


def test_losses_are_told_for_the_copy_and_need_its_rights(cast: Cast, kit: Kit) -> None:
    told = {loss.field: loss.questions for loss in exports.losses(cast.alice, kit, "gift", INSIDE)}
    assert told | {"look_for": 1, "rubric": 1, "note": 1} == told
    assert exports.losses(cast.alice, kit, "md", INSIDE) == ()
    with pytest.raises(PermissionDenied):
        exports.losses(cast.dave, kit, "gift", INSIDE)
    with pytest.raises(Unwritable):
        exports.losses(cast.alice, kit, "gift", "candidate")
    assert not AuditEntry.objects.filter(verb="kit.exported").exists()
