"""Pages of a kit, in this process, beside a view that answers a constant 20 kB."""

from collections.abc import Sequence
from statistics import median
from time import perf_counter

from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from questions.management.bench import urls
from questions.management.bench.kit import make_kits
from questions.management.bench.report import Row, p99
from questions.models import Kit, User

WARM_UPS, ROUNDS = 5, 40


def measure(size: int, seed: int) -> Sequence[Row]:
    """Return a row for each page; milliseconds of wall time, and queries."""
    user, draft, frozen = make_kits()
    pages = {
        "constant view (E)": urls.CONSTANT,
        "kit page": f"/kits/{frozen.pk}/",
        "kit page, answers open": f"/kits/{frozen.pk}/?answer=1",
        "builder": f"/kits/{draft.pk}/build/",
        "print, interviewer's copy": f"/kits/{frozen.pk}/print/?copy=interviewer",
        "bank page, with the tray": "/questions/",
    }
    settings = {"ROOT_URLCONF": urls.__name__, "ALLOWED_HOSTS": ["testserver"], "DEBUG": False}
    with override_settings(**settings):
        client = _client(user, draft)
        times = _interleaved(client, pages)
        return [_row(name, size, times, client, pages) for name in pages]


def _client(user: User, draft: Kit) -> Client:
    client = Client()
    client.force_login(user)
    answer = client.post("/kits/current/", {"kit": draft.pk})
    assert answer.status_code == 302  # noqa: S101  # without a current kit the bank has no tray
    return client


def _interleaved(client: Client, pages: dict[str, str]) -> dict[str, list[float]]:
    """Ask for all pages in turn, so that a busy moment falls on all alike."""
    times: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(WARM_UPS + ROUNDS):
        for name, address in pages.items():
            start = perf_counter()
            answer = client.get(address)
            times[name].append((perf_counter() - start) * 1_000)
            assert answer.status_code == 200, address  # noqa: S101  # a page that fails is no measure
    return {name: taken[WARM_UPS:] for name, taken in times.items()}


def _row(
    name: str, size: int, times: dict[str, list[float]], client: Client, pages: dict[str, str]
) -> Row:
    yardstick = median(next(iter(times.values())))
    with CaptureQueriesContext(connection) as queries:
        client.get(pages[name])
    return {
        "what": name,
        "questions": size,
        "p50 ms": median(times[name]),
        "p99 ms": p99(times[name]),
        "of E": median(times[name]) / yardstick,
        "queries": len(queries),
    }
