"""A case file comes in: bounded, read once to see that it can be decided, kept, and entered as a batch."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path, PurePath

from app.batches.check import decided_before
from app.batches.served import kinds_by_variable, with_served
from app.cases import read_table, type_cases
from app.cases.model import Cases, RawTable
from app.config import Settings
from app.findings import LubuError, Place, errors
from app.jobs.catalogue import Pinned
from app.jobs.files import bare_name, short_name, write
from app.rulebooks.model import Role
from app.store import Store, batches, deliveries
from app.store.batches import Batch
from app.store.deliveries import MovedDate
from app.store.trials import Trial

SUFFIXES = (".xlsx", ".csv", ".jsonl")


def submit(  # noqa: PLR0913 - what a batch is made of
    store: Store,
    settings: Settings,
    pinned: Pinned,
    file_name: str,
    data: bytes,
    *,
    as_of: date,
    by: str,
    name: str = "",
    sheet: str | None = None,
) -> Batch:
    """Enter a batch, to be decided by *pinned* whatever comes into force later.

    Raises:
        LubuError: with every reason why the file cannot be decided; then nothing is kept.
    """
    file = bare_name(file_name)
    check_size(file, data, settings)
    cases = checked(pinned, read_table(data, file, pinned.release.inputs, sheet))
    digest = hashlib.sha256(data).hexdigest()
    upload = f"{digest}{PurePath(file).suffix.lower()}"
    write(settings.uploads_dir / upload, data)
    fields = {
        "name": name or PurePath(file).stem, "file": file, "sha256": digest, "upload": upload, "sheet": sheet,
        "release_id": pinned.id, "as_of": as_of, "created_by": by, "cases": len(cases),
    }  # fmt: skip
    with store.atomic():
        batch = batches.create(
            store, fields, (*cases.raw.findings, *cases.findings, *decided_before(pinned.release, cases))
        )
        moved = _moved(store, pinned, cases, as_of)
        if moved:
            deliveries.keep_moved(store, batch.id, moved, by)
    return batch


def cases_of(store: Store, settings: Settings, pinned: Pinned, batch: Batch) -> Cases:
    """The cases of a batch as it was submitted, with the dates of the letters that were served by then.

    Raises:
        LubuError: when the upload is gone or changed.
    """
    table = read_table(uploaded(settings, batch), batch.file, pinned.release.inputs, batch.sheet)
    cases = checked(pinned, table)
    served: dict[str, dict[str, date]] = {}
    for one in deliveries.moved(store, batch.id):
        served.setdefault(one.variable, {})[one.case_id] = one.date
    return with_served(cases, served, pinned.release.role(Role.CASE_ID))


def _moved(store: Store, pinned: Pinned, cases: Cases, as_of: date) -> list[MovedDate]:
    """The latest recorded service of every case in the file, for every variable that 文书目录 records it in."""
    variables = kinds_by_variable(pinned.release)
    id_variable = pinned.release.role(Role.CASE_ID)
    if not variables or id_variable is None:
        return []
    latest = deliveries.latest(store, {kind for kinds in variables.values() for kind in kinds}, as_of)
    present = set(cases.ids(id_variable)) if latest else set()
    found: dict[tuple[str, str], tuple[date, int]] = {}
    for variable, kinds in variables.items():
        for (kind, case), served in latest.items():
            if kind in kinds and case in present:
                found[variable, case] = max(served, found.get((variable, case), served))
    return [MovedDate(variable, case, day, letter) for (variable, case), (day, letter) in found.items()]


def checked(pinned: Pinned, table: RawTable) -> Cases:
    """The cases of a table; raises LubuError when it has none or lacks what the rules require."""
    cases = type_cases(table, pinned.release.inputs)
    found = errors(cases.findings)
    if found:
        raise LubuError(*found)
    if not len(cases):
        raise LubuError.of("jobs.no-cases", Place(table.file, table.sheet))
    return cases


def uploaded(settings: Settings, batch: Batch | Trial) -> bytes:
    """The case file as it was submitted.

    Raises:
        LubuError: when it is gone or no longer the same.
    """
    path = settings.uploads_dir / batch.upload
    data = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(data).hexdigest() != batch.sha256:
        raise LubuError.of("jobs.upload-changed", Place(batch.file))
    return data


def export_folder(batch: Batch) -> Path:
    """Where a batch's files go, relative to the exports folder."""
    return Path("batches") / str(batch.id)


def decisions_file(batch: Batch) -> Path:
    """The workbook of all decisions, relative to the exports folder."""
    return export_folder(batch) / f"{short_name(PurePath(batch.file).stem)}-判定结果.xlsx"


def check_size(file: str, data: bytes, settings: Settings) -> None:
    """Raises LubuError for a file of another kind, or one that is too large."""
    if PurePath(file).suffix.lower() not in SUFFIXES:
        raise LubuError.of("jobs.file-kind", Place(file), kinds="、".join(SUFFIXES))
    if len(data) > settings.max_upload_mb << 20:
        raise LubuError.of("jobs.file-large", Place(file), size=len(data) >> 20, most=settings.max_upload_mb)
