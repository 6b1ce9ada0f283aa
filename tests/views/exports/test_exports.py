"""Exports that are too large for a page: ordered, written by the worker, downloaded: /exports/."""

import json
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from questions.actions import export_orders, export_writing, kits
from questions.formats.interchange import Unwritable
from questions.models import AuditEntry, Export, ExportPart, Question
from questions.rules import exports
from tests.base import Cast, make_kit, make_question
from tests.views.desk import Desk, desk
from tests.worker import run_tasks

EXPORT = "/questions/export/"


@pytest.fixture(autouse=True)
def asked(db: None, monkeypatch: pytest.MonkeyPatch) -> list[Question]:
    """Three questions, of which a request writes one, and files in many pieces."""
    monkeypatch.setattr(export_writing, "PIECE", 200)
    monkeypatch.setattr(exports, "AT_ONCE", 1)
    monkeypatch.setattr(exports, "AT_ONCE_OF", {})
    return [
        make_question("Why so?", level="basic"),
        make_question("How come?", level="expert", type="mcq"),
        make_question("Not yet?", status="draft"),
    ]


def order(who: Desk, query: str = "", format_name: str = "json") -> Export:
    """Return what has been ordered, as it waits for the worker."""
    where = who.post(f"{EXPORT}{query}", {"format": format_name}).headers["Location"]
    found = Export.objects.latest("pk")
    assert where == found.get_absolute_url()
    return found


def file_of(who: Desk, found: Export) -> bytes:
    answer = who.get(f"/exports/{found.pk}/file/")
    data = b"".join(answer.streaming_content)
    assert answer.headers["Content-Length"] == str(len(data))
    return data


def stems(data: bytes) -> set[str]:
    return {row["stem"] for row in json.loads(data)["questions"]}


def test_a_large_export_is_ordered_written_and_downloaded(alice_desk: Desk) -> None:
    shown = alice_desk.read(f"{EXPORT}?format=json")
    assert "written in the background, and kept for a day" in shown
    assert "Order 3 questions as JSON" in shown
    found = order(alice_desk)
    page = alice_desk.get(found.get_absolute_url()).content.decode()
    assert "Being written" in page
    assert 'hx-trigger="every 2s"' in page
    run_tasks()
    page = alice_desk.get(found.get_absolute_url(), htmx=True).content.decode()
    assert "Ready" in page
    assert f'href="/exports/{found.pk}/file/"' in page
    assert "hx-get" not in page
    assert "The file holds answers and keys" in page
    assert stems(file_of(alice_desk, found)) == {"Why so?", "How come?", "Not yet?"}
    assert "JSON, no." in alice_desk.read("/exports/")
    acts = AuditEntry.objects.filter(actor=alice_desk.user).values_list("verb", flat=True)
    assert [verb for verb in acts if "export" in verb] == ["questions.exported", "export.ordered"]
    told = AuditEntry.objects.get(verb="questions.exported").changes
    assert told == {"format": "json", "questions": 3, "export": found.pk}


@pytest.mark.parametrize("format_name", ["json", "csv", "gift", "moodle_xml", "qti3", "markdown"])
def test_the_file_is_that_of_a_direct_export(alice_desk: Desk, format_name: str) -> None:
    found = order(alice_desk, "?status=approved", format_name)
    run_tasks()
    ordered = file_of(alice_desk, found)
    exports.AT_ONCE = 10
    direct = alice_desk.post(f"{EXPORT}?status=approved", {"format": format_name}, 200)
    assert ordered == direct.content


def test_filters_and_ticked_rows_say_what_is_in_it(alice_desk: Desk, asked: list[Question]) -> None:
    matching = order(alice_desk, "?status=approved&ordering=newest")
    ticked = order(alice_desk, f"?id={asked[0].pk}&id={asked[2].pk}")
    run_tasks()
    assert stems(file_of(alice_desk, matching)) == {"Why so?", "How come?"}
    assert stems(file_of(alice_desk, ticked)) == {"Why so?", "Not yet?"}


def test_losses_are_told_once_it_is_written(alice_desk: Desk) -> None:
    found = order(alice_desk, format_name="aiken")
    run_tasks()
    page = alice_desk.read(found.get_absolute_url())
    assert "What Aiken could not carry" in page
    assert "Open questions, and MCQs without choices, are left out." in page


def test_nobody_else_has_it(alice_desk: Desk, cast: Cast) -> None:
    found = order(alice_desk)
    run_tasks()
    for other in (desk(cast.eve), desk(cast.bob)):
        other.get(found.get_absolute_url(), 404)
        other.get(f"/exports/{found.pk}/file/", 404)
        other.post(f"/exports/{found.pk}/cancel/", status=404)
        assert "No export has been ordered here" in other.read("/exports/")
    desk(cast.dave).get("/exports/", 403)


