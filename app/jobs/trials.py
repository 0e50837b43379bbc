"""Case files tried on an offered rulebook: what would move, and which rules fire. Nothing of it is released.

A small file is done while the person waits, a large one by the worker; both run the same steps.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath

import structlog

from app.batches.cases import decide_cases
from app.batches.chunks import Blueprint, build
from app.batches.migration import compare_decided
from app.batches.model import DecidedCases
from app.batches.movers import write_trial
from app.batches.recheck import recheck
from app.batches.trial import result_of, to_document
from app.cases import read_table
from app.cases.model import Cases
from app.config import Settings
from app.decide.diff.words import untranslated
from app.findings import Finding, LubuError, Place
from app.jobs import intake, offers
from app.jobs.catalogue import Catalogue, Pinned
from app.jobs.files import bare_name, claimed, short_name, write, written
from app.rulebooks import load
from app.rulebooks.model import Rulebook
from app.store import Store, batches, trials
from app.store.batches import BatchStatus
from app.store.trials import Trial
from app.store.versions import Kind

log = structlog.get_logger(__name__)

AT_ONCE = 5_000
"""Cases that are tried while the person waits, a few seconds; more go to the worker."""
STAGES = 5
"""Read, decide twice, compare, write."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is tried: a content of a workbook, against another one."""

    file: str
    new: str
    old: str = ""
    """Empty: against nothing, only its rules are counted."""


@dataclass(frozen=True, eq=False)
class Bench:
    """What a trial works with."""

    store: Store
    settings: Settings
    catalogue: Catalogue


def submit_batch(bench: Bench, target: Target, batch_id: int, by: str) -> Trial:
    """Enter a trial with the case file of a batch.

    Raises:
        LookupError: for an unknown batch.
        LubuError: when the rulebook cannot decide cases.
    """
    batch = batches.get(bench.store, batch_id)
    number = _release(bench)
    _side(bench, target.file, target.new, number)
    return trials.create(bench.store, {
        **_of(target, number, by), "name": batch.name, "file": batch.file, "sha256": batch.sha256,
        "upload": batch.upload, "sheet": batch.sheet, "as_of": batch.as_of, "batch_id": batch.id,
    })  # fmt: skip


def submit_file(
    bench: Bench, target: Target, file_name: str, data: bytes, as_of: date, by: str, *, sheet: str | None = None
) -> tuple[Trial, int]:
    """Enter a trial with a case file of its own; also how many cases it has.

    Raises:
        LubuError: with every reason why the file cannot be decided; then nothing is kept.
    """
    file, number = bare_name(file_name), _release(bench)
    intake.check_size(file, data, bench.settings)
    side = _side(bench, target.file, target.new, number)
    cases = intake.checked(side, read_table(data, file, side.release.inputs, sheet))
    digest = hashlib.sha256(data).hexdigest()
    upload = f"{digest}{PurePath(file).suffix.lower()}"
    write(bench.settings.uploads_dir / upload, data)
    trial = trials.create(bench.store, {
        **_of(target, number, by), "name": PurePath(file).stem, "file": file, "sha256": digest,
        "upload": upload, "sheet": sheet, "as_of": as_of, "batch_id": None,
    })  # fmt: skip
    return trial, len(cases)


def run_trial(bench: Bench, number: int) -> Trial:
    """Work a trial through, from its beginning; one that is finished stays as it is, one under way elsewhere too.

    Raises:
        LookupError: for an unknown number.
    """
    with claimed(bench.settings.instance_dir / "runs" / f"trial-{number % 16}.lock") as alone:
        if not alone:
            return trials.get(bench.store, number)
        trial = trials.start(bench.store, number)
        if trial.status is not BatchStatus.RUNNING:
            return trial
        try:
            return _work(bench, trial)
        except LubuError as error:
            return trials.fail(bench.store, number, error.findings)
        except Exception as error:
            log.exception("trial failed", trial=number)
            return trials.fail(bench.store, number, LubuError.of("jobs.unexpected", error=repr(error)).findings)


