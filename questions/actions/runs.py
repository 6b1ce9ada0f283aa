"""Parallel kits as background work: start, watch, cancel, and the job that the worker runs."""

import multiprocessing
import random
import time
from collections.abc import Mapping
from multiprocessing.connection import Connection
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from questions.actions import assembly, audit
from questions.models import AssemblyRun, Blueprint, User
from questions.models.blueprints import MAX_FORMS
from questions.permissions import require
from questions.rules import access
from questions.rules.assembly import Form, Plan, Refusal
from questions.rules.assembly.child import Message, solve_parallel
from questions.rules.kits import KitRefused

logger = structlog.get_logger(__name__)

#: Seconds between two looks at whether someone has cancelled.
LOOK_EVERY = 1.0
#: Seconds that a run may take; then its process is ended, whatever the solver thinks of time.
LONGEST = 600
MAX_BAND = 500


@transaction.atomic
def start(
    user: User, blueprint: Blueprint, *, forms: int, band: int, seed: int | None = None
) -> AssemblyRun:
    """Order `forms` parallel kits whose total difficulty differs by at most `band` points.

    The worker makes them (`manage.py db_worker`). Raises KitRefused for numbers out of range.
    """
    require(user, access.WRITE_KITS)
    if not 2 <= forms <= MAX_FORMS:
        raise KitRefused(f"Make 2 to {MAX_FORMS} kits at once.", "forms")
    if not 0 <= band <= MAX_BAND:
        raise KitRefused(f"Give a band of 0 to {MAX_BAND} points.", "band")
    if seed is None:
        seed = random.SystemRandom().randrange(assembly.MAX_SEED)
    run = AssemblyRun.objects.create(
        blueprint=blueprint, forms=forms, band=band, seed=seed, created_by=user
    )
    audit.record(user, "run.started", run, {"blueprint": blueprint.pk, "forms": forms})
    make_kits.enqueue(run.pk)
    return run


@transaction.atomic
def cancel(user: User, run: AssemblyRun) -> AssemblyRun:
    """End a run that is waiting or under way; none of its kits are kept."""
    require(user, access.WRITE_KITS)
    current = AssemblyRun.objects.select_for_update().get(pk=run.pk)
    if current.is_open:
        _finish(current, AssemblyRun.Status.CANCELLED)
        audit.record(user, "run.cancelled", current)
    return current


def _finish(run: AssemblyRun, status: str, message: str = "") -> None:
    run.status, run.message, run.finished_at = status, message, timezone.now()
    run.save()


@task()
def make_kits(run_id: int) -> None:
    """Make a run's kits: all of them, or none and a message that says why."""
    run = _claim(run_id)
    if run is None:
        return
    try:
        plan = assembly.plan_of_blueprint(run.blueprint)
        found = _solve(run, plan)
        if found is not None:
            _keep(run_id, plan, found)
    except Exception:
        logger.exception("run_failed", run=run_id)
        _fail(run_id, "Something went wrong while the kits were made. The error has been recorded.")


@transaction.atomic
def _claim(run_id: int) -> AssemblyRun | None:
    run = AssemblyRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None or run.status != AssemblyRun.Status.QUEUED:
        return None
    run.status, run.alive_at = AssemblyRun.Status.RUNNING, timezone.now()
    run.save()
    return run


@transaction.atomic
def _fail(run_id: int, message: str) -> None:
    run = AssemblyRun.objects.select_for_update().get(pk=run_id)
    if run.is_open:
        _finish(run, AssemblyRun.Status.FAILED, message)


def _solve(run: AssemblyRun, plan: Plan) -> list[Form] | Refusal | None:
    """Solve in a process that can be ended; None when the run was cancelled or took too long."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(
        target=solve_parallel,
        args=(theirs, assembly.read_pool(), plan),
        kwargs={"forms": run.forms, "seed": run.seed, "band": run.band, "seconds": LONGEST},
        daemon=True,
    )
    process.start()
    theirs.close()
    try:
        return _watch(run, ours)
    finally:
        process.kill()
        process.join()


def _watch(run: AssemblyRun, child: Connection) -> list[Form] | Refusal | None:
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        if not _is_wanted(run):
            return None
        if not child.poll(LOOK_EVERY):
            continue
        kind, value = _receive(child)
        if kind == "found":
            return value  # type: ignore[no-any-return]  # what child.py sends
        if kind == "late":
            break
        if kind == "enemies":
            child.send(list(assembly.near_duplicates(value)))
        if kind == "done":
            _progress(run, value)
    _fail(run.pk, f"No {run.forms} kits were found in {LONGEST // 60} minutes.")
    return None


def _receive(child: Connection) -> Message:
    try:
        message: Message = child.recv()
    except EOFError as error:
        raise RuntimeError("the solver's process has ended by itself") from error
    return message


def _is_wanted(run: AssemblyRun) -> bool:
    now = timezone.now()
    mine = AssemblyRun.objects.filter(pk=run.pk, status=AssemblyRun.Status.RUNNING)
    return bool(mine.update(alive_at=now))


def _progress(run: AssemblyRun, done: int) -> None:
    AssemblyRun.objects.filter(pk=run.pk).update(forms_done=done)


@transaction.atomic
def _keep(run_id: int, plan: Plan, found: list[Form] | Refusal) -> None:
    run = AssemblyRun.objects.select_for_update().get(pk=run_id)
    if not run.is_open:
        return
    if isinstance(found, Refusal):
        sentences = " ".join(relaxation.sentence for relaxation in found.relaxations)
        _finish(run, AssemblyRun.Status.FAILED, sentences)
        return
    for number, form in enumerate(found, start=1):
        name = f"{run.blueprint.name[:190]} · {number} of {run.forms}"
        more: Mapping[str, Any] = {"run": run, "seed": run.seed}
        assembly.store(run.created_by, run.blueprint, plan, form, name=name, **more)
    run.forms_done = len(found)
    _finish(run, AssemblyRun.Status.DONE)
    audit.record(run.created_by, "run.done", run, {"kits": len(found)})