def test_who_may_read_less_by_now_gets_no_file(cast: Cast) -> None:
    found = order(desk(cast.alice))
    run_tasks()
    cast.alice.groups.set(cast.bob.groups.all())
    manager = desk(cast.alice)
    manager.get(f"/exports/{found.pk}/file/", 403)
    # What waits is written with the rights of then.
    waiting = order(manager)
    cast.alice.groups.set(cast.carol.groups.all())
    run_tasks()
    assert stems(file_of(desk(cast.alice), waiting)) == set()
    assert not AuditEntry.objects.filter(changes__export=found.pk).exists()


def test_an_account_that_is_closed_meanwhile_gets_nothing(alice_desk: Desk, cast: Cast) -> None:
    found = order(alice_desk)
    cast.alice.is_active = False
    cast.alice.save()
    run_tasks()
    found.refresh_from_db()
    assert (found.state, found.message) == (
        "failed",
        "Your account may not export questions any more.",
    )
    assert not ExportPart.objects.exists()


def test_who_reads_kits_alone_orders_nothing(cast: Cast, asked: list[Question]) -> None:
    kits.share(cast.alice, make_kit(asked=asked[:2], by=cast.alice), [cast.carol])
    interviewer = desk(cast.carol)
    assert "2 questions are too many for JSON: 1 at most" in interviewer.read(
        f"{EXPORT}?format=json"
    )
    interviewer.post(EXPORT, {"format": "json"}, 200)
    assert not Export.objects.exists()


def test_it_is_cancelled_before_and_after_it_is_written(alice_desk: Desk) -> None:
    waiting, done = order(alice_desk), order(alice_desk)
    alice_desk.post(f"/exports/{waiting.pk}/cancel/")
    run_tasks()
    alice_desk.post(f"/exports/{done.pk}/cancel/")
    for found in (waiting, done):
        assert "Cancelled" in alice_desk.read(found.get_absolute_url())
        where = alice_desk.get(f"/exports/{found.pk}/file/", 302).headers["Location"]
        assert "There is no file" in alice_desk.read(where)
    assert not ExportPart.objects.exists()
    assert AuditEntry.objects.filter(verb="export.cancelled").count() == 2


def test_the_file_is_dropped_after_a_day(alice_desk: Desk) -> None:
    found = order(alice_desk)
    run_tasks()
    found.refresh_from_db()
    assert found.expires_at
    assert found.finished_at
    assert (found.expires_at - found.finished_at).days == 1
    Export.objects.update(expires_at=timezone.now())
    run_tasks()
    assert ExportPart.objects.exists()
    # The worker does it by itself, once the time has come.
    DBTaskResult.objects.update(run_after=timezone.now())
    run_tasks()
    assert not ExportPart.objects.exists()
    alice_desk.get(f"/exports/{found.pk}/file/", 302)
    assert "kept for a day, and is dropped" in alice_desk.read(found.get_absolute_url())


@pytest.mark.parametrize("silent", ["alive_at", "created_at"])
def test_work_that_a_worker_left_is_taken_up(alice_desk: Desk, silent: str) -> None:
    found = order(alice_desk)
    ExportPart.objects.create(owner=found, position=0, data=b"half of a file")
    long_ago = timezone.now() - timedelta(minutes=11)
    Export.objects.update(done=1, total=3, **{silent: long_ago})
    DBTaskResult.objects.all().delete()  # what the worker had taken
    alice_desk.get(found.get_absolute_url())
    run_tasks()
    assert stems(file_of(alice_desk, found)) == {"Why so?", "How come?", "Not yet?"}


def test_a_worker_whose_work_was_given_up_writes_no_more(
    alice_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, pieces = order(alice_desk), export_writing._pieces

    def interrupted(parts: Iterable[bytes]) -> Iterator[bytes]:
        for number, piece in enumerate(pieces(parts)):
            if number == 1:
                alice_desk.post(f"/exports/{found.pk}/cancel/")
            yield piece

    monkeypatch.setattr(export_writing, "_pieces", interrupted)
    run_tasks()
    found.refresh_from_db()
    assert (found.state, found.size) == ("cancelled", 0)
    assert not ExportPart.objects.exists()


def test_what_fails_says_so(alice_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any) -> Any:
        raise Unwritable("Nothing fits.")

    refused, lost = (
        order(alice_desk, format_name="qti3"),
        order(alice_desk, "?level=basic&level=expert"),
    )
    Export.objects.filter(pk=lost.pk).update(filter="skill=gone")
    monkeypatch.setattr("questions.formats.qti.writing._manifest", broken)
    run_tasks()
    assert "Nothing fits." in alice_desk.read(refused.get_absolute_url())
    assert "gone" in alice_desk.read(lost.get_absolute_url())


def test_few_are_kept_at_a_time(alice_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_orders, "MOST_AT_A_TIME", 2)
    order(alice_desk)
    run_tasks()
    order(alice_desk)
    said = alice_desk.refused(EXPORT, {"format": "json"})
    assert "You have 2 exports already: cancel or delete one." in said