def _work(bench: Bench, trial: Trial) -> Trial:
    if trial.starts > bench.settings.max_attempts:
        raise LubuError.of("jobs.gave-up", attempts=trial.starts - 1)
    stage = _stages(bench, trial)
    sides = [_side(bench, trial.rulebook, hash, trial.release_id) for hash in (trial.old, trial.new) if hash]
    cases = _cases(bench, trial, sides)
    stage()
    decided = []
    for side, rows in zip(sides, cases, strict=True):
        decided.append(_decided(bench, side, rows, trial.as_of))
        stage()
    comparison = compare_decided(*decided) if len(decided) == 2 else None
    stage()
    new = decided[-1]
    result = result_of(new, trial.rulebook, comparison)
    workbook = _workbook(trial).as_posix()
    with written(bench.settings.exports_dir / workbook) as stream:
        write_trial(result, trial.as_of, stream, untranslated)
    found = (*new.cases.raw.findings, *new.cases.findings)
    return trials.finish(bench.store, trial.id, to_document(result), found, workbook)


def _stages(bench: Bench, trial: Trial) -> Callable[[], None]:
    done = iter(range(1, STAGES + 1))
    return lambda: trials.advance(bench.store, trial.id, next(done))


def _workbook(trial: Trial) -> Path:
    """Where the result goes, relative to the exports folder."""
    return Path("trials") / str(trial.id) / f"{short_name(PurePath(trial.rulebook).stem)}-试算结果.xlsx"


def _decided(bench: Bench, side: Pinned, cases: Cases, as_of: date) -> DecidedCases:
    """Decided, and like every batch checked by the plain interpreter on a sample."""
    decided = decide_cases(side.release, cases, as_of)
    differences: list[Finding] = recheck(decided, bench.settings.recheck_cases, secrets.randbits(32))
    if differences:
        raise LubuError(*differences)
    return decided


def _cases(bench: Bench, trial: Trial, sides: list[Pinned]) -> list[Cases]:
    """The case file as each side reads it; read once where both ask for the same columns."""
    found: list[Cases] = []
    for side in sides:
        if found and sides[0].release.inputs == side.release.inputs:
            found.append(found[0])
        elif trial.batch_id is not None:
            batch = batches.get(bench.store, trial.batch_id)
            found.append(intake.cases_of(bench.store, bench.settings, side, batch))
        else:
            table = read_table(intake.uploaded(bench.settings, trial), trial.file, side.release.inputs, trial.sheet)
            found.append(intake.checked(side, table))
    return found


def _side(bench: Bench, file: str, hash: str, release_id: int) -> Pinned:
    """The release with another content of one rulebook.

    Raises:
        LubuError: when that cannot be read any more, scores officers, or does not fit the other rulebooks.
    """
    base = bench.catalogue.pinned(release_id).blueprint
    book = _rulebook(bench, file, hash)
    if book.measures:
        raise LubuError.of("jobs.trial-scoring", Place(file))
    others = [other for other in base.rulebooks if other.file != file]
    blueprint = Blueprint(tuple(sorted([*others, book], key=lambda one: one.file)), base.templates)
    return Pinned(release_id, blueprint, build(blueprint))


def _rulebook(bench: Bench, file: str, hash: str) -> Rulebook:
    data = offers.content(bench.settings, bench.store, Kind.RULEBOOK, file, hash)
    if data is None:
        raise LubuError.of("jobs.offer-gone", Place(file))
    loaded = load(data, file)
    if loaded.rulebook is None:
        raise LubuError(*loaded.reading)
    return loaded.rulebook


def _release(bench: Bench) -> int:
    return bench.catalogue.current().id


def _of(target: Target, release_id: int, by: str) -> dict[str, object]:
    return {
        "rulebook": target.file, "old": target.old, "new": target.new, "release_id": release_id, "created_by": by,
    }  # fmt: skip
